"""Deeds told by nouns, and uses of words that tell no deed."""

import pytest
from as_read import Parse

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, Participant


def told(article: Article) -> list[tuple[str, str]]:
    """Type and trigger of each event that is more than a plain statement."""
    return [(event.type, event.trigger.text) for event in article.events if event.type != "X_STATE"]


def sides(event: Event) -> list[tuple[str, str]]:
    return [(Participant.Role.Name(side.role), side.text) for side in event.participants]


TALKS = (
    "Fishing officials of Ghana and Togo will hold talks in Lomé on Friday on the border at sea. A Togolese negotiator "
    "told reporters that the first round of talks in Accra had failed over the seizure of Togolese trawlers, along with "
    "the expulsion of two consuls. Togo's foreign ministry said a judge who was named to the post after that meeting "
    "would speak for it. Ghana has yet to appoint a consul in Lomé. Separately, envoys of Benin have met both Ghanaian "
    "and Togolese officials for negotiations on a truce between the fleets. Those negotiations resulted in March in an "
    "agreement to share the radar on the coast, but Ghana has accused its neighbour of breaking the deal. Benin has "
    "declared itself willing to mediate."
)


def test_no_main_event_of_a_report_on_talks_is_missed_and_none_is_made_up(parse: Parse) -> None:
    article = parse(TALKS)
    statuses = [
        (event.type, Event.Status.Name(event.status), event.time.value)
        for event in article.events
        if event.type != "X_STATE"
    ]
    assert statuses == [
        ("CONSULT", "PLANNED", "2025-04-11"),
        ("CONSULT", "CLAIMED", ""),
        ("COERCE", "CLAIMED", ""),
        ("SANCTION", "CLAIMED", ""),
        ("X_APPOINT", "CLAIMED", ""),
        ("X_APPOINT", "NEGATED", ""),
        ("CONSULT", "OCCURRED", ""),
        ("AGREE", "OCCURRED", "2025-03"),
        ("ACCUSE", "OCCURRED", ""),
        ("REJECT", "CLAIMED", ""),
        ("AGREE", "OCCURRED", ""),
    ]
    failed, met = article.events[2], next(event for event in article.events if event.trigger.text == "met")
    assert "meeting" in [mention.text for mention in failed.coreferent]
    assert "negotiations" in [mention.text for mention in met.coreferent]


def test_who_offers_to_mediate_does_nothing_to_either_side(parse: Parse) -> None:
    [offer] = [event for event in parse(TALKS).events if event.trigger.text == "willing"]
    assert sides(offer) == [("AGENT", "Benin")]


def test_who_is_accused_does_what_follows_and_not_the_owner_of_the_accused(parse: Parse) -> None:
    [breach] = [event for event in parse(TALKS).events if event.type == "REJECT"]
    assert sides(breach) == [("AGENT", "its neighbour")]
    assert breach.status == Event.CLAIMED


@pytest.mark.parametrize(
    ("sentence", "type_", "trigger"),
    [
        ("The attack on the embassy in Accra on Monday shocked Ghana.", "ASSAULT", "attack"),
        ("Traders went home after clashes in Lagos.", "ASSAULT", "clashes"),
        ("A firefight erupted near the bridge.", "ASSAULT", "firefight"),
        ("There have been riots in Dhaka.", "PROTEST", "riots"),
        ("The seizure of the ship by Yemeni rebels alarmed Oman.", "COERCE", "seizure"),
        ("The treaty was signed in Quito on Monday.", "SUPPORT", "signed"),
        ("Sanctions were imposed in March.", "SANCTION", "imposed"),
    ],
)
def test_a_deed_that_is_taken_as_known_is_an_event(parse: Parse, sentence: str, type_: str, trigger: str) -> None:
    assert (type_, trigger) in [(kind, words.split()[0]) for kind, words in told(parse(sentence))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The country needs peace talks.",
        "Attacks would be a mistake.",
        "The two sides are ready for negotiations.",
        "The law gives the police the power to arrest strikers.",
    ],
)
def test_a_deed_that_is_only_named_is_none(parse: Parse, sentence: str) -> None:
    assert [
        event for event in parse(sentence).events if event.status == Event.OCCURRED and event.type != "X_STATE"
    ] == []


def test_who_stands_before_a_noun_of_custody_is_taken_into_it(parse: Parse) -> None:
    [arrest] = parse("The rebel leader's arrest by Malian police angered Niger.").events
    assert sides(arrest) == [("AGENT", "Malian police"), ("RECIPIENT", "The rebel leader")]


def test_talks_for_which_people_meet_are_the_meeting(parse: Parse) -> None:
    [meeting] = parse("The Omani premier met the Yemeni president for talks in Muscat.").events
    assert [mention.text for mention in meeting.coreferent] == ["talks"]


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Six midwives have been suspended at a hospital in Leeds.", "X_APPOINT"),
        ("A fire is threatening homes near Porto.", "X_DISASTER"),
        ("Four hikers were winched out by helicopter.", "X_DISASTER"),
        ("Storms uprooted trees in Kent.", "X_DISASTER"),
        ("The council has suspended applications for permits.", "X_OTHER"),
        ("Dozens of shoppers were hurt after a roof collapsed.", "X_CASUALTY"),
        ("Two soldiers were killed by shell fire on a bridge.", "ASSAULT"),
    ],
)
def test_everyday_news_has_its_types(parse: Parse, sentence: str, type_: str) -> None:
    assert type_ in [kind for kind, _ in told(parse(sentence))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The film captured the mood of a nation.",
        "The bar charges three euros for coffee.",
        "Bond prices rose and notes yielded two percent.",
        "The scandal has damaged the reputation of the bank.",
        "The minister said China is going to grow.",
        "The team came up with a new design.",
        "The firm declined to answer when contacted by a reporter.",
    ],
)
def test_figurative_and_everyday_words_tell_no_deed(parse: Parse, sentence: str) -> None:
    assert [kind for kind, _ in told(parse(sentence)) if kind != "X_ECONOMY"] == []


def test_in_a_report_on_a_game_the_words_of_war_are_play(parse: Parse) -> None:
    text = (
        "Ghana beat Togo in the cup final on Sunday. The striker scored a late goal. "
        "Togo's goalkeeper snatched the ball from a defender. The fans of both teams sang."
    )
    assert {kind for kind, _ in told(parse(text))} == {"X_CONTEST"}
