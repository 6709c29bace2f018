"""Calls a second of GetArticle over those of a server that only hands out the same bytes, set up in the same way."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench.articles import text_samples
from bench.load import Target, calls_per_second, target_of
from bench.passthrough import METHOD
from bench.running import RunningServer, dateline_server, passthrough_server
from dateline import Client
from dateline.v1.article_service_pb2 import GetArticleRequest
from dateline_server.services.access.files import write_lines
from dateline_server.services.access.principals import Principal, digest_of, write_line
from dateline_server.services.access.scopes import Scope

_GET = "/dateline.v1.ArticleService/GetArticle"
_ROUNDS = 21
_CALLS = 1_600
_TOKEN = "a-token-that-only-this-measure-knows"


def measure() -> dict[str, float]:
    """`get_over_passthrough`, and `get_full_over_passthrough` with auth, limits, metrics and a log line for each call.

    Ratios of rates, the rounds of all three servers interleaved, median.
    """
    with ExitStack() as stack:
        plain = _store_one(stack.enter_context(dateline_server()), "")
        full = _store_one(stack.enter_context(_full_server()), _TOKEN)
        ceiling = stack.enter_context(passthrough_server(bytes(plain.answer_bytes)))
        passthrough = Target(ceiling.address, METHOD, plain.request, plain.answer_bytes)
        rounds = [
            [calls_per_second(target, _CALLS) for target in (passthrough, plain, full)] for _ in range(_ROUNDS + 1)
        ]
    del rounds[0]  # it warmed up
    return {
        "get_over_passthrough": median(ours / bare for bare, ours, _ in rounds),
        "get_full_over_passthrough": median(ours / bare for bare, _, ours in rounds),
    }


@contextmanager
def _full_server() -> Iterator[RunningServer]:
    """With everything on that a call passes in production; its limits are none that one client reaches."""
    with tempfile.TemporaryDirectory() as folder:
        access = Path(folder) / "access.tsv"
        principal = Principal("bench", frozenset({Scope.READ, Scope.INGEST}))
        write_lines(access, [write_line(principal, "token", digest_of(_TOKEN))])
        options = ("--access", str(access), "--calls-per-second", "1000000", "--calls-at-once", "1000")
        measured = ("--metrics-listen", "127.0.0.1:0", "--log-level", "info", "--log-format", "json")
        with (
            (Path(folder) / "server.log").open("w") as log,
            dateline_server("", *options, *measured, log=log) as server,
        ):
            yield server


def _store_one(server: RunningServer, token: str) -> Target:
    """Reading the article that the server now holds."""
    with Client(server.address, token=token) as client:
        name = client.ingest(text_samples()[0]).name
    return target_of(server.address, _GET, GetArticleRequest(name=name).SerializeToString(), token)
