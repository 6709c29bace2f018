"""How rows of an article are numbered, and how publication days become numbers to sort by."""

from datetime import date
from functools import lru_cache

from dateline.v1.article_pb2 import Article

# More than an article of 200,000 characters can hold of anything.
ORDINAL_BITS = 18
LAST_ORDINAL = (1 << ORDINAL_BITS) - 1
# Before every day there is.
UNPUBLISHED = -(1 << 40)
UNDATED = -(1 << 30)  # the same in days
SECONDS_A_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


def row_id(article: int, ordinal: int) -> int:
    """Id of the row for event or quote `ordinal` (from 0) of the article with id `article`: the first has the highest."""
    return article << ORDINAL_BITS | (LAST_ORDINAL - ordinal)


def read_row_id(row: int) -> tuple[int, int]:
    """The id of the article, and the ordinal in it."""
    return row >> ORDINAL_BITS, LAST_ORDINAL - (row & LAST_ORDINAL)


def row_range(article: int) -> tuple[int, int]:
    """First and last id that rows of the article can have."""
    return article << ORDINAL_BITS, article << ORDINAL_BITS | LAST_ORDINAL


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day that is `number` days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


@lru_cache(maxsize=4096)  # an article names the same days again and again
def read_day_number(value: str) -> int | None:
    """Days since 1970-01-01 of an ISO day or instant; None for what is neither."""
    try:
        return day_number(date.fromisoformat(value[:10]))
    except ValueError:
        return None


def published_at(article: Article) -> int:
    """Seconds of the publication day, and of the instant inside it where it is known; UNPUBLISHED without a day."""
    day = read_day_number(article.published_date)
    if day is None:
        return UNPUBLISHED
    midnight = day * SECONDS_A_DAY
    if not article.HasField("published_time"):
        return midnight
    # The day is counted in the publication's zone, so the instant can lie outside the day in UTC.
    return midnight + min(max(article.published_time.seconds - midnight, 0), SECONDS_A_DAY - 1)


def published_day(seconds: int) -> str:
    """The publication day `YYYY-MM-DD` that `published_at` stands for; `""` for UNPUBLISHED."""
    return "" if seconds == UNPUBLISHED else day_of(seconds // SECONDS_A_DAY).isoformat()
