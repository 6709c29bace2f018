"""The names in a text: what the model marks, corrected by what the knowledge base knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.knowledge.base import Entry, Knowledge, Match, Naming

_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"})
_HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "reverend"}
    | {"hon", "madam", "madame", "monsieur", "señor", "herr", "frau"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text; `label` is the model's (PERSON, ORG, GPE, NORP, FAC, LOC), `entry` what the tables know."""

    tokens: Tokens
    label: str
    entry: Entry | None = None
    naming: Naming | None = None


def is_honorific(word: str) -> bool:
    """True for "Mr", "Dr." and the like, which stand before a name and are no part of it."""
    return word.lower().rstrip(".") in _HONORIFICS


def find_names(doc: Doc, knowledge: Knowledge) -> list[Name]:
    """Names in the order of the text, none overlapping: known phrases first, then what only the model marks."""
    matches = [match for match in knowledge.find([token.text for token in doc]) if _is_believable(doc, match)]
    names = []
    pending = iter([*matches, None])
    match = next(pending)
    for entity in _trimmed_entities(doc):
        while match is not None and match.end <= entity.start:
            names.append(_known(doc, match))
            match = next(pending)
        inside: list[Match] = []
        while match is not None and match.start < entity.end:
            inside.append(match)
            match = next(pending)
        names.extend(_settle(doc, entity, inside))
    while match is not None:
        names.append(_known(doc, match))
        match = next(pending)
    return names


def _is_believable(doc: Doc, match: Match) -> bool:
    """A phrase that often means something else counts where the model, too, sees a name; any other counts by itself."""
    tokens = doc[match.start : match.end]
    if tokens[0].is_sent_start and len(tokens) == 1 and tokens[0].pos_ in ("VERB", "AUX", "ADV", "PRON", "INTJ"):
        return False
    if not match.ambiguous:
        return True
    marked = {token.ent_type_ for token in tokens}
    before = doc[match.start - 1] if match.start else None
    part_of_longer_name = before is not None and before.ent_iob_ == "B" and tokens[0].ent_iob_ == "I"
    return not part_of_longer_name and bool(marked & {"GPE", "ORG", "NORP", "LOC"})


def _settle(doc: Doc, entity: Tokens, inside: list[Match]) -> Iterator[Name]:
    """One entity of the model against the known phrases that it touches."""
    if not inside:
        yield Name(entity, entity.label_)
        return
    covered = sum(match.end - match.start for match in inside)
    first, last = inside[0], inside[-1]
    reaches_out = first.start < entity.start or last.end > entity.end
    is_own_name = entity.label_ in ("PERSON", "ORG", "FAC") and not reaches_out and covered < len(entity)
    if is_own_name and entity.label_ == "PERSON" and first.start == entity.start and first.naming is Naming.DEMONYM:
        # "Norwegian Kari Dahl": the adjective is no part of the name.
        yield _known(doc, first)
        yield Name(doc[first.end : entity.end], "PERSON")
    elif is_own_name and not any(_outranks(match, entity) for match in inside):
        yield Name(entity, entity.label_)
    else:
        for match in inside:
            yield _known(doc, match)


def _outranks(match: Match, entity: Tokens) -> bool:
    """A known body inside a longer name is what is meant ("White House officials"); a country inside it is not."""
    return match.entry.kind != "COUNTRY" and match.end - match.start > 1 and match.end == entity.end


def _known(doc: Doc, match: Match) -> Name:
    tokens = doc[match.start : match.end]
    label = {"COUNTRY": "GPE", "PERSON": "PERSON"}.get(match.entry.kind, "ORG")
    return Name(tokens, "NORP" if match.naming is Naming.DEMONYM else label, match.entry, match.naming)


def _trimmed_entities(doc: Doc) -> Iterator[Tokens]:
    """The model's names without articles, honorifics, possessives and marks at their ends."""
    for entity in doc.ents:
        if entity.label_ not in _LABELS:
            continue
        start, end = entity.start, entity.end
        while start < end and _is_before_name(doc[start]):
            start += 1
        if 0 < start < end and doc[start - 1].text == "The" and not doc[start - 1].is_sent_start:
            start -= 1  # a capital inside the sentence belongs to the name: "told The National"
        while end > start and (doc[end - 1].lower_ in ("'s", "'") or doc[end - 1].is_punct or doc[end - 1].is_space):
            end -= 1
        if start < end and any(character.isupper() for character in doc[start:end].text):
            yield Tokens(doc, start, end, label=entity.label)


def _is_before_name(token: Token) -> bool:
    return token.lower_ in ("the", "a", "an") or token.is_punct or token.is_space or is_honorific(token.text)
