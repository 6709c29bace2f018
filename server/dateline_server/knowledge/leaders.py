"""Heads of state and government and foreign ministers of the last decades, by name."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows

_OPEN_END = 9999


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who led a state, or its diplomacy, from year `first` to year `last`; `office` HEAD or FOREIGN."""

    name: str
    country_code: str
    office: str
    first: int
    last: int


class Leaders:
    """The leaders by full name and by surname. Made once by `load_leaders`."""

    def __init__(self, leaders: list[Leader]) -> None:
        self._by_name: dict[str, list[Leader]] = defaultdict(list)
        self._by_surname: dict[str, list[Leader]] = defaultdict(list)
        for leader in leaders:
            words = leader.name.lower().split()
            self._by_name[" ".join(words)].append(leader)
            for surname in dict.fromkeys((words[-1], " ".join(words[1:]))):
                self._by_surname[surname].append(leader)

    def knows(self, name: str) -> bool:
        """True for the full name of a leader, or a surname that a leader bears, in lower case."""
        return name in self._by_name or name in self._by_surname

    def country_of(self, name: str) -> str:
        """The alpha-3 code of the country that the bearer of this full name led; empty when unknown or of several."""
        return _only({leader.country_code for leader in self._by_name.get(name.lower(), ())})

    def led_by(self, name: str, year: int | None) -> str:
        """The alpha-3 code of the state whose government a full name or surname stands for; empty when it is open.

        Of several with the surname, those in office in or just before the year count; without a year all do.
        """
        key = name.lower()
        heads = [leader for leader in self._by_name.get(key, self._by_surname.get(key, [])) if leader.office == "HEAD"]
        if len({leader.country_code for leader in heads}) > 1 and year is not None:
            heads = [leader for leader in heads if leader.first <= year <= leader.last + 1]
        return _only({leader.country_code for leader in heads})


def _only(codes: set[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""


@lru_cache(maxsize=1)
def load_leaders() -> Leaders:
    """The table leaders.tsv, loaded once a process."""
    return Leaders(
        [
            Leader(name, country.upper(), office, int(first), int(last or _OPEN_END))
            for name, country, office, first, last in read_rows("leaders.tsv", 5)
        ]
    )
