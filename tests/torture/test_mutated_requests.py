"""Requests that are spoilt in every way, to every method: each is answered or refused in order, and nothing is harmed.

DATELINE_FUZZ_SEED repeats a run; what a server should not have answered is left in files, whose names are printed.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from barrage import Sent, fire
from google.protobuf.descriptor import MethodDescriptor
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from running_server import RunningServer
from seed_requests import Requests
from wire import mutate

from dateline import Client
from dateline.documents import make_document
from dateline_server.serving.server import SERVICES

# These end when the caller has enough.
_ENDLESS = ("Watch", "WaitOperation")


def methods() -> list[tuple[str, MethodDescriptor]]:
    """Every method that the port for everyone answers, with its path."""
    foreign = [
        *health_pb2.DESCRIPTOR.services_by_name.values(),
        *reflection_pb2.DESCRIPTOR.services_by_name.values(),
    ]
    found = [
        (f"/{service.full_name}/{method.name}", method)
        for service in [*SERVICES, *foreign]
        for method in service.methods
    ]
    # The two versions of reflection differ in their names alone.
    return found + [(path.replace("v1alpha", "v1"), method) for path, method in found if "v1alpha" in path]


def mutated_calls(count: int, chance: random.Random, names: dict[str, list[str]]) -> Iterator[Sent]:
    requests, known = Requests(chance, names), methods()
    for number in range(count):
        path, method = known[number % len(known)]
        if chance.random() < 0.01:
            path += "Twice"  # no such method
        messages = [requests.make(method.input_type).SerializeToString() for _ in range(_how_many(method, chance))]
        spoilt = chance.randrange(len(messages)) if messages else 0
        messages[spoilt : spoilt + 1] = [mutate(message, chance) for message in messages[spoilt : spoilt + 1]]
        # gRPC waits for the message of a call that has one as long as the caller does.
        yield Sent(path, tuple(messages), method.name in _ENDLESS or not (messages or method.client_streaming))


def _how_many(method: MethodDescriptor, chance: random.Random) -> int:
    if method.client_streaming:
        return chance.choice((1, 1, 2, 4))
    return 1 if chance.random() < 0.98 else chance.choice((0, 2))


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_whatever_is_sent_the_answer_is_in_order(tmp_path: Path, count: int) -> None:
    seed = int(os.environ.get("DATELINE_FUZZ_SEED", "0")) or random.randrange(10**6)
    print(f"DATELINE_FUZZ_SEED={seed}")
    server = RunningServer(tmp_path)
    try:
        with Client(server.address) as client:
            text = "The mayor of Porto opened a new bridge on Friday."
            stored = client.ingest(text, id="1", source="Harbour Gazette")
            client.ingest(text, id="1", source="Douro Mail")  # a reprint, and so a story
            names = {
                "GetRevision": [f"{stored.name}/revisions/1", f"{stored.name}/revisions/9"],
                "Actor": [actor.actor for actor in client.articles.get(stored.name).actors],
                "Stor": [stored.name.replace("articles", "stories")],
                "Disagreement": [stored.name.replace("articles", "stories")],
                "Operation": [client.articles.reparse().name],
                "": [stored.name],
            }
            verdict = fire(server.address, mutated_calls(count, random.Random(seed), names))
            print(verdict.outcomes.most_common())
            assert not verdict.complaints, verdict.write(tmp_path / "complaints")
            assert sum(verdict.outcomes.values()) == count
            assert client.health() == "SERVING"
            assert client.parse(make_document("Ferrymen in Piraeus went on strike on Monday.")).events
        assert server.lines("worker lost") == []
        assert server.lines("fault") == []
        assert server.stop() == 0
    finally:
        server.process.kill()
