"""The publication day: given with the request, stated by the page, or written into the URL."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateline.v1.article_pb2 import Article
from dateline_server.errors import FutureDate, InvalidDate
from dateline_server.intake.document import Publication

# The day begins in the Pacific up to 14 hours before it does in UTC.
_EARLIEST_ZONE = timedelta(hours=14)
_URL_DAY = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?:/|-|$)"
)


def read_publication(published: str, tz: str, now: datetime) -> Publication | None:
    """The day (`YYYY-MM-DD`) or instant (RFC 3339) in `published`, counted in the IANA zone `tz`; None when empty.

    Raises InvalidDate for anything else and FutureDate for a day that has begun nowhere on earth at `now`.
    """
    zone = _read_zone(tz)
    text = published.strip()
    if not text:
        return None
    instant: datetime | None = None
    try:
        if len(text) == len("2025-04-09"):
            day = date.fromisoformat(text)
        else:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=zone)
            instant = instant.astimezone(zone)
            day = instant.date()
    except (ValueError, OverflowError) as error:
        raise InvalidDate(
            f"{published!r} is no publication day ({error}). Give a day as 2025-04-09 or an instant as "
            "2025-04-09T08:00:00Z.",
            field="published",
        ) from error
    if day > (now + _EARLIEST_ZONE).date():
        raise FutureDate(
            f"The publication day {published!r} lies in the future; today is {now.date()} (UTC).", field="published"
        )
    return Publication(day=day, basis=Article.REQUEST, tz=tz, instant=instant)


def publication_from_page(page_day: str, page: str, url: str, tz: str, now: datetime) -> Publication | None:
    """The day that HTML extraction found, with a basis: metadata or URL where the day stands there, else the byline."""
    publication = _past(page_day, tz, now)
    if publication is None:
        return publication_from_url(url, tz, now)
    in_url = publication_from_url(url, tz, now)
    if _metadata_names(publication.day, page):
        basis = Article.META
    elif in_url is not None and in_url.day == publication.day:
        basis = Article.URL
    else:
        basis = Article.BYLINE
    return Publication(day=publication.day, basis=basis, tz=tz)


def publication_from_url(url: str, tz: str, now: datetime) -> Publication | None:
    """The day in a URL such as `…/2025/04/09/…`; None when there is none or it lies in the future."""
    found = _URL_DAY.search(url)
    if found is None:
        return None
    publication = _past("{:0>4}-{:0>2}-{:0>2}".format(*found.group("year", "month", "day")), tz, now)
    return publication and Publication(day=publication.day, basis=Article.URL, tz=tz)


def _past(day: str, tz: str, now: datetime) -> Publication | None:
    """What a page says of its day is no input of the caller: nonsense in it is left out instead of refused."""
    try:
        return read_publication(day, tz, now)
    except (InvalidDate, FutureDate):
        return None


_METADATA_TAG = re.compile(
    r"<meta\b[^>]{0,2000}>|<time\b[^>]{0,500}>|\"date(?:Published|Created)\"\s*:\s*\"[^\"]{0,60}\"", re.IGNORECASE
)


def _metadata_names(day: date, page: str) -> bool:
    iso = day.isoformat()
    return any(iso in tag.group() for tag in _METADATA_TAG.finditer(page))


def _read_zone(tz: str) -> tzinfo:
    if not tz:
        return UTC
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidDate(
            f"{tz!r} is no IANA time zone. Give one such as Europe/London.", field="publish_tz"
        ) from error
