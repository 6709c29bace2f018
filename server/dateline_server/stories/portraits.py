"""How a story is shown: by the article that is most like all the others."""

import math
from collections.abc import Sequence

from dateline_server.stories.features import Features


def find_center(articles: Sequence[tuple[int, Features]]) -> int:
    """The number of the article, at least one is given, whose terms weigh most in the others; of equals the lowest."""
    everywhere: dict[int, float] = {}
    for _, features in articles:
        for term, weight in features.terms:
            everywhere[term] = everywhere.get(term, 0.0) + weight

    def likeness(features: Features) -> float:
        length = math.sqrt(sum(weight * weight for _, weight in features.terms))
        shared = sum(weight * (everywhere[term] - weight) for term, weight in features.terms)
        return shared / length if length else 0.0

    return min(articles, key=lambda article: (-likeness(article[1]), article[0]))[0]
