"""Who does it and to whom, whatever the deed: a side is what the words make one."""

import pytest
from as_read import Parse, only, sides, told_by

from dateline.v1.event_pb2 import Event


def test_a_subject_that_the_parser_lost_is_not_made_up(parse: Parse) -> None:
    article = parse(
        "Chad sealed the bridge in June after raiders allegedly arriving from the Libyan side killed two herders."
    )
    [killing] = [event for event in article.events if event.trigger.text == "killed"]
    assert "Chad" not in sides(killing, "AGENT")
    assert killing.status == Event.CLAIMED
    assert killing.attributions


def test_the_subject_of_an_active_verb_does_not_do_what_is_then_done_to_it(parse: Parse) -> None:
    article = parse("The rebel commander left the camp and was arrested.")
    [arrest] = [event for event in article.events if event.trigger.text.startswith("arrested")]
    assert sides(arrest, "AGENT") == []
    assert sides(arrest, "RECIPIENT") == ["The rebel commander"]


@pytest.mark.parametrize(
    ("sentence", "type_", "agent"),
    [
        (
            "“If the bank does not pay, the port will close,” the union's chairman, Olav Brekke, warned.",
            "THREATEN",
            "the union's chairman",
        ),
        ("The minister said no farmer had been asked and threatened to sue the ministry.", "THREATEN", "The minister"),
        ("The league wants the council to act and has threatened to strike.", "THREATEN", "The league"),
        ("Diplomats in Accra, who accused Togo of neglect, went home.", "ACCUSE", "Diplomats in Accra"),
        ("The Greens criticised the premier for expelling the envoy.", "SANCTION", "the premier"),
    ],
)
def test_who_does_it(parse: Parse, sentence: str, type_: str, agent: str) -> None:
    assert sides(only(parse(sentence), type_), "AGENT") == [agent]


@pytest.mark.parametrize(
    ("sentence", "type_", "recipients"),
    [
        ("Gunmen attacked a market in Kano.", "ASSAULT", ["a market"]),
        ("The army fired mortars and rockets at the rebels.", "ASSAULT", ["the rebels"]),
        ("The army prevented the demonstration staged by nurses.", "COERCE", ["nurses"]),
        ("Togo complained to the council over a Ghanaian raid.", "ACCUSE", ["Ghanaian"]),
        ("The league reiterated its demand that Chile open the border.", "REQUEST", ["Chile"]),
        ("The patrol sank the boat and its crew was thrown into the sea.", "ASSAULT", ["the boat"]),
    ],
)
def test_to_whom_it_is_done(parse: Parse, sentence: str, type_: str, recipients: list[str]) -> None:
    events = [event for event in parse(sentence).events if event.type == type_]
    assert recipients in [sides(event, "RECIPIENT") for event in events]


def test_whose_name_is_no_side(parse: Parse) -> None:
    article = parse("The suspect, whose name was not released, was arrested on Monday.")
    assert not any(side.text.startswith("whose") for event in article.events for side in event.participants)


def test_both_is_no_part_of_the_first_of_two_guests(parse: Parse) -> None:
    event = told_by(parse("Kenya hosted both President Ola Berg and Foreign Minister Ana Ruiz on Monday."), "hosted")
    assert "President Ola Berg" in [side.text for side in event.participants]
