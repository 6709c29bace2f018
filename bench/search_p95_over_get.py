"""The slowest searches of a full store over a point read, both over gRPC, one call at a time."""

import random

from bench.latency import p95_over_get
from bench.stores import FullStore
from dateline.v1.article_service_pb2 import SearchArticlesRequest

_SEARCH = "/dateline.v1.ArticleService/SearchArticles"
_EACH = 12
# Words of the templates: in nearly every article, in about half, and in a tenth.
_EVERYWHERE = ("the", "said", "of", "and", "on", "in")
_COMMON = ("monday", "against", "loan", "invitation", "accused", "praised", "tents", "third", "week", "change")


def measure(store: FullStore) -> dict[str, float]:
    """`search_p95_over_get`: rare and common words, several words, phrases and prefixes, as many of each."""
    requests = [SearchArticlesRequest(query=query, page_size=20).SerializeToString() for query in queries(store)]
    return {"search_p95_over_get": p95_over_get(store, _SEARCH, requests)}


def queries(store: FullStore) -> list[str]:
    """The searches, always the same."""
    chance, words = random.Random(1), store.vocabulary
    found = []
    for _ in range(_EACH):
        actor, noun, place = words.actors.draw(chance), words.nouns.draw(chance), words.places.draw(chance)[0]
        found += [
            noun,
            chance.choice(_EVERYWHERE),
            chance.choice(_COMMON),
            f"{chance.choice(_COMMON)} {noun}",
            f"{actor.family} {place}",
            f'"{actor.name}"',
            f'"accused {actor.family}"',
            '"' + chance.choice(("in the", "to talk about the", "will change that", "of the")) + '"',
            f"{noun[:4]}*",
            chance.choice(("gov*", "a*", "pro*", "min*", "th*")),
        ]
    return found
