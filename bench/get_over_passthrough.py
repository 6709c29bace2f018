"""Calls a second of GetArticle over those of a server that only hands out the same bytes, set up in the same way.

One stored article is got over and over, so all but the first of these calls are answered from memory; one of the figures
is of a server that keeps nothing there, and so of what a call costs that reads the article from the store.
"""

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
    """`get_over_passthrough`, and what is taken on top of it, one by one: auth, limits and metrics
    (`get_full_over_passthrough`), then a log line for each call as well (`get_logged_over_passthrough`).
    `get_unkept_over_passthrough` is the first without a memory of what was read.

    Ratios of rates, the rounds of all servers interleaved, median.
    """
    with ExitStack() as stack:
        plain = _store_one(stack.enter_context(dateline_server()), "")
        full = _store_one(stack.enter_context(_full_server()), _TOKEN)
        logged = _store_one(stack.enter_context(_full_server("--log-level", "info", "--log-format", "json")), _TOKEN)
        unkept = _store_one(stack.enter_context(dateline_server(program="bench.forgetful")), "")
        ceiling = stack.enter_context(passthrough_server(bytes(plain.answer_bytes)))
        targets = {
            "passthrough": Target(ceiling.address, METHOD, plain.request, plain.answer_bytes),
            "get_over_passthrough": plain,
            "get_full_over_passthrough": full,
            "get_logged_over_passthrough": logged,
            "get_unkept_over_passthrough": unkept,
        }
        rounds = [
            {name: calls_per_second(target, _CALLS) for name, target in targets.items()} for _ in range(_ROUNDS + 1)
        ]
    del rounds[0]  # it warmed up
    return {
        name: median(rates[name] / rates["passthrough"] for rates in rounds)
        for name in targets
        if name != "passthrough"
    }


@contextmanager
def _full_server(*more: str) -> Iterator[RunningServer]:
    """With auth, limits and metrics on, and `more` options; its limits are none that one client reaches."""
    with tempfile.TemporaryDirectory() as folder:
        access = Path(folder) / "access.tsv"
        principal = Principal("bench", frozenset({Scope.READ, Scope.INGEST}))
        write_lines(access, [write_line(principal, "token", digest_of(_TOKEN))])
        options = ("--access", str(access), "--calls-per-second", "1000000", "--calls-at-once", "1000")
        measured = ("--metrics-listen", "127.0.0.1:0", *more)
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
