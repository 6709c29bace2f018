"""Words of a text as searches compare them: letters and digits, without case and accents."""

import re
import unicodedata
from itertools import islice

# A letter may be followed by accents that stand apart from it.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")  # the same in a text that holds no more, in half the time


def split_words(text: str) -> list[str]:
    """The words of the text as compared, in their order."""
    words = _words_of(text).findall(text)
    return fold_word("\n".join(words)).split("\n") if words else []  # folded in one go: a text has hundreds


def locate_words(text: str, number: int) -> list[tuple[int, int]]:
    """Where the first `number` words of the text stand: [start, end) in code points."""
    return [match.span() for match in islice(_words_of(text).finditer(text), number)]


def _words_of(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _WORD


def fold_word(word: str) -> str:
    """The word in lower case, accents taken off."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
