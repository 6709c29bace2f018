"""A person makes two actors one in a real server; followers are told, and can be told by name who is meant."""

from collections.abc import Iterator

import grpc
import pytest
from running_server import Refused, RunningServer, ServerCalls
from server_here import ServerHere

from dateline.v1.actor_service_pb2 import (
    ActorCandidate,
    GetActorRequest,
    MergeActorsRequest,
    ResolveActorRequest,
    UnmergeActorRequest,
)
from dateline.v1.article_service_pb2 import IngestArticlesRequest
from dateline.v1.change_service_pb2 import Change, WatchRequest, WatchResponse
from dateline.v1.document_pb2 import Document

KOFI, DANSO = "actors/person-kofi-danso", "actors/person-k-danso"


def ingest(server: ServerCalls, *texts: str) -> None:
    documents = [
        Document(id=f"merge-{n}", text=text, source="Merging Mail", published="2025-04-09")
        for n, text in enumerate(texts)
    ]
    list(server.articles.IngestArticles(iter([IngestArticlesRequest(documents=documents)])))


def resolve(server: ServerCalls, text: str) -> str:
    response = server.actors.ResolveActor(ResolveActorRequest(text=text))
    assert response.total_candidates == 1
    return response.candidates[0].actor.name


def take(stream: Iterator[WatchResponse], count: int) -> list[Change]:
    changes: list[Change] = []
    while len(changes) < count:
        changes += next(stream).changes
    return changes


def test_two_become_one_and_two_again(server_here: ServerHere) -> None:
    ingest(server_here, "Kofi Danso resigned on Monday.", "Ama Danso-Mensah met Ingrid Solberg in Accra on Monday.")
    kofi, ama = resolve(server_here, "Kofi Danso"), resolve(server_here, "ama danso-mensah")
    stream = server_here.changes.Watch(WatchRequest(filter=f'actor = "{kofi}"'), timeout=60)
    assert [change.name for change in next(stream).changes]
    request = MergeActorsRequest(target=kofi, sources=[ama], reason="Same person.", by="kn", request_id="merge-1")
    merged = server_here.actors.MergeActors(request)
    assert server_here.actors.MergeActors(request) == merged
    assert server_here.actors.GetActor(GetActorRequest(name=ama)).name == kofi
    response = server_here.actors.ResolveActor(ResolveActorRequest(text="Ama Danso-Mensah"))
    assert response.candidates[0].basis == ActorCandidate.FORMER_NAME
    ingest(server_here, "Kofi Danso resigned on Monday.", "Ama Danso-Mensah met Ingrid Solberg in Tema on Monday.")
    changes = take(stream, 2)
    # An article that names only the other one is sent too, under the filter for the one.
    assert [change.kind for change in changes] == [Change.MERGED, Change.UPDATED]
    server_here.actors.UnmergeActor(UnmergeActorRequest(name=ama))
    assert [change.kind for change in take(stream, 1)] == [Change.UNMERGED]
    assert changes[0].merge == merged
    assert server_here.actors.GetActor(GetActorRequest(name=ama)).name == ama
    stream.cancel()


@pytest.mark.parametrize(
    ("request_", "code", "reason", "field"),
    [
        (MergeActorsRequest(target="nonsense", sources=[KOFI]), "INVALID_ARGUMENT", "INVALID_FIELD", "target"),
        (MergeActorsRequest(target=KOFI), "INVALID_ARGUMENT", "INVALID_FIELD", "sources"),
        (MergeActorsRequest(target=KOFI, sources=["x"]), "INVALID_ARGUMENT", "INVALID_FIELD", "sources[0]"),
        (MergeActorsRequest(target=KOFI, sources=["actors/none"]), "NOT_FOUND", "NOT_FOUND", "sources[0]"),
        (MergeActorsRequest(target=KOFI, sources=[KOFI]), "INVALID_ARGUMENT", "MERGE_CYCLE", "sources[0]"),
        (
            MergeActorsRequest(target=KOFI, sources=[DANSO], reason="x" * 1001),
            "INVALID_ARGUMENT",
            "INVALID_FIELD",
            "reason",
        ),
    ],
)
def test_what_cannot_be_merged_is_refused(
    server: RunningServer, request_: MergeActorsRequest, code: str, reason: str, field: str
) -> None:
    ingest(server, "Kofi Danso resigned on Monday.")
    with pytest.raises(grpc.RpcError) as refused:
        server.actors.MergeActors(request_)
    refusal = Refused.of(refused.value)
    assert (refusal.code, refusal.reason, refusal.field) == (code, reason, field)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (ResolveActorRequest(text=" "), "text"),
        (ResolveActorRequest(text="x", kind=99), "kind"),
        (ResolveActorRequest(text="x", day="soon"), "day"),
        (ResolveActorRequest(text="x", max_candidates=101), "max_candidates"),
    ],
)
def test_questions_that_make_no_sense_are_refused(
    server: RunningServer, request_: ResolveActorRequest, field: str
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        server.actors.ResolveActor(request_)
    assert Refused.of(refused.value).field == field
