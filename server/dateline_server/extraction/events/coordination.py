"""Verbs that parsers coordinate with the wrong one."""

from collections.abc import Callable

from spacy.tokens import Token

from dateline_server.knowledge.word_classes import words_of

_SPEECH_ACTS = words_of("speech") | words_of("speech_act")
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "auxpass", "expl"))
_FINITE = frozenset(("VBD", "VBZ", "VBP"))


def leaves_clause(verb: Token, children: Callable[[Token], list[Token]]) -> bool:
    """True for a finite verb that is hung into the clause before it, though it goes on with the verb above that.

    "wants them to go and has called for …", "said that nobody had been asked and threatened to sue".
    """
    head = verb.head
    if verb.dep_ != "conj" or head.dep_ not in ("ccomp", "xcomp") or head.i < head.head.i or head.i == verb.i:
        # A clause that comes first is closed by the verb above it: "he was fired and threatened to return, she said".
        return False
    inside = children(verb)
    if any(child.dep_ in _SUBJECTS for child in inside) or not _is_finite(verb, inside):
        return False
    if head.tag_ == "VB" and not any(child.tag_ == "MD" for child in children(head)):
        return True
    acts = verb.lemma_.lower() in _SPEECH_ACTS
    return acts and any(child.dep_ == "nsubjpass" for child in children(head))


def _is_finite(verb: Token, inside: list[Token]) -> bool:
    if verb.tag_ in _FINITE:
        return True
    auxiliaries = [child for child in inside if child.dep_ == "aux"]
    if not auxiliaries:
        # A past form after "and" that is taken for a participle.
        return verb.tag_ == "VBN" and verb.lemma_.lower() in _SPEECH_ACTS
    return any(auxiliary.tag_ in _FINITE for auxiliary in auxiliaries)
