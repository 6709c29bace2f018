"""What the articles of a story, or those whom they quote, do not agree on."""

from collections.abc import Iterator, Sequence

from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.story_pb2 import Disagreement, Position, PositionClaim

# Numbers of people that one happening has one of.
_TOLLS = {"killed": "number killed", "wounded": "number hurt", "injured": "number hurt", "arrest": "number arrested"}
_HAPPENED = (Event.OCCURRED, Event.CLAIMED, Event.ONGOING)


def find_disagreements(story: str, records: Sequence[EventRecord]) -> list[Disagreement]:
    """The disagreements of `story`, over the events of its articles: contradictions first, most voices first."""
    found = list(_find_quantities(story, records))
    return sorted(found, key=lambda one: (one.nature, -len(set(_voices(one))), one.kind, one.subject, one.unit))


def _find_quantities(story: str, records: Sequence[EventRecord]) -> Iterator[Disagreement]:
    for unit, subject in _TOLLS.items():
        claims: dict[float, list[EventRecord]] = {}
        for record in records:
            if record.event.status in _HAPPENED:
                for quantity in record.event.quantities:
                    if quantity.unit == unit:
                        claims.setdefault(quantity.value, []).append(record)
        tops = {
            max(value for value in claims if record in claims[value]) for held in claims.values() for record in held
        }
        if len(tops) < 2:
            continue
        positions = [
            Position(value=f"{value:g}", claims=[_claim(record) for record in sorted(claims[value], key=_age)])
            for value in sorted(tops)
        ]
        yield Disagreement(
            story=story, kind=Disagreement.QUANTITY, nature=Disagreement.CONTRADICTION, subject=subject, unit=unit,
            positions=sorted(positions, key=lambda position: -len({_speaker(claim) for claim in position.claims})),
        )  # fmt: skip


def _claim(record: EventRecord) -> PositionClaim:
    return PositionClaim(voice=_voice(record), event=record)


def _voice(record: EventRecord) -> str:
    """The name of the source that the article gives for its event; empty for the article itself."""
    if not record.event.attributions:
        return ""
    source = record.event.attributions[0]
    names = {actor.id: actor.name for actor in record.actors}
    return names.get(source.source, "") or source.source_span.text


def _speaker(claim: PositionClaim) -> str:
    return claim.voice or claim.event.source or claim.event.article


def _voices(disagreement: Disagreement) -> Iterator[str]:
    return (_speaker(claim) for position in disagreement.positions for claim in position.claims)


def _age(record: EventRecord) -> tuple[str, str, str]:
    return record.published_date or "9999", record.article, record.event.id
