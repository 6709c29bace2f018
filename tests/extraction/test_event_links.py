"""What one event is to another, where a connective says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventLink
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import read_claims
from dateline_server.intake.document import ReadyDocument
from dateline_server.language.pipeline import read_documents


def links_in(nlp: Language, text: str) -> list[tuple[str, str, str]]:
    """(trigger, link, trigger of the other event) in the order of the text."""
    [reading] = read_documents(nlp, [ReadyDocument(body=text)])
    draft = Draft(reading, Article(body=text))
    read_claims(draft)
    triggers = {event.id: event.trigger.text for event in draft.article.events}
    return [
        (event.trigger.text, EventLink.Type.Name(link.type), triggers[link.event])
        for event in draft.article.events
        for link in event.links
    ]


@pytest.mark.parametrize(
    ("text", "former", "link", "latter"),
    [
        ("The minister resigned after the raid on the monastery.", "resigned", "FOLLOWS", "raid"),
        ("After police arrested a bishop, thousands protested in Riga.", "protested", "FOLLOWS", "arrested a bishop"),
        ("They signed the treaty after a week of talks in Bern.", "signed the treaty", "FOLLOWS", "talks"),
        ("Before the talks began, guerrillas freed six hostages.", "talks", "FOLLOWS", "freed six hostages"),
        (
            "Dockers went on strike because the owner had dismissed eighty men.",
            "dismissed eighty men",
            "CAUSES",
            "went on strike",
        ),
        (
            "Peru expelled the ambassador in response to the seizure of a trawler.",
            "seizure",
            "CAUSES",
            "expelled the ambassador",
        ),
        ("The arrest of the abbot sparked protests across Benin.", "arrest", "LED_TO", "protests"),
        (
            "If the army attacks the dam, Chad will impose sanctions.",
            "attacks",
            "CONDITION_OF",
            "impose sanctions",
        ),
        ("Four people were killed during a march in Lomé.", "killed", "PART_OF", "march"),
        ("The bishop condemned the killing of the monks.", "condemned", "ABOUT", "killing"),
        ("Police accused a gardener of the murder of the heiress.", "accused", "ABOUT", "murder"),
    ],
)
def test_a_connective_between_two_events_links_them(
    nlp: Language, text: str, former: str, link: str, latter: str
) -> None:
    assert links_in(nlp, text) == [(former, link, latter)]


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested a bishop in Riga. Thousands protested in Vilnius.",
        "Guerrillas freed six hostages and the army withdrew from the valley.",
        "The army withdrew after Easter.",
        "The bishop urged delegates at a summit in Oslo to sign the treaty.",
    ],
)
def test_events_that_only_stand_side_by_side_are_not_linked(nlp: Language, text: str) -> None:
    assert links_in(nlp, text) == []


def test_a_reason_that_may_be_denied_is_no_cause(nlp: Language) -> None:
    text = "The dockers did not strike because the owner had dismissed eighty men."
    assert ("dismissed eighty men", "CAUSES", "strike") not in links_in(nlp, text)


def test_two_events_have_one_link_at_most(nlp: Language) -> None:
    text = "Thousands protested after police arrested a bishop, and protested because police arrested him."
    pairs = [frozenset((former, latter)) for former, _, latter in links_in(nlp, text)]
    assert len(pairs) == len(set(pairs))


@given(
    st.lists(
        st.sampled_from(
            [
                "after",
                "if",
                "because",
                "the raid",
                "the strike",
                "police arrested him",
                "led to",
                ",",
                "and",
                "protests",
            ]
        ),
        max_size=60,
    )
)
def test_links_lead_to_other_events_of_the_article_whatever_the_words(nlp: Language, words: list[str]) -> None:
    text = " ".join(["Dockers protested", *words]) + "."
    [reading] = read_documents(nlp, [ReadyDocument(body=text)])
    draft = Draft(reading, Article(body=text))
    read_claims(draft)
    ids = {event.id for event in draft.article.events}
    for event in draft.article.events:
        targets = [link.event for link in event.links]
        assert set(targets) <= ids - {event.id}
        assert len(targets) == len(set(targets))
