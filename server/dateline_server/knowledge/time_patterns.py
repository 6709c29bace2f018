"""How time expressions are built from classes of words.

The table is `data/time_patterns.tsv`.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class TimePattern:
    """A row: word classes in the notation of the table, macros not yet expanded, and the rule that reads a match."""

    rule: str
    pattern: str

    @property
    def macro(self) -> str:
        """The name that the row defines for the rows below; empty for a pattern."""
        return self.rule[1:] if self.rule.startswith("=") else ""


@lru_cache(maxsize=1)
def load_time_patterns() -> tuple[TimePattern, ...]:
    """Every row of the table, in its order."""
    text = files("dateline_server.knowledge").joinpath("data/time_patterns.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(TimePattern(rule, pattern) for rule, pattern, _ in rows)
