"""What an article is told from others by: its most telling terms, and a sketch of its wording."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.news_words import plain_form, weight_of
from dateline_server.stories.sketches import sketch_words

TERMS = 20
_LEAD = 700  # code points of the body, about two or three paragraphs
# What a term tells beside one that stands once in the further text.
_TITLE, _OPENING, _REPEATED = 2.5, 1.6, 0.7
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,]*\d|\d")
# A word with a capital after a small letter or a comma: inside a sentence, so it is a name.
_WITHIN = re.compile(r"(?<=[a-z,] )([A-Z\u00c0-\u00de][^\W\d_]+)")
_EPOCH = date(1970, 1, 1)


class Kind(IntEnum):
    """What a term is; stands in the three lowest bits of its hash."""

    WORD = 0
    NAME = 1
    AREA = 2
    NUMBER = 3


_NAMES = frozenset((Kind.NAME.value, Kind.AREA.value))
_PRIORS = {Kind.NAME: 1.5, Kind.AREA: 0.4, Kind.NUMBER: 0.7}


@dataclass(frozen=True, slots=True)
class Features:
    """What one article is compared by."""

    day: int | None  # days since 1970-01-01, of `published_date`
    terms: tuple[tuple[int, float], ...]  # (64-bit signed hash, weight in this article), most telling first
    sketch: bytes  # of the body's wording, at most 324 bytes


def describe(article: Article) -> Features:
    """The features of an article: its day, at most 20 terms of distinct hashes, and the sketch of its body."""
    weights = _weigh_terms(article)
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    return Features(day=_day_of(article.published_date), terms=tuple(best), sketch=sketch_words(_words(article.body)))


def names_somebody(term: int) -> bool:
    """True for the hash of a name or a country, False for that of a word or a number."""
    return term & 7 in _NAMES


@lru_cache(maxsize=1 << 16)
def hash_term(kind: Kind, text: str) -> int:
    """The hash of a term, the same in every process: 64 bits, signed, with the kind in the lowest three."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) & ~7 | kind


def _day_of(published: str) -> int | None:
    try:
        return (date.fromisoformat(published) - _EPOCH).days
    except ValueError:
        return None


def _weigh_terms(article: Article) -> dict[int, float]:
    names = _names_of(article)
    counts: Counter[tuple[Kind, str]] = Counter()
    prominence: dict[tuple[Kind, str], float] = {}
    for text, weight in ((article.title, _TITLE), (article.body[:_LEAD], _OPENING), (article.body[_LEAD:], 1.0)):
        for term in _terms_in(text, names):
            counts[term] += 1
            prominence.setdefault(term, weight)
    weights: dict[int, float] = {}
    for term, count in counts.items():
        kind, word = term
        prior = _weigh_word(word) if kind is Kind.WORD else _PRIORS[kind]
        if prior > 0:
            weights[hash_term(kind, word)] = round(prior * (1 + _REPEATED * math.log(count)) * prominence[term], 4)
    return weights


@lru_cache(maxsize=1 << 16)
def _weigh_word(plain: str) -> float:
    """What a word tells; one that names people by what they are tells less of what was done."""
    weight = weight_of(plain)
    return min(weight, 0.5) if load_actor_nouns().ending([plain]) else weight


def _names_of(article: Article) -> dict[str, bool]:
    """The words of names in the article, folded; False for first names, which tell nothing beside the last ones."""
    found: dict[str, bool] = {}
    for match in _WITHIN.finditer(article.body):
        found[_fold(match[1])] = True
    for mention in chain.from_iterable(place.mentions for place in article.places):
        found.update((_fold(word), True) for word in _WORD.findall(mention.span.text) if word[0].isupper())
    firsts: dict[str, bool] = {}
    for actor in article.actors:
        if actor.kind == Actor.PERSON and actor.named:
            *first, last = _WORD.findall(actor.name) or [""]
            firsts.update((_fold(word), False) for word in first)
            found[_fold(last)] = True
        elif actor.named:
            found.update((_fold(word), True) for word in _WORD.findall(actor.name) if word[0].isupper())
    return found | firsts


def _terms_in(text: str, names: dict[str, bool]) -> Iterator[tuple[Kind, str]]:
    for match in _WORD.finditer(text):
        word = match[0]
        if word[0].isdigit():
            value = word.replace(",", "")
            if len(value) > 1:
                yield Kind.NUMBER, value
            continue
        folded = _fold(word)
        if word[0].isupper() and (country := _country_of(word)):
            yield Kind.AREA, country
        elif word[0].isupper() and folded in names and _weigh_word(plain_form(folded)) >= 1:
            if names[folded]:
                yield Kind.NAME, folded
        else:
            yield Kind.WORD, plain_form(folded)


@lru_cache(maxsize=1 << 14)
def _country_of(word: str) -> str:
    """The code of the country that a capitalised word means: Chad, Chadian, Chadians; empty where it means none."""
    for sense in load_knowledge().lookup(word):
        if sense.entry.id == f"country-{sense.entry.country_code.lower()}" and sense.naming is not Naming.METONYM:
            return sense.entry.country_code
    return ""


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s")


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
