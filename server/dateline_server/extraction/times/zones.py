"""From wall-clock times to instants: the zone that the text names beside them, else that of the publication."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dateline_server.knowledge.time_zones import find_time_zone, read_time_zone

_DAY = timedelta(days=1)
_EASTERNMOST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class NamedZone:
    """The zone that stands behind a time of day, in lower case: "gmt", "eastern"; "local" is that of the place told of.

    `clock` is the time of day as that zone has it, where the text gives the same instant twice: "10:30 (0730 GMT)".
    """

    words: str
    clock: str = ""


class Zones:
    """Gives times of day their distance from UTC, in a text published in an IANA zone (empty when it is not known)."""

    def __init__(self, paper: str) -> None:
        self._paper = paper
        self._home = read_time_zone(paper) if paper else None

    def place(self, bound: str, named: NamedZone | None) -> str:
        """A bound with its distance from UTC where it is an instant in a known zone: `2025-04-09T15:00+01:00`."""
        if "T" not in bound:
            return bound
        zone = self._find(bound, named)
        if zone is None:
            return bound
        try:
            return datetime.fromisoformat(bound).replace(tzinfo=zone).isoformat(timespec="minutes")
        except (ValueError, OverflowError):  # 24:00, or an end of the calendar
            return bound

    def _find(self, bound: str, named: NamedZone | None) -> tzinfo | None:
        if named is None:
            return self._home
        zone = find_time_zone(named.words, self._paper)
        if zone is None or not named.clock:
            return zone
        try:
            here, there = datetime.fromisoformat(bound), datetime.fromisoformat(f"{bound[:10]}T{named.clock}")
            ahead = here - there + (zone.utcoffset(there) or timedelta())
        except (ValueError, OverflowError):
            return None
        ahead = (ahead + _DAY - _EASTERNMOST) % _DAY - (_DAY - _EASTERNMOST)
        return timezone(ahead) if ahead else UTC
