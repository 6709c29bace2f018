"""Classes of words (`weapon`, `treaty`, `leader` …) that the trigger tables use as conditions."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def load_word_classes() -> dict[str, frozenset[str]]:
    """The lemmas of each class by its name."""
    text = files("dateline_server.knowledge").joinpath("data/word_classes.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    classes: dict[str, set[str]] = {}
    for line in lines[1:]:
        name, words, _why = line.split("\t")
        classes.setdefault(name, set()).update(words.split())
    return {name: frozenset(words) for name, words in classes.items()}


def words_of(name: str) -> frozenset[str]:
    """The lemmas of one class. KeyError when there is no such class."""
    return load_word_classes()[name]
