"""Events of an actor, of a type, in a month: the slowest lists of a full store over a point read, both over gRPC."""

import random

from bench.latency import p95_over_get
from bench.stores import FullStore
from dateline.v1.event_service_pb2 import ListEventsRequest

_LIST = "/dateline.v1.EventService/ListEvents"
_QUERIES = 100
_TYPES = ("CONSULT", "AGREE", "AID", "ACCUSE", "REQUEST", "PROTEST", "ASSAULT", "X_STATE")
_MONTHS = (("2024-08-01", "2024-08-31"), ("2024-11-01", "2024-11-30"), ("2025-02-01", "2025-02-28"))


def measure(store: FullStore) -> dict[str, float]:
    """`filter_p95_over_get`: actors drawn as the articles draw them, the most frequent ones among them."""
    chance, requests = random.Random(2), []
    for _ in range(_QUERIES):
        first, last = chance.choice(_MONTHS)
        wanted = (
            f"actor = {store.vocabulary.actors.draw(chance).key} AND type = {chance.choice(_TYPES)}"
            f" AND published_date >= {first} AND published_date <= {last}"
        )
        requests.append(ListEventsRequest(filter=wanted, page_size=20).SerializeToString())
    return {"filter_p95_over_get": p95_over_get(store, _LIST, requests)}
