"""Documents from text, pages and rows of JSON.

A row of JSON or JSONL is an object with `id`, one of `text`, `html` and `html_gz_base64`, and whatever is known of
`title`, `url`, `source`, `published`, `publish_tz`, `authors`, `section`. Other keys are ignored. An Article as JSON,
which has `body`, is a row too, alone or under `article`: what was exported or parsed can be taken in again.
"""

import base64
import binascii
from collections.abc import Iterable
from datetime import date, datetime

from dateline.errors import InvalidArgument, TooLarge, UnreadableDocument
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document

_TEXT_KEYS = ("id", "title", "url", "source", "published", "publish_tz", "section")
_CONTENT_KEYS = ("text", "html", "html_gz_base64")
# A server takes 4 MiB of HTML; a packed page that swells beyond this is refused while it is unpacked.
_MAX_UNPACKED = 64 * 1024 * 1024


def make_document(
    content: "Document | str | bytes",
    *,
    id: str = "",
    title: str = "",
    url: str = "",
    source: str = "",
    published: str | date = "",
    publish_tz: str = "",
    authors: Iterable[str] = (),
    section: str = "",
) -> Document:
    """A Document of plain text (`str`), of an HTML page (`bytes`), or a copy of a Document; fields given here win.

    `published` is a day or an instant, as a string (`2025-04-09`, RFC 3339) or as `date` or `datetime`.
    """
    document = Document()
    if isinstance(content, Document):
        document.CopyFrom(content)
    elif isinstance(content, str):
        document.text = _encodable(content, "text")
    else:
        document.html = bytes(content)
    if isinstance(published, datetime):
        published = published.isoformat() if published.tzinfo else published.isoformat() + "Z"
    elif isinstance(published, date):
        published = published.isoformat()
    given = {
        "id": id,
        "title": title,
        "url": url,
        "source": source,
        "published": published,
        "publish_tz": publish_tz,
        "section": section,
    }
    for name, value in given.items():
        if value:
            setattr(document, name, _encodable(value, name))
    if authors:
        del document.authors[:]
        document.authors.extend([authors] if isinstance(authors, str) else authors)
    return document


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
        # Without a day the address is left out: a day that another intake finds in it is not the article's.
        document.url = article.url
    return document


def document_from_row(row: object) -> Document:
    """The Document that a row of JSON means.

    Raises InvalidArgument, with the id of the row in `document_id`, when it is no object, has no content or two, or a
    key has a value of the wrong kind.
    """
    if not isinstance(row, dict):
        raise InvalidArgument(f"A row must be a JSON object, not {_kind(row)}.", reason="MALFORMED_ROW")
    whole = row.get("article", row)
    if isinstance(whole, dict) and "body" in whole and not any(key in row for key in _CONTENT_KEYS):
        row = _row_of_article(whole)
    name = row.get("id", "")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str):
        raise InvalidArgument(f"`id` must be a string, not {_kind(name)}.", reason="MALFORMED_ROW", field="id")
    try:
        return _read_row({**row, "id": name})
    except InvalidArgument as error:
        error.document_id = name
        raise


def _row_of_article(article: dict[str, object]) -> dict[str, object]:
    """The row of the document that an Article, as canonical proto JSON, was read from."""
    published = article.get("publishedTime") or article.get("publishedDate")
    row = {
        "id": article.get("documentId"),
        "text": article["body"],
        **{key: article.get(key) for key in ("title", "url", "source", "authors", "section")},
        # A day that was found in the address is found there again.
        "published": None if article.get("dateBasis") == "URL" else published,
        "publish_tz": article.get("publishTz"),
    }
    return {key: value for key, value in row.items() if value is not None}


def _read_row(row: dict[str, object]) -> Document:
    given = [key for key in _CONTENT_KEYS if row.get(key) is not None]
    if len(given) != 1:
        found = "both " + " and ".join(f"`{key}`" for key in given) if given else "none of them"
        raise InvalidArgument(
            f"A row needs one of `text`, `html` and `html_gz_base64`; this one has {found}.", reason="MALFORMED_ROW"
        )
    document = Document()
    for key in (*_TEXT_KEYS, given[0]):
        value = row.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise InvalidArgument(f"`{key}` must be a string, not {_kind(value)}.", reason="MALFORMED_ROW", field=key)
        _encodable(value, key)
        if key == "html":
            document.html = value.encode()
        elif key == "html_gz_base64":
            document.html = _unpack_html(value)
        else:
            setattr(document, key, value)
    authors = row.get("authors") or []
    authors = [authors] if isinstance(authors, str) else authors
    if not isinstance(authors, list) or not all(isinstance(author, str) for author in authors):
        raise InvalidArgument("`authors` must be a list of strings.", reason="MALFORMED_ROW", field="authors")
    document.authors.extend(_encodable(author, "authors") for author in authors)
    return document


def _unpack_html(packed: str) -> bytes:
    import gzip  # only here, where few come: the client starts sooner without
    import io
    import zlib

    try:
        raw = base64.b64decode(packed, validate=True)
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            html = stream.read(_MAX_UNPACKED + 1)
    except (binascii.Error, OSError, EOFError, zlib.error) as error:
        raise InvalidArgument(
            f"`html_gz_base64` is no base64 of gzip: {error}.", reason="MALFORMED_ROW", field="html_gz_base64"
        ) from error
    if len(html) > _MAX_UNPACKED:
        raise TooLarge(
            f"`html_gz_base64` unpacks to more than {_MAX_UNPACKED // 1024**2} MiB.",
            reason="TEXT_TOO_LONG",
            field="html_gz_base64",
        )
    return html


def _kind(value: object) -> str:
    kinds = {"dict": "an object", "list": "a list", "str": "a string", "NoneType": "null", "bool": "true or false"}
    return kinds.get(type(value).__name__, "a number")


def _encodable(text: str, field: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableDocument(
            f"`{field}` holds half a surrogate pair at character {error.start}, which is no text.",
            reason="BAD_ENCODING",
            field=field,
        ) from error
    return text
