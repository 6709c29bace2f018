"""From the matches of the pattern table to expressions with a meaning."""

from collections.abc import Callable
from dataclasses import replace

from dateline_server.extraction.times import (
    calendar_rules,
    clock_rules,
    length_rules,
    recurrence_rules,
    section_rules,
    unit_rules,
)
from dateline_server.extraction.times.calendar_fields import read_point
from dateline_server.extraction.times.lexemes import read_lexemes
from dateline_server.extraction.times.meaning import Beside, CalendarPoint, Expression, Fixed, Shift
from dateline_server.extraction.times.patterns import match_patterns
from dateline_server.extraction.times.phrase import Phrase, TokenIndex

_RULES: dict[str, Callable[[Phrase], list[Expression]]] = {
    "bare_length": length_rules.read_bare_length,
    "beside_day": unit_rules.read_beside_day,
    "century": section_rules.read_century,
    "clock": clock_rules.read_clock,
    "clock_range": clock_rules.read_clock_range,
    "date": calendar_rules.read_date,
    "day_part": unit_rules.read_day_part,
    "day_range": calendar_rules.read_day_range,
    "day_word": unit_rules.read_day_word,
    "decade": section_rules.read_decade,
    "early_hours": clock_rules.read_early_hours,
    "fiscal_year": section_rules.read_fiscal_year,
    "frequency": recurrence_rules.read_frequency,
    "full_year": unit_rules.read_full_year,
    "half": section_rules.read_half,
    "holiday": calendar_rules.read_holiday,
    "length": length_rules.read_length,
    "lengths": length_rules.read_lengths,
    "part_of": calendar_rules.read_part_of,
    "name_of_day": lambda _: [],
    "month_range": calendar_rules.read_month_range,
    "month_section": section_rules.read_month_section,
    "new_year": calendar_rules.read_new_year,
    "nth_weekday": calendar_rules.read_nth_weekday,
    "overnight": lambda phrase: phrase.expression(replace(read_point(phrase), part="NI")),
    "quarter_century": length_rules.read_quarter_century,
    "recurrence": recurrence_rules.read_recurrence,
    "recurring_weekday": recurrence_rules.read_recurring_weekday,
    "ref": unit_rules.read_reference,
    "season": section_rules.read_season,
    "section": section_rules.read_section,
    "sections": section_rules.read_sections,
    "shift": unit_rules.read_shift,
    "then": unit_rules.read_then,
    "turn_after": unit_rules.read_turn_after,
    "unit": unit_rules.read_unit,
    "unit_before": unit_rules.read_unit_before,
    "unit_long": length_rules.read_unit_long,
    "vague_length": length_rules.read_vague_length,
    "weekday_range": calendar_rules.read_weekday_range,
    "week_of": calendar_rules.read_week_of,
    "week_from": calendar_rules.read_week_from,
    "weekday": calendar_rules.read_weekday,
    "year": calendar_rules.read_year_point,
    "year_earlier": unit_rules.read_year_earlier,
    "year_end": unit_rules.read_year_end,
    "year_of_era": calendar_rules.read_year_of_era,
    "year_range": calendar_rules.read_year_range,
    "year_word": calendar_rules.read_year_word,
}


def read_expressions(text: str, tokens: TokenIndex) -> list[Expression]:
    """Every time expression of a text, in order, not yet resolved."""
    lexemes = read_lexemes(text)
    for lexeme in lexemes:
        if lexeme.word_class == "THAT" and tokens.at(lexeme.start).tag_ == "IN":
            lexeme.word_class = "OTHER"  # a conjunction: "said that four days were enough"
    found: list[Expression] = []
    for rule, start, end in match_patterns(lexemes):
        for expression in _RULES[rule](Phrase(text, lexemes, start, end, tokens)):
            if found and _is_open(found[-1], expression, text):
                expression = _join(found.pop(), expression)
            found.append(expression)
    return found


def _is_open(expression: Expression, following: Expression, text: str) -> bool:
    """Whether "the day after" still lacks its day, and that day follows."""
    meaning = expression.meaning
    return (
        isinstance(meaning, Beside)
        and meaning.other is None
        and isinstance(following.meaning, CalendarPoint | Shift | Fixed)
        and text[expression.end : following.start].strip() in ("", "the")
    )


def _join(expression: Expression, following: Expression) -> Expression:
    assert isinstance(expression.meaning, Beside)
    assert isinstance(following.meaning, CalendarPoint | Shift | Fixed)
    return replace(expression, end=following.end, meaning=replace(expression.meaning, other=following.meaning))
