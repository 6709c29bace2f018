"""A document as the later rooms see it: a body that never changes again, and a publication day if there is one."""

from dataclasses import dataclass
from datetime import date, datetime

from dateline.v1.article_pb2 import Article


@dataclass(frozen=True, slots=True)
class Publication:
    """When the article was published: the `day` in zone `tz` (IANA; empty is UTC), the `instant` when it is known."""

    day: date
    basis: Article.DateBasis.ValueType
    tz: str = ""
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadyDocument:
    """What intake hands on. All offsets count in `body`: the text as it was sent, but for NUL, BOM and CRLF."""

    body: str
    title: str = ""
    id: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    language: str = "en"
    publication: Publication | None = None
