"""Which article a document is, and whether it has changed: the natural key and the content, each as a hash.

The natural key is the canonical URL, else source and the client's document id, else the body. Both hashes can be
taken before a document is read, so that one that is stored already need not be read again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dateline.v1.article_pb2 import Article
from dateline_server.knowledge.tracking_parameters import is_tracking_parameter

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAME_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Identity:
    """`name` (`articles/{id}`) tells which article a document is, `content` (hex) what it says: text and metadata."""

    name: str
    content: str


def identify(
    *,
    body: str,
    title: str = "",
    document_id: str = "",
    url: str = "",
    source: str = "",
    authors: Sequence[str] = (),
    section: str = "",
    day: date | None = None,
    instant: datetime | None = None,
    publish_tz: str = "",
) -> Identity:
    """The identity of a document after intake.

    `day` and `instant` are those of the publication and stay None when they were only taken from the time of receipt:
    the same document is received on more than one day.
    """
    published = instant.astimezone(UTC).isoformat() if instant else day.isoformat() if day else ""
    if canonical := canonical_url(url):
        key: tuple[str, ...] = ("url", canonical)
    elif document_id:
        key = ("id", source, document_id)
    else:
        key = ("body", body)
    content = ("content", title, body, source, section, published, publish_tz, *authors)
    return Identity(f"articles/{_hash(key)[:_NAME_DIGITS]}", _hash(content))


def identify_article(article: Article) -> Identity:
    """The identity of an article that was read: the one that `identify` gives for its document."""
    received = article.date_basis == Article.RECEIVED
    known_instant = article.HasField("published_time") and not received
    return identify(
        body=article.body,
        title=article.title,
        document_id=article.document_id,
        url=article.url,
        source=article.source,
        authors=article.authors,
        section=article.section,
        day=date.fromisoformat(article.published_date) if article.published_date and not received else None,
        instant=article.published_time.ToDatetime(UTC) if known_instant else None,
        publish_tz=article.publish_tz,
    )


def canonical_url(url: str) -> str:
    """The address without what differs between links to the same page; `""` for what is no web address.

    Lower-case scheme and host, no user, fragment, default port, tracking parameters or trailing slash; the other
    parameters in the order of their names.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    parameters = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not is_tracking_parameter(name)
    )
    return urlunsplit((scheme, host, parts.path.rstrip("/"), urlencode(parameters), ""))


def _hash(parts: Sequence[str]) -> str:
    # Each part with its length before it, so that no two lists of parts run into the same bytes.
    pieces: list[bytes] = []
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        pieces += (b"%d:" % len(encoded), encoded)
    return hashlib.sha256(b"".join(pieces)).hexdigest()
