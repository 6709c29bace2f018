"""The ontology's table: complete, consistent, and read by name."""

import pytest

from dateline.v1.event_pb2 import Event
from dateline_server.knowledge.ontology import ONTOLOGY_VERSION, event_type, load_ontology

PLOVER = [
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
GENERAL = [
    "X_APPOINT", "X_ELECT", "X_STATE", "X_DEAL", "X_LAUNCH", "X_DISASTER",
    "X_CASUALTY", "X_CRIME", "X_COURT", "X_ECONOMY", "X_CONTEST", "X_OTHER",
]  # fmt: skip


@pytest.mark.parametrize("name", PLOVER)
def test_every_plover_type_has_code_corner_and_intensity(name: str) -> None:
    row = event_type(name)
    assert row.cameo_code
    assert row.quad_class in set(Event.QuadClass.DESCRIPTOR.values_by_name)
    assert row.intensity is not None
    assert not row.general


@pytest.mark.parametrize("name", GENERAL)
def test_general_types_have_no_codes(name: str) -> None:
    row = event_type(name)
    assert row.general
    assert (row.cameo_code, row.quad_class, row.intensity) == ("", "", None)


def test_every_row_is_explained_and_within_bounds() -> None:
    for row in load_ontology().values():
        assert row.label, row
        assert row.definition.endswith("."), row
        assert row.intensity is None or -10 <= row.intensity <= 10
        assert (row.intensity is None) == (row.quad_class == "")


def test_conflict_is_negative_and_cooperation_is_not() -> None:
    for row in load_ontology().values():
        if row.intensity is not None and row.type != "REQUEST":
            assert row.hostile == (row.intensity < 0), row


def test_every_mode_belongs_to_a_type_and_every_counterpart_exists() -> None:
    table = load_ontology()
    for row in table.values():
        assert (row.type, "") in table
        assert (row.counterpart, "") in table


def test_a_mode_that_is_not_there_gives_the_type_itself() -> None:
    assert event_type("CONSULT", "no-such-mode") == event_type("CONSULT")


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        event_type("X_NOTHING")


def test_the_ontology_has_a_version() -> None:
    assert ONTOLOGY_VERSION
