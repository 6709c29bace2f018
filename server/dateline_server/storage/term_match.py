"""Whether texts in memory hold what a search looks for: the same answer as the index of words gives over an article."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words

_TEXTS_KEPT = 1024  # the claims of an article share their sentences


class TermMatcher:
    """Looks for the terms of one search; a phrase must stand in one text."""

    def __init__(self, terms: Sequence[SearchTerm]) -> None:
        self._wanted = [_write_words(term.text)[: -1 if term.prefix else None] for term in terms]
        self._write = lru_cache(_TEXTS_KEPT)(_write_words)

    def holds(self, texts: Iterable[str]) -> bool:
        """Whether each of the terms stands in one of the texts."""
        written = [self._write(text) for text in texts]
        return all(any(wanted in text for text in written) for wanted in self._wanted)


def _write_words(text: str) -> str:
    """The words with a space before and after each."""
    return " " + "".join(f"{word} " for word in split_words(text))
