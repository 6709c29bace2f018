"""The names that the model marks, without what stands around them: articles, titles, forms of address, numbers."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.first_names import load_first_names
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.word_classes import words_of
from dateline_server.language.columns import columns_of

_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})
# Parts of surnames that stand in lower case before them.
PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "bin", "ibn", "al", "el"}
)
_HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "reverend"}
    | {"hon", "madam", "madame", "monsieur", "señor", "herr", "frau"}
)


def is_honorific(word: str) -> bool:
    """True for "Mr", "Dr." and the like, which stand before a name and are no part of it."""
    return word.lower().rstrip(".") in _HONORIFICS


def trimmed_entities(doc: Doc, dateline: frozenset[int]) -> Iterator[Tokens]:
    """The model's names without articles, honorifics, possessives and marks at their ends; none in two paragraphs."""
    texts = columns_of(doc).texts
    for entity in doc.ents:
        if entity.label_ not in _LABELS:
            continue
        start, end = entity.start, entity.end
        while start < end and (start in dateline or _is_before_name(doc[start])):
            start += 1
        if 0 < start < end and doc[start - 1].text == "The" and not doc[start - 1].is_sent_start:
            start -= 1  # a capital inside the sentence belongs to the name: "told The National"
        first_name = _first_name_before(doc, entity)
        start -= first_name
        is_person = entity.label_ == "PERSON" or bool(first_name)
        breaks = next((index for index in range(start, end) if _ends_name(doc[index], is_person)), end)
        pieces = _part_acronym(doc, start, breaks)
        for first, last in pieces:
            while last > first and (_is_behind_name(doc[last - 1]) or begins_title(doc, last) or _is_title(doc, last)):
                last -= 1
            if is_person and last == end:
                last = _end_of_surname(doc, last)
            if first < last and any(map(str.isupper, "".join(texts[first:last]))):
                yield Tokens(doc, first, last, label="PERSON" if first_name else entity.label)


def _first_name_before(doc: Doc, entity: Tokens) -> int:
    """1 where a first name that the model left out stands before a town: "Ramon Toledo" is a person, "Victoria, Kenya" none."""
    before = entity.start - 1
    if entity.label_ != "GPE" or len(entity) > 1 or before < 0 or doc[before].ent_type_ or doc[before].tag_ != "NNP":
        return 0
    if not doc[before].is_title or doc[before].lower_ not in load_first_names():
        return 0
    rows = load_gazetteer().candidates(entity.text)
    is_town = all(row.level in ("CITY", "ADMIN2") for row in rows[:1])  # the one with most people
    return int(is_town and doc[before].head.i == entity.root.i)


def _ends_name(token: Token, is_person: bool) -> bool:
    """A free dash, a line break and, behind a person, a number: "beat Lars Ek 6-4"."""
    is_dash = token.text in ("—", "–", "--") or (token.text == "-" and bool(token.whitespace_))
    return token.is_space or is_dash or (is_person and token.text[0].isdigit())


def _is_title(doc: Doc, index: int) -> bool:
    """True when the token before the index is the title of the person named at it: "Joint Chiefs General"."""
    if index >= len(doc) or doc[index].ent_type_ != "PERSON" or doc[index - 1].ent_type_ == "PERSON":
        return False
    noun = load_actor_nouns().ending([doc[index - 1].lower_])
    return noun is not None and noun.title


def _end_of_surname(doc: Doc, end: int) -> int:
    """The end of a person's name with a word that the model left out: "Simon" of "Simon Wiget"."""
    if end < len(doc) and doc[end].tag_ == "NNP" and not doc[end].ent_type_ and doc[end].is_title:
        return end + 1
    return end


def _part_acronym(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """ "Lakeside Farmers Union (LFU" is two names."""
    bracket = next((index for index in range(start + 1, end - 1) if doc[index].text == "("), None)
    return [(start, end)] if bracket is None else [(start, bracket), (bracket + 1, end)]


def _is_before_name(token: Token) -> bool:
    """Articles, forms of address, marks and words in small letters, but for particles: "the state Department of …"."""
    return (
        token.lower_ in ("the", "a", "an")
        or token.is_punct
        or token.is_space
        or is_honorific(token.text)
        or (token.is_alpha and token.is_lower and token.text not in PARTICLES)
    )


def _is_behind_name(token: Token) -> bool:
    return token.lower_ in ("'s", "'") or token.is_space or (token.is_punct and token.text != ".")


def begins_title(doc: Doc, index: int) -> bool:
    """True when the token before the index is of a portfolio that a title follows: "Home" in "Home Secretary"."""
    if doc[index - 1].lower_ not in words_of("portfolios"):
        return False
    while index < len(doc) and doc[index].lower_ in words_of("portfolios"):
        index += 1
    noun = load_actor_nouns().ending([doc[index].lower_]) if index < len(doc) else None
    return noun is not None and noun.title and doc[index].is_title
