"""The words of time expressions: months, units, numbers, parts of day and the small words that join them.

The table is `data/time_words.tsv`.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TimeWord:
    """What a word may do in a time expression: its class, which the patterns speak of, and the value it carries."""

    word_class: str
    value: str


@lru_cache(maxsize=1)
def load_time_words() -> dict[str, TimeWord]:
    """Every word of the table. A key with a capital holds for capitalised words only, a lower-case key for any case."""
    words = {}
    for line in files("dateline_server.knowledge").joinpath("data/time_words.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, word_class, value, _ = line.split("\t")
            words[word] = TimeWord(word_class, value)
    return words
