"""Which way a time points: the tense of the verb that governs it."""

from dataclasses import dataclass
from enum import IntEnum

from spacy.tokens import Token

from dateline_server.knowledge.tense_cues import load_tense_cues

_STEPS = 12  # to the governing verb; longer chains are parses gone wrong
_PLANS = ("plan", "arrange", "always")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_LIMITS = frozenset({"until", "till", "through", "by"})
_UNTIL = frozenset({"until", "till"})
_PRESENT = frozenset({"VBZ", "VBP"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve"})
_PRESENT_HAVE = frozenset({"has", "have", "'ve", "'s"})


class Direction(IntEnum):
    """Before or after the day of writing."""

    LIKELY_PAST = -2  # the past of something else in the sentence than what the time belongs to
    PAST = -1
    OPEN = 0
    FUTURE = 1
    LIKELY_FUTURE = 2  # a plan, an infinitive or the simple present, which also stand where the past is told

    @property
    def ahead(self) -> bool:
        """Whether it points ahead."""
        return self > 0

    @property
    def back(self) -> bool:
        """Whether it points back."""
        return self < 0


@dataclass(frozen=True, slots=True)
class _Auxiliaries:
    """The auxiliaries of a verb: their forms, and their tags with modals that point ahead as MD."""

    words: frozenset[str]
    tags: frozenset[str]


class Tenses:
    """The tenses of one text. Remembers each verb's auxiliaries, since many times may hang on one verb."""

    def __init__(self) -> None:
        self._auxiliaries: dict[int, _Auxiliaries] = {}

    def direction(self, token: Token, *, of_day: bool = False) -> Direction:
        """Where the verb that governs a token places it in time; `of_day` when the token stands for a single day.

        Modals, plans and the simple present of what happens point ahead ("talks open on Thursday"); past forms point
        back, but for participles of planning ("scheduled for Thursday"), and so do infinitives after them. A day is
        ahead, too, that something is meant for ("called a strike for Friday") or stands ahead of.
        """
        path = _read_path(token)
        if path.ahead or (of_day and path.preposition == "for"):
            return Direction.LIKELY_FUTURE
        verb = path.verb
        for _ in range(_STEPS):
            if verb is None:
                break
            direction = self._direction_of(verb, path, token)
            if direction is Direction.PAST and (path.in_phrase or verb is not path.verb):
                return Direction.LIKELY_PAST
            if direction is not None:
                return direction
            verb = _governor(verb)
        return Direction.LIKELY_FUTURE if path.scheduled else Direction.OPEN

    def is_awaited(self, token: Token) -> bool:
        """Whether a token names the end of what goes on: "until Monday"."""
        return _read_path(token).preposition in _UNTIL

    def is_told(self, token: Token) -> bool:
        """Whether a token belongs to a narrative of the past: not even the present perfect, which reaches to now."""
        return self.direction(token).back and not self.in_present_perfect(token)

    def in_present_perfect(self, token: Token) -> bool:
        """Whether the governing verb is in the present perfect: "has lasted for three years"."""
        verb = _governor(token)
        return verb is not None and verb.tag_ in ("VBN", "VBD") and bool(self._read(verb).words & _PRESENT_HAVE)

    def _direction_of(self, verb: Token, path: "_Path", token: Token) -> Direction | None:
        """The direction of one verb with its auxiliaries; None when a higher verb decides."""
        cue = load_tense_cues().get(verb.lemma_)
        if cue == "always" or verb.pos_ == "ADJ":
            return Direction.LIKELY_FUTURE
        auxiliaries, tag = self._read(verb), verb.tag_
        limit = path.preposition if path.preposition in _LIMITS else ""
        if auxiliaries.words & _HAVE:
            if limit in _UNTIL:
                return Direction.FUTURE
            return Direction.LIKELY_FUTURE if limit and limit != "by" else Direction.PAST
        if "MD" in auxiliaries.tags or tag == "MD":
            return Direction.FUTURE
        if "TO" in auxiliaries.tags:
            if _is_to_be_done(verb):
                return Direction.FUTURE
            return None if not limit and self._follows_what_was_done(verb) else Direction.LIKELY_FUTURE
        if cue in _PLANS and (tag == "VBN" or _is_in_object(token, verb)):
            return Direction.LIKELY_FUTURE
        if cue == "demand" and _calls_for_event(verb, token):
            return Direction.LIKELY_FUTURE
        if cue == "arrange" and any(child.dep_ == "dobj" and child.i < token.i for child in verb.children):
            return Direction.LIKELY_FUTURE
        passive = tag == "VBN" and bool(auxiliaries.tags & {"VBZ", "VBP"})
        if not passive and (tag in ("VBD", "VBN") or "VBD" in auxiliaries.tags):
            if limit and (cue == "until" or (tag == "VBN" and not auxiliaries.tags)):
                return Direction.LIKELY_FUTURE if cue == "until" else None
            return Direction.PAST
        if tag == "VBG":
            return Direction.FUTURE if auxiliaries.tags & {"VBZ", "VBP"} else None
        if passive or tag in ("VBZ", "VBP"):
            comes = verb is path.verb and not path.in_phrase
            ahead = cue != "state" and (comes or (path.scheduled and verb.lemma_ != "be"))
            ahead = ahead or bool(limit)
            return Direction.LIKELY_FUTURE if ahead else Direction.OPEN
        if tag == "VB":
            return None if load_tense_cues().get(verb.head.lemma_) == "bare" else Direction.LIKELY_FUTURE
        return None

    def _follows_what_was_done(self, infinitive: Token) -> bool:
        """Whether an infinitive tells what was done, or what for: "failed to stop it", "came to meet her"."""
        verb = infinitive.head
        if any(child.dep_ == "nsubj" for child in infinitive.children):  # "with nominations to close on Friday"
            return False
        if infinitive.dep_ not in ("xcomp", "advcl") or verb.pos_ != "VERB" or verb.tag_ in ("VBZ", "VBP"):
            return False
        return load_tense_cues().get(verb.lemma_) not in (*_PLANS, "until", "demand")

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


@dataclass(frozen=True, slots=True)
class _Path:
    """The way from a time up to the verb that governs it.

    `preposition` is the one next to the time; `in_phrase` when the time belongs to a noun or adjective on the way,
    `scheduled` when one of them is something that is fixed beforehand (an election), `ahead` when the time stands
    behind "ahead of", or in something scheduled behind "for" ("tickets for Saturday's match").
    """

    verb: Token | None
    preposition: str
    in_phrase: bool
    scheduled: bool
    ahead: bool


def _read_path(token: Token) -> _Path:
    verb, preposition, in_phrase, scheduled, ahead = None, "", False, False, False
    cues = load_tense_cues()
    for _ in range(_STEPS):
        if token.head.i == token.i:
            break
        token = token.head
        if token.pos_ in ("VERB", "AUX") or (token.pos_ == "ADJ" and cues.get(token.lower_) in _PLANS):
            verb = token
            break
        if token.dep_ == "prep" or token.pos_ in ("ADP", "SCONJ"):
            preposition = preposition or ("" if in_phrase else token.lower_)
            ahead = ahead or (token.lower_ == "of" and token.head.lower_ == "ahead")
            ahead = ahead or (token.lower_ == "for" and scheduled)
        elif token.pos_ in _NOMINAL and token.ent_type_ not in ("DATE", "TIME") and token.lower_ != "time":
            in_phrase = True
            scheduled = scheduled or cues.get(token.lemma_) == "event"
    return _Path(verb, preposition, in_phrase, scheduled, ahead)


def _governor(token: Token) -> Token | None:
    """The next verb above a token, or the next adjective that points ahead."""
    for _ in range(_STEPS):
        if token.head.i == token.i:
            return None
        token = token.head
        if token.pos_ in ("VERB", "AUX") or (token.pos_ == "ADJ" and load_tense_cues().get(token.lower_) in _PLANS):
            return token
    return None


def _is_to_be_done(infinitive: Token) -> bool:
    """Whether the present says that the infinitive is to come: "is to appear", "is due to open", "plans to march"."""
    governor = infinitive.head
    if infinitive.dep_ != "xcomp":
        return False
    if load_tense_cues().get(governor.lemma_) not in (*_PLANS, "always") and governor.lemma_ != "be":
        return False
    finite = governor.head if governor.dep_ == "acomp" else governor
    return finite.tag_ in _PRESENT or any(child.tag_ in _PRESENT and child.lemma_ == "be" for child in finite.children)


def _calls_for_event(verb: Token, token: Token) -> bool:
    """Whether the day stands behind the event that is called for: "called for a rally on Friday"."""
    cues = load_tense_cues()
    return any(
        cues.get(noun.lemma_) == "event"
        for prep in verb.children
        if prep.dep_ == "prep" and prep.lower_ == "for" and prep.i < token.i
        for noun in prep.children
        if noun.i < token.i
    )


def _is_in_object(token: Token, verb: Token) -> bool:
    """Whether the token belongs to the object of the verb: "planned a march on Saturday"."""
    for _ in range(_STEPS):
        if token.head.i == verb.i:
            return token.dep_ == "dobj"
        token = token.head
    return False
