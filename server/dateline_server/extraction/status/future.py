"""Which words are dated ahead of the day of publication."""

from bisect import bisect_left

from spacy.tokens import Token

from dateline.v1.span_pb2 import Span
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft

_TIME_LINKS = frozenset({"npadvmod", "advmod", "nmod", "compound"})
_AHEAD = frozenset({"next", "coming", "upcoming"})


class Calendar:
    """The article's times as far as they lie after its day of publication."""

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

    def _is_ahead(self, word: Token, around: Dependents) -> bool:
        if word.lower_ == "tomorrow":
            return True
        if word.ent_type_ not in ("DATE", "TIME", ""):
            return False
        if any(child.lower_ in _AHEAD for child in around.of(word)):
            return word.ent_type_ in ("DATE", "TIME")
        return self._is_resolved_ahead(word)

    def _is_resolved_ahead(self, word: Token) -> bool:
        times = self._draft.article.times
        if not self._published or not len(times):
            return False
        span = self._draft.reading.span_of(word)
        index = bisect_left(times, _order(span), key=lambda time: _order(time.span))
        if index == len(times):
            return False
        time = times[index]
        touches = time.span.part == span.part and time.span.start <= span.start
        return touches and time.earliest[:10] > self._published


def _order(span: Span) -> tuple[bool, int]:
    """Times stand in the order of the text, the title first."""
    return span.part != Span.TITLE, span.end
