"""What intake settled, as an article without claims and back: so that it is settled once, and read elsewhere."""

import hashlib
from datetime import UTC, date

from dateline.v1.article_pb2 import Article, Warning
from dateline_server.intake.document import Publication, ReadyDocument


def begin_article(document: ReadyDocument) -> Article:
    """The article with everything that intake settled, and no claims."""
    article = Article(
        title=document.title,
        body=document.body,
        language=document.language,
        url=document.url,
        source=document.source,
        authors=document.authors,
        section=document.section,
        document_id=document.id,
        body_sha256=hashlib.sha256(document.body.encode()).hexdigest(),
    )
    publication = document.publication
    if publication is None:
        article.warnings.append(
            Warning(
                code="NO_PUBLICATION_DAY",
                message="No publication day was given or found, so relative times such as 'Tuesday' stay open.",
            )
        )
    else:
        article.published_date = publication.day.isoformat()
        article.publish_tz = publication.tz
        article.date_basis = publication.basis
        if publication.instant is not None:
            article.published_time.FromDatetime(publication.instant)
    return article


def ready_document(article: Article) -> ReadyDocument:
    """The document that the article was begun with."""
    publication = None
    if article.published_date:
        publication = Publication(
            day=date.fromisoformat(article.published_date),
            basis=article.date_basis,
            tz=article.publish_tz,
            instant=article.published_time.ToDatetime(UTC) if article.HasField("published_time") else None,
        )
    return ReadyDocument(
        body=article.body,
        title=article.title,
        id=article.document_id,
        url=article.url,
        source=article.source,
        authors=tuple(article.authors),
        section=article.section,
        language=article.language,
        publication=publication,
    )
