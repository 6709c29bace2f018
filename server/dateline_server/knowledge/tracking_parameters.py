"""Which URL parameters say how a reader came to a page, not which page it is."""

from functools import lru_cache
from importlib.resources import files


def is_tracking_parameter(name: str) -> bool:
    """Whether the parameter can be left out of an address without changing the page it leads to."""
    names, prefixes = _load()
    lower = name.lower()
    return lower in names or lower.startswith(prefixes)


@lru_cache(maxsize=1)
def _load() -> tuple[frozenset[str], tuple[str, ...]]:
    table = files("dateline_server.knowledge").joinpath("data/tracking_parameters.tsv").read_text("utf-8")
    rows = [line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#")]
    names = frozenset(row for row in rows if not row.endswith("*"))
    return names, tuple(row.removesuffix("*") for row in rows if row.endswith("*"))
