"""What the articles of a story do not agree on."""

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Attribution, Event, EventRecord, Quantity
from dateline.v1.span_pb2 import Span
from dateline.v1.story_pb2 import Disagreement
from dateline_server.stories.disagreements import find_disagreements


def killed(article: int, value: float, voice: str = "", unit: str = "killed") -> EventRecord:
    event = Event(
        id="e1", type="X_CASUALTY", status=Event.CLAIMED if voice else Event.OCCURRED,
        quantities=[Quantity(value=value, unit=unit, span=Span(start=0, end=2, text=f"{value:g}"))],
    )  # fmt: skip
    record = EventRecord(article=f"articles/{article}", source=f"paper {article}", published_date="2025-04-09")
    if voice:
        event.attributions.add(source="a1", verb="say")
        event.attributions[0].stance = Attribution.ASSERT
        record.actors.append(Actor(id="a1", name=voice))
    record.event.CopyFrom(event)
    return record


def test_two_numbers_killed_are_a_contradiction_with_both_voices() -> None:
    [found] = find_disagreements("stories/1", [killed(1, 41), killed(2, 35, "the ministry"), killed(3, 41)])
    assert (found.story, found.kind, found.nature) == ("stories/1", Disagreement.QUANTITY, Disagreement.CONTRADICTION)
    assert (found.subject, found.unit) == ("number killed", "killed")
    assert [(position.value, [claim.voice for claim in position.claims]) for position in found.positions] == [
        ("41", ["", ""]),
        ("35", ["the ministry"]),
    ]


def test_one_number_told_twice_is_no_disagreement() -> None:
    assert find_disagreements("stories/1", [killed(1, 41), killed(2, 41)]) == []


def test_a_number_killed_and_a_number_hurt_do_not_disagree() -> None:
    assert find_disagreements("stories/1", [killed(1, 41), killed(2, 35, unit="wounded")]) == []
