"""What a sentence is by its form and marks, whatever it says: a question, a command, an expression that is only quoted."""

import spacy.tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.status.modality import is_inverted

_MARKS = {"“": "”", '"': '"', "'": "'", "‘": "’"}
_LONGEST_SCARE_QUOTE = 2
_FARTHEST_QUESTION_MARK = 40
_STOPS = frozenset({".", "?", "!", ";"})
_ASKING = frozenset({"WP", "WRB", "WDT"})


def is_question(verb: Token, around: Dependents, is_headline: bool = False) -> bool:
    """Whether the clause is turned round and a question mark follows it, which is enough in a headline."""
    doc = verb.doc
    if not (is_headline or is_inverted(verb, around) or any(word.tag_ in _ASKING for word in around.of(verb))):
        return False
    for index in range(verb.i + 1, min(len(doc), verb.i + _FARTHEST_QUESTION_MARK)):
        text = doc[index].text
        if text in _STOPS:
            return text == "?"
    return False


def is_imperative(verb: Token, around: Dependents) -> bool:
    """Whether the sentence is a command: a bare verb without a subject."""
    if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "ccomp"):
        return False
    return not any(
        child.dep_ in ("nsubj", "nsubjpass", "csubj", "auxpass") or (child.dep_ == "aux" and child.lower_ != "do")
        for child in around.of(verb)
    )


def in_scare_quotes(trigger: spacy.tokens.Span) -> bool:
    """Whether marks stand around the trigger and at most one word more."""
    doc, first, last = trigger.doc, trigger.start, trigger.end - 1
    while first < last and doc[first].text in _MARKS:
        first += 1
    while first < last and doc[last].text in _MARKS.values():
        last -= 1
    for before in range(first - 1, max(-1, first - 1 - _LONGEST_SCARE_QUOTE), -1):
        closing = _MARKS.get(doc[before].text)
        if closing is None:
            continue
        limit = min(len(doc), before + _LONGEST_SCARE_QUOTE + 2)
        return any(doc[after].text == closing for after in range(last + 1, limit))
    return False
