"""Small sets of lemmas that rules ask for by name."""

from functools import cache

from dateline_server.knowledge.tables import read_rows


@cache
def load_word_set(name: str) -> frozenset[str]:
    """The lemmas of one set of word_sets.tsv. Raises KeyError for a set that is not there."""
    return _load_all()[name]


@cache
def _load_all() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words, _why in read_rows("word_sets.tsv", 3)}
