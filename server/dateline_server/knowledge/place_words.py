"""Small sets of words that the finding of places asks for by name."""

from functools import cache

from dateline_server.knowledge.tables import read_rows


@cache
def load_place_words(name: str) -> frozenset[str]:
    """The words of one set of place_words.tsv, in lower case. Raises KeyError for a set that is not there."""
    return _load_all()[name]


@cache
def load_country_signs() -> dict[str, tuple[str, ...]]:
    """Alpha-3 codes of the countries that each word of country_signs.tsv speaks for; in lower case unless it has capitals."""
    signs: dict[str, tuple[str, ...]] = {}
    for code, words, _why in read_rows("country_signs.tsv", 3):
        for word in words.split():
            signs[word] = (*signs.get(word, ()), code)
    return signs


@cache
def _load_all() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words, _why in read_rows("place_words.tsv", 3)}
