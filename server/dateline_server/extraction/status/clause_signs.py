"""What the form of a clause or noun phrase and the small words in it say: "to", "yet", "too", "enough", "any", "the"."""

from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.knowledge.status_cues import Link

_FINITE = frozenset({"MD", "VBD", "VBZ", "VBP"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_ANYBODY = frozenset({"anyone", "anybody", "anything"})


def clause_form(verb: Token, around: Dependents) -> Link:
    """Whether the clause of the verb is an infinitive, a participle or finite (the subjunctive counts as finite)."""
    tags = {child.tag_ for child in around.of(verb) if child.dep_ in ("aux", "auxpass")}
    if "TO" in tags:
        return Link.TO
    if tags & _FINITE or verb.tag_ in _FINITE or "VB" in tags:
        return Link.THAT
    if verb.tag_ in ("VBG", "VBN"):
        return Link.ING
    return Link.THAT if any(child.dep_ == "mark" and child.lower_ == "that" for child in around.of(verb)) else Link.TO


def is_definite(noun: Token, around: Dependents) -> bool:
    """Whether the noun points at something known: "the attack", "their talks"."""
    return any((child.dep_ == "det" and child.lower_ in _DEFINITE) or child.dep_ == "poss" for child in around.of(noun))


def is_set_apart(verb: Token) -> bool:
    """Whether a participle goes on behind a comma, out of reach of a "not" before it: "had no comment, leaving early"."""
    return verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.i > verb.head.i and verb.nbor(-1).text == ","


def has_yet(head: Token, around: Dependents) -> bool:
    """Whether the infinitive is still to be done: "has yet to", "have still to", unlike "still have to"."""
    return head.lemma_ in ("have", "be", "remain") and any(
        child.lower_ == "yet" or (child.lower_ == "still" and child.i > head.i and head.lemma_ == "have")
        for child in around.of(head)
    )


def falls_short(head: Token, around: Dependents) -> bool:
    """Whether what would be needed is missing: "not strong enough to march"."""
    return any(child.lower_ == "enough" for child in around.of(head)) and any(
        child.dep_ == "neg" for child in around.of(head.head)
    )


def has_it(verb: Token, around: Dependents) -> bool:
    """Whether nobody vouches for the clause: "legend has it that"."""
    return any(
        child.lower_ == "it" and child.dep_ in ("dobj", "nsubj") and child.i > verb.i for child in around.of(verb)
    )


def is_anybody(noun: Token, around: Dependents) -> bool:
    """Whether no one in particular is meant: "anyone who", "any driver who"."""
    return noun.lower_ in _ANYBODY or any(child.lower_ == "any" and child.dep_ == "det" for child in around.of(noun))


def has_too(head: Token, around: Dependents) -> bool:
    """Whether the infinitive says what is out of reach: "too ill to travel"."""
    words = around.of(head)
    return any(
        child.lower_ == "too" or (child.dep_ == "acomp" and any(inner.lower_ == "too" for inner in around.of(child)))
        for child in words
        if child.i < head.i or child.dep_ == "acomp"
    )


def is_left_no_choice(verb: Token, around: Dependents) -> bool:
    """Whether the infinitive is what had to be done: "no choice but to leave"."""
    mark = next((child for child in around.of(verb) if child.tag_ == "TO"), None)
    return mark is not None and mark.i > 0 and mark.nbor(-1).lower_ == "but"


def takes_time(verb: Token, around: Dependents) -> bool:
    """Whether the verb says how long it was until a thing was done: "took ten hours to reach them"."""
    return any(child.ent_type_ in ("TIME", "DATE") for child in around.of(verb) if child.dep_ in ("dobj", "npadvmod"))
