"""From documents to results, where the language model is: one that goes wrong never takes others with it.

This module loads the language model's libraries; a server's own process leaves it to its workers.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

import structlog

from dateline.spans import convert_offsets
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.clock import Clock, utc_now
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.intake.prepare import prepare_document
from dateline_server.services.errors import internal_status, status_of
from dateline_server.stopping import Checkpoint, go_on
from dateline_server.storage.keys import identify

_log = structlog.get_logger("dateline.reading")
_DOCUMENTS_AT_ONCE = 16


def read_documents(parser: Parser, documents: Iterable[Document], options: ParseOptions) -> Iterator[ParseResult]:
    """One result a document, in their order, in constant memory; field paths in an error are those of Document."""
    remaining = iter(documents)
    while chunk := list(islice(remaining, _DOCUMENTS_AT_ONCE)):
        for document, outcome in zip(chunk, _read_chunk(parser, chunk, options), strict=True):
            if isinstance(outcome, Article):
                yield ParseResult(id=document.id, article=convert_offsets(outcome, options.offset_unit))
            else:
                yield _refuse(document, outcome)


def identify_documents(
    documents: Iterable[Document], clock: Clock = utc_now, checkpoint: Checkpoint = go_on
) -> Iterator[ParseResult]:
    """Which articles the documents are, in their order, found by intake alone.

    An identity is given as an Article that has only a name and, for its content hash, an etag.
    """
    now = clock()
    for document in documents:
        checkpoint()
        try:
            yield ParseResult(id=document.id, article=_identify(document, now))
        except Exception as error:  # a fault of ours in one document is no reason to fail the others
            yield _refuse(document, error)


def _read_chunk(parser: Parser, chunk: list[Document], options: ParseOptions) -> Iterator[Article | Exception]:
    done = 0
    try:
        for outcome in _parse(parser, chunk, options):
            yield outcome
            done += 1
    except Exception:  # a fault of ours, in one of those that are left; reading them one by one shows in which
        for document in chunk[done:]:
            yield _read_alone(parser, document, options)


def _read_alone(parser: Parser, document: Document, options: ParseOptions) -> Article | Exception:
    try:
        [outcome] = _parse(parser, [document], options)
        return outcome
    except Exception as error:
        return error


def _parse(parser: Parser, documents: list[Document], options: ParseOptions) -> Iterator[Article | DatelineError]:
    keep = options.unsupported_language == ParseOptions.KEEP_PAGE
    return parser.parse_many(documents, keep_foreign_page=keep, explain=options.explain)


def _identify(document: Document, now: datetime) -> Article:
    ready = prepare_document(document, now)
    publication = ready.publication
    stated = publication if publication and publication.basis != Article.RECEIVED else None
    identity = identify(
        body=ready.body,
        title=ready.title,
        document_id=ready.id,
        url=ready.url,
        source=ready.source,
        authors=ready.authors,
        section=ready.section,
        day=stated.day if stated else None,
        instant=stated.instant if stated else None,
        publish_tz=publication.tz if publication else "",
    )
    return Article(name=identity.name, etag=identity.content)


def _refuse(document: Document, error: Exception) -> ParseResult:
    if isinstance(error, DatelineError):
        return ParseResult(id=document.id, error=status_of(error))
    trace = secrets.token_hex(6)
    _log.error("fault", request_id=trace, document_id=document.id, exc_info=error)
    return ParseResult(id=document.id, error=internal_status(trace))
