"""Addresses of what is stored, for formats that name everything by one: `urn:dateline:` and the name of the resource."""

from urllib.parse import quote

from dateline.v1.event_pb2 import Event
from dateline.v1.quote_pb2 import Quote

GEONAMES = "https://sws.geonames.org/{}/"
MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/{}"


def iri(name: str) -> str:
    """The address of an article or actor: `urn:dateline:articles/4f0c2a1be7d9`."""
    return f"urn:dateline:{quote(name, safe='/')}"


def text_iri(article: str, revision: int, part: str) -> str:
    """The address of a text that offsets count in: the `body` or the `title` of one revision of an article."""
    within = f"{article}/revisions/{revision}" if revision else article
    return iri(f"{within}/{part}")


def event_iri(article: str, event: Event) -> str:
    """The address of an event, the same over revisions of the article."""
    return iri(f"{article}/events/{event.key or event.id}")


def quote_iri(article: str, quotation: Quote) -> str:
    """The address of a quote."""
    return iri(f"{article}/quotes/{quotation.id}")
