"""From documents to results, where the language model is: one that goes wrong never takes others with it.

This module loads the language model's libraries; a server's own process leaves it to its workers.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from dateline.spans import convert_offsets
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.clock import Clock, utc_now
from dateline_server.errors import DatelineError
from dateline_server.extraction.parser import Parser
from dateline_server.intake.facts import begin_article
from dateline_server.intake.prepare import prepare_document
from dateline_server.services.errors import internal_status, status_of
from dateline_server.stopping import Checkpoint, go_on
from dateline_server.storage.keys import identify_article

_DOCUMENTS_AT_ONCE = 16


def read_documents(parser: Parser, documents: Iterable[Document], options: ParseOptions) -> Iterator[ParseResult]:
    """One result a document, in their order, in constant memory; field paths in an error are those of Document."""
    remaining = iter(documents)
    while chunk := list(islice(remaining, _DOCUMENTS_AT_ONCE)):
        for document, outcome in zip(chunk, _read_chunk(parser, chunk, options), strict=True):
            if isinstance(outcome, Article):
                yield ParseResult(id=document.id, article=convert_offsets(outcome, options.offset_unit))
            else:
                yield _refuse(document.id, outcome)


def prepare_documents(
    documents: Iterable[Document], clock: Clock = utc_now, checkpoint: Checkpoint = go_on
) -> Iterator[ParseResult]:
    """What intake makes of the documents, in their order: articles without claims.

    Each has its name and, in `etag`, the hash of its content.
    """
    now = clock()
    for document in documents:
        checkpoint()
        try:
            yield ParseResult(id=document.id, article=_prepare(document, now))
        except Exception as error:  # a fault of ours in one document is no reason to fail the others
            yield _refuse(document.id, error)


def read_prepared(parser: Parser, prepared: Sequence[Article]) -> Iterator[ParseResult]:
    """One result for each article that `prepare_documents` gave, in their order."""
    done = 0
    try:
        for article in parser.read_many(prepared):
            yield ParseResult(id=article.document_id, article=article)
            done += 1
    except Exception:  # a fault of ours, in one of those that are left; reading them one by one shows in which
        for article in prepared[done:]:
            yield _read_prepared_alone(parser, article)


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


def _read_prepared_alone(parser: Parser, prepared: Article) -> ParseResult:
    try:
        [article] = parser.read_many([prepared])
    except Exception as error:
        return _refuse(prepared.document_id, error)
    return ParseResult(id=article.document_id, article=article)


def _prepare(document: Document, now: datetime) -> Article:
    article = begin_article(prepare_document(document, now))
    identity = identify_article(article)
    article.name, article.etag = identity.name, identity.content
    return article


def _refuse(document_id: str, error: Exception) -> ParseResult:
    if isinstance(error, DatelineError):
        return ParseResult(id=document_id, error=status_of(error))
    import structlog  # a worker loads it after all that it reads with

    trace = secrets.token_hex(6)
    structlog.get_logger("dateline.reading").error("fault", request_id=trace, document_id=document_id, exc_info=error)
    return ParseResult(id=document_id, error=internal_status(trace))
