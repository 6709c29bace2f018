"""What the words around an expression say of it: the preposition before it, money beside it."""

import re

from dateline_server.extraction.times.meaning import CalendarPoint, ClockTime, Expression, Fixed, Shift
from dateline_server.extraction.times.phrase import TokenIndex
from dateline_server.extraction.times.tense import Direction

_AWAY = re.compile(r"(?:'s?)? time\b")
_COMPARISON_MARKS = ("$", "%", "£", "€", "million", "billion", "cents")
_MARK_REACH = 160
_SIDES = {"before": "BEFORE", "after": "AFTER"}


def side_of(tokens: TokenIndex, expression: Expression) -> str:
    """BEFORE or AFTER where the preposition before the expression governs it: "before Friday", not "Friday's vote"."""
    before = tokens.before(expression.start)
    mod = _SIDES.get(before.lower_, "") if before is not None else ""
    if not mod or before is None or not isinstance(expression.meaning, CalendarPoint | ClockTime | Shift | Fixed):
        return ""
    governed = any(expression.start <= child.idx < expression.end for child in before.children)
    return mod if governed else ""


def length_turn(text: str, tokens: TokenIndex, expression: Expression) -> int:
    """Up to now for "has lasted for three years", from now for "will end in three years", "in two weeks' time"."""
    before = tokens.before(expression.start)
    if before is None or before.pos_ != "ADP":
        return 0
    if before.lower_ == "in" and _AWAY.match(text, expression.end):
        return 1
    if before.lower_ in ("for", "over") and tokens.tenses.in_present_perfect(before):
        return -1
    of_verb = before.lower_ in ("in", "within") and before.head.pos_ in ("VERB", "AUX")
    return int(of_verb and tokens.tenses.direction(before) is Direction.FUTURE)


def compares(text: str, expression: Expression) -> bool:
    """Whether money or a percentage stands close by: then a year ago means the same period of that year."""
    start, end = max(expression.start - _MARK_REACH, 0), expression.end + _MARK_REACH // 4
    return any(mark in text[start:end] for mark in _COMPARISON_MARKS)
