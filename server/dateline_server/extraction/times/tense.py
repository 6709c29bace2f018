"""Which way a time points: the tense of the verb that governs it."""

from dataclasses import dataclass
from enum import IntEnum

from spacy.tokens import Token

from dateline_server.knowledge.tense_cues import load_tense_cues

_STEPS = 12  # to the governing verb; longer chains are parses gone wrong
_PLANS = ("plan", "always")
_LIMITS = frozenset({"until", "till"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve"})
_PRESENT_HAVE = frozenset({"has", "have", "'ve", "'s"})


class Direction(IntEnum):
    """Before or after the day of writing."""

    PAST = -1
    OPEN = 0
    FUTURE = 1
    LIKELY_FUTURE = 2  # a plan, an infinitive or the simple present, which also stand where the past is told

    @property
    def ahead(self) -> bool:
        """Whether it points ahead."""
        return self > 0


@dataclass(frozen=True, slots=True)
class _Auxiliaries:
    """The auxiliaries of a verb: their forms, and their tags with modals that point ahead as MD."""

    words: frozenset[str]
    tags: frozenset[str]


class Tenses:
    """The tenses of one text. Remembers each verb's auxiliaries, since many times may hang on one verb."""

    def __init__(self) -> None:
        self._auxiliaries: dict[int, _Auxiliaries] = {}

    def direction(self, token: Token) -> Direction:
        """Where the verb that governs a token places it in time.

        Modals, infinitives and the simple present point ahead ("talks open on Thursday"); past forms point back, but
        for participles of planning ("scheduled for Thursday").
        """
        verb = _governor(token)
        until = token.head.lower_ in _LIMITS or token.head.head.lower_ in _LIMITS
        for _ in range(_STEPS):
            if verb is None:
                return Direction.OPEN
            direction = self._direction_of(verb, until, of_object=_is_in_object(token, verb))
            if direction is not None:
                return direction
            verb = _governor(verb)
        return Direction.OPEN

    def in_present_perfect(self, token: Token) -> bool:
        """Whether the governing verb is in the present perfect: "has lasted for three years"."""
        verb = _governor(token)
        return verb is not None and verb.tag_ in ("VBN", "VBD") and bool(self._read(verb).words & _PRESENT_HAVE)

    def _direction_of(self, verb: Token, until: bool, *, of_object: bool) -> Direction | None:
        """The direction of one verb with its auxiliaries; None when a higher verb decides."""
        cue = load_tense_cues().get(verb.lemma_)
        if cue == "always" or verb.pos_ == "ADJ":
            return Direction.LIKELY_FUTURE
        auxiliaries, tag = self._read(verb), verb.tag_
        if auxiliaries.words & _HAVE:
            return Direction.FUTURE if until else Direction.PAST
        if "MD" in auxiliaries.tags or tag == "MD":
            return Direction.FUTURE
        if "TO" in auxiliaries.tags:
            return Direction.LIKELY_FUTURE
        if cue in _PLANS and (tag == "VBN" or of_object):
            return Direction.LIKELY_FUTURE
        if tag in ("VBD", "VBN") or "VBD" in auxiliaries.tags:
            return Direction.PAST
        if tag == "VBG":
            return Direction.FUTURE if auxiliaries.tags & {"VBZ", "VBP"} else None
        return Direction.LIKELY_FUTURE if tag in ("VBZ", "VBP", "VB") else None

    def _read(self, verb: Token) -> _Auxiliaries:
        known = self._auxiliaries.get(verb.i)
        if known is None:
            helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
            cues = load_tense_cues()
            known = _Auxiliaries(
                words=frozenset(helper.lower_ for helper in helpers),
                tags=frozenset(
                    helper.tag_ for helper in helpers if helper.tag_ != "MD" or cues.get(helper.lower_) == "modal"
                ),
            )
            self._auxiliaries[verb.i] = known
        return known


def _governor(token: Token) -> Token | None:
    """The next verb above a token, or the next adjective that points ahead."""
    for _ in range(_STEPS):
        if token.head.i == token.i:
            return None
        token = token.head
        if token.pos_ in ("VERB", "AUX") or (token.pos_ == "ADJ" and load_tense_cues().get(token.lower_) in _PLANS):
            return token
    return None


def _is_in_object(token: Token, verb: Token) -> bool:
    """Whether the token belongs to the object of the verb: "planned a march on Saturday"."""
    for _ in range(_STEPS):
        if token.head.i == verb.i:
            return token.dep_ == "dobj"
        token = token.head
    return False
