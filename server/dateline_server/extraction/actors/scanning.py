"""Where in a text tokens of a sort stand, read from the model's arrays: far cheaper than to ask token after token."""

from collections.abc import Iterator, Sequence

import numpy
from spacy.tokens import Doc, Token

NOUNS = ("NOUN", "PROPN")
NAMES = ("PROPN",)
PRONOUNS = ("PRON",)
SPACES = ("SPACE",)


def tokens_of_parts(doc: Doc, parts: tuple[str, ...]) -> Iterator[Token]:
    """The tokens of these parts of speech, in the order of the text."""
    return _tokens_with(doc, "POS", parts)


def tokens_written(doc: Doc, texts: frozenset[str]) -> Iterator[Token]:
    """The tokens that are written as one of the texts, in the order of the text."""
    return _tokens_with(doc, "ORTH", sorted(texts))


def words_written(doc: Doc) -> frozenset[str]:
    """The different words of the text as written."""
    return frozenset(doc.vocab.strings[key] for key in numpy.unique(doc.to_array("ORTH")).tolist())


def _tokens_with(doc: Doc, attribute: str, values: Sequence[str]) -> Iterator[Token]:
    keys = [doc.vocab.strings[value] for value in values if value in doc.vocab.strings]
    wanted = numpy.array(keys, dtype="uint64")
    for index in numpy.flatnonzero(numpy.isin(doc.to_array(attribute), wanted)).tolist():
        yield doc[index]
