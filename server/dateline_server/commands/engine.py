"""What `dateline parse` needs to read documents in its own process."""

import atexit
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.logs import configure_logs

if TYPE_CHECKING:
    from google.rpc.status_pb2 import Status

    from dateline.v1.article_pb2 import Article
    from dateline.v1.document_pb2 import Document
    from dateline.v1.parser_service_pb2 import ParseOptions
    from dateline_server.extraction.parser import Parser


class LocalEngine:
    """Reads documents in this process, without a server."""

    def __init__(self, parser: "Parser") -> None:
        self._parser = parser

    def parse_many(
        self, documents: "Iterable[Document]", options: "ParseOptions | None" = None
    ) -> "Iterator[Article | Status]":
        """The article of each document, in their order, or a status with ErrorInfo and BadRequest that says why not.

        Without options a page in another language is kept without claims and with a warning: whoever reads files wants
        their text.
        """
        from dateline.v1.parser_service_pb2 import ParseOptions
        from dateline_server.services.results import read_documents

        options = options or ParseOptions(unsupported_language=ParseOptions.KEEP_PAGE)
        for result in read_documents(self._parser, documents, options):
            yield result.error if result.HasField("error") else result.article


def open_engine(model: str = "") -> LocalEngine:
    """An engine with the model loaded: the one named, or that of DATELINE_MODEL. Seconds. Raises ModelMissing."""
    from dateline_server.extraction.parser import Parser

    atexit.register(configure_logs(LogFormat.CONSOLE, LogLevel.ERROR).close)
    return LocalEngine(Parser(model))
