"""The words of made-up articles: a few hundred real ones, and as many invented names as a year of news has.

Actors, places and nouns are drawn with a Zipf law: some are in every tenth article, most in a handful.
"""

import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from dateline.v1.actor_pb2 import Actor

_T = TypeVar("_T")

_SYLLABLES = (
    "ba be bo da de do fa fe ga gi go ha he ho ja jo ka ke ki ko la le li lo lu ma me mi mo na ne ni no nu pa pe po ra re "
    "ri ro ru sa se si so ta te ti to tu va ve vi vo wa we ya yo za ze zo"
)
_ENDINGS = ("", "n", "r", "s", "l", "nd", "rk", "ss", "th", "m")
_FIRST_NAMES = (
    "Ada Amir Anna Bela Carl Dina Elif Emil Fatou Femi Greta Hana Ines Ivan Jana Jonas Kofi Lena Luis Maja Marta Mei "
    "Nadia Nils Olga Omar Pavel Priya Rosa Samir Sofia Tariq Uma Vera Viktor Yara Yusuf Zoe"
)
_COUNTRIES = (
    "ARG Argentina,AUS Australia,BRA Brazil,CAN Canada,CHL Chile,COL Colombia,EGY Egypt,ETH Ethiopia,FIN Finland,"
    "FRA France,GHA Ghana,IND India,IDN Indonesia,ITA Italy,JPN Japan,KEN Kenya,MEX Mexico,MAR Morocco,NPL Nepal,"
    "NGA Nigeria,NOR Norway,PAK Pakistan,PER Peru,PHL Philippines,POL Poland,ESP Spain,TUR Turkey,UGA Uganda,"
    "GBR Britain,USA America,VNM Vietnam,ZMB Zambia"
)
_NOUNS = (
    "agreement airport army attack bank border bridge budget campaign capital case city coast committee company council "
    "court crisis deal debate decision delegation demand doctor economy election embassy energy factory farm fire fund "
    "gas government grain harbour harvest hospital industry inquiry interest judge law leader loan market measure meeting "
    "minister ministry money month nation office oil opposition order parliament party peace plan police policy port "
    "president price prison project protest rail reform refugee region report rescue river road rule school security "
    "service ship soldier state storm strike student summit supply support tax team trade treaty trial union valley vote "
    "wage war water week winter worker year"
)
_ADJECTIVES = (
    "early final foreign former heavy high large late local main military national new old open public recent small "
    "southern strong"
)
_VERBS = "began changed closed continued doubled ended fell grew held moved opened remained rose slowed spread stood"
_SECTORS = ("GOV", "MIL", "BUS", "CVL", "OPP")


@dataclass(frozen=True, slots=True)
class Cast:
    """An actor as all articles know it; `family` is how it is named the second time."""

    key: str
    name: str
    family: str
    kind: Actor.Kind.ValueType
    country: str
    sector: str


class Zipf(Generic[_T]):
    """Draws items so that the n-th is drawn `1 / n ** steepness` times as often as the first."""

    def __init__(self, items: Sequence[_T], steepness: float = 1.0) -> None:
        self._items = items
        self._weights = list(accumulate(1 / rank**steepness for rank in range(1, len(items) + 1)))

    def draw(self, chance: random.Random) -> _T:
        """One of the items."""
        return self._items[bisect(self._weights, chance.random() * self._weights[-1], 0, len(self._items) - 1)]


class Vocabulary:
    """All names and words that articles of one seed are written with."""

    def __init__(self, seed: int, people: int = 6_000, places: int = 1_500, nouns: int = 30_000) -> None:
        chance = random.Random(seed)
        countries = [entry.split(" ", 1) for entry in _COUNTRIES.split(",")]
        first_names = _FIRST_NAMES.split()
        casts = [
            Cast(f"actors/country-{code.lower()}", name, name, Actor.COUNTRY, code, "GOV") for code, name in countries
        ]
        for _ in range(people):
            first, family = chance.choice(first_names), _invent(chance).title()
            name = f"{first} {family}"
            key = f"actors/person-{first.lower()}-{family.lower()}"
            casts.append(Cast(key, name, family, Actor.PERSON, chance.choice(countries)[0], chance.choice(_SECTORS)))
        chance.shuffle(casts)
        self.actors = Zipf(casts)
        self.places = Zipf([(_invent(chance).title(), chance.choice(countries)[0]) for _ in range(places)])
        known = _NOUNS.split()
        chance.shuffle(known)
        self.nouns = Zipf([*known, *(_invent(chance) for _ in range(nouns))], 0.9)
        self.adjectives = Zipf(_ADJECTIVES.split())
        self.verbs = Zipf(_VERBS.split())
        titles = ("Gazette", "Courier", "Post") * 40
        self.sources = Zipf([f"{_invent(chance).title()} {title}" for title in titles])


def _invent(chance: random.Random, syllables: Sequence[str] = tuple(_SYLLABLES.split())) -> str:
    return "".join(chance.choice(syllables) for _ in range(chance.choice((2, 2, 3, 3, 4)))) + chance.choice(_ENDINGS)
