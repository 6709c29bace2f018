"""Stored articles as documents again, and what a reader makes of them."""

from collections.abc import Sequence

from google.rpc.status_pb2 import Status

from dateline.documents import rebuild_document
from dateline.v1.article_pb2 import Article
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.errors import TextChanged
from dateline_server.services.errors import status_of
from dateline_server.services.reading import DocumentReader, Urgency
from dateline_server.storage.reparses import Reading, StoredText


async def read_again(reader: DocumentReader, texts: Sequence[StoredText]) -> list[Reading]:
    """A reading of each stored text, in their order, after everybody else who wants something read."""
    documents = [rebuild_document(text.article) for text in texts]
    results = await reader.read(documents, ParseOptions(), urgency=Urgency.BACKGROUND)
    return [Reading(text, _outcome(text.article, result)) for text, result in zip(texts, results, strict=True)]


def _outcome(stored: Article, result: bytes | Status) -> Article | Status:
    if isinstance(result, Status):
        return result
    article = Article.FromString(result)
    if (article.body, article.title) != (stored.body, stored.title):
        return status_of(
            TextChanged(
                "This version takes in other text than the one that is stored, so that offsets would count in another. "
                "Ingest the article again.",
                field="text",
            )
        )
    return article
