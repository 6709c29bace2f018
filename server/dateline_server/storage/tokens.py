"""Words of a text as searches compare them: letters and digits, without case and accents."""

import re
import unicodedata
from itertools import islice

# A letter may be followed by accents that stand apart from it.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
# Every character to itself in lower case where it is a letter or a digit, and to a space where it is not.
_SPACED = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))


def split_words(text: str) -> list[str]:
    """The words of the text as compared, in their order."""
    if _has_ascii_words(text):  # nearly every text, and a tenth of the time
        return _space_words(text).decode("ascii").split()
    words = _WORD.findall(text)
    lower = "\n".join(words).lower().split("\n") if words else []
    return [word if word.isascii() else _without_accents(word) for word in lower]


def locate_words(text: str, first: int, number: int) -> list[tuple[int, int]]:
    """Where up to `number` words of the text stand, from the one at place `first` on: [start, end) in code points."""
    if not _has_ascii_words(text):
        return [match.span() for match in islice(_WORD.finditer(text), first, first + number)]
    spaced = _space_words(text)
    before_and_rest = spaced.split(None, first)
    if len(before_and_rest) <= first:
        return []
    start = len(spaced) - len(before_and_rest[-1])
    return [match.span() for match in islice(_ASCII_WORD.finditer(text, start), number)]


def _space_words(text: str) -> bytes:
    """The text in lower case, with a space for every character that belongs to no word; as long as the text."""
    return text.encode("ascii", "replace").translate(_SPACED)


def _has_ascii_words(text: str) -> bool:
    """Whether all that the text holds beyond ASCII are marks that belong to no word, such as quotation marks."""
    if text.isascii():
        return True
    return not any(c.isalnum() or "\u0300" <= c <= "\u036f" for c in set(_BEYOND_ASCII.findall(text)))


def fold_word(word: str) -> str:
    """The word in lower case, accents taken off."""
    lower = word.lower()
    return lower if lower.isascii() else _without_accents(lower)


def _without_accents(lower: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
