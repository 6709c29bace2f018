"""Rows like those of the event table of GDELT 2.0: 61 columns with tabs between, no header.

A row says that something happened: it has no place for who says so, or that it is only planned. So OCCURRED events alone
are written unless others are asked for, and events without a CAMEO code never are. Where the codes of GDELT are its own
(FIPS countries and regions, religions, tone), the column holds what Dateline knows instead, or nothing; see docs/exports.md.
"""

import hashlib
from datetime import date

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Event, EventRecord, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Span
from dateline_server.export.records import Resource
from dateline_server.export.writer import PlainWriter, Writer

_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    *("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{name}" for number in (1, 2) for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
# How exact a place is: country, city of the United States or of the world, state of either.
_COUNTRY, _US_STATE, _US_CITY, _CITY, _STATE = "1", "2", "3", "4", "5"


def gdelt_writer(_: Resource) -> Writer:
    """One row an event; none for an event that has no CAMEO code."""
    return PlainWriter(_write)


def _write(record: bytes) -> bytes:
    event = EventRecord.FromString(record)
    if not event.event.cameo_code:
        return b""
    row = make_row(event)
    return "\t".join(_plain(row.get(column, "")) for column in COLUMNS).encode() + b"\n"


def make_row(record: EventRecord) -> dict[str, str]:
    """The values of a row by column; a column that is not there is empty."""
    event = record.event
    first, second = _sides(record)
    row = {
        "GlobalEventID": str(_number(record)),
        **_days(event, record.published_date),
        **_actor("Actor1", first),
        **_actor("Actor2", second),
        "IsRootEvent": str(int(_leads(event))),
        "EventCode": event.cameo_code,
        "EventBaseCode": event.cameo_code[:3],
        "EventRootCode": event.cameo_code[:2],
        "QuadClass": str(event.quad_class) if event.quad_class else "",
        "GoldsteinScale": f"{event.intensity:g}" if event.HasField("intensity") else "",
        "NumMentions": str(1 + len(event.coreferent)),
        "NumSources": "1",
        "NumArticles": "1",
        "DATEADDED": f"{record.published_date.replace('-', '')}000000" if record.published_date else "",
        "SOURCEURL": record.article_url or record.article,
    }
    return {**row, **_geo("Action", record.place)} if record.HasField("place") else row


def _number(record: EventRecord) -> int:
    """A number that the event keeps over revisions, of 63 bits, so that any database takes it."""
    named = f"{record.article}/{record.event.key or record.event.id}"
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8]) >> 1


def _days(event: Event, published: str) -> dict[str, str]:
    """The first day on which it can have happened, else that of publication."""
    for text in (event.time.earliest, published):
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            continue
        fraction = day.year + (day.month * 30 + day.day) / 365  # months of 30 days, as GDELT counts
        return {
            "Day": f"{day:%Y%m%d}",
            "MonthYear": f"{day:%Y%m}",
            "Year": f"{day:%Y}",
            "FractionDate": f"{fraction:.4f}",
        }
    return {}


def _sides(record: EventRecord) -> tuple[Actor | None, Actor | None]:
    """Who does it and to whom; of equal sides the first two."""
    actors = {actor.id: actor for actor in record.actors}

    def those(role: Participant.Role.ValueType) -> list[Actor]:
        named = [part.actor for part in record.event.participants if part.role == role]
        return [actors[local] for local in named if local in actors]

    agents, recipients, equals = (
        those(role) for role in (Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT)
    )
    left = [*agents[:1], *equals]
    right = [*recipients[:1], *left[1:]]
    return next(iter(left), None), next(iter(right), None)


def _actor(prefix: str, actor: Actor | None) -> dict[str, str]:
    if actor is None:
        return {}
    return {
        f"{prefix}Code": f"{actor.country_code}{actor.sector}",
        f"{prefix}Name": actor.name.upper(),
        f"{prefix}CountryCode": actor.country_code,
        f"{prefix}Type1Code": actor.sector,
    }


def _geo(prefix: str, place: Place) -> dict[str, str]:
    american = place.country_code == "USA"
    kind = {
        Place.COUNTRY: _COUNTRY,
        Place.REGION: _US_STATE if american else _STATE,
    }.get(place.kind, _US_CITY if american else _CITY)
    made = {
        f"{prefix}Geo_Type": kind,
        f"{prefix}Geo_Fullname": ", ".join(part for part in (place.name, place.admin1, place.country_code) if part),
        f"{prefix}Geo_CountryCode": place.country_code,
        f"{prefix}Geo_FeatureID": str(place.geonames_id) if place.geonames_id else "",
    }
    if place.HasField("location"):
        made[f"{prefix}Geo_Lat"] = f"{place.location.latitude:.5g}"
        made[f"{prefix}Geo_Long"] = f"{place.location.longitude:.5g}"
    return made


def _leads(event: Event) -> bool:
    """Whether the headline or the first sentence tells it."""
    return any(span.part == Span.TITLE or span.start == 0 for span in event.evidence)


def _plain(text: str) -> str:
    """Without what would end the cell or the row."""
    return " ".join(text.split())
