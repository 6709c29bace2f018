"""`dateline call` and `describe`: the schema that a real server tells of itself, and any of its methods."""

import json

import pytest
from commands import Command

pytestmark = pytest.mark.usefixtures("asked")


@pytest.fixture
def asked(dateline: Command, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a test, which the fixture `dateline` frees of the environment, asks the server."""
    monkeypatch.setenv("DATELINE_SERVER", server)


def test_services_and_their_methods_are_listed(dateline: Command) -> None:
    lines = dateline("describe").out.splitlines()
    assert "dateline.v1.EventService" in lines
    assert lines[lines.index("dateline.v1.EventService") + 1] == "  ListEvents"
    assert "grpc.health.v1.Health" in lines


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("EventService", "  rpc ListEvents(ListEventsRequest) returns (ListEventsResponse);"),
        (
            "dateline.v1.ParserService/ParseBatch",
            "rpc ParseBatch(stream ParseBatchRequest) returns (stream ParseBatchResponse);",
        ),
        ("Place", "  repeated Mention mentions = 9;"),
        ("Event.Status", "  PLANNED = 1;"),
    ],
)
def test_a_name_is_described_as_a_proto_file_would(dateline: Command, name: str, line: str) -> None:
    done = dateline("describe", name)
    assert done.code == 0
    assert line in done.out.splitlines()


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(dateline: Command) -> None:
    for command in ("call", "describe"):
        done = dateline(command, "ListEvent")
        assert (done.code, done.out) == (3, "")
        assert "Did you mean ListEvents" in done.err


def test_a_name_of_two_methods_is_refused_with_both(dateline: Command) -> None:
    done = dateline("call", "Watch")
    assert done.code == 4
    assert "dateline.v1.ChangeService.Watch, grpc.health.v1.Health.Watch" in done.err


def test_a_call_answers_in_json(dateline: Command, stored: list[str]) -> None:
    answer = json.loads(dateline("call", "GetArticle", json.dumps({"name": stored[0]})).out)
    assert answer["name"] == stored[0]


def test_nothing_on_standard_input_is_an_empty_request(dateline: Command) -> None:
    assert dateline("call", "GetServerInfo", "-").out == dateline("call", "GetServerInfo").out


def test_a_stream_takes_a_request_a_line_and_answers_one_a_line(dateline: Command) -> None:
    sent = [{"documents": [{"id": str(number), "text": "Police arrested two men in Oslo."}]} for number in range(2)]
    done = dateline("call", "ParseBatch", "-", stdin="\n".join(map(json.dumps, sent)))
    assert [row["results"][0]["id"] for row in done.rows] == ["0", "1"]  # type: ignore[index]


def test_what_the_server_refuses_is_told_with_its_exit_code(dateline: Command) -> None:
    done = dateline("call", "GetArticle", '{"name": "articles/0000000000000000000000aa"}')
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize("method", ["ListEvents", "ParseBatch"])
def test_a_request_that_is_none_is_told_with_the_field_and_the_way_out(dateline: Command, method: str) -> None:
    done = dateline("call", method, '{"filtre": 3}')
    assert (done.code, done.out) == (4, "")
    assert "filtre" in done.err
    assert "dateline describe" in done.err


def test_without_a_server_the_call_says_so(dateline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVER", "127.0.0.1:9")
    assert dateline("call", "GetServerInfo").code == 5
