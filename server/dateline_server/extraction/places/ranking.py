"""Which place of a name is meant: the larger one, unless the article is about the country, region or vicinity of another.

Every name spreads its belief over the places that it can mean. The beliefs of all other names make the context in which
a name is judged; three rounds settle it. Work grows with the number of names times the places of each.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import exp, floor, inf, log10

from dateline_server.extraction.places.names import lies_in
from dateline_server.knowledge.gazetteer import Gazetteer, PlaceRow

_ROUNDS = 3
_LEVEL = {"COUNTRY": 2.8, "ADMIN1": 0.8, "REGION": 1.5, "SEA": 1.5, "FACILITY": 1.5, "CITY": 0.0, "ADMIN2": -0.6}
_PEOPLE = 0.8
_UNUSUAL_NAME = -0.6
_CAPITAL = 2.0
_CALLED = 3.0
_METROPOLIS = 3.0
# Whoever means another place of the name than a city of so many people says so.
_RENOWNED = 0.5
_RENOWNED_PEOPLE = 500_000
_IN_CONTAINER = 12.0
_SAME_COUNTRY = 3.5
_PROFILE = 1.5
_NEIGHBOUR_COUNTRY = 1.0
_SAME_DIVISION = 4.0
_NEAR = 5.0
# With fewer names than these it says less that one is near another.
_ENOUGH_NAMES = 3.0
_LIKE_PEERS = 2.0
_CELL_DEGREES = 1.5
# The prior of a place that the gazetteer lacks.
_UNKNOWN = 1.5
# How far the seat of a division may lie from its middle.
_SEAT_DEGREES = 0.6


@dataclass(slots=True)
class Ambiguity:
    """A name of the article with the places it can mean, `weight` by how often it stands there.

    `beliefs` and `unknown`, that in a place which the gazetteer lacks, sum to 1.

    `levels`: those that the noun beside the name speaks for ("Lagos state"). `peers`: the names beside it in a list.
    """

    rows: Sequence[PlaceRow]
    weight: float
    container: PlaceRow | None = None
    capital_of: str = ""
    levels: frozenset[str] = frozenset()
    beliefs: list[float] = field(default_factory=list)
    priors: list[float] = field(default_factory=list)
    unknown: float = 0.0
    peers: "list[Ambiguity]" = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """Where the article is: belief by country, division and cell of the globe."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    divisions: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    cells: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))
    profile: Mapping[str, float] = field(default_factory=dict)
    total: float = 0.0

    def add(self, name: Ambiguity, sign: float = 1.0) -> None:
        """Adds the beliefs of a name, or takes them away with `sign` -1."""
        for row, belief in zip(name.rows, name.beliefs, strict=True):
            share = sign * belief * name.weight
            if row.country_code:
                self.countries[row.country_code] += share
            if row.admin1:
                self.divisions[row.country_code, row.admin1] += share
            if row.level in ("CITY", "ADMIN2", "FACILITY"):
                for cell, part in _cells_around(_cell(row)):
                    self.cells[cell] += share * part
        self.total += sign * name.weight


def rank(names: Sequence[Ambiguity], profile: Mapping[str, float], gazetteer: Gazetteer) -> None:
    """Sets the beliefs of every name. `profile`: how much the article speaks of each country without naming a place."""
    for name in names:
        name.priors = [_prior(row, name) + (_METROPOLIS if _leads(row, name.rows) else 0.0) for row in name.rows]
        name.beliefs = _normalise(name.priors)
    context = Context()
    spoken = max(sum(profile.values()), 1.0)
    context.profile = {code: weight / spoken for code, weight in profile.items()}
    for name in names:
        context.add(name)
    for _ in range(_ROUNDS):
        for name in names:
            context.add(name, -1)
            scores = [
                prior + _support(row, context, gazetteer) + _LIKE_PEERS * _likeness(row, name.peers)
                for row, prior in zip(name.rows, name.priors, strict=True)
            ]
            *name.beliefs, name.unknown = _normalise([*scores, _score_unknown(name, context)])
            context.add(name)


def _prior(row: PlaceRow, name: Ambiguity) -> float:
    score = _PEOPLE * log10(row.population + 100)
    score += _LEVEL[row.level] if row.usual else min(0.0, _LEVEL[row.level]) + _UNUSUAL_NAME
    if row.level == "CITY" and row.usual and row.population >= _RENOWNED_PEOPLE:
        score += _RENOWNED
    if row.level == "CITY" and row.country_code == name.capital_of:
        score += _CAPITAL
    if name.container and lies_in(row, name.container):
        score += _IN_CONTAINER
    if row.level in name.levels:
        score += _CALLED
    return score


def _leads(city: PlaceRow, rows: Sequence[PlaceRow]) -> bool:
    """True for a city with a quarter of the people of the state that has its name: "New York"."""
    return city.level == "CITY" and any(
        row.level == "ADMIN1"
        and (row.country_code, row.admin1) == (city.country_code, city.admin1)
        and city.population * 4 >= row.population
        for row in rows
    )


def without_seated(rows: Sequence[PlaceRow]) -> tuple[PlaceRow, ...]:
    """The rows less divisions whose seat has their name and lies in their middle: it takes over their people.

    A town gives way too where the name is an old one of its own, and a town beside it bears it today.
    """
    kept = [row for row in rows if row.usual or not any(other.usual and _is_seat(other, row) for other in rows)]
    for row in tuple(kept):
        if row.level in ("ADMIN1", "ADMIN2"):
            seat = next((other for other in kept if _is_seat(other, row)), None)
            if seat is not None:
                kept.remove(row)
                people = max(seat.population, row.population)
                kept[kept.index(seat)] = replace(seat, population=people, usual=seat.usual or row.usual)
    return tuple(kept)


def _is_seat(city: PlaceRow, division: PlaceRow) -> bool:
    """True for a city in the middle of the division, or with a good part of its people."""
    if city.level != "CITY" or city.country_code != division.country_code:
        return False
    near = (
        abs(city.latitude - division.latitude) < _SEAT_DEGREES
        and abs(city.longitude - division.longitude) < _SEAT_DEGREES
    )
    return near or (city.usual and city.admin1 == division.admin1 and city.population * 3 >= division.population)


def _support(row: PlaceRow, context: Context, gazetteer: Gazetteer) -> float:
    total = max(context.total, 1.0)
    score = 0.0
    if row.country_code:
        score += _SAME_COUNTRY * context.countries[row.country_code] / total
        score += _PROFILE * context.profile.get(row.country_code, 0.0)
        near = sum(context.countries.get(code, 0.0) for code in gazetteer.neighbours(row.country_code))
        score += _NEIGHBOUR_COUNTRY * near / total
    if row.admin1:
        score += _SAME_DIVISION * context.divisions[row.country_code, row.admin1] / total
    if row.level in ("CITY", "ADMIN2", "FACILITY"):
        score += _NEAR * context.cells.get(_cell(row), 0.0) / max(total, _ENOUGH_NAMES)
    return score


def _likeness(row: PlaceRow, peers: Sequence[Ambiguity]) -> float:
    """How far the neighbours in a list are countries like the row, or divisions of its country; towns go with all."""
    if not peers or row.level not in ("COUNTRY", "ADMIN1"):
        return 0.0
    return sum(
        belief
        for peer in peers
        for other, belief in zip(peer.rows, peer.beliefs, strict=True)
        if other.level == row.level and (row.level == "COUNTRY" or other.country_code == row.country_code)
    ) / len(peers)


def _score_unknown(name: Ambiguity, context: Context) -> float:
    """The score of a hamlet of this name, too small for the gazetteer, in the country that the article speaks of most."""
    if name.container or any(row.level not in ("CITY", "ADMIN2") for row in name.rows):
        return -inf
    called = _CALLED if "CITY" in name.levels or "ADMIN2" in name.levels else 0.0
    return _UNKNOWN + called + _SAME_COUNTRY * max(context.countries.values(), default=0.0) / (context.total + 1)


def _cell(row: PlaceRow) -> tuple[int, int]:
    return floor(row.latitude / _CELL_DEGREES), floor(row.longitude / _CELL_DEGREES)


@lru_cache(maxsize=4096)
def _cells_around(cell: tuple[int, int]) -> tuple[tuple[tuple[int, int], float], ...]:
    """The cell and the eight around it, each with its share in what is known of the cell."""
    north, east = cell
    return tuple(
        ((north + up, east + right), 1.0 if up == right == 0 else 0.5) for up in (-1, 0, 1) for right in (-1, 0, 1)
    )


def _normalise(scores: Sequence[float]) -> list[float]:
    """Shares that sum to 1, each score an exponent of ten halves."""
    best = max(scores, default=0.0)
    powers = [exp(1.5 * (score - best)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
