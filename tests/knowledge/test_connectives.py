"""The table of connectives keeps to the links and types that the schema and the ontology know."""

from collections import Counter

from dateline.v1.event_pb2 import EventLink
from dateline_server.knowledge.connectives import Kind, load_connectives
from dateline_server.knowledge.ontology import load_ontology
from dateline_server.knowledge.tables import read_rows

ROWS = [row for rows in load_connectives().values() for row in rows]


def test_every_link_is_one_of_the_schema() -> None:
    assert {row.link for row in ROWS} == set(EventLink.Type.keys()) - {"TYPE_UNSPECIFIED"}


def test_every_event_type_is_one_of_the_ontology() -> None:
    types = {type_ for type_, _ in load_ontology()}
    for row in ROWS:
        assert row.former | row.latter <= types, row


def test_no_phrase_stands_twice_in_one_function_with_one_link_and_each_row_says_why() -> None:
    rows = list(read_rows("connectives.tsv", 7))
    assert [key for key, count in Counter(row[:3] for row in rows).items() if count > 1] == []
    assert all(row[6] for row in rows)


def test_the_longest_phrase_is_tried_first() -> None:
    for rows in load_connectives().values():
        lengths = [len(row.words) for row in rows]
        assert lengths == sorted(lengths, reverse=True)


def test_a_row_with_an_exclamation_mark_holds_for_all_other_types() -> None:
    [condition] = load_connectives()["unless", Kind.CONJUNCTION]
    assert condition.joins("PROTEST", "COERCE")
    assert not condition.joins("X_STATE", "COERCE")
