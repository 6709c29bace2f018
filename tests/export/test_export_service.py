"""Files over the wire, as any client gets them."""

import csv
import io
import json
import shutil
import time
from pathlib import Path

import grpc
import pytest
from export.conftest import ARTICLES
from google.protobuf.json_format import MessageToDict, Parse
from running_server import Refused, RunningServer
from server_here import ServerHere

from dateline import AsyncClient, Client, DatelineError, InvalidArgument, InvalidFilter
from dateline.exports import RESOURCES, Format, Resource
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CSV,
    EXPORT_FORMAT_JSONL,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    EXPORT_RESOURCE_QUOTES,
    ExportRequest,
)
from dateline.v1.export_service_pb2_grpc import ExportServiceStub

FEW = 'source = "Harbour Courier" OR published_date < "2024-07-08"'


def file_of(client: Client, resource: Resource, format: Format, filter: str = "", **options: object) -> bytes:
    return b"".join(piece.data for piece in client.export(resource, format, filter, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("resource", RESOURCES)
def test_jsonl_holds_the_records_of_the_list(client: Client, resource: Resource) -> None:
    filter = "article_count > 30" if resource == "actors" else FEW
    listing = {
        "articles": lambda: map(client.articles.get, (a.name for a in client.articles.list(filter))),
        "events": lambda: client.events.list(filter),
        "actors": lambda: client.actors.list(filter),
        "quotes": lambda: client.quotes.list(filter),
    }[resource]()
    rows = [json.loads(line) for line in file_of(client, resource, "jsonl", filter).splitlines()]
    assert rows == [MessageToDict(record) for record in listing]
    assert rows


def test_an_article_of_jsonl_is_the_message_again(client: Client) -> None:
    [line] = file_of(client, "articles", "jsonl", 'published_date = "2024-07-03"').splitlines()[:1]
    article = Parse(line, Article())
    assert article == client.articles.get(article.name)


def test_csv_has_a_header_and_the_columns_of_tables(client: Client) -> None:
    text = file_of(client, "events", "csv", FEW).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    records = list(client.events.list(FEW))
    assert [(row["article"], row["key"], row["status"]) for row in rows] == [
        (record.article, record.event.key, Event.Status.Name(record.event.status)) for record in records
    ]
    assert file_of(client, "events", "csv", 'type = "SUPPORT" AND type = "AID"').count(b"\n") == 1


async def test_the_asynchronous_client_gets_the_same(server: ServerHere, client: Client) -> None:
    async with AsyncClient(server.address) as asynchronous:
        pieces = [piece.data async for piece in asynchronous.export("events", "csv", FEW)]
    assert b"".join(pieces) == file_of(client, "events", "csv", FEW)


def test_pieces_tell_how_many_records_are_whole_and_end_with_one(client: Client) -> None:
    some = 'published_date < "2024-08-01"'
    pieces = list(client.export("articles", "jsonl", some))
    assert all(piece.data.endswith(b"\n") and piece.data.count(b"\n") == piece.record_count for piece in pieces)
    assert len(pieces) > 3
    cut = pieces[1].resume_token
    rest = list(client.export("articles", "jsonl", some, resume_token=cut))
    assert b"".join(p.data for p in pieces[2:]) == b"".join(p.data for p in rest)


def test_a_csv_that_goes_on_has_no_second_header(client: Client) -> None:
    pieces = list(client.export("events", "csv"))
    assert len(pieces) > 3
    again = file_of(client, "events", "csv", resume_token=pieces[0].resume_token)
    assert pieces[0].data + again == b"".join(piece.data for piece in pieces)
    assert sum(piece.record_count for piece in pieces) > ARTICLES


def test_a_file_knows_of_what_the_client_has_just_stored(client: Client) -> None:
    name = client.ingest("The harbour pilots of Bergen struck on Monday.", id="fresh", source="Pilot Post").name
    assert name.encode() in file_of(client, "articles", "jsonl", 'source = "Pilot Post"')
    client.articles.delete(name)
    assert file_of(client, "articles", "jsonl", 'source = "Pilot Post"') == b""


def test_only_events_of_a_status_are_written_where_one_is_given(client: Client) -> None:
    rows = file_of(client, "events", "jsonl", FEW, statuses=[Event.CLAIMED]).splitlines()
    assert {json.loads(row)["event"]["status"] for row in rows} == {"CLAIMED"}


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (ExportRequest(format=EXPORT_FORMAT_CSV), "resource"),
        (ExportRequest(resource=99), "resource"),  # type: ignore[arg-type]
        (ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=99), "format"),  # type: ignore[arg-type]
        (ExportRequest(resource=EXPORT_RESOURCE_QUOTES, statuses=[Event.CLAIMED]), "statuses"),
        (ExportRequest(resource=EXPORT_RESOURCE_EVENTS, statuses=[77]), "statuses"),  # type: ignore[list-item]
        (ExportRequest(resource=EXPORT_RESOURCE_EVENTS, format=EXPORT_FORMAT_JSONL, resume_token="x"), "resume_token"),
        (ExportRequest(resource=EXPORT_RESOURCE_ARTICLES, consistency_token="x"), "consistency_token"),
    ],
)
def test_a_request_at_fault_is_refused_by_field(server: ServerHere, request_: ExportRequest, field: str) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        list(ExportServiceStub(server.channel).Export(request_))
    refused = Refused.of(caught.value)
    assert (refused.code, refused.field) == ("INVALID_ARGUMENT", field)


def test_a_filter_at_fault_is_told_with_its_place(client: Client) -> None:
    with pytest.raises(InvalidFilter) as caught:
        file_of(client, "events", "csv", "typ = 3")
    assert caught.value.position == 0
    with pytest.raises(ValueError, match="none of articles"):
        file_of(client, "stories", "csv")  # type: ignore[arg-type]


def test_a_caller_that_leaves_takes_its_process_along(server: ServerHere, client: Client) -> None:
    pieces = client.export("articles", "jsonl")
    next(pieces)
    assert exporting()
    pieces.close()
    deadline = time.monotonic() + 30
    while left := exporting():
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def exporting() -> list[str]:
    """The export processes of the server, which a thread of this process has begun."""
    children = " ".join(text_of(path) for path in Path("/proc/self/task").glob("*/children")).split()
    return [child for child in children if "export_process" in text_of(Path(f"/proc/{child}/cmdline"))]


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it has just ended
        return ""


def test_no_more_files_are_written_at_once_than_the_server_can(client: Client) -> None:
    running = [client.export("articles", "jsonl") for _ in range(4)]
    for pieces in running:
        next(pieces)
    with pytest.raises(DatelineError) as caught:
        next(client.export("articles", "jsonl", patience=0))
    assert caught.value.reason == "OVERLOADED"
    for pieces in running:
        pieces.close()


def test_over_an_end_of_the_server_each_record_comes_once(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "store.db", tmp_path / "store.db")
    first = RunningServer(tmp_path, "--workers", "1")
    started: list[ServerHere] = []
    breaks: list[DatelineError] = []

    def start_again(error: DatelineError) -> None:
        breaks.append(error)
        if not started:
            started.append(ServerHere(tmp_path, listen=first.address))

    with Client(first.address) as client:
        pieces = client.export("articles", "jsonl", on_break=start_again)
        received = [next(pieces)]
        first.kill()
        received += pieces
    started[0].close()
    assert breaks
    names = [json.loads(line)["name"] for piece in received for line in piece.data.splitlines()]
    assert len(names) == len(set(names)) == ARTICLES


def test_a_resource_that_a_format_has_no_form_for_is_refused(client: Client) -> None:
    with pytest.raises(InvalidArgument, match="ARTICLES") as caught:
        file_of(client, "actors", "ninjs")
    assert caught.value.field == "format"
