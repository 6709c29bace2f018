"""Links between words that the parser gets wrong and the language pass puts right."""

from collections.abc import Callable

import pytest

from dateline_server.language.arcs import mend_arcs
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def link(reading: Reading, word: str) -> tuple[str, str]:
    """The label of the word's link and the word that it hangs on."""
    token = next(token for token in reading.doc if token.text == word)
    return token.dep_, token.head.text


def test_a_gerund_beside_another_is_no_adjective(read: Read) -> None:
    reading = read("Envoys accused Khartoum of stalling on the accord and continuing raids on the camps.")
    assert link(reading, "continuing") == ("pcomp", "of")
    assert link(reading, "raids") == ("dobj", "continuing")
    assert [token.text for token in reading.doc if token.head.text == "raids"] == ["on"]


def test_a_bare_participle_is_not_coordinated_with_a_finite_verb(read: Read) -> None:
    reading = read("The bishops accuse the junta of closing schools and resuming attacks on border villages.")
    assert link(reading, "resuming") == ("pcomp", "of")


@pytest.mark.parametrize(
    "text", ["The guild accused the ministry of neglect.", "The clerk told the inspector of her fears."]
)
def test_what_one_is_accused_of_or_told_hangs_on_the_verb(read: Read, text: str) -> None:
    assert link(read(text), "of")[1] in ("accused", "told")


@pytest.mark.parametrize(
    "text",
    [
        "The envoy told the head of the mission that the road was closed.",
        "She told a meeting of farmers about the ban.",
        "They accused the chief of the guild of theft.",
    ],
)
def test_whose_head_or_meeting_it_is_stays_with_its_noun(read: Read, text: str) -> None:
    assert link(read(text), "of")[1] in ("head", "meeting", "chief")


def test_a_clause_has_a_verb(read: Read) -> None:
    reading = read("Chile's foreign minister insisted that Bolivia hand over the detained surveyors.")
    assert link(reading, "hand") == ("ccomp", "insisted")
    assert link(reading, "Bolivia") == ("nsubj", "hand")
    assert link(reading, "surveyors") == ("dobj", "hand")


def test_the_main_clause_does_not_stand_behind_a_conjunction(read: Read) -> None:
    reading = read(
        "In May, hours before the bank was closed by the regulator, its treasurer, Ines Maro, asked for a bonus."
    )
    assert link(reading, "asked") == ("ROOT", "asked")
    assert link(reading, "treasurer") == ("nsubj", "asked")
    assert link(reading, "closed") == ("advcl", "asked")


def test_mending_twice_changes_nothing_and_keeps_the_sentences(read: Read) -> None:
    doc = read(
        "Hours before the bank was closed by the regulator, its treasurer, Ines Maro, asked for a bonus. It rained."
    ).doc
    before = [(token.head.i, token.dep_) for token in doc]
    mend_arcs(doc)
    assert [(token.head.i, token.dep_) for token in doc] == before
    assert [sentence.text for sentence in doc.sents][1] == "It rained."
