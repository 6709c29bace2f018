"""Times of day as instants: the zone that the text names, else that of the publication."""

from collections.abc import Callable
from datetime import datetime

import pytest

from dateline.v1.article_pb2 import Article
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times import find_times
from dateline_server.knowledge.tables import read_rows, split_list
from dateline_server.knowledge.time_words import load_time_words
from dateline_server.knowledge.time_zones import find_time_zone, read_time_zone
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

NAMED = [
    ("The dam opens at 3pm GMT.", "2025-04-09T15:00+00:00"),
    ("The dam opens at 10:30 a.m. EST.", "2025-04-09T10:30-04:00"),
    ("The dam opens at 8 p.m. Eastern time.", "2025-04-09T20:00-04:00"),
    ("The dam opens at noon Moscow time.", "2025-04-09T12:00+03:00"),
    ("The dam opens at 7pm Central European Summer Time.", "2025-04-09T19:00+02:00"),
    ("The dam opens at 4:30pm IST.", "2025-04-09T16:30+05:30"),
    ("The dam opens at 2pm Jakarta time.", "2025-04-09T14:00+07:00"),
    ("The dam opens at 10 a.m. New York time.", "2025-04-09T10:00-04:00"),
    ("The dam burst at 0900 local time (0730 GMT).", "2025-04-09T09:00+01:30"),
    ("The dam burst near 11:20 a.m. (0820 GMT).", "2025-04-09T11:20+03:00"),
    ("The dam burst at 11 p.m. local time (0300 GMT).", "2025-04-09T23:00-04:00"),
    ("The dam burst at 6 a.m. PST (1400 GMT).", "2025-04-09T06:00-07:00"),
    ("The dam burst at 2025-04-09T10:30Z.", "2025-04-09T10:30+00:00"),
]


def bounds_of(reading: Reading, paper: str = "") -> tuple[str, str]:
    time = find_times(Draft(reading, Article(publish_tz=paper)))[0]
    return time.earliest, time.latest


@pytest.mark.parametrize(("sentence", "instant"), NAMED)
def test_a_named_zone_gives_the_distance_from_utc(read: Read, sentence: str, instant: str) -> None:
    assert bounds_of(read(sentence)) == (instant, instant)


def test_winter_time_is_another_distance(read: Read) -> None:
    assert bounds_of(read("The dam opens at 10:30 a.m. EST on Jan. 15, 2025.")) == ("2025-01-15T10:30-05:00",) * 2


@pytest.mark.parametrize(
    ("paper", "instant"),
    [
        ("", "2025-04-09T10:30-04:00"),
        ("Australia/Brisbane", "2025-04-09T10:30+10:00"),
        ("Europe/London", "2025-04-09T10:30-04:00"),
    ],
)
def test_the_paper_decides_what_an_ambiguous_zone_means(read: Read, paper: str, instant: str) -> None:
    assert bounds_of(read("The dam opens at 10:30 a.m. EST."), paper)[0] == instant


def test_without_a_named_zone_the_publication_has_one(read: Read) -> None:
    assert bounds_of(read("The dam opens at 9 p.m."), "Asia/Tokyo") == ("2025-04-09T21:00+09:00",) * 2
    assert bounds_of(read("The dam burst this morning."), "Asia/Tokyo") == (
        "2025-04-09T05:00+09:00",
        "2025-04-09T11:59+09:00",
    )


def test_without_any_zone_times_are_those_of_the_wall(read: Read) -> None:
    assert bounds_of(read("The dam opens at 9 p.m.")) == ("2025-04-09T21:00",) * 2


def test_local_time_is_not_that_of_the_publication(read: Read) -> None:
    assert bounds_of(read("The dam burst at 9 p.m. local time."), "Asia/Tokyo") == ("2025-04-09T21:00",) * 2


def test_days_have_no_zone(read: Read) -> None:
    assert bounds_of(read("The dam burst on Tuesday."), "Asia/Tokyo") == ("2025-04-08",) * 2


def test_a_city_is_a_zone_before_time_alone(read: Read) -> None:
    assert find_times(Draft(read("Washington spends money; Paris burned in flames."), Article())) == []


@pytest.mark.parametrize(
    ("paper", "sentence", "bounds"),
    [
        ("Europe/Oslo", "The reservoir dried up last summer.", ("2024-06-01", "2024-08-31")),
        ("Australia/Perth", "The reservoir dried up last summer.", ("2024-12-01", "2025-02-28")),
        ("Pacific/Auckland", "The dam opens this winter.", ("2025-06-01", "2025-08-31")),
        ("America/Argentina/Cordoba", "The dam burst in the spring of 2022.", ("2022-09-01", "2022-11-30")),
        ("Australia/Perth", "The dam burst last week.", ("2025-03-31", "2025-04-06")),
    ],
)
def test_seasons_are_those_of_the_paper(read: Read, paper: str, sentence: str, bounds: tuple[str, str]) -> None:
    assert bounds_of(read(sentence), paper) == bounds


def test_every_zone_of_the_words_is_in_the_table() -> None:
    words = {word for row in read_rows("time_zones.tsv", 4) for word in row[0].split()}
    zones = [word.lower() for word, entry in load_time_words().items() if entry.word_class in ("ZONE", "ZONE_NAME")]
    assert [zone for zone in zones if zone not in words] == ["local"]


def test_every_row_names_a_zone_and_papers_that_exist() -> None:
    for words, zone, papers, _ in read_rows("time_zones.tsv", 4):
        found = read_time_zone(zone)
        assert found is not None, words
        assert found.utcoffset(datetime(2025, 7, 1)) is not None
        assert all(paper.endswith("/") or read_time_zone(paper) for paper in split_list(papers)), words
        assert find_time_zone(words) is not None or papers
    assert all(zone.endswith("/") or read_time_zone(zone) for zone, _ in read_rows("southern_zones.tsv", 2))
