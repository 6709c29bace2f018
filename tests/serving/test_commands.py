"""What the server half adds to the command line."""

import json
from importlib.metadata import entry_points

import pytest
from click.testing import CliRunner
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.commands.config import show
from dateline_server.commands.engine import open_engine
from dateline_server.commands.serve import serve
from dateline_server.services.errors import reason_of


def test_an_engine_reads_without_a_server(nlp: object) -> None:
    documents = [Document(text="The senate of Chile met in Valparaíso on Monday."), Document(text="")]
    article, status = open_engine().parse_many(documents)
    assert isinstance(article, Article)
    assert article.body == documents[0].text
    assert isinstance(status, Status)
    assert reason_of(status) == "EMPTY_TEXT"


def test_the_help_shows_how_to_try_it_and_what_the_exit_codes_mean() -> None:
    shown = CliRunner().invoke(serve, ["--help"]).output
    for word in ("--listen", "--store", "--model", "--workers", "127.0.0.1:50051", "dateline ingest", "Exit code:"):
        assert word in shown


def test_settings_can_come_from_the_environment() -> None:
    ended = CliRunner().invoke(serve, [], env={"DATELINE_LISTEN": "nonsense"})
    assert ended.exit_code == 2
    assert "'nonsense' is no address" in ended.output


@pytest.mark.parametrize(
    "name",
    ["--calls-per-second", "--stream-age", "--stream-idle", "--connection-age", "--connection-idle", "--trace-ratio"],
)
@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_a_number_that_cannot_be_meant_is_refused(name: str, value: str) -> None:
    ended = CliRunner().invoke(serve, [f"{name}={value}"])
    assert ended.exit_code == 2
    assert name in ended.output


def test_settings_are_shown_with_their_units() -> None:
    given = ["--origin", "--calls-per-second", "2.5", "--connection-age", "0", "--insecure-bind"]
    told = CliRunner().invoke(show, given).output.splitlines()
    rows = {setting: rest for setting, _, rest in (" ".join(line.split()).partition(" ") for line in told)}
    assert rows["stream_age"] == "3600 seconds default"
    assert rows["connection_age"] == "0 (never) --connection-age"
    assert rows["connection_idle"] == "0 (never) default"
    assert rows["calls_per_second"] == "2.5 a second --calls-per-second"
    assert rows["calls_at_once"] == "0 (no limit) default"
    assert rows["queue_megabytes"] == "1024 MiB default"
    assert rows["insecure_bind"] == "yes --insecure-bind"
    assert "reuse_port" not in rows
    values = json.loads(CliRunner().invoke(show, ["-o", "json"]).output)
    assert (values["stream_age"], values["queue_megabytes"]) == (3600.0, 1024)


def test_the_command_line_finds_both_plug_ins() -> None:
    found = {entry.name: entry.load() for entry in entry_points(group="dateline.commands")}
    assert found["serve"] is serve
    assert found["parse"] is open_engine
