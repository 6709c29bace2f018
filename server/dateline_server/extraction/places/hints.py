"""What tells where an article is at home beside the places that it names: its paper, telephone numbers, institutions."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from dateline.v1.article_pb2 import Article
from dateline_server.extraction.places.names import PlaceName
from dateline_server.extraction.places.ranking import Ambiguity
from dateline_server.knowledge.gazetteer import Gazetteer, PlaceRow
from dateline_server.knowledge.tables import read_rows

_CALLED = re.compile(r"(?<![\d-])(?:1[-. ])?\(?(?P<area>[2-9][0-9]{2})\)?[-. ][0-9]{3}[-. ][0-9]{4}(?![\d-])")
_DOMAIN = re.compile(r"(?:https?://)?[^/:?#]*\.(?P<country>[a-z]{2})(?:[/:?#]|$)")
# Endings that anybody in the world may buy, and does.
_SOLD = frozenset(
    {"ai", "am", "cc", "cd", "co", "fm", "gg", "im", "io", "la", "ly", "me", "nu", "sh", "st", "to", "tv", "ws"}
)
_ALPHA_2 = {"uk": "gb"}
_MOST_NUMBERS = 20
_NUMBER, _PAPER, _INSTITUTION = 1.0, 1.0, 0.5
_WIDE = frozenset({"COUNTRY", "ADMIN1"})


def find_hints(article: Article, text: str, others: Iterable[PlaceName], gazetteer: Gazetteer) -> list[Ambiguity]:
    """Names that vote on what the article's places mean, and are none of them.

    `others` are those that mean no place: "University of Kentucky" still speaks for Kentucky.
    """
    return [*_numbers(text, gazetteer), *_paper(article, gazetteer), *_institutions(others)]


def _numbers(text: str, gazetteer: Gazetteer) -> Iterator[Ambiguity]:
    """The states whose telephone area codes stand in numbers to call."""
    codes = _load_area_codes()
    found = (match["area"] for match, _ in zip(_CALLED.finditer(text), range(_MOST_NUMBERS), strict=False))
    for state in dict.fromkeys(codes[area] for area in found if area in codes):
        if row := gazetteer.division(state):
            yield Ambiguity((row,), _NUMBER)


def _paper(article: Article, gazetteer: Gazetteer) -> Iterator[Ambiguity]:
    """The country of the web address, and the town or state in the paper's name."""
    domain = _DOMAIN.match(article.url.lower())
    if domain and domain["country"] not in _SOLD:
        country = gazetteer.country_of(_ALPHA_2.get(domain["country"], domain["country"]).upper())
        if country is not None:
            yield Ambiguity((country,), _PAPER)
    for word in article.source.split():
        rows = gazetteer.candidates(word.strip(".,")) if word[:1].isupper() and len(word) > 3 else ()
        if rows:
            yield Ambiguity(rows, _PAPER)


def _institutions(others: Iterable[PlaceName]) -> Iterator[Ambiguity]:
    """The states and countries inside the names of institutions."""
    seen: set[str] = set()
    for name in others:
        if name.label == "ORG" and name.nested and name.text not in seen:
            seen.add(name.text)
            rows = tuple(row for row in name.rows if row.level in _WIDE and row.usual)
            if rows and not _is_town_as_well(name.rows, rows):
                yield Ambiguity(rows, _INSTITUTION)


def _is_town_as_well(rows: Iterable[PlaceRow], wide: tuple[PlaceRow, ...]) -> bool:
    """ "Washington University": the town may be meant as well."""
    people = max(row.population for row in wide)
    return any(row.level == "CITY" and row.usual and row.population * 4 > people for row in rows)


@cache
def _load_area_codes() -> dict[str, str]:
    """The postal code of the state by telephone area code."""
    return {code: state for state, codes in read_rows("area_codes.tsv", 2) for code in codes.split()}
