"""First names that tell which pronoun goes with a person."""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def load_first_names() -> dict[str, str]:
    """From a first name in lower case to "m" or "f"."""
    return {row[0]: row[1] for row in read_rows("first_names.tsv", 2)}
