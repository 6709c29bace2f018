"""Which words are dated ahead of the day of publication, or before it."""

from bisect import bisect_left

from spacy.tokens import Token

from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft

_TIME_LINKS = frozenset({"npadvmod", "advmod", "nmod", "compound"})
_ON = frozenset({"in", "on"})
_AHEAD = frozenset({"next", "coming", "upcoming"})


class Calendar:
    """The article's times beside its day of publication."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        published = draft.reading.published
        self._published = published.isoformat() if published else ""

    def is_dated_ahead(self, word: Token, around: Dependents, preposition: str = "") -> bool:
        """Whether a time expression that hangs on the word, by that preposition if any, lies after the publication."""
        for child in around.of(word):
            if not preposition and child.dep_ in _TIME_LINKS and self._is_ahead(child, around):
                return True
            if (
                child.dep_ == "prep"
                and preposition in ("", child.lower_)
                and any(inner.dep_ == "pobj" and self._is_ahead(inner, around) for inner in around.of(child))
            ):
                return True
        return False

    def is_dated_back(self, noun: Token, around: Dependents) -> bool:
        """Whether a time at the noun lies before the publication: "the May attacks", "the attacks in May", said in June."""
        dated = [child for child in around.of(noun) if child.dep_ in _TIME_LINKS]
        dated += [
            inner
            for prep in around.of(noun)
            if prep.dep_ == "prep" and prep.lower_ in _ON
            for inner in around.of(prep)
            if inner.dep_ == "pobj"
        ]
        times = (self._resolved(word) for word in dated if word.ent_type_ in ("DATE", "TIME", ""))
        return any(time is not None and "" < time.latest[:10] < self._published for time in times)

    def _is_ahead(self, word: Token, around: Dependents) -> bool:
        if word.lower_ == "tomorrow":
            return True
        if word.ent_type_ not in ("DATE", "TIME", ""):
            return False
        if any(child.lower_ in _AHEAD for child in around.of(word)):
            return word.ent_type_ in ("DATE", "TIME")
        time = self._resolved(word)
        return time is not None and time.earliest[:10] > self._published

    def _resolved(self, word: Token) -> TimeExpression | None:
        """The time expression that the word stands in, where the day of publication is known."""
        times = self._draft.article.times
        if not self._published or not len(times):
            return None
        span = self._draft.reading.span_of(word)
        index = bisect_left(times, _order(span), key=lambda time: _order(time.span))
        if index == len(times):
            return None
        time = times[index]
        return time if time.span.part == span.part and time.span.start <= span.start else None


def _order(span: Span) -> tuple[bool, int]:
    """Times stand in the order of the text, the title first."""
    return span.part != Span.TITLE, span.end
