"""Bounds, mods and anchors of times, and what stays open without a publication day."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times import find_times
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def first_time(reading: Reading) -> TimeExpression:
    return find_times(Draft(reading, Article()))[0]


BOUNDS = [
    ("It rained on Tuesday.", "2025-04-08", "2025-04-08"),
    ("It rained last week.", "2025-03-31", "2025-04-06"),
    ("It rained earlier this week.", "2025-04-07", "2025-04-09"),
    ("It will rain later this week.", "2025-04-09", "2025-04-13"),
    ("It rained last month.", "2025-03-01", "2025-03-31"),
    ("It rained earlier this year.", "2025-01-01", "2025-04-09"),
    ("It rained in 2023.", "2023-01-01", "2023-12-31"),
    ("It rained in the first quarter of 2023.", "2023-01-01", "2023-03-31"),
    ("It rained in the second half of 2023.", "2023-07-01", "2023-12-31"),
    ("It rained in the winter of 2023.", "2023-12-01", "2024-02-29"),
    ("It rained in the 1990s.", "1990-01-01", "1999-12-31"),
    ("It rained in the 19th century.", "1800-01-01", "1899-12-31"),
    ("It will rain this weekend.", "2025-04-12", "2025-04-13"),
    ("It rained at the end of February.", "2025-02-17", "2025-02-28"),
    ("It rained in early March.", "2025-03-01", "2025-03-13"),
    ("It rained in mid-2024.", "2024-04-19", "2024-09-13"),
    ("It rained at 9 a.m. on Tuesday.", "2025-04-08T09:00", "2025-04-08T09:00"),
    ("It rained on Tuesday night.", "2025-04-08T18:00", "2025-04-09T05:59"),
    ("It rained this morning.", "2025-04-09T05:00", "2025-04-09T11:59"),
    ("It has rained over the past three years.", "2022-04-09", "2025-04-09"),
    ("It will rain over the next two weeks.", "2025-04-09", "2025-04-23"),
    ("It has rained for three days.", "2025-04-06", "2025-04-09"),
    ("It will stop in three days.", "2025-04-09", "2025-04-12"),
    ("It rained in recent weeks.", "", "2025-04-09"),
    ("It is raining now.", "2025-04-09", "2025-04-09"),
    ("It will soon rain.", "2025-04-09", ""),
    ("It rained for three days.", "", ""),
    ("It is the first rain in a decade.", "", ""),
    ("It rains every Monday.", "", ""),
    ("It rained late last week.", "2025-04-03", "2025-04-06"),
    ("It rained early this morning.", "2025-04-09T00:00", "2025-04-09T08:59"),
    ("It will rain for the rest of the year.", "2025-04-09", "2025-12-31"),
    ("It rained in the first nine months of 2023.", "2023-01-01", "2023-09-30"),
    ("It rained in the final two months of 2023.", "2023-11-01", "2023-12-31"),
    ("It rained in the three months ended June 30, 2023.", "2023-04-01", "2023-06-30"),
    ("It lost money in the year ended June 30, 2024.", "2023-07-01", "2024-06-30"),
    ("It has not ruled it out over the next three years.", "2025-04-09", "2028-04-09"),
    ("It is due in two weeks' time.", "2025-04-09", "2025-04-23"),
    ("It rained in the three months to March.", "2025-01-01", "2025-03-31"),
    ("It rained in the first week of March.", "2025-03-01", "2025-03-07"),
    ("It rained in the last days of 2024.", "2024-12-25", "2024-12-31"),
]


@pytest.mark.parametrize(("sentence", "earliest", "latest"), BOUNDS)
def test_bounds(read: Read, sentence: str, earliest: str, latest: str) -> None:
    time = first_time(read(sentence))
    assert (time.earliest, time.latest) == (earliest, latest)


MODS = [
    ("It rained in early March.", TimeExpression.START),
    ("It rained in mid-March.", TimeExpression.MID),
    ("It rained in the late 1990s.", TimeExpression.END),
    ("It rained at the beginning of March.", TimeExpression.START),
    ("It rained at the end of March.", TimeExpression.END),
    ("It rained for about three days.", TimeExpression.APPROX),
    ("It rained for nearly three days.", TimeExpression.APPROX),
    ("It rained for more than three days.", TimeExpression.MORE_THAN),
    ("It rained for over a year.", TimeExpression.MORE_THAN),
    ("It rained for less than an hour.", TimeExpression.LESS_THAN),
    ("It stopped in just under two hours.", TimeExpression.LESS_THAN),
    ("It rained for at least three days.", TimeExpression.EQUAL_OR_MORE),
    ("It rained for three days or more.", TimeExpression.EQUAL_OR_MORE),
    ("It rained for no less than three days.", TimeExpression.EQUAL_OR_MORE),
    ("It rained for up to three days.", TimeExpression.EQUAL_OR_LESS),
    ("It rained for no more than three days.", TimeExpression.EQUAL_OR_LESS),
    ("It rained for two more days.", TimeExpression.MOD_UNSPECIFIED),
    ("The river rose over two days.", TimeExpression.MOD_UNSPECIFIED),
    ("It rained more than three days ago.", TimeExpression.BEFORE),
    ("It rained less than a month ago.", TimeExpression.AFTER),
    ("It rained on Tuesday.", TimeExpression.MOD_UNSPECIFIED),
    ("It rained before Friday.", TimeExpression.BEFORE),
    ("It rained after 9 a.m.", TimeExpression.AFTER),
    ("It rained before Friday's vote.", TimeExpression.MOD_UNSPECIFIED),
]


@pytest.mark.parametrize(("sentence", "mod"), MODS)
def test_mods(read: Read, sentence: str, mod: TimeExpression.Mod.ValueType) -> None:
    assert first_time(read(sentence)).mod == mod


def test_what_is_counted_from_the_publication_says_so(read: Read) -> None:
    assert first_time(read("It rained last week.")).anchor == "PUBLICATION"


def test_what_is_counted_from_another_time_names_it(read: Read) -> None:
    times = find_times(Draft(read("It rained on March 3. Two days later it snowed."), Article()))
    assert [time.id for time in times] == ["t1", "t2"]
    assert times[1].anchor == "t1"


def test_a_clock_time_names_the_day_after_it(read: Read) -> None:
    times = find_times(Draft(read("It rained at 9 a.m. on Tuesday."), Article()))
    assert times[0].anchor == times[1].id


def test_absolute_times_have_no_anchor(read: Read) -> None:
    assert first_time(read("It rained in March 1999.")).anchor == ""


def test_the_title_is_read_first(read: Read) -> None:
    times = find_times(Draft(read("It rained on Monday.", title="Floods on Tuesday"), Article()))
    assert [(time.id, time.span.part, time.span.text) for time in times] == [
        ("t1", Span.TITLE, "Tuesday"),
        ("t2", Span.PART_UNSPECIFIED, "Monday"),
    ]


OPEN = [
    ("It rained on Tuesday.", "XXXX-WXX-2"),
    ("It rained on Tuesday night.", "XXXX-WXX-2TNI"),
    ("It rained on March 3.", "XXXX-03-03"),
    ("It rained in March.", "XXXX-03"),
    ("It rained in the third quarter.", "XXXX-Q3"),
    ("It rained last summer.", "XXXX-SU"),
    ("It rained yesterday.", "XXXX-XX-XX"),
    ("It rained last night.", "XXXX-XX-XXTNI"),
    ("It rained at 9 a.m. in Oslo.", "XXXX-XX-XXT09:00"),
    ("It rained last week.", "XXXX-WXX"),
    ("It rained two weeks ago.", "XXXX-WXX"),
    ("It rained this weekend.", "XXXX-WXX-WE"),
    ("It rained last month.", "XXXX-XX"),
    ("It rained last year.", "XXXX"),
    ("It rained in the quarter.", "XXXX-QX"),
    ("It rained a decade ago.", "XXX"),
    ("It rained on Christmas Eve.", "XXXX-12-24"),
    ("It is raining now.", "PRESENT_REF"),
    ("It rained recently.", "PAST_REF"),
    ("It rained in March 1999.", "1999-03"),
    ("It rained for three days.", "P3D"),
]


@pytest.mark.parametrize(("sentence", "value"), OPEN)
def test_without_a_publication_day_relative_values_stay_open(read: Read, sentence: str, value: str) -> None:
    time = first_time(read(sentence, published=""))
    assert time.value == value
    assert time.anchor == ""


def test_without_a_publication_day_absolute_values_still_carry_the_text(read: Read) -> None:
    text = "It rained on March 3, 1999. Two days later it snowed."
    times = find_times(Draft(read(text, published=""), Article()))
    assert [time.value for time in times] == ["1999-03-03", "1999-03-05"]


def test_years_far_out_of_the_calendar_are_vague(read: Read) -> None:
    assert first_time(read("It rained 900 centuries ago.")).value == "PAST_REF"


@pytest.mark.parametrize("text", ["", "   ", "No time at all."])
def test_texts_without_times(read: Read, text: str) -> None:
    assert find_times(Draft(read(text), Article())) == []
