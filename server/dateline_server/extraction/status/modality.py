"""The status that a word bears by itself: through tense, aspect, modals, negation, adverbs and adjectives."""

from typing import TypeAlias

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event
from dateline_server.extraction.dependents import Dependents
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues

Status: TypeAlias = Event.Status.ValueType

VERBAL = frozenset({"VERB", "AUX"})
_PRESENT = frozenset({"VBZ", "VBP"})
_NEGATIVE = frozenset({"no", "neither", "none", "nobody", "nothing", "nor", "not"})
_CONDITIONS = frozenset({"if", "unless", "provided", "providing", "lest"})
_INVERTED = frozenset({"had", "were", "should"})
_AHEAD = frozenset({"next", "coming", "tomorrow"})
_APPROXIMATE = frozenset({"nearly", "almost"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "expl"})
_OWN = {
    Effect.PLAN: Event.PLANNED,
    Effect.SUPPOSE: Event.HYPOTHETICAL,
    Effect.CLAIM: Event.CLAIMED,
    Effect.NEGATE: Event.NEGATED,
    Effect.CONTINUE: Event.ONGOING,
}
# The first of these that applies is the status of the whole.
_WEAKEST_FIRST = (Event.HYPOTHETICAL, Event.NEGATED, Event.PLANNED, Event.CLAIMED, Event.ONGOING)


def combine(outer: Status, inner: Status) -> Status:
    """The status of what bears `inner` inside something that bears `outer`; denying a denial leaves it open."""
    if outer == inner == Event.NEGATED:
        return Event.HYPOTHETICAL
    return next((status for status in _WEAKEST_FIRST if status in (outer, inner)), Event.OCCURRED)


def verb_status(
    verb: Token, around: Dependents, would: Status = Event.HYPOTHETICAL, below: Token | None = None
) -> Status:
    """What the verb group says: "will not go" is NEGATED, "is going" ONGOING.

    `would` is how "would" is read; the negation of the argument `below` is not counted, since it is counted there.
    """
    cues = load_status_cues()
    modal = verb.norm_ if verb.tag_ == "MD" else ""
    negated = conditional = have = had = is_finite_be = False
    is_ing = verb.tag_ == "VBG"
    status: Status = Event.OCCURRED
    for word in around.of(verb):
        dep = word.dep_
        if dep in ("aux", "auxpass"):
            if word.tag_ == "MD":
                modal = word.norm_
            elif word.lower_ in ("have", "has", "had", "having", "'ve"):
                have, had = True, had or word.lower_ == "had"
            elif word.lower_ == "being":
                is_ing = True
            elif word.lemma_ == "be":
                is_finite_be = True
        elif dep == "neg":
            negated = not _not_only(word)
        elif dep == "advmod" or (dep == "npadvmod" and word.tag_ == "RB"):
            status = combine(status, _OWN.get(_adverb(word), Event.OCCURRED))
        elif dep in _ARGUMENTS:
            negated = negated or (word != below and is_negative(word, around))
        elif dep == "preconj" or (dep == "cc" and word.i < verb.i):
            negated = negated or word.lower_ in ("neither", "nor")
        elif dep == "advcl":
            conditional = conditional or _sets_condition(word, around)
    if modal and negated and have and _is_without(verb, around):
        # "Would not have won without help": it won.
        modal, negated = "", False
    if modal:
        status = combine(_modal(modal, negated, have, would), status)
        if status == Event.PLANNED and (conditional or _is_condition_below(verb, around)):
            status = Event.HYPOTHETICAL
    elif negated:
        status = combine(status, Event.NEGATED)
    is_state = verb.tag_ in _PRESENT and cues.effect(verb.lemma_, WordClass.VERB) is Effect.CONTINUE
    # What had been going on was over by then.
    if (is_finite_be and is_ing and not had) or is_state:
        status = combine(status, Event.ONGOING)
    if is_inverted(verb, around) and (verb.dep_ == "advcl" or _opens_with_condition(verb)):
        status = combine(status, Event.HYPOTHETICAL)
    return status


def _opens_with_condition(verb: Token) -> bool:
    """Whether the clause begins with "had", "were" or "should", as a condition does: "Had they come, …"."""
    first = verb.left_edge
    before = first.nbor(-1) if first.i else None
    return (
        first.lower_ in _INVERTED
        and first.head.i == verb.i
        and (first.is_sent_start or (before is not None and before.is_punct))
    )


def _sets_condition(clause: Token, around: Dependents) -> bool:
    return any(mark.lower_ in _CONDITIONS for mark in around.of(clause))


def _is_condition_below(verb: Token, around: Dependents) -> bool:
    """Whether a condition hangs on the infinitive below: "would back its bid to join only if it pays"."""
    below = [word for word in around.of(verb) if word.dep_ in ("xcomp", "dobj") and word.i > verb.i]
    below += [inner for word in below for inner in around.of(word) if inner.dep_ in ("acl", "relcl", "xcomp")]
    return any(
        inner.dep_ == "advcl" and _sets_condition(inner, around)
        for word in below
        if any(child.tag_ == "TO" for child in around.of(word))
        for inner in around.of(word)
    )


def _is_without(verb: Token, around: Dependents) -> bool:
    return any(word.dep_ == "prep" and word.lower_ == "without" for word in around.of(verb))


def is_inverted(verb: Token, around: Dependents) -> bool:
    """Whether the auxiliary stands before the subject: "had they signed", "will they sign"."""
    auxiliary = -1 if verb.pos_ != "AUX" else verb.i
    for word in around.of(verb):
        if word.dep_ in ("aux", "auxpass") and auxiliary < 0:
            auxiliary = word.i
        elif word.dep_ in ("nsubj", "nsubjpass", "expl"):
            return 0 <= auxiliary < word.i
    return False


def _modal(modal: str, negated: bool, have: bool, would: Status) -> Status:
    cues = load_status_cues()
    if negated:
        return _OWN[cues.effect(f"{modal} not", WordClass.MODAL) or Effect.NEGATE]
    if modal in ("would", "'d") and not have:
        return would
    return _OWN[cues.effect(modal, WordClass.MODAL) or Effect.SUPPOSE]


def _adverb(word: Token) -> Effect:
    cues = load_status_cues()
    phrase = word.lower_
    if phrase == "longer" and word.i and word.nbor(-1).lower_ == "no":
        phrase = "no longer"
    return cues.effect(phrase, WordClass.ADVERB) or Effect.KEEP


def _not_only(word: Token) -> bool:
    following = word.doc[word.i + 1] if word.i + 1 < len(word.doc) else word
    return following.lower_ in ("only", "just", "until")


def is_negative(word: Token, around: Dependents) -> bool:
    """Whether an argument denies what its verb says: "no soldiers", "hardly anybody"."""
    if word.lower_ in _NEGATIVE:
        return True
    return any(
        child.i < word.i
        and (
            child.dep_ == "neg"
            or child.lower_ in ("no", "neither")
            # Not "nearly" and "almost", which here only measure: "nearly forty people".
            or (_adverb(child) is Effect.NEGATE and child.lower_ not in _APPROXIMATE)
        )
        for child in around.of(word)
    )


def noun_status(noun: Token, around: Dependents, denied: bool = False) -> Status:
    """What the words before the noun say: "no talks" is NEGATED, "possible talks" HYPOTHETICAL.

    "Any" leaves it open, unless what governs the noun is `denied`.
    """
    cues = load_status_cues()
    status: Status = Event.OCCURRED
    for word in around.of(noun):
        if word.i > noun.i:
            continue
        dep = word.dep_
        if dep in ("amod", "compound", "nmod", "advmod", "npadvmod"):
            phrase = _hyphenated(word)
            effect = cues.effect(phrase, WordClass.ADJECTIVE, Link.NOUN) or cues.effect(phrase, WordClass.ADVERB)
            if dep == "compound" and effect is Effect.PLAN and cues.effect(noun.lemma_, WordClass.NOUN) is Effect.PLAN:
                # A planning meeting is held; planning attacks is not attacking.
                continue
            if phrase == "little" and cues.effect(noun.lemma_, WordClass.NOUN, Link.NOUN) is Effect.CLAIM:
                # "Little sign of", unlike "a little boy".
                effect = Effect.NEGATE
            status = combine(status, _OWN.get(effect or Effect.KEEP, Event.OCCURRED))
            for adverb in around.of(word):
                status = combine(status, _OWN.get(_adverb(adverb), Event.OCCURRED))
        elif dep in ("det", "neg", "preconj", "cc", "nummod"):
            if word.lower_ in ("no", "zero", "neither", "nor") or dep == "neg":
                status = combine(status, Event.NEGATED)
            elif word.lower_ == "any" and not denied:
                status = combine(status, Event.HYPOTHETICAL)
        elif dep == "poss" and {word.lower_, *(child.lower_ for child in around.of(word))} & _AHEAD:
            status = combine(status, Event.PLANNED)
    return status


def _hyphenated(word: Token) -> str:
    """The word with what a hyphen ties to it: "so-called"."""
    doc, first = word.doc, word.i
    while first >= 2 and doc[first - 1].text == "-" and word.i - first < 4:
        first -= 2
    return doc[first : word.i + 1].text.lower()
