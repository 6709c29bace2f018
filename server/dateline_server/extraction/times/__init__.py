"""Time expressions: words that say when, for how long or how often, resolved to TIMEX3 values.

The way follows the rule-based taggers of the literature (SUTime, HeidelTime): tables of words and patterns recognise an
expression, a small algebra gives its meaning, and the publication day, the tense and the text before resolve it.
"""

from dateline_server.extraction.times.finding import find_times

__all__ = ["find_times"]
