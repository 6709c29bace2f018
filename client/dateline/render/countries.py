"""What countries are called, where there is only their code."""

from collections.abc import Mapping
from functools import cache

from dateline.render.theme import read_part


def country_name(code: str) -> str:
    """The English name of the country with this ISO 3166-1 alpha-3 code; the code itself where there is no such country."""
    return _names().get(code, code)


@cache
def _names() -> Mapping[str, str]:
    rows = (line.split("\t", 1) for line in read_part("countries.tsv").splitlines() if not line.startswith("#"))
    return dict(rows)
