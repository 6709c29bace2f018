"""Capitalised words that the model left unmarked and that the words around them show to be names."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.extraction.actors.headlines import end_of_headline
from dateline_server.extraction.actors.names import Name
from dateline_server.extraction.actors.roles import role_before_name
from dateline_server.extraction.actors.scanning import NAMES, head_of, tokens_of_parts
from dateline_server.extraction.actors.trimming import is_honorific
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.first_names import load_first_names
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_PROPER_TAGS = frozenset({"NNP", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LONGEST_PERSON = 4


def find_unmarked_names(doc: Doc, name_at: dict[int, Name], dateline: frozenset[int]) -> Iterator[Name]:
    """Persons behind a title, with a known first name or who speak; bodies called by their noun or by a capital "The"."""
    headline = end_of_headline(doc)
    free = [
        token.i
        for token in tokens_of_parts(doc, NAMES)
        if token.i >= headline and token.i not in name_at and token.i not in dateline and token.text[0].isupper()
    ]
    position = 0
    while position < len(free):
        start = end = free[position]
        while position < len(free) and free[position] == end:
            end += 1
            position += 1
        body = _body_at(doc, start, end, name_at)
        if body is not None:
            yield body
            while position < len(free) and free[position] < body.tokens.end:
                position += 1
            continue
        person = _person_in(doc, start, end, name_at)
        if person is not None:
            yield person


def _body_at(doc: Doc, start: int, end: int, name_at: dict[int, Name]) -> Name | None:
    nouns = load_actor_nouns()
    if start > 1 and doc[start - 1].text == "The" and not (doc[start - 1].is_sent_start or doc[start - 2].is_punct):
        if doc[start - 2].lower_ in words_of("works"):
            return None
        return Name(doc[start - 1 : end], "ORG")
    # "Movement for the Northern Sands": the noun first, and what it is of or for behind
    if end + 1 < len(doc) and doc[end].lower_ in ("of", "for") and nouns.names_body(doc[end - 1].text):
        first = end + 1 + (doc[end + 1].lower_ == "the")
        last = first
        while last < len(doc) and last not in name_at and doc[last].tag_ in _PROPER_TAGS:
            last += 1
        if last > first:
            return Name(doc[start:last], "ORG")
    if end - start > 1 and nouns.names_body(doc[end - 1].text) and not nouns.ending([doc[start].lower_]):
        return Name(doc[start:end], "ORG")
    if start and doc[start - 1].is_lower and doc[start - 1].pos_ == "NOUN":
        noun = nouns.ending([token.lemma_.lower() for token in doc[max(0, start - 3) : start]])
        if noun is not None and noun.kind in ("COMPANY", "MEDIA", "ORGANIZATION", "PARTY", "ARMED_GROUP"):
            return Name(doc[start:end], "ORG")
    return None


def _person_in(doc: Doc, start: int, end: int, name_at: dict[int, Name]) -> Name | None:
    for first in range(start, min(end, start + _LONGEST_PERSON)):
        run = doc[first:end]
        if first and is_honorific(doc[first - 1].text):
            return Name(run, "PERSON")
        if not 1 < len(run) < _LONGEST_PERSON or _holds_title(run):
            continue
        if first and doc[first - 1].lower_ in words_of("works"):
            continue  # "the trawler Mary Ann"
        if role_before_name(run, name_at) or (first == start and _is_person(run)):
            return Name(run, "PERSON")
    return None


def _is_person(run: Tokens) -> bool:
    """A known first name, an age or "who" behind, or a subject that speaks."""
    doc, after = run.doc, run.end
    if run[0].lower_ in load_first_names():
        return True
    if after + 1 < len(doc) and doc[after].text == ",":
        following = doc[after + 1]
        if following.lower_ in ("who", "whose") or (following.is_digit and len(following) == 2):
            return True
    root = head_of(run)
    if root.dep_ == "conj":
        root = root.head
    if root.dep_ not in _SUBJECTS or load_gazetteer().knows(run.text):
        return False
    return (root.head.lemma_.lower(), "verb") in speech_cues() or _looks_like_person(run, root.head)


def _looks_like_person(run: Tokens, verb: Token) -> bool:
    """Two or three capitalised words that nothing calls a work or an event, in a sentence that is no headline."""
    small = sum(token.is_lower for token in run.doc[max(0, run.start - 10) : run.end + 10])
    return small > 2 and run[-1].lower_ not in words_of("works_and_events") and verb.pos_ == "VERB"


def _holds_title(run: Tokens) -> bool:
    """A title in it, or a last word that only places, works and events have: no person's name."""
    nouns = load_actor_nouns()
    last = run[-1].lower_
    return (
        last in words_of("place_endings")
        or last in words_of("works_and_events")
        or any(nouns.ending([token.lower_]) for token in run)
    )
