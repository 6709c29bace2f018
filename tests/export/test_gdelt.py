"""Rows like those of GDELT."""

from export.files import events_of, file_of

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord, EventTime, Participant
from dateline.v1.export_service_pb2 import EXPORT_FORMAT_GDELT, EXPORT_RESOURCE_EVENTS
from dateline.v1.place_pb2 import Location, Place
from dateline.v1.span_pb2 import Span
from dateline_server.export.gdelt import COLUMNS

MEETING = EventRecord(
    article="articles/x",
    article_url="https://gazette.example/talks",
    published_date="2025-04-09",
    event=Event(
        id="e1",
        key="k1",
        type="CONSULT",
        cameo_code="0421",
        quad_class=Event.VERBAL_COOPERATION,
        intensity=1.9,
        participants=[
            Participant(role=Participant.AGENT, actor="a1"),
            Participant(role=Participant.RECIPIENT, actor="a2"),
        ],
        time=EventTime(earliest="2025-04-08", latest="2025-04-08"),
        evidence=[Span(start=0, end=4, text="They")],
    ),
    actors=[
        Actor(id="a1", name="Ingrid Solberg", country_code="NOR", sector="GOV"),
        Actor(id="a2", name="Kenya", country_code="KEN"),
    ],
    place=Place(name="Nairobi", kind=Place.CITY, country_code="KEN", geonames_id=184745),
)
MEETING.place.location.CopyFrom(Location(latitude=-1.28333, longitude=36.81667))


def rows(*records: EventRecord) -> list[dict[str, str]]:
    text = file_of(EXPORT_FORMAT_GDELT, EXPORT_RESOURCE_EVENTS, records).decode()
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in text.splitlines()]


def test_there_are_61_columns() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 61
    assert (COLUMNS[5], COLUMNS[15], COLUMNS[25], COLUMNS[26], COLUMNS[51], COLUMNS[60]) == (
        *("Actor1Code", "Actor2Code", "IsRootEvent", "EventCode", "ActionGeo_Type", "SOURCEURL"),
    )


def test_a_row_says_who_did_what_to_whom_when_and_where() -> None:
    [row] = rows(MEETING)
    filled = {name: value for name, value in row.items() if value}
    assert int(filled.pop("GlobalEventID")) < 1 << 63
    assert filled == {
        "Day": "20250408",
        "MonthYear": "202504",
        "Year": "2025",
        "FractionDate": "2025.3507",
        "Actor1Code": "NORGOV",
        "Actor1Name": "INGRID SOLBERG",
        "Actor1CountryCode": "NOR",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "KEN",
        "Actor2Name": "KENYA",
        "Actor2CountryCode": "KEN",
        "IsRootEvent": "1",
        "EventCode": "0421",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "1.9",
        "NumMentions": "1",
        "NumSources": "1",
        "NumArticles": "1",
        "ActionGeo_Type": "4",
        "ActionGeo_Fullname": "Nairobi, KEN",
        "ActionGeo_CountryCode": "KEN",
        "ActionGeo_Lat": "-1.2833",
        "ActionGeo_Long": "36.817",
        "ActionGeo_FeatureID": "184745",
        "DATEADDED": "20250409000000",
        "SOURCEURL": "https://gazette.example/talks",
    }


def test_equal_sides_are_the_two_actors() -> None:
    talks = EventRecord()
    talks.CopyFrom(MEETING)
    for participant in talks.event.participants:
        participant.role = Participant.PARTICIPANT
    [row] = rows(talks)
    assert (row["Actor1CountryCode"], row["Actor2CountryCode"]) == ("NOR", "KEN")


def test_an_event_of_general_news_has_no_row() -> None:
    assert rows(EventRecord(article="articles/x", event=Event(id="e1", type="X_COURT"))) == []


def test_a_tab_in_a_name_ends_no_cell_and_what_is_unknown_is_empty() -> None:
    bare = EventRecord(event=Event(cameo_code="010", participants=[Participant(role=Participant.AGENT, actor="a1")]))
    bare.actors.add(id="a1", name="Tab\there\nand there")
    [row] = rows(bare)
    assert row["Actor1Name"] == "TAB HERE AND THERE"
    assert row["Day"] == row["GoldsteinScale"] == row["ActionGeo_Lat"] == row["AvgTone"] == ""


def test_articles_as_they_are_read_give_rows(articles: list[Article]) -> None:
    made = rows(*events_of(articles))
    assert len(made) == sum(bool(event.cameo_code) for article in articles for event in article.events) > 20
    assert len({row["GlobalEventID"] for row in made}) == len(made)
