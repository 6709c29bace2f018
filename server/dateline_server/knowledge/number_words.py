"""What the words beside a number say of it: `data/number_words.tsv`."""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def number_bounds() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """Phrases, where they stand (`before` or `after`), and what they make of the number: `least`, `most` or `about`."""
    return tuple((words, where, meaning) for words, where, meaning in _rows() if meaning != "part")


@lru_cache(maxsize=1)
def number_parts() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Phrases by which a number counts a part or an addition, and where they stand (`before` or `after`)."""
    return tuple((words, where) for words, where, meaning in _rows() if meaning == "part")


def _rows() -> list[tuple[tuple[str, ...], str, str]]:
    return [
        (tuple(phrase.split()), where, meaning)
        for meaning, where, phrases, _why in read_rows("number_words.tsv", 4)
        for phrase in phrases.split("|")
    ]
