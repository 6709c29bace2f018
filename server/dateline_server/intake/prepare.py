"""The way in: from a Document as sent to a ReadyDocument for the language pass, or a refusal with a reason."""

import re
from datetime import datetime

from dateline.v1.document_pb2 import Document
from dateline_server.errors import EmptyText, LanguageUnsupported
from dateline_server.intake.document import Publication, ReadyDocument
from dateline_server.intake.html import read_page
from dateline_server.intake.languages import SUPPORTED, require_english
from dateline_server.intake.publication import publication_from_page, publication_from_url, read_publication
from dateline_server.intake.text import clean_text

_WHITE_SPACE = re.compile(r"\s+")


def prepare_document(document: Document, now: datetime, keep_foreign_page: bool = False) -> ReadyDocument:
    """The document with its body, language and publication day settled; `now` is the time of receipt in UTC.

    What the request states wins over what the page says. Raises InvalidInput, with a field of Document, when the
    document cannot be read. With `keep_foreign_page`, an HTML page in another language than English is returned with
    its language instead of refused.
    """
    given = read_publication(document.published, document.publish_tz, now)
    match document.WhichOneof("content"):
        case "text":
            return _prepare_text(document, given, now)
        case "html":
            return _prepare_page(document, given, now, keep_foreign_page)
        case _:
            raise EmptyText("The document has no content. Set `text` or `html`.", field="text")


def _prepare_text(document: Document, given: Publication | None, now: datetime) -> ReadyDocument:
    body = clean_text(document.text)
    require_english(body)
    return ReadyDocument(
        body=body,
        title=_one_line(document.title),
        id=document.id,
        url=document.url,
        source=document.source,
        authors=tuple(document.authors),
        section=document.section,
        publication=given or publication_from_url(document.url, document.publish_tz, now),
    )


def _prepare_page(document: Document, given: Publication | None, now: datetime, keep_foreign: bool) -> ReadyDocument:
    page = read_page(document.html)
    title = _one_line(document.title or page.title)
    body = _without_heading(clean_text(page.text, field="html"), _one_line(page.title))
    language = SUPPORTED
    try:
        require_english(body, field="html")
    except LanguageUnsupported as refusal:
        if not keep_foreign:
            raise
        language = refusal.metadata["language"]
    url = document.url or page.url
    publication = given or publication_from_page(page.day, page.markup, url, document.publish_tz, now)
    return ReadyDocument(
        body=body,
        title=title,
        id=document.id,
        url=url,
        source=document.source or page.site,
        authors=tuple(document.authors) or page.authors,
        section=document.section or page.section,
        language=language,
        publication=publication,
    )


def _one_line(title: str) -> str:
    return _WHITE_SPACE.sub(" ", title.replace("\ufeff", "").replace("\x00", "")).strip()


def _without_heading(body: str, title: str) -> str:
    """The text of a page often begins with its headline, which is the title already."""
    first, _, rest = body.lstrip().partition("\n")
    return rest.lstrip() if rest.strip() and _one_line(first).casefold() == title.casefold() else body
