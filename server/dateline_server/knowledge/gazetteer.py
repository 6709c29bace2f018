"""The gazetteer: which places a name can mean, with where they lie and how many people live there.

Towns and divisions come from the packed file, countries from the tables of the knowledge base, everything else (seas,
rivers, regions, sites) from places.tsv. No claim is made here about which place is meant.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from dateline_server.knowledge.entries import Naming, read_countries
from dateline_server.knowledge.gazetteer_file import KINDS, read_sections
from dateline_server.knowledge.place_keys import bucket_of, fold_place_name
from dateline_server.knowledge.tables import read_rows, split_list

_LONGEST_ACRONYM = 4
_LARGE_CITY = 100_000


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that a name can mean.

    `kind` is a name of Place.Kind; `level` says more: COUNTRY, ADMIN1, ADMIN2, CITY, REGION, SEA or FACILITY. Degrees on
    WGS 84, `radius` in km, `population` rounded (0: unknown), `geonames_id` 0 where there is none. `usual` is False when
    the name is a foreign, old or shortened one.
    """

    name: str
    kind: str
    level: str
    country_code: str
    admin1: str
    latitude: float
    longitude: float
    radius: float
    population: int
    geonames_id: int
    usual: bool = True


def distance(one: PlaceRow, other: PlaceRow) -> float:
    """Kilometres between two places."""
    return kilometres_between((one.latitude, one.longitude), (other.latitude, other.longitude))


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two points, each degrees north and degrees east, on a sphere."""
    north, south = radians(one[0]), radians(other[0])
    half_height = sin((south - north) / 2) ** 2
    half_width = sin(radians(other[1] - one[1]) / 2) ** 2
    return 12742 * asin(min(1.0, sqrt(half_height + cos(north) * cos(south) * half_width)))


class _Lines:
    """Lines of a block of UTF-8, cut out one at a time."""

    def __init__(self, block: memoryview, starts: memoryview) -> None:
        self._block = bytes(block)
        self._starts = starts

    def __getitem__(self, index: int) -> str:
        return self._block[self._starts[index] : self._starts[index + 1] - 1].decode()

    def find(self, line: str, low: int, high: int) -> int:
        """The number of a line among the sorted lines [low, high); -1 when it is not there."""
        wanted, block, starts = line.encode(), self._block, self._starts
        while low < high:
            middle = (low + high) // 2
            found = block[starts[middle] : starts[middle + 1] - 1]
            if found == wanted:
                return middle
            if found < wanted:
                low = middle + 1
            else:
                high = middle
        return -1


class Gazetteer:
    """Places by name. Made once by `load_gazetteer`; never changed afterwards."""

    def __init__(self) -> None:
        self._file = read_sections()
        self._countries = str(self._file["countries"], "utf-8").split("\n")
        self._admin1s = str(self._file["admin1s"], "utf-8").split("\n")
        self._names = _Lines(self._file["names"], self._file["name_start"])
        self._keys = _Lines(self._file["keys"], self._file["key_start"])
        self._own: dict[str, list[PlaceRow]] = defaultdict(list)
        self._acronyms: dict[str, PlaceRow] = {}
        self._neighbours: dict[str, tuple[str, ...]] = {}
        self._by_code: dict[str, PlaceRow] = {}
        self._by_alpha_2: dict[str, PlaceRow] = {}
        self._read_countries()
        self._read_places()
        self._abbreviations: dict[str, PlaceRow] = {}
        self._codes: dict[str, PlaceRow] = {}
        self._read_states()
        self._read_acronyms()
        self.knows = lru_cache(maxsize=65536)(self._knows)
        self.candidates = lru_cache(maxsize=4096)(self._candidates)

    def _knows(self, name: str) -> bool:
        """True when `candidates` has an answer, found without making one."""
        if name in self._acronyms or name in self._abbreviations:
            return True
        key = fold_place_name(name)
        return key in self._own or (bool(key) and self._position(key) >= 0)

    def _candidates(self, name: str) -> tuple[PlaceRow, ...]:
        """The places that a name can mean, most people first; empty when none is known.

        Accents, marks and case do not matter, but acronyms ("UAE") and abbreviated states ("Ky.") must be as written.
        """
        exact = self._acronyms.get(name) or self._abbreviations.get(name)
        if exact:
            return (exact,)
        key = fold_place_name(name)
        if not key:
            return ()
        rows = self._filed(key)
        for own in self._own.get(key, ()):
            rows = _merge(own, rows)
        return tuple(sorted(rows, key=lambda row: (-row.population, row.geonames_id)))

    def division(self, text: str) -> PlaceRow | None:
        """The state or province that an abbreviation or postal code stands for ("Ky.", "KY"); None for other words."""
        return self._abbreviations.get(text) or self._codes.get(text)

    def country(self, code: str) -> PlaceRow | None:
        """The country with this alpha-3 code."""
        return self._by_code.get(code)

    def country_of(self, alpha_2: str) -> PlaceRow | None:
        """The country with this alpha-2 code, which web addresses end in."""
        return self._by_alpha_2.get(alpha_2)

    def neighbours(self, code: str) -> tuple[str, ...]:
        """Alpha-3 codes of the countries that border on a country, in the order of the table."""
        return self._neighbours.get(code, ())

    def _position(self, key: str) -> int:
        bucket, starts = bucket_of(key), self._file["bucket_start"]
        return self._keys.find(key, starts[bucket], starts[bucket + 1])

    def _filed(self, key: str) -> list[PlaceRow]:
        position = self._position(key)
        if position < 0:
            return []
        starts, postings = self._file["posting_start"], self._file["postings"]
        return [self._row(posting) for posting in postings[starts[position] : starts[position + 1]]]

    def _row(self, posting: int) -> PlaceRow:
        row, file = posting >> 1, self._file
        level = KINDS[file["kind"][row]]
        return PlaceRow(
            name=self._names[row],
            kind="CITY" if level == "CITY" else "REGION",
            level=level,
            country_code=self._countries[file["country"][row]],
            admin1=self._admin1s[file["admin1"][row]],
            latitude=file["latitude"][row] / 100,
            longitude=file["longitude"][row] / 100,
            radius=float(file["radius"][row]),
            population=file["population"][row],
            geonames_id=file["geonames_id"][row],
            usual=bool(posting & 1),
        )

    def _read_countries(self) -> None:
        points = {code: (float(lat), float(lon)) for code, lat, lon in read_rows("country_points.tsv", 3)}
        facts = {row[0]: row for row in read_rows("country_facts.tsv", 7)}
        for named, _ in read_countries():
            entry = named.entry
            if entry.id != f"country-{entry.country_code.lower()}":
                continue
            _, geonames_id, alpha_2, _, area, population, neighbours = facts[entry.country_code]
            latitude, longitude = points[entry.country_code]
            row = PlaceRow(
                name=entry.name,
                kind="COUNTRY",
                level="COUNTRY",
                country_code=entry.country_code,
                admin1="",
                latitude=latitude,
                longitude=longitude,
                radius=round(max(5.0, sqrt(float(area) / 3.14))),
                population=int(population),
                geonames_id=int(geonames_id),
            )
            self._by_code[entry.country_code] = row
            self._by_alpha_2[alpha_2] = row
            self._neighbours[entry.country_code] = split_list(neighbours)
            for name, naming in named.names:
                if naming is Naming.ACRONYM and len(name.replace(".", "")) <= _LONGEST_ACRONYM:
                    self._acronyms[name] = row
                elif naming in (Naming.NAME, Naming.ALIAS, Naming.ACRONYM):
                    key = fold_place_name(name)
                    alias = naming is Naming.ALIAS
                    if alias and any(_is_city_of(city, key) for city in self._filed(key)):
                        continue  # "Gold Coast": the city has taken the country's old name over
                    if all(own.country_code != row.country_code for own in self._own[key]):
                        self._own[key].append(replace(row, usual=not alias))

    def _read_places(self) -> None:
        for names, kind, country, admin1, latitude, longitude, radius, people in read_rows("places.tsv", 8):
            first, *others = split_list(names)
            row = PlaceRow(
                first, kind, kind, country, admin1, float(latitude), float(longitude), float(radius), int(people), 0
            )
            for key in dict.fromkeys(map(fold_place_name, (first, *others))):
                self._own[key].append(row)

    def _read_states(self) -> None:
        for name, country, shortened, code, latitude, longitude in read_rows("states.tsv", 6):
            key = fold_place_name(name)
            rows = [*self._filed(key), *self._own.get(key, ())]
            known = next(row for row in rows if row.country_code == country and row.level in ("ADMIN1", "COUNTRY"))
            row = replace(known, name=name, latitude=float(latitude), longitude=float(longitude))
            if row.level == "ADMIN1":
                self._own[key].append(row)
            self._abbreviations.update(dict.fromkeys(split_list(shortened), row))
            if code:
                self._codes[code] = row

    def _read_acronyms(self) -> None:
        for acronym, name, country, level in read_rows("place_acronyms.tsv", 4):
            rows = self._candidates(name)
            self._acronyms[acronym] = next(row for row in rows if (row.country_code, row.level) == (country, level))


def _is_city_of(row: PlaceRow, key: str) -> bool:
    """True for a large city that goes by the name of this key."""
    return row.level == "CITY" and row.population >= _LARGE_CITY and fold_place_name(row.name) == key


def _merge(own: PlaceRow, rows: list[PlaceRow]) -> list[PlaceRow]:
    """The rows with one of the own tables, which takes the id and division of a filed row that is the same place."""
    if own.level == "COUNTRY":
        return [own, *rows]
    same = [row for row in rows if row.level in ("ADMIN1", "ADMIN2", "REGION") and _is_same(own, row)]
    if not same:
        return [own, *rows]
    best = max(same, key=lambda row: row.population)
    merged = replace(own, admin1=best.admin1, geonames_id=best.geonames_id)
    return [merged, *(row for row in rows if row not in same)]


def _is_same(own: PlaceRow, row: PlaceRow) -> bool:
    if own.geonames_id:
        return own.geonames_id == row.geonames_id
    return own.country_code == row.country_code and distance(own, row) <= own.radius


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()
