"""The trigger table: readable, consistent with the ontology, broad."""

from collections import Counter

import pytest

from dateline_server.knowledge.ontology import load_ontology
from dateline_server.knowledge.tables import read_rows
from dateline_server.knowledge.triggers import INTENT, NO_EVENT, load_triggers, parse_frame, parse_pattern
from dateline_server.knowledge.word_classes import load_word_classes, words_of

LETTERS = set("soicknm")


def rows() -> list[tuple[str, ...]]:
    return list(read_rows("event_triggers.tsv", 6))


def test_every_row_names_a_type_and_mode_of_the_ontology() -> None:
    known = load_ontology()
    for pattern, type_, mode, *_ in rows():
        assert type_ in (INTENT, NO_EVENT) or (type_, mode) in known, pattern


def test_every_row_is_readable_explained_and_unique() -> None:
    patterns = Counter(row[0] for row in rows())
    assert not [pattern for pattern, count in patterns.items() if count > 1]
    for pattern, type_, _mode, frame, confidence, why in rows():
        lemma, pos, _elements = parse_pattern(pattern)
        assert lemma == lemma.lower()
        assert pos in "VNA"
        assert (0 < float(confidence) <= 1) != (type_ == NO_EVENT)
        assert why, pattern
        sources = parse_frame(frame)
        for source in (*sources.agents, *sources.recipients):
            assert source in LETTERS or (len(source) > 1 and source.isalpha()), (pattern, source)


def test_every_type_has_several_triggers() -> None:
    counts = Counter(row[1] for row in rows())
    for type_, mode in load_ontology():
        if not mode:
            assert counts[type_] >= 5, type_


def test_the_table_is_broad() -> None:
    assert len(rows()) > 2000
    assert len(load_triggers()) > 1000


def test_the_most_specific_row_of_a_head_comes_first() -> None:
    for found in load_triggers().values():
        weights = [row.specificity for row in found]
        assert weights == sorted(weights, reverse=True)


def test_a_pattern_is_read_into_its_elements() -> None:
    lemma, pos, (particle, target, context) = parse_pattern("call/V ~off >strike,@ceasefire !?match")
    assert (lemma, pos) == ("call", "V")
    assert (particle.kind, particle.words, particle.negated) == ("~", frozenset({"off"}), False)
    assert target.kind == ">"
    assert {"strike", "truce"} <= target.words
    assert (context.kind, context.words, context.negated) == ("?", frozenset({"match"}), True)


def test_a_preposition_keeps_its_markers_apart_from_the_words_of_its_object() -> None:
    (element,) = parse_pattern("call/V +for:sanction")[2]
    assert (element.markers, element.words) == (frozenset({"for"}), frozenset({"sanction"}))


def test_a_frame_tells_equal_sides_from_agent_and_recipient() -> None:
    assert parse_frame("s~with,between").equal
    frame = parse_frame("s>o,against")
    assert (frame.agents, frame.recipients, frame.equal) == (("s",), ("o", "against"), False)


def test_a_frame_tells_a_recipient_that_is_meant_as_a_whole() -> None:
    frame = parse_frame("by>s!")
    assert (frame.recipients, frame.whole) == (("s",), True)
    assert not parse_frame("by>s").whole


@pytest.mark.parametrize("pattern", ["meet/V with", "meet/V *x"])
def test_an_unknown_element_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="unknown element"):
        parse_pattern(pattern)


def test_an_unknown_class_is_an_error() -> None:
    with pytest.raises(KeyError):
        parse_pattern("meet/V >@no-such-class")


def test_word_classes_add_up_over_their_rows() -> None:
    assert {"government", "parliament"} <= words_of("state")
    assert all(load_word_classes().values())
