"""From the matches of the pattern table to expressions with a meaning."""

from collections.abc import Callable

from dateline_server.extraction.times import (
    calendar_rules,
    clock_rules,
    length_rules,
    recurrence_rules,
    section_rules,
    unit_rules,
)
from dateline_server.extraction.times.lexemes import read_lexemes
from dateline_server.extraction.times.meaning import Expression
from dateline_server.extraction.times.patterns import match_patterns
from dateline_server.extraction.times.phrase import Phrase, TokenIndex

_RULES: dict[str, Callable[[Phrase], list[Expression]]] = {
    "bare_length": length_rules.read_bare_length,
    "century": section_rules.read_century,
    "clock": clock_rules.read_clock,
    "date": calendar_rules.read_date,
    "day_part": unit_rules.read_day_part,
    "day_range": calendar_rules.read_day_range,
    "day_word": unit_rules.read_day_word,
    "decade": section_rules.read_decade,
    "fiscal_year": section_rules.read_fiscal_year,
    "frequency": recurrence_rules.read_frequency,
    "full_year": unit_rules.read_full_year,
    "holiday": calendar_rules.read_holiday,
    "length": length_rules.read_length,
    "lengths": length_rules.read_lengths,
    "nth_weekday": calendar_rules.read_nth_weekday,
    "recurrence": recurrence_rules.read_recurrence,
    "recurring_weekday": recurrence_rules.read_recurring_weekday,
    "ref": unit_rules.read_reference,
    "season": section_rules.read_season,
    "section": section_rules.read_section,
    "sections": section_rules.read_sections,
    "shift": unit_rules.read_shift,
    "unit": unit_rules.read_unit,
    "vague_length": length_rules.read_vague_length,
    "week_of": calendar_rules.read_week_of,
    "weekday": calendar_rules.read_weekday,
    "year": calendar_rules.read_year_point,
    "year_earlier": unit_rules.read_year_earlier,
    "year_end": unit_rules.read_year_end,
    "year_range": calendar_rules.read_year_range,
    "year_word": calendar_rules.read_year_word,
}


def read_expressions(text: str, tokens: TokenIndex) -> list[Expression]:
    """Every time expression of a text, in order, not yet resolved."""
    lexemes = read_lexemes(text)
    found: list[Expression] = []
    for rule, start, end in match_patterns(lexemes):
        found.extend(_RULES[rule](Phrase(text, lexemes, start, end, tokens)))
    return found
