"""The words of a document as columns: what the document itself says of each token, and no hold on it."""

import gc
import weakref
from collections.abc import Callable

from dateline_server.language.columns import columns_of
from dateline_server.language.reading import Reading


def test_each_column_holds_what_the_tokens_say(read: Callable[..., Reading]) -> None:
    doc = read("Envoys MET in Oslo.\n\nThe Ministers left.").doc
    columns = columns_of(doc)
    assert columns.texts == [token.text for token in doc]
    assert columns.lowered == [token.lower_ for token in doc]
    assert columns.lemmas == [token.lemma_.lower() for token in doc]
    assert columns.parts == [token.pos_ for token in doc]
    assert columns.tags == [token.tag_ for token in doc]
    assert columns.deps == [token.dep_ for token in doc]


def test_an_empty_document_has_empty_columns(read: Callable[..., Reading]) -> None:
    assert columns_of(read("").doc).texts == []


def test_columns_do_not_keep_a_document_alive(read: Callable[..., Reading]) -> None:
    doc = read("Envoys met in Oslo.").doc
    columns_of(doc)
    gone = weakref.ref(doc)
    del doc
    gc.collect()
    assert gone() is None
