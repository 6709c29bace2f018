"""The form in which place names are looked up: lower case, no accents, no marks, common abbreviations spelled out."""

import re
import unicodedata

# Keys hold these 37 characters only; the first three lead to the part of the sorted keys in which a key lies.
_ALPHABET = " 0123456789abcdefghijklmnopqrstuvwxyz"
_RANK = {character: rank for rank, character in enumerate(_ALPHABET)}
BUCKETS = len(_ALPHABET) ** 3

_MARKS = re.compile(r"['’‘`ʻʼ.]")
_BREAKS = re.compile(r"[^0-9a-z]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_LEADING = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point"}


def fold_place_name(name: str) -> str:
    """The key of a place name: "St. John's" gives "saint johns", "Kraków" "krakow"; empty when no letter is left."""
    lowered = _MARKS.sub("", name.lower()).translate(_LETTERS)
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    words = _BREAKS.sub(" ", lowered).split()
    if words and len(words) > 1:
        words[0] = _LEADING.get(words[0], words[0])
    return " ".join(words)


def bucket_of(key: str) -> int:
    """The number of the bucket of a key, 0 to BUCKETS - 1; it never falls from one sorted key to the next."""
    size = len(_ALPHABET)
    first, second, third = (_RANK[character] for character in key[:3].ljust(3))
    return (first * size + second) * size + third
