"""Disasters: who is hurt in them and how many, who helps, and what is no disaster."""

import pytest
from as_read import Parse, only, sides


def test_where_those_are_who_are_harmed_is_no_side(parse: Parse) -> None:
    article = parse("The disease killed about 3,000 animals in Latvia and Estonia last year.")
    assert sides(only(article, "X_DISASTER"), "RECIPIENT") == ["about 3,000 animals in Latvia and Estonia"]


@pytest.mark.parametrize(
    "sentence",
    [
        "A dam burst killed 12 villagers in Laos.",
        "Twelve people were injured when a dam burst in Laos.",
        "A levee burst killed nine farmers in Mali.",
        "Nine people were killed as a dam gave way in Brazil.",
    ],
)
def test_whom_a_burst_dam_kills_is_the_victim_of_an_accident(parse: Parse, sentence: str) -> None:
    assert len(sides(only(parse(sentence), "X_CASUALTY"), "RECIPIENT")) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "An activist who opposed the dam was killed in Honduras.",
        "Two engineers of the dam were killed in Herat on Monday.",
    ],
)
def test_a_dam_that_only_stands_there_kills_nobody(parse: Parse, sentence: str) -> None:
    assert not [event for event in parse(sentence).events if event.type == "X_CASUALTY"]


def test_a_year_before_one_thing_counts_nothing(parse: Parse) -> None:
    article = parse("Two guides survived the 1999 Arlen canyon accident, in which 14 hikers died.")
    death = only(article, "X_CASUALTY")
    assert [(quantity.value, quantity.unit) for quantity in death.quantities] == [(14, "killed")]
    assert death.gist == "14 hikers die."
    assert not only(article, "X_DISASTER").quantities


def test_rescuers_who_search_look_for_people(parse: Parse) -> None:
    assert (
        only(parse("Rescuers were searching for 14 missing villagers after the flood."), "X_DISASTER").mode == "rescue"
    )


def test_what_is_only_warned_of_has_not_happened(parse: Parse) -> None:
    article = parse("The ministry briefly issued a tsunami warning before withdrawing it.")
    assert "X_DISASTER" not in [event.type for event in article.events]


def test_a_quake_that_strikes_off_a_coast_bans_nothing(parse: Parse) -> None:
    [quake] = parse("A strong earthquake struck off Samoa early on Tuesday.").events
    assert quake.type == "X_DISASTER"


def test_by_what_help_comes_is_not_who_rescued_before(parse: Parse) -> None:
    article = parse(
        "The mayor said 300 villagers had been evacuated and that the navy would bring bread by helicopter."
    )
    assert sides(only(article, "X_DISASTER"), "AGENT") == []
