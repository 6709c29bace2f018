"""Stored articles as documents again, and what a reader makes of them."""

from collections.abc import Sequence

from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseResult
from dateline_server.errors import TextChanged
from dateline_server.services.errors import status_of
from dateline_server.services.reading import DocumentReader, Urgency
from dateline_server.storage.reparses import Reading, StoredText


async def read_again(reader: DocumentReader, texts: Sequence[StoredText]) -> list[Reading]:
    """A reading of each stored text, in their order, after everybody else who wants something read."""
    documents = [rebuild_document(text.article) for text in texts]
    results = await reader.read(documents, ParseOptions(), urgency=Urgency.BACKGROUND)
    return [Reading(text, _outcome(text.article, result)) for text, result in zip(texts, results, strict=True)]


def rebuild_document(article: Article) -> Document:
    """The document that an article was read from, with its text as it is stored."""
    document = Document(
        id=article.document_id,
        text=article.body,
        title=article.title,
        source=article.source,
        publish_tz=article.publish_tz,
        authors=article.authors,
        section=article.section,
    )
    if article.HasField("published_time"):
        document.published = article.published_time.ToJsonString()
    elif article.published_date:
        document.published = article.published_date
    if document.published:
        document.url = (
            article.url
        )  # without a day it is left out: a day that another intake finds in it is not the article's
    return document


def _outcome(stored: Article, result: ParseResult) -> Article | Status:
    if result.HasField("error"):
        return result.error
    if (result.article.body, result.article.title) != (stored.body, stored.title):
        return status_of(
            TextChanged(
                "This version takes in other text than the one that is stored, so that offsets would count in another. "
                "Ingest the article again.",
                field="text",
            )
        )
    return result.article
