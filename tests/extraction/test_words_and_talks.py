"""What is done in words: statements, charges, promises, refusals and threats, and talks with what they lead to."""

import pytest
from as_read import Parse, only, place_of, sides

from dateline.v1.event_pb2 import Event, Participant


def test_what_is_said_is_the_topic_of_a_statement_and_nobody_in_it_a_side(parse: Parse) -> None:
    event = only(parse("The premier denied that the council had promised the funds to the mayor."), "X_STATE")
    assert [(Participant.Role.Name(side.role), side.text) for side in event.participants] == [("AGENT", "The premier")]
    assert event.topic.text == "that the council had promised the funds to the mayor"


@pytest.mark.parametrize(
    "sentence",
    [
        "The agency, citing two bankers, said the merger was off.",
        "The envoy left what he described as a good place.",
        "According to the register, the river rose.",
        "The clerk, who spoke on condition of anonymity, said the file was lost.",
    ],
)
def test_passing_on_and_naming_are_no_statements_of_their_own(parse: Parse, sentence: str) -> None:
    article = parse(sentence)
    assert len([event for event in article.events if event.type == "X_STATE"]) <= 1
    assert not any(
        event.trigger.text.lower() in ("citing", "described", "according", "spoke") for event in article.events
    )


def test_a_statement_has_no_place_from_what_is_said(parse: Parse) -> None:
    article = parse("The envoy said that rebels attacked a convoy in Goma.")
    assert place_of(article, only(article, "X_STATE")) == ""


def test_who_says_so_inside_a_relative_clause_is_the_source_and_no_event(parse: Parse) -> None:
    article = parse("Chad has frozen the accounts of traders who it says armed the rebels.")
    assert "X_STATE" not in [event.type for event in article.events]
    assert only(article, "AID").status == Event.CLAIMED


@pytest.mark.parametrize("verb", ["presented", "portrayed"])
def test_what_a_party_makes_of_itself_is_its_claim(parse: Parse, verb: str) -> None:
    article = parse(f"Norway has {verb} itself as willing to mediate between the rebels and the government.")
    willing = only(article, "AGREE")
    assert willing.status == Event.CLAIMED
    assert [source.source_span.text for source in willing.attributions] == ["Norway"]


def test_a_second_charge_is_its_own_claim(parse: Parse) -> None:
    article = parse("Envoys accused Khartoum of stalling on the accord and continuing raids on the camps.")
    [raids] = [event for event in article.events if event.trigger.text == "raids"]
    assert sides(raids, "AGENT") == ["Khartoum"]
    assert sides(raids, "RECIPIENT") == ["the camps"]
    assert raids.status == Event.CLAIMED


def test_what_the_author_adds_on_a_charge_is_not_said_by_those_who_make_it(parse: Parse) -> None:
    article = parse(
        "Chile accused Peru of shelling a village only hours after a truce had come into force, an accusation that Peru denied."
    )
    [denial] = [event for event in article.events if event.trigger.text.startswith("denied")]
    assert (denial.status, len(denial.attributions)) == (Event.OCCURRED, 0)


def test_a_party_that_says_it_will_not_has_refused(parse: Parse) -> None:
    event = only(parse("The Liberals have said they will not accept the treaty."), "REJECT")
    assert event.status == Event.OCCURRED


def test_all_that_a_refused_call_is_for_belongs_to_it(parse: Parse) -> None:
    article = parse("The premier rejected a call by the bishops for an end to the siege, and a return to peace talks.")
    assert [event.type for event in article.events] == ["REJECT"]


def test_what_is_promised_in_words_is_done_by_the_words(parse: Parse) -> None:
    assert only(parse("Norway offered aid to Chad."), "AGREE").status == Event.OCCURRED


def test_what_is_yet_to_be_made_is_no_side(parse: Parse) -> None:
    promise = only(parse("Rwanda has promised to set up a commission on land."), "AGREE")
    assert sides(promise, "RECIPIENT") == []


def test_force_announced_as_an_answer_is_a_threat(parse: Parse) -> None:
    article = parse("Any attack on the islands will be answered with missiles, the prime minister warned.")
    assert [event.type for event in article.events] == ["THREATEN"]


def test_a_term_with_a_number_of_hours_is_an_ultimatum_to_whom_it_is_given(parse: Parse) -> None:
    event = only(parse("The union gave the firm 48 hours to leave the site."), "THREATEN")
    assert sides(event, "RECIPIENT") == ["the firm"]


@pytest.mark.parametrize(
    ("sentence", "place", "value"),
    [
        ("Talks on the dam are scheduled to begin in Khartoum on May 4.", "Khartoum", "2025-05-04"),
        ("A third round of talks is due to be held in Lusaka next month.", "Lusaka", "2025-05"),
        ("The peace talks are set to resume in Vienna on Monday.", "Vienna", "2025-04-14"),
    ],
)
def test_talks_that_are_to_be_held_are_planned(parse: Parse, sentence: str, place: str, value: str) -> None:
    article = parse(sentence)
    event = only(article, "CONSULT")
    assert (event.status, place_of(article, event), event.time.value) == (Event.PLANNED, place, value)


def test_talks_that_set_the_scene_of_an_agreement_are_not_said_by_those_who_agree(parse: Parse) -> None:
    article = parse("Peru and Chile agreed to share the water, after two weeks of talks mediated by Brazil.")
    mediation = [event for event in article.events if event.mode == "mediate"]
    assert [(event.status, len(event.attributions)) for event in mediation] == [(Event.OCCURRED, 0)]


def test_those_who_talked_are_the_sides_of_what_the_talks_led_to(parse: Parse) -> None:
    article = parse(
        "Kenyan officials met Sudanese envoys in May for talks on the dam."
        " Those talks resulted in June in an agreement to share the water."
    )
    agreement = only(article, "AGREE")
    assert sides(agreement, "PARTICIPANT") == ["Kenyan officials", "Sudanese envoys"]
    assert all(side.implied for side in agreement.participants if side.role == Participant.PARTICIPANT)
    assert agreement.gist.startswith("An agreement to share the water is reached")


def test_two_who_agree_for_both_countries_are_each_others_sides(parse: Parse) -> None:
    article = parse("Peru and Chile agreed to resume trade between the two countries.")
    [event] = [event for event in article.events if event.trigger.text.startswith("agreed")]
    assert sides(event, "PARTICIPANT") == ["Peru", "Chile"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels shelled the port, the Bergen Courier reported, citing a harbour official.",
        "Rebels shelled the port, the Bergen Courier, a daily in the north, reported, citing a harbour official.",
        "Rebels shelled the port, the Bergen Courier, citing a harbour official, reported.",
    ],
)
def test_what_one_passes_on_another_has_said_and_the_one_has_reported(parse: Parse, sentence: str) -> None:
    article = parse(sentence)
    names = {actor.id: actor.name for actor in article.actors}
    shelling = only(article, "ASSAULT")
    assert shelling.status == Event.CLAIMED
    [said] = shelling.attributions
    assert (said.source_span.text, [names[one] for one in said.via]) == ("a harbour official", ["Bergen Courier"])
    assert sides(only(article, "X_STATE"), "AGENT") == ["the Bergen Courier"]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Rebels shelled the port, the agency, which is close to the army, said.", "the agency"),
        ("Rebels shelled the port, the harbour union, in a letter to members, said.", "the harbour union"),
        ("Troops shelled the camp, Ola Berg, a spokesman, told reporters.", "Ola Berg"),
    ],
)
def test_what_is_put_in_behind_a_source_at_the_end_leaves_the_claim_a_claim(
    parse: Parse, sentence: str, source: str
) -> None:
    [deed] = [event for event in parse(sentence).events if event.type != "X_STATE"]
    assert deed.status == Event.CLAIMED
    assert [said.source_span.text.startswith(source) for said in deed.attributions] == [True]


def test_what_was_told_reporters_was_not_asked_of_them(parse: Parse) -> None:
    article = parse("The last troops left the camp on Monday, Ola Berg told reporters.")
    assert "SANCTION" not in [event.type for event in article.events]


def test_a_charge_that_is_denied_behind_which_is_denied_as_a_whole_and_by_the_accused(parse: Parse) -> None:
    [denial] = [
        event
        for event in parse("Kenya has accused Uganda of arming smugglers, which Kampala denies.").events
        if event.trigger.text == "denies"
    ]
    assert (sides(denial, "AGENT"), sides(denial, "RECIPIENT")) == (["Kampala"], [])
    assert (denial.status, len(denial.attributions)) == (Event.OCCURRED, 0)


def test_a_body_that_denies_behind_which_is_the_one_that_denies(parse: Parse) -> None:
    article = parse("Smugglers met members of the Ugandan government, which denied any involvement.")
    [denial] = [event for event in article.events if event.trigger.text.startswith("denied")]
    assert sides(denial, "AGENT") == ["the Ugandan government"]


def test_what_was_proposed_was_proposed_though_nobody_agreed_to_it(parse: Parse) -> None:
    article = parse("Neither party has agreed to talks proposed by Norway.")
    [proposal] = [event for event in article.events if "proposed" in event.trigger.text]
    assert (proposal.status, sides(proposal, "AGENT")) == (Event.OCCURRED, ["Norway"])


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("“The miller told us, ‘We will sell the weir,’ and then he left,” Ida Lund said.", "We will sell the weir"),
        ("“He told me ‘the bridge is unsafe’ and locked the door,” Ole Berg told the court.", "the bridge is unsafe"),
        ("“The mayor said ‘the bakers' tax will go’ and went home,” Ida Lund said.", "the bakers' tax will go"),
    ],
)
def test_what_stands_behind_inner_marks_is_not_said_by_the_one_inside(parse: Parse, sentence: str, topic: str) -> None:
    told = [event for event in parse(sentence).events if event.type == "X_STATE"]
    inner = min(told, key=lambda event: event.trigger.start)
    assert inner.topic.text.strip("‘’,") == topic


def test_marks_around_a_word_do_not_end_what_is_said(parse: Parse) -> None:
    told = only(parse("The minister said ‘silent’ engines would be barred from the port."), "X_STATE")
    assert told.topic.text == "‘silent’ engines would be barred from the port"
