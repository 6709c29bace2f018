"""Small sets of words that the finding of places asks for by name."""

from functools import cache

from dateline_server.knowledge.tables import read_rows


@cache
def load_place_words(name: str) -> frozenset[str]:
    """The words of one set of place_words.tsv, in lower case. Raises KeyError for a set that is not there."""
    return _load_all()[name]


@cache
def _load_all() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words, _why in read_rows("place_words.tsv", 3)}
