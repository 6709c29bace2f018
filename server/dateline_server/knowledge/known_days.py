"""Days that a word beside them puts in one year: "the September 11 attacks".

The table is `data/known_days.tsv`.
"""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def load_known_days() -> dict[tuple[int, int, str], int]:
    """The year by month, day and word in lower case."""
    rows = ((day.split("-"), word, year) for day, word, year, _ in read_rows("known_days.tsv", 4))
    return {(int(month), int(day), word): int(year) for (month, day), word, year in rows}
