"""Force, harm and captivity: what is a deed, who did it, and what was only planned, ordered or a figure of speech."""

import pytest
from as_read import Parse, only, sides

from dateline.v1.event_pb2 import Event


@pytest.mark.parametrize(
    "text",
    [
        "The scandal hurt the party's standing.",
        "Higher wages hurt sales in Norway.",
        "The strike wounded his pride and hurt the club's image.",
    ],
)
def test_harm_that_hurts_no_body_is_no_assault(parse: Parse, text: str) -> None:
    assert "ASSAULT" not in [event.type for event in parse(text).events if event.trigger.text == "hurt"]


def test_an_attack_on_an_idea_hurts_nobody(parse: Parse) -> None:
    article = parse("Critics in Malta called the law an attack on democracy.")
    assert not [event for event in article.events if event.type in ("ASSAULT", "X_CRIME")]


def test_force_on_what_people_own_is_done_to_the_thing(parse: Parse) -> None:
    event = only(parse("Bulldozers flattened the squatters' camp."), "COERCE")
    assert sides(event, "RECIPIENT") == ["the squatters' camp"]


def test_the_sides_of_a_gun_battle_are_equal(parse: Parse) -> None:
    battle = only(parse("There has been a gun battle between smugglers and border guards near the pass."), "ASSAULT")
    assert sides(battle, "PARTICIPANT") == ["smugglers", "border guards"]


def test_who_ends_clashes_is_not_one_of_those_who_clash(parse: Parse) -> None:
    clashes = only(
        parse("The army is trying to end days of clashes between Hindu traders and Sikh farmers."), "ASSAULT"
    )
    assert sides(clashes, "PARTICIPANT") == ["Hindu traders", "Sikh farmers"]


def test_what_is_ordered_is_still_to_come_and_what_is_launched_has_begun(parse: Parse) -> None:
    assert only(parse("The general ordered air strikes on the camp."), "ASSAULT").status == Event.PLANNED
    assert only(parse("The rebels launched an attack on the camp."), "ASSAULT").status == Event.OCCURRED


def test_a_plan_for_what_lies_back_was_carried_out(parse: Parse) -> None:
    article = parse("The captain admitted planning the March attacks on the barracks.")
    [attack] = [event for event in article.events if event.trigger.text == "attacks"]
    assert attack.status == Event.OCCURRED


def test_what_would_not_have_happened_without_help_happened(parse: Parse) -> None:
    event = only(parse("The attack would not have happened without the army's help."), "ASSAULT")
    assert event.status == Event.OCCURRED


def test_those_who_are_reported_to_have_been_sent_are_moved(parse: Parse) -> None:
    moved = only(parse("British frigates are said to have been deployed off Aden."), "MOBILIZE")
    assert sides(moved, "AGENT") == ["British frigates"]


def test_who_is_let_go_has_their_own_clause(parse: Parse) -> None:
    assert sides(only(parse("The gunmen let the nuns go."), "RETREAT"), "RECIPIENT") == ["the nuns"]
