"""Reading articles in this process, with the engine that the server half brings."""

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

from google.rpc.status_pb2 import Status

from dateline import errors
from dateline.batching import gathered
from dateline.cli.plugins import load_plugin, server_half_needed
from dateline.errors import DatelineError
from dateline.ordering import answer_in_order
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions

_OTHERWISE = ". Or let a server read: --server HOST:PORT"


class Engine(Protocol):
    """What the plug-in `parse` opens."""

    def parse_many(self, documents: Iterable[Document], options: ParseOptions) -> Iterator[Article | Status]:
        """For each document its article, or what is wrong with it, in order."""
        ...


class _Opener(Protocol):
    def __call__(self) -> Engine: ...


def parse_here(
    documents: Iterator[Document | DatelineError], options: ParseOptions
) -> Iterator[Article | DatelineError]:
    """For each document its article or the error that says why there is none, in order.

    The engine reads several at once; a slow source is not kept waiting for that. Raises Unavailable when the server
    half or its language model is not installed.
    """
    open_engine = cast(_Opener, load_plugin("parse", _OTHERWISE))
    with server_half_needed("parse", _OTHERWISE):
        opened = open_engine()

    def answer(sent: Iterator[Document]) -> Iterator[Article | DatelineError]:
        for batch in gathered(sent):
            for result in opened.parse_many(batch, options):
                yield errors.from_status(result) if isinstance(result, Status) else result

    return answer_in_order(documents, answer)
