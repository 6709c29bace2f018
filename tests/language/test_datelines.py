"""Datelines: which openings of a paragraph are one, and where their place is."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from dateline_server.language.datelines import datelines_of, tokens_in_datelines
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NAIROBI, Aug 18 (Agency) — Rain fell.", "NAIROBI"),
        ("BERGEN - Rain fell on the town.", "BERGEN"),
        ("New Delhi, March 3 -- Rain fell.", "New Delhi"),
        ("MOSUL, Iraq (Agency) – Rain fell.", "MOSUL"),
        ("GENEVA, May 3: Rain fell.", "GENEVA"),
    ],
)
def test_a_dateline_ends_with_its_dash_and_begins_with_its_place(read: Read, text: str, place: str) -> None:
    doc = read(text).doc
    [dateline] = datelines_of(doc)
    assert doc[dateline.start : dateline.place_end].text == place
    assert doc[dateline.end].text == "Rain"
    assert doc[dateline.end].is_sent_start


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell - and fell - all day.",
        "Kari Dahl - a farmer - left.",
        "ANN LUND: I am happy.",
        "NATO said on Friday that it would answer.",
        "OSLO. The rain - it fell.",
    ],
)
def test_other_openings_are_no_datelines(read: Read, text: str) -> None:
    assert datelines_of(read(text).doc) == ()


def test_each_paragraph_may_have_its_own(read: Read) -> None:
    doc = read("OSLO, May 3 — Rain fell.\n\nIt snowed.\n\nBERGEN, May 4 — Hail fell.").doc
    assert [doc[dateline.start].text for dateline in datelines_of(doc)] == ["OSLO", "BERGEN"]
    assert {doc[index].text for index in tokens_in_datelines(doc)} == {"OSLO", "BERGEN", ",", "May", "3", "4", "—"}


def test_a_document_with_a_dateline_goes_to_bytes_and_back(read: Read) -> None:
    doc = read("OSLO, May 3 (Norwen) — The minister left.").doc
    assert datelines_of(Doc(doc.vocab).from_bytes(doc.to_bytes())) == datelines_of(doc) != ()
