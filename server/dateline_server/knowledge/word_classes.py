"""Classes of words (`weapon`, `treaty`, `leader` …) that the trigger table and the rules on events and actors ask for."""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def load_word_classes() -> dict[str, frozenset[str]]:
    """The lemmas of each class by its name."""
    classes: dict[str, set[str]] = {}
    for name, words, _why in read_rows("word_classes.tsv", 3):
        classes.setdefault(name, set()).update(words.split())
    return {name: frozenset(words) for name, words in classes.items()}


def words_of(name: str) -> frozenset[str]:
    """The lemmas of one class. KeyError when there is no such class."""
    return load_word_classes()[name]
