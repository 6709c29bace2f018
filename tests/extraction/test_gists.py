"""The one sentence that tells an event: it can be read alone, and says the whole claim and no more."""

import pytest
from as_read import Parse, only, told_by

from dateline.v1.event_pb2 import Event


@pytest.mark.parametrize(
    ("sentence", "type_", "gist"),
    [
        ("Peru sent tents. It also hosted the Malian president.", "CONSULT", "Peru hosts the Malian president."),
        ("We welcome the treaty.", "SUPPORT", "We welcome the treaty."),
        ("Norway and Chile signed the treaty in Oslo.", "SUPPORT", "Norway and Chile sign the treaty in Oslo."),
        ("“The lake is full,” the mayor told reporters.", "X_STATE", 'The mayor tells reporters: "The lake is full".'),
        ("The mayor said the lake was full.", "X_STATE", "The mayor says that the lake was full."),
        ("The tribunal said rebels attacked a convoy.", "ASSAULT", "Rebels attack a convoy, the tribunal says."),
        ("No envoy was expelled.", "SANCTION", "No envoy was expelled."),
        ("Norway will not expel the envoy.", "SANCTION", "Norway will not expel the envoy."),
    ],
)
def test_a_gist_is_a_sentence_that_can_be_read_alone(parse: Parse, sentence: str, type_: str, gist: str) -> None:
    assert only(parse(sentence), type_).gist == gist


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        ("He met the Danish envoy.", "He meets the Danish envoy."),
        ("The army handed over the airport.", "The army hands over the airport."),
        ("Chile accused Peru of moving the border stones.", "Chile accuses Peru of moving the border stones."),
        ("The union warned that it would march on Friday.", "The union warns that it would march on Friday."),
    ],
)
def test_a_gist_tells_the_verb_with_its_object(parse: Parse, sentence: str, gist: str) -> None:
    gists = [event.gist for event in parse(sentence).events]
    assert gist in gists


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        (
            "The mayor rejected the bid of the union to close the port.",
            "The mayor rejects the bid of the union to close the port.",
        ),
        ("The company has not yet released the hostages.", "The company has not yet released the hostages."),
        ("The governor described the plan as a mistake.", "The governor describes the plan as a mistake."),
        ("The envoy was refused a visa by Peru.", "The envoy was refused a visa by Peru."),
        (
            "“I have asked the council to resign,” Olav Brekke said.",
            "Olav Brekke asks the council to resign, by own account.",
        ),
        (
            "The court said the treaty must be ratified by Chile.",
            "The court demands that the treaty be ratified by Chile.",
        ),
        ("The editor is ill and is likely to die.", "The editor may die."),
    ],
)
def test_a_gist_says_the_whole_claim(parse: Parse, sentence: str, gist: str) -> None:
    assert gist in [event.gist for event in parse(sentence).events]


def test_a_gist_names_its_source_once(parse: Parse) -> None:
    article = parse("At least twelve students were arrested in Nairobi, according to a witness.")
    [arrest] = [event for event in article.events if event.trigger.text == "arrested"]
    assert arrest.gist == "At least twelve students were arrested in Nairobi, a witness says."


def test_the_united_states_are_not_we(parse: Parse) -> None:
    event = only(parse("US bombardments of the city killed ten people."), "ASSAULT")
    assert event.gist.startswith("US ")


def test_what_is_tried_is_told_as_an_attempt(parse: Parse) -> None:
    event = told_by(parse("Kenya seeks to restore relations with Peru."), "restore")
    assert event.status == Event.HYPOTHETICAL
    assert event.gist.startswith("Kenya seeks to restore relations")


def test_what_may_be_tried_is_no_attempt(parse: Parse) -> None:
    event = told_by(parse("Kenya may try to restore relations with Peru."), "restore")
    assert event.gist.startswith("Kenya may restore relations")


def test_what_others_tell_of_a_plan_is_not_by_own_account(parse: Parse) -> None:
    event = told_by(parse("The brewer plans to cut 90 jobs in Bergen, two clerks told a reporter."), "cut")
    assert event.gist == "The brewer will cut 90 jobs in Bergen, two clerks say."


def test_what_is_due_to_take_effect_is_told_with_what_takes_it(parse: Parse) -> None:
    event = told_by(parse("The parties agreed to a ceasefire that is due to take effect on Friday."), "take")
    assert event.gist == "A ceasefire will take effect (2025-04-11)."
