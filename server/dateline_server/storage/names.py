"""Names as they are compared: the same for every way of writing one."""

import unicodedata

_POSSESSIVES = ("'s", "\u2019s")


def fold_name(name: str) -> str:
    """The name in small letters, without accents, a leading "the", a possessive ending, or more than single spaces."""
    if not name.isascii():
        name = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    words = name.casefold().split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    folded = " ".join(words)
    return folded[:-2] if folded.endswith(_POSSESSIVES) else folded
