"""Offices, votes, courts and rules: who gets or loses what, and when a rule, a truce or a sanction begins to hold."""

import pytest
from as_read import Parse, only, sides

from dateline.v1.event_pb2 import Event


def test_a_bid_that_failed_is_not_done(parse: Parse) -> None:
    election = only(parse("Pereira failed in her bid to be elected mayor of Braga."), "X_ELECT")
    assert (election.status, sides(election, "RECIPIENT")) == (Event.NEGATED, ["Pereira"])


def test_a_person_who_takes_over_takes_an_office(parse: Parse) -> None:
    article = parse("The manager, Ola Berg, took over from a rival last year.")
    assert only(article, "X_APPOINT").status == Event.OCCURRED


def test_who_is_punished_for_a_deed_has_done_it(parse: Parse) -> None:
    article = parse(
        "A court in Lyon sentenced a bank clerk to three years in prison for stealing from elderly customers."
    )
    assert sides(only(article, "X_CRIME"), "AGENT") == []
    assert only(article, "X_CRIME").gist.startswith("A bank clerk steals")


def test_an_answer_short_of_force_is_a_sanction(parse: Parse) -> None:
    answer = only(parse("Lima has taken retaliatory measures against Quito."), "SANCTION")
    assert (sides(answer, "AGENT"), sides(answer, "RECIPIENT")) == (["Lima"], ["Quito"])


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("The party took power in Ghana last year.", "X_ELECT"),
        ("The ceasefire between the two clans took hold on Sunday.", "RETREAT"),
        ("The team took gold in Bergen.", "X_CONTEST"),
    ],
)
def test_a_bare_noun_of_a_fixed_phrase_takes_no_part(parse: Parse, sentence: str, type_: str) -> None:
    texts = [side.text for event in parse(sentence).events for side in event.participants]
    assert only(parse(sentence), type_)
    assert not {"power", "hold", "gold"} & set(texts)


def test_what_takes_effect_is_what_it_is_done_to(parse: Parse) -> None:
    law = only(parse("The new tariff took effect on Monday."), "X_ELECT")
    assert sides(law, "RECIPIENT") == ["The new tariff"]
    assert sides(law, "AGENT") == []


@pytest.mark.parametrize(
    ("sentence", "type_", "trigger", "status", "parts"),
    [
        ("The truce takes effect on Monday at noon.", "RETREAT", "takes effect", Event.PLANNED, []),
        ("The armistice went into effect on Tuesday.", "RETREAT", "went into effect", Event.OCCURRED, []),
        ("The ceasefire has not taken effect.", "RETREAT", "taken effect", Event.NEGATED, []),
        ("If the ceasefire takes hold, aid will flow.", "RETREAT", "takes hold", Event.HYPOTHETICAL, []),
        (
            "A ceasefire between Sudan and Chad took effect on Sunday.",
            "RETREAT",
            "took effect",
            Event.OCCURRED,
            ["Sudan", "Chad"],
        ),
        (
            "New sanctions against Belarus came into force on Monday.",
            "SANCTION",
            "came into force",
            Event.OCCURRED,
            ["Belarus"],
        ),
        ("The agreement takes effect on Monday.", "SUPPORT", "takes effect", Event.PLANNED, []),
        ("The pact has not taken effect.", "SUPPORT", "taken effect", Event.NEGATED, []),
        ("The fishing treaty entered into force last week.", "SUPPORT", "entered into force", Event.OCCURRED, []),
        (
            "The deal between Peru and Chile comes into force on May 1.",
            "SUPPORT",
            "comes into force",
            Event.PLANNED,
            ["Peru", "Chile"],
        ),
        (
            "Peru's tariffs on steel took effect on Monday.",
            "X_ELECT",
            "took effect",
            Event.OCCURRED,
            ["Peru's tariffs"],
        ),
    ],
)
def test_what_begins_to_hold_is_one_event_told_by_its_verb(
    parse: Parse, sentence: str, type_: str, trigger: str, status: Event.Status.ValueType, parts: list[str]
) -> None:
    [event] = parse(sentence).events
    assert (event.type, event.trigger.text) == (type_, trigger)
    assert event.status == status
    assert [side.text for side in event.participants] == parts
