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

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.place_pb2 import Place
from dateline_server.knowledge.news_words import plain_form, weight_of
from dateline_server.stories.sketches import sketch_words

TERMS = 32
_LEAD = 700  # code points of the body, about two or three paragraphs
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d[\d.,]*\d|\d")
_SENTENCE_ENDS = frozenset(".!?:\"'“”‘’\n")
_EPOCH = date(1970, 1, 1)


class Kind(IntEnum):
    """What a term is; stands in the three lowest bits of its hash."""

    WORD = 0
    NAME = 1
    PLACE = 2
    AREA = 3
    NUMBER = 4


@dataclass(frozen=True, slots=True)
class Features:
    """What one article is compared by."""

    day: int | None  # days since 1970-01-01, of `published_date`
    terms: tuple[tuple[int, float], ...]  # (64-bit signed hash, weight in this article), most telling first
    sketch: bytes  # of the body's wording, at most 512 bytes


def describe(article: Article) -> Features:
    """The features of an article: its day, at most 32 terms of distinct hashes, and the sketch of its body."""
    weights = _weigh_terms(article)
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    return Features(day=_day_of(article.published_date), terms=tuple(best), sketch=sketch_words(_words(article.body)))


def kind_of(term: int) -> Kind:
    """What sort of term a hash stands for."""
    return Kind(term & 7)


@lru_cache(maxsize=1 << 16)
def hash_term(kind: Kind, text: str) -> int:
    """The hash of a term, the same in every process: 64 bits, signed, with the kind in the lowest three."""
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) & ~7 | kind


def _day_of(published: str) -> int | None:
    return (date.fromisoformat(published) - _EPOCH).days if published else None


def _weigh_terms(article: Article) -> dict[int, float]:
    names = _names_of(article)
    counts: Counter[tuple[Kind, str]] = Counter()
    prominent: Counter[tuple[Kind, str]] = Counter()
    for text, lead in ((article.title, True), (article.body[:_LEAD], True), (article.body[_LEAD:], False)):
        for term in _terms_in(text, names):
            counts[term] += 1
            if lead:
                prominent[term] += 1
    weights: dict[int, float] = {}
    for (kind, word), count in counts.items():
        prior = weight_of(word) if kind is Kind.WORD else _PRIORS[kind]
        if prior > 0:
            weight = prior * (1 + math.log(count)) * (2.0 if prominent[kind, word] else 1.0)
            weights[hash_term(kind, word)] = round(weight, 4)
    return weights


_PRIORS = {Kind.NAME: 1.5, Kind.PLACE: 1.3, Kind.AREA: 0.4, Kind.NUMBER: 0.7}


def _names_of(article: Article) -> dict[str, tuple[Kind, str]]:
    """For each word of a name of the article, folded, the term that it is."""
    found: dict[str, tuple[Kind, str]] = {}
    for place in article.places:
        kind = Kind.AREA if place.kind == Place.COUNTRY else Kind.PLACE
        text = place.country_code if kind is Kind.AREA and place.country_code else place.name.casefold()
        for mention in place.mentions:
            for word in _WORD.findall(mention.span.text):
                if word[0].isupper():
                    found.setdefault(word.casefold(), (kind, text))
    for actor in article.actors:
        for mention in actor.mentions:
            for word in _WORD.findall(mention.span.text):
                if not word[0].isupper():
                    continue
                if actor.kind == Actor.COUNTRY and actor.country_code:
                    found.setdefault(word.casefold(), (Kind.AREA, actor.country_code))
                elif weight_of(plain_form(word.casefold())) >= 1:
                    found.setdefault(word.casefold(), (Kind.NAME, word.casefold()))
    return found


def _terms_in(text: str, names: dict[str, tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    for match in _WORD.finditer(text):
        word = match[0]
        folded = word.casefold().removesuffix("'s").removesuffix("’s")
        if word[0].isdigit():
            value = word.replace(",", "")
            if len(value) > 1:
                yield Kind.NUMBER, value
        elif word[0].isupper() and folded in names:
            yield names[folded]
        else:
            yield Kind.WORD, plain_form(folded)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
