"""Where an event is: the place that its clause names with "in", "at", "near" or the like."""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.anchoring import Anchors
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_WHERE = words_of("where")
_CLIMB = 4


def places_by_event(
    draft: Draft, syntax: Syntax, anchors: Anchors, sentence_of_event: list[int]
) -> dict[int, tuple[str, Event.PlaceBasis.ValueType]]:
    """Local id of the place of each event, by the event's number, and how it is known.

    STATED when the place stands in the event's own phrase, INFERRED when it is the only one of the sentence.
    """
    stated: dict[int, str] = {}
    in_sentence: dict[int, set[str]] = {}
    for place in draft.article.places:
        for mention in place.mentions:
            tokens = draft.reading.tokens(mention.span)
            if not _says_where(syntax, tokens.root):
                continue
            in_sentence.setdefault(syntax.sentence_of[tokens.start], set()).add(place.id)
            owner = anchors.owner_of(tokens)
            if owner is not None:
                stated.setdefault(owner, place.id)
    found: dict[int, tuple[str, Event.PlaceBasis.ValueType]] = {}
    for number, sentence in enumerate(sentence_of_event):
        if number in stated:
            found[number] = (stated[number], Event.STATED)
        elif len(only := in_sentence.get(sentence, set())) == 1:
            found[number] = (next(iter(only)), Event.INFERRED)
    return found


def _says_where(syntax: Syntax, token: Token) -> bool:
    """True for the object of a preposition of place, also inside a longer name or after a comma."""
    current = token
    for _ in range(_CLIMB):
        if syntax.deps[current.i] == "pobj":
            return current.head.lower_ in _WHERE
        if syntax.deps[current.i] not in ("compound", "appos", "conj", "nmod", "poss"):
            return False
        current = current.head
    return False
