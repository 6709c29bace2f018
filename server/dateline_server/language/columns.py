"""The words of a document as plain lists, read from the model's arrays at once: asking token after token costs far more."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

_READ = ("ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP")
_known: "WeakKeyDictionary[Doc, Columns]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Columns:
    """One item a token: the word as written and in lower case, its lemma in lower case, part of speech, tag and label."""

    texts: list[str]
    lowered: list[str]
    lemmas: list[str]
    parts: list[str]
    tags: list[str]
    deps: list[str]


def columns_of(doc: Doc) -> Columns:
    """The columns of a document after the language pass, worked out once and kept for as long as the document is."""
    known = _known.get(doc)
    if known is None:
        known = _known[doc] = _read(doc)
    return known


def _read(doc: Doc) -> Columns:
    strings = doc.vocab.strings
    texts, lowered, lemmas, parts, tags, deps = (
        [words[key] for key in keys]
        for keys in doc.to_array(list(_READ)).T.tolist()
        for words in [{key: strings[key] for key in set(keys)}]
    )
    plain = {lemma: lemma.lower() for lemma in set(lemmas)}
    return Columns(texts, lowered, [plain[lemma] for lemma in lemmas], parts, tags, deps)
