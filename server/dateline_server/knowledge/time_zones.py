"""What time zones are meant by the words behind a time of day: "GMT", "eastern", "moscow".

The table is `data/time_zones.tsv`.
"""

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateline_server.knowledge.tables import read_rows, split_list


@lru_cache(maxsize=256)
def find_time_zone(words: str, paper: str = "") -> tzinfo | None:
    """The zone that the words, in lower case, name in a text published in the IANA zone `paper`; None for unknown ones."""
    for zone, papers in _load_zones().get(words, ()):
        if not papers or _is_in(paper, papers):
            return read_time_zone(zone)
    return None


def read_time_zone(name: str) -> tzinfo | None:
    """The zone with an IANA name or a distance from UTC ("+05:30"); None for what is neither."""
    if name[:1] in ("+", "-"):
        return timezone(datetime.strptime(name, "%z").utcoffset() or timedelta())
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@lru_cache(maxsize=256)
def is_southern(paper: str) -> bool:
    """Whether summer is in January where a paper of this IANA zone is read; the table is `data/southern_zones.tsv`."""
    return any(_is_in(paper, (zone,)) for zone, _ in read_rows("southern_zones.tsv", 2))


def _is_in(paper: str, zones: tuple[str, ...]) -> bool:
    return any(paper == zone or (zone.endswith("/") and paper.startswith(zone)) for zone in zones)


@lru_cache(maxsize=1)
def _load_zones() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Zone and papers of each row, in the order of the table, by words."""
    zones: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for words, zone, papers, _ in read_rows("time_zones.tsv", 4):
        zones.setdefault(words, []).append((zone, split_list(papers)))
    return zones
