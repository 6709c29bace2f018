"""Protests, and striking in all its senses: stopping work, hitting, bombing, closing a deal, finding gold."""

import pytest
from as_read import Parse, only, place_of, sides

from dateline.v1.event_pb2 import Event


def test_a_town_is_the_place_of_a_protest_and_no_side(parse: Parse) -> None:
    article = parse("In Gaborone, miners blocked the road to Namibia.")
    event = only(article, "PROTEST")
    assert sides(event, "RECIPIENT") == ["the road"]
    assert place_of(article, event) == "Gaborone"


@pytest.mark.parametrize(
    "sentence",
    [
        "The market traders' union plans a general strike on Thursday.",
        "The union of bakers called a strike for Friday.",
        "Pupils planned a march in Quito.",
        "A protest is planned for Saturday outside the mill.",
        "A march was planned by the beekeepers.",
    ],
)
def test_a_deed_that_is_only_planned_or_called_has_not_happened(parse: Parse, sentence: str) -> None:
    assert only(parse(sentence), "PROTEST").status == Event.PLANNED


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        ("The union called a strike last week.", "The union calls a strike last week."),
        ("Nurses called a strike yesterday.", "Nurses call a strike yesterday."),
    ],
)
def test_the_day_of_a_call_is_not_the_day_of_what_is_called(parse: Parse, sentence: str, gist: str) -> None:
    strike = only(parse(sentence), "PROTEST")
    assert strike.status == Event.PLANNED
    assert (strike.time.value, strike.time.earliest) == ("", "2025-04-09")
    assert strike.gist == gist


def test_strikes_on_things_are_no_stoppage_of_work(parse: Parse) -> None:
    assert only(parse("Chad resumed strikes on fuel depots."), "ASSAULT").mode == "aerial"
    assert only(parse("Welders resumed their strike over pay."), "PROTEST").mode == "strike"


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Dockers struck on Monday.", "PROTEST"),
        ("Midwives struck in Lima on Tuesday.", "PROTEST"),
        ("Gunmen struck near Kano on Monday.", "ASSAULT"),
        ("The attackers struck again on Friday night.", "ASSAULT"),
        ("An earthquake struck on Monday.", "X_DISASTER"),
    ],
)
def test_who_strikes_says_what_striking_is(parse: Parse, sentence: str, type_: str) -> None:
    [event] = parse(sentence).events
    assert event.type == type_


def test_people_who_strike_somebody_do_not_stop_work(parse: Parse) -> None:
    assert not [event for event in parse("Students struck a policeman in Bari.").events if event.type == "PROTEST"]


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Students struck a deal with the rector in Bari.", "X_DEAL"),
        ("Workers struck an agreement with the owners on Monday.", "X_DEAL"),
        ("Police struck two protesters in Tbilisi.", "ASSAULT"),
        ("Residents struck a soldier with stones.", "ASSAULT"),
        ("The drivers struck the depot of Orlan.", "PROTEST"),
        ("Nurses struck three hospitals on Monday.", "PROTEST"),
        ("Teachers struck for three days in Lima.", "PROTEST"),
    ],
)
def test_what_people_strike_says_what_striking_is(parse: Parse, sentence: str, type_: str) -> None:
    assert only(parse(sentence), type_)
    assert {event.type for event in parse(sentence).events} == {type_}


@pytest.mark.parametrize(
    "sentence",
    [
        "Villagers struck gold near Tamale.",
        "Staff struck a blow against the ministry.",
        "The villagers struck back.",
        "The teachers' union struck back at the ministry on Monday.",
        "Reporters struck the clerk's car.",
        "Welders struck the gate with hammers.",
    ],
)
def test_striking_back_or_striking_a_thing_stops_no_work(parse: Parse, sentence: str) -> None:
    assert not parse(sentence).events
