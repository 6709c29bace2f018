"""The publication day comes from the request, the page or the URL, and is never in the future."""

from datetime import UTC, date, datetime

import pytest

from dateline.v1.article_pb2 import Article
from dateline_server.errors import FutureDate, InvalidDate
from dateline_server.intake.publication import publication_from_page, publication_from_url, read_publication

NOW = datetime(2025, 4, 9, 12, 0, tzinfo=UTC)


def test_a_day_is_taken_as_it_is() -> None:
    publication = read_publication("2025-04-08", "", NOW)
    assert publication is not None
    assert (publication.day, publication.instant, publication.basis) == (date(2025, 4, 8), None, Article.REQUEST)


def test_an_instant_falls_on_the_day_of_its_zone() -> None:
    publication = read_publication("2025-04-08T23:30:00Z", "Asia/Tokyo", NOW)
    assert publication is not None
    assert publication.day == date(2025, 4, 9)
    assert publication.instant == datetime(2025, 4, 8, 23, 30, tzinfo=UTC)


def test_no_day_is_no_error() -> None:
    assert read_publication("", "", NOW) is None


@pytest.mark.parametrize("published", ["2025-13-45", "yesterday", "2025-4-9", "09/04/2025", "2025-04-09T25:00:00Z"])
def test_what_is_no_day_is_refused_and_shown(published: str) -> None:
    with pytest.raises(InvalidDate, match=published) as refusal:
        read_publication(published, "", NOW)
    assert refusal.value.field == "published"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InvalidDate) as refusal:
        read_publication("2025-04-08", "Mars/Olympus", NOW)
    assert refusal.value.field == "publish_tz"


def test_a_day_that_has_begun_nowhere_on_earth_is_refused() -> None:
    with pytest.raises(FutureDate) as refusal:
        read_publication("2025-04-11", "", NOW)
    assert refusal.value.field == "published"


def test_tomorrow_is_accepted_while_it_has_begun_in_the_pacific() -> None:
    assert read_publication("2025-04-10", "Pacific/Kiritimati", NOW) is not None


def test_the_url_can_carry_the_day() -> None:
    publication = publication_from_url("https://example.org/world/2025/04/07/ministers-meet", "", NOW)
    assert publication is not None
    assert (publication.day, publication.basis) == (date(2025, 4, 7), Article.URL)


@pytest.mark.parametrize(
    "url", ["https://example.org/2025/44/07/x", "https://example.org/2031/04/07/x", "https://example.org/"]
)
def test_a_url_without_a_past_day_gives_none(url: str) -> None:
    assert publication_from_url(url, "", NOW) is None


def test_the_day_of_a_page_says_where_it_stood() -> None:
    meta = '<meta property="article:published_time" content="2025-04-07T08:00:00+00:00">'
    stated = publication_from_page("2025-04-07", meta, "https://example.org/a", "", NOW)
    in_url = publication_from_page("2025-04-07", "<p>", "https://example.org/2025/04/07/a", "", NOW)
    byline = publication_from_page("2025-04-07", "<p>7 April 2025</p>", "https://example.org/a", "", NOW)
    assert [found.basis for found in (stated, in_url, byline) if found] == [Article.META, Article.URL, Article.BYLINE]


def test_a_future_day_on_a_page_is_left_out_and_not_refused() -> None:
    assert publication_from_page("2031-01-01", "", "https://example.org/a", "", NOW) is None
