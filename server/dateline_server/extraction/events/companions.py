"""Who and what else goes with an event, beside those who do it and to whom it is done: mediator, host, instrument, topic."""

from collections.abc import Iterator

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.phrases import can_act, is_empty, is_measure, is_time
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.triggers import load_triggers
from dateline_server.knowledge.word_classes import words_of

_GO_BETWEENS = {
    "host": Participant.HOST,
    "mediate": Participant.MEDIATOR,
    "broker": Participant.MEDIATOR,
    "sponsor": Participant.MEDIATOR,
}
_WITH_TOPIC = frozenset(("CONSULT", "REQUEST", "AGREE", "SUPPORT", "X_STATE", "X_MEETING"))
# Prepositions of what an event is about.
TOPICAL = frozenset(("on", "about", "over", "regarding", "concerning"))
WEAPONS = words_of("weapon") | words_of("tool")
_TEXTS = words_of("text")


def find_companions(draft: Draft, syntax: Syntax, match: Match, taken: set[int]) -> Iterator[Side]:
    """Mediator, host, instrument and topic; `taken` are the indexes of words that are sides already, and grows."""
    if match.row.type == "CONSULT" and match.head.pos_ == "VERB":
        for noun in syntax.objects(match.head):
            is_deed = noun in match.words or (syntax.lemmas[noun.i], "N") in load_triggers()
            if is_deed or syntax.lemmas[noun.i] in _TEXTS or is_empty(draft, syntax, noun) or is_measure(syntax, noun):
                continue
            if noun.i not in taken and not can_act(draft, syntax, noun):
                taken.add(noun.i)
                yield Side(Participant.TOPIC, noun)
    for anchor in match.anchors:
        for prep in syntax.children(anchor, "prep", "agent"):
            for noun in syntax.children(prep, "pobj"):
                role = _role_behind(syntax, match, prep.lower_, noun)
                if role is not None and noun.i not in taken:
                    taken.add(noun.i)
                    yield Side(role, noun, prep.lower_)
        for clause in syntax.children(anchor, "acl"):
            role = _GO_BETWEENS.get(syntax.lemmas[clause.i])
            if role is None or clause.tag_ != "VBN":
                continue
            for noun in syntax.subjects(clause)[0]:
                if noun.i not in taken:
                    taken.add(noun.i)
                    yield Side(role, noun, "by")


def _role_behind(syntax: Syntax, match: Match, preposition: str, noun: Token) -> Participant.Role.ValueType | None:
    if is_time(noun) or is_measure(syntax, noun):
        return None
    if preposition in TOPICAL and match.row.type in _WITH_TOPIC:
        return Participant.TOPIC
    if preposition in ("with", "using") and match.row.type in ("ASSAULT", "X_CRIME"):
        return Participant.INSTRUMENT if syntax.lemmas[noun.i] in WEAPONS else None
    return None
