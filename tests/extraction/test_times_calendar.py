"""The calendar behind times: values, their bounds, holidays, and which year is meant."""

from datetime import date

import pytest

from dateline_server.extraction.times.intervals import value_bounds
from dateline_server.extraction.times.lexemes import read_lexemes
from dateline_server.extraction.times.nearest import nearest, turned
from dateline_server.extraction.times.numerals import read_numeral
from dateline_server.extraction.times.patterns import match_patterns
from dateline_server.extraction.times.tense import Direction
from dateline_server.extraction.times.timex import add_units, duration, unit_at
from dateline_server.knowledge.holidays import holiday_in_year, load_holidays
from dateline_server.knowledge.time_patterns import load_time_patterns
from dateline_server.knowledge.time_words import load_time_words


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [
        (3, "Y", "P3Y"),
        (5.5, "TH", "PT5H30M"),
        (0.5, "TH", "PT30M"),
        (0.5, "Y", "P6M"),
        (0.5, "C", "P50Y"),
        (2.5, "Y", "P2.5Y"),
        (None, "W", "PXW"),
        (None, "TM", "PTXM"),
    ],
)
def test_lengths_are_written_as_periods(count: float | None, unit: str, value: str) -> None:
    assert duration(count, unit) == value


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("D", "2024-12-30"),
        ("W", "2025-W01"),
        ("WE", "2025-W01-WE"),
        ("M", "2024-12"),
        ("Q", "2024-Q4"),
        ("Y", "2024"),
        ("E", "202"),
        ("C", "20"),
    ],
)
def test_the_unit_that_holds_a_day(unit: str, value: str) -> None:
    assert unit_at(date(2024, 12, 30), unit) == value


@pytest.mark.parametrize(
    ("day", "count", "unit", "result"),
    [
        (date(2024, 3, 31), -1, "M", date(2024, 2, 29)),
        (date(2024, 2, 29), 1, "Y", date(2025, 2, 28)),
        (date(2025, 1, 1), -1, "W", date(2024, 12, 25)),
        (date(2025, 1, 1), 1.5, "Y", date(2026, 7, 1)),
        (date(2025, 1, 1), -1, "C", date(1925, 1, 1)),
    ],
)
def test_units_are_counted_on_the_calendar(day: date, count: float, unit: str, result: date) -> None:
    assert add_units(day, count, unit) == result


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2025-W01", ("2024-12-30", "2025-01-05")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2025-H2", ("2025-07-01", "2025-12-31")),
        ("9999", ("9999-01-01", "9999-12-31")),
        ("999", ("9990-01-01", "9999-12-31")),
        ("2025-02-30", ("", "")),
        ("2025-W60", ("", "")),
        ("XXXX-03", ("", "")),
        ("P3Y", ("", "")),
        ("PRESENT_REF", ("", "")),
    ],
)
def test_bounds_of_a_value(value: str, bounds: tuple[str, str]) -> None:
    assert value_bounds(value) == bounds


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("easter", date(2025, 4, 20)),
        ("good friday", date(2024, 3, 29)),
        ("thanksgiving", date(2024, 11, 28)),
        ("memorial day", date(2024, 5, 27)),
        ("election day", date(2022, 11, 8)),
        ("christmas eve", date(2024, 12, 24)),
        ("black friday", date(2019, 11, 29)),
        ("orthodox easter", date(2024, 5, 5)),
        ("rosh hashanah", date(2023, 9, 16)),
        ("yom kippur", date(2025, 10, 2)),
        ("passover", date(2024, 4, 23)),
        ("eid al-fitr", date(2025, 3, 31)),
        ("eid al-adha", date(2006, 1, 10)),
    ],
)
def test_days_with_a_name(name: str, day: date) -> None:
    assert holiday_in_year(load_holidays()[name], day.year) == day


def test_every_holiday_falls_in_its_year() -> None:
    for when in load_holidays().values():
        assert holiday_in_year(when, 2027).year == 2027


def test_a_month_of_the_past_is_the_last_one() -> None:
    assert nearest([-4, 8], Direction.PAST, 12) == -4


def test_a_month_to_come_is_the_next_one() -> None:
    assert nearest([-4, 8], Direction.FUTURE, 12) == 8


def test_next_month_is_meant_even_where_another_verb_looks_back() -> None:
    assert nearest([-11, 1], Direction.LIKELY_PAST, 12) == 1


def test_what_was_done_was_not_done_next_month() -> None:
    assert nearest([-11, 1], Direction.PAST, 12) == -11


def test_last_and_next_are_strict() -> None:
    assert turned([-12, 0, 12], -1) == -12
    assert turned([-12, 0, 12], 1) == 12


@pytest.mark.parametrize(
    ("parts", "number"), [((20, 5), (25, False)), ((2, 100), (200, False)), ((3, 1000, 2, 100), (3200, False))]
)
def test_number_words(parts: tuple[float, ...], number: tuple[float, bool]) -> None:
    assert read_numeral(parts) == number


def test_a_spoken_year() -> None:
    assert read_numeral((19, 90, 8)) == (1998, True)


@pytest.mark.parametrize(
    ("text", "word_class"),
    [
        ("9 a.m.", "CLOCK"),
        ("21:15", "CLOCK"),
        ("1990s", "DECADE"),
        ("2025-04-09", "FULL_DATE"),
        ("$1,990", "OTHER"),
        ("12%", "OTHER"),
        ("1998", "YEAR"),
        ("31", "DAY"),
        ("32", "NUMBER"),
        ("3rd", "NTH"),
        ("Sept.", "MONTH"),
        ("may", "OTHER"),
        ("May", "MONTH"),
        ("MAY", "MONTH"),
        ("twenty-five", "NUMBER"),
    ],
)
def test_classes_of_words_and_figures(text: str, word_class: str) -> None:
    assert [lexeme.word_class for lexeme in read_lexemes(text)] == [word_class]


def test_the_first_pattern_that_fits_takes_the_longest_phrase_it_can() -> None:
    lexemes = read_lexemes("Friday, Oct. 23, 1998")
    assert list(match_patterns(lexemes)) == [("date", 0, len(lexemes))]


def test_every_class_of_the_patterns_exists() -> None:
    known = {
        *("DAY", "NUMBER", "YEAR", "HHMM", "SHORT_YEAR", "NTH", "DECADE", "CLOCK", "FULL_DATE"),
        *("QUARTER_NAME", "FISCAL_NAME"),
    } | {"HOLIDAY", "COMMA", "DASH", "POSSESSIVE", "STOP", "OPEN"}
    known |= {word.word_class for word in load_time_words().values()}
    known |= {row.macro for row in load_time_patterns()}
    used = {name for row in load_time_patterns() for name in row.pattern.replace("(", " ").replace(")", " ").split()}
    names = {part.strip("?=") for name in used for part in name.split("|")}
    assert {name for name in names if name and name not in known} == set()
