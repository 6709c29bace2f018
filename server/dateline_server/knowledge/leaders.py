"""Heads of state and government and foreign ministers of the last decades, by name."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows, split_list

_OPEN_END = 9999
# Here the family name comes first.
_FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "KHM", "SGP"})
_UNMARKED = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ß": "ss", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who led a state, or its diplomacy, from year `first` to year `last`; `office` HEAD or FOREIGN."""

    name: str
    country_code: str
    office: str
    first: int
    last: int

    def held_in(self, year: int) -> bool:
        """True for the years in office."""
        return self.first <= year <= self.last


class Leaders:
    """The leaders by full name and by surname; accents and case do not matter. Made once by `load_leaders`."""

    def __init__(self, leaders: list[tuple[Leader, tuple[str, ...]]]) -> None:
        self._by_name: dict[str, list[Leader]] = defaultdict(list)
        self._by_surname: dict[str, list[Leader]] = defaultdict(list)
        for leader, spellings in leaders:
            surnames: dict[str, None] = {}
            for spelling in (leader.name, *spellings):
                words = _fold(spelling).split()
                self._by_name[" ".join(words)].append(leader)
                first = leader.country_code in _FAMILY_NAME_FIRST
                surnames.update(dict.fromkeys((words[0] if first else words[-1], " ".join(words[1:]))))
            for surname in filter(None, surnames):
                self._by_surname[surname].append(leader)

    def knows(self, name: str) -> bool:
        """True for the full name of a leader, or a surname that a leader bears."""
        key = _fold(name)
        return key in self._by_name or key in self._by_surname

    def country_of(self, name: str) -> str:
        """The alpha-3 code of the country that the bearer of this full name led; empty when unknown or of several."""
        return _only({leader.country_code for leader in self._by_name.get(_fold(name), ())})

    def named(self, name: str) -> list[Leader]:
        """The terms in office of the leaders of this full name, else surname; empty when there are none."""
        key = _fold(name)
        return self._by_name.get(key) or self._by_surname.get(key) or []

    def led_by(self, name: str, year: int | None) -> str:
        """The alpha-3 code of the state whose government a full name or surname stands for; empty when it is open.

        Of several with the surname, those in office in or just before the year count; without a year all do.
        """
        heads = [leader for leader in self.named(name) if leader.office == "HEAD"]
        if len({leader.country_code for leader in heads}) > 1 and year is not None:
            heads = [leader for leader in heads if leader.held_in(year) or leader.held_in(year - 1)]
        return _only({leader.country_code for leader in heads})


def _fold(name: str) -> str:
    plain = name.lower().translate(_UNMARKED)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode() if not plain.isascii() else plain


def _only(codes: set[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""


@lru_cache(maxsize=1)
def load_leaders() -> Leaders:
    """The table leaders.tsv, loaded once a process."""
    return Leaders(
        [
            (Leader(name, country.upper(), office, int(first), int(last or _OPEN_END)), split_list(also))
            for name, country, office, first, last, also in read_rows("leaders.tsv", 6)
        ]
    )
