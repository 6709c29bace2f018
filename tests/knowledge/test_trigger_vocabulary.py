"""What the trigger table knows beyond the commonest verbs, and what it keeps out."""

import pytest

from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.tables import read_rows
from dateline_server.knowledge.triggers import PREPOSITION, load_triggers, parse_frame, parse_pattern

KNOWN = [
    ("gobble/V ~up", "X_DEAL"),
    ("crash/V ~out", "X_CONTEST"),
    ("bundle/V +into:van <gunman", "COERCE"),
    ("scupper/V >plan", "REJECT"),
    ("go/V ~off <bomb", "ASSAULT"),
    ("come/V ~down <helicopter", "X_DISASTER"),
    ("walk/V +off:job", "PROTEST"),
    ("make/V =redundant", "X_ECONOMY"),
    ("put/V +behind:bar", "X_COURT"),
    ("thaw/N +in:relation", "SUPPORT"),
]
# What is handed over is a thing, and a state of emergency is no state.
WITHOUT_A_SIDE = {"handover/N +of", "emergency/N +of ^state"}


@pytest.mark.parametrize(("wanted", "type_"), KNOWN, ids=[wanted for wanted, _ in KNOWN])
def test_knows_idioms_and_phrasal_verbs_by_their_words(wanted: str, type_: str) -> None:
    lemma, pos, elements = parse_pattern(wanted)
    fitting = [
        row
        for row in load_triggers()[lemma, pos]
        if all(
            any(
                known.kind == element.kind and known.words >= element.words and known.markers >= element.markers
                for known in row.elements
            )
            for element in elements
        )
    ]
    assert type_ in {row.type for row in fitting}


def test_a_noun_that_asks_for_of_looks_for_a_side_there() -> None:
    for pattern, type_, _mode, frame, *_ in read_rows("event_triggers.tsv", 6):
        _lemma, pos, elements = parse_pattern(pattern)
        asked = [element for element in elements if element.kind == PREPOSITION and not element.negated]
        if (
            pos != "N"
            or pattern in WITHOUT_A_SIDE
            or not any(element.markers == {"of"} and not element.words for element in asked)
        ):
            continue
        sources = parse_frame(frame)
        assert "of" in (*sources.agents, *sources.recipients), (pattern, type_)


def test_the_end_of_a_protest_stays_one_whoever_held_it() -> None:
    assert event_type("CONCEDE", "end-protest").counterpart == "CONCEDE"
