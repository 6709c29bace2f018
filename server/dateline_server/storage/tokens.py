"""Words of a text as searches compare them: letters and digits, without case and accents."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# A letter may be followed by accents that stand apart from it.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class Token(NamedTuple):
    """A word as compared, and where it stands in the text: [start, end) in code points."""

    word: str
    start: int
    end: int


def split_words(text: str) -> Iterator[Token]:
    """The words of the text in their order."""
    for match in _WORD.finditer(text):
        yield Token(fold_word(match.group()), match.start(), match.end())


def fold_word(word: str) -> str:
    """The word in lower case, accents taken off."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
