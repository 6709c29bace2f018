"""A person puts an event right in a real server, and the next reading of the article keeps to it."""

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from running_server import Refused, RunningServer

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import GetArticleRequest, IngestArticlesRequest
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.event_service_pb2 import CorrectEventRequest, ListEventsRequest, UncorrectEventRequest

TEXT = "Kenyan officials accused Norway of holding back a fishing agreement on Monday."


def ingest(server: RunningServer, text: str, document_id: str = "corrected") -> Article:
    document = Document(id=document_id, text=text, source="Corrected Courier", published="2025-04-09")
    [response] = server.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]))
    return server.articles.GetArticle(GetArticleRequest(name=response.results[0].name))


def test_a_correction_outlives_an_edit_and_can_be_taken_back(server: RunningServer) -> None:
    read = ingest(server, TEXT)
    key = next(event.key for event in read.events if event.type == "ACCUSE")
    request = CorrectEventRequest(
        article=read.name,
        key=key,
        event=Event(type="REJECT", status=Event.CLAIMED),
        etag=read.etag,
        reason="They refused it.",
        request_id="correct-1",
    )
    corrected = server.events.CorrectEvent(request)
    assert server.events.CorrectEvent(request) == corrected
    edited = ingest(server, f"{TEXT} Rain fell in Mombasa.")
    [event] = [event for event in edited.events if event.key == key]
    assert (event.type, event.status, event.correction.reason) == ("REJECT", Event.CLAIMED, "They refused it.")
    listed = server.events.ListEvents(ListEventsRequest(filter=f'article = "{read.name}" AND type = REJECT')).events
    assert [record.event for record in listed] == [event]
    back = server.events.UncorrectEvent(UncorrectEventRequest(article=read.name, key=key))
    [event] = [event for event in back.events if event.key == key]
    assert (event.type, event.HasField("correction")) == ("ACCUSE", False)


@pytest.mark.parametrize(
    ("event", "paths", "field"),
    [
        (Event(type="NONSENSE"), None, "event.type"),
        (Event(type="AID", mode="visit"), None, "event.mode"),
        (Event(mode="nonsense"), None, "event.mode"),
        (Event(), ["status"], "event.status"),
        (Event(status=77), None, "event.status"),
        (Event(), None, "event"),
        (Event(confidence=1), None, "event"),
        (Event(), ["confidence"], "update_mask"),
        (Event(), [], "update_mask"),
        (Event(participants=[Participant(actor="a1")]), None, "event.participants[0].role"),
        (Event(participants=[Participant(role=Participant.AGENT, actor="a99")]), None, "event.participants[0].actor"),
        (Event(label="x" * 501), None, "event.label"),
    ],
)
def test_what_cannot_be_right_is_refused(
    server: RunningServer, event: Event, paths: list[str] | None, field: str
) -> None:
    read = ingest(server, TEXT, "refused")
    mask = None if paths is None else FieldMask(paths=paths)
    request = CorrectEventRequest(article=read.name, key=read.events[0].key, event=event, update_mask=mask)
    with pytest.raises(grpc.RpcError) as refused:
        server.events.CorrectEvent(request)
    refusal = Refused.of(refused.value)
    assert (refusal.code, refusal.reason, refusal.field) == ("INVALID_ARGUMENT", "INVALID_FIELD", field)
