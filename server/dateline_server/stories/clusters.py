"""Which story an article belongs to: that of the neighbour that tells most surely of the same happening."""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from dateline_server.stories.features import Features, names_somebody
from dateline_server.stories.sketches import share_held

WINDOW_DAYS = 7
_CAP = 1000  # a term counted so often tells nothing
_REPRINT = 0.75
_ALIKE = 0.28  # of two articles of one day; what one tells days later is sooner another happening of the same people
_ALIKE_A_DAY = 0.015
_APART, _SOMEWHAT = 0.35, 0.6  # two articles that both put first whom the other does not name tell of two happenings
_SHARED_BY_REPRINTS = 0.25  # of the terms of the one that has fewer; nothing that shares less is one
_UNKNOWN_DAYS = 3  # between articles of which one has no day
_LITTLE = 3.0  # weight that the names, and the words, of an article have at least: few words alike are not yet much


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that may tell of the same happening."""

    article: int
    story: int | None
    features: Features


@dataclass(frozen=True, slots=True)
class Choice:
    """The neighbour whose story an article joins, or with which it makes one."""

    article: int
    reprint: bool  # the bodies are nearly the same


def choose(new: Features, others: Sequence[Neighbour], counts: Mapping[int, int], total: int) -> Choice | None:
    """The neighbour that tells of the same happening as `new`; None when none surely does.

    `counts` says in how many of the `total` articles of the window each term of `new` stands. Of several equals the
    one with the smallest number is taken.
    """
    comparison = _Comparison(new, counts, total)
    best: tuple[bool, float, int] | None = None
    for other in others:
        days = _days_between(new, other.features)
        shared = comparison.shared(other.features)
        if days > WINDOW_DAYS or not shared:
            continue
        alike = comparison.likeness(other.features)
        few = len(shared) < _SHARED_BY_REPRINTS * min(len(new.terms), len(other.features.terms))
        reprint = not few and share_held(new.sketch, other.features.sketch) >= _REPRINT
        if reprint or alike >= _ALIKE + _ALIKE_A_DAY * days:
            best = max(best or (False, 0.0, -other.article), (reprint, alike, -other.article))
    return Choice(article=-best[2], reprint=best[0]) if best else None


def _days_between(one: Features, other: Features) -> int:
    return _UNKNOWN_DAYS if one.day is None or other.day is None else abs(one.day - other.day)


def _rarity(count: int, total: int) -> float:
    """What a term tells, 0 to 1: 1 in a store that is too small to know, else the less the more articles have it."""
    if count >= _CAP:
        return 0.0
    known = total / (total + 200)
    most = math.log((total + 1) / 2) if total > 1 else 1.0
    return (1 - known) + known * math.sqrt(min(1.0, max(0.0, math.log((total + 1) / (count + 1)) / most)))


class _Comparison:
    """One article, to be compared with many: what need be worked out of it but once."""

    def __init__(self, new: Features, counts: Mapping[int, int], total: int) -> None:
        self._weights = dict(new.terms)
        self._rarities = {term: _rarity(counts.get(term, 0), total) for term in self._weights}
        self._length = [_LITTLE, _LITTLE]  # of its words, and of its names
        for term, weight in new.terms:
            self._length[names_somebody(term)] += weight * self._rarities[term]

    def shared(self, other: Features) -> list[int]:
        """The terms that both have."""
        return [term for term, _ in other.terms if term in self._weights]

    def likeness(self, other: Features) -> float:
        """How alike both are in whom they name and in what they tell: at most 1, and 0 where they share but one of both.

        Less, down to below 0, where each puts first whom the other does not name.
        """
        theirs, rarities = dict(other.terms), self._rarities
        length, common = [_LITTLE, _LITTLE], [0.0, 0.0]
        for term, weight in other.terms:
            side = names_somebody(term)
            rarity = rarities.get(term)
            if rarity is None:
                length[side] += weight
            else:
                length[side] += weight * rarity
                common[side] += min(weight, self._weights[term]) * rarity
        alike = math.sqrt(math.prod(common) / math.sqrt(math.prod(self._length) * math.prod(length)))
        if alike < _ALIKE:
            return alike  # too little already
        apart = min(_own_names(self._weights, theirs), _own_names(theirs, self._weights))
        return alike - _APART * max(0.0, apart - _SOMEWHAT) / (1 - _SOMEWHAT)


def _own_names(terms: Mapping[int, float], others: Container[int]) -> float:
    """How telling the strongest name is that the other article does not have, beside the strongest of all: 0 to 1."""
    names = {term: weight for term, weight in terms.items() if names_somebody(term)}
    return max((weight for term, weight in names.items() if term not in others), default=0.0) / max(
        names.values(), default=1.0
    )
