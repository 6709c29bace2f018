"""The step itself: the time expressions of an article."""

from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times.interpretation import read_expressions
from dateline_server.extraction.times.phrase import TokenIndex
from dateline_server.extraction.times.resolution import Resolver


def find_times(draft: Draft) -> list[TimeExpression]:
    """The time expressions of title and body in the order of the text, with ids `t1`, `t2`, …

    Values are TIMEX3, resolved against the publication day; without one, what is relative stays open (`XXXX-WXX-2`).
    Bounds are wall-clock times of the place the text speaks of: time zones in the text are not converted.
    """
    reading = draft.reading
    text = reading.smooth.text
    if not len(reading.doc):
        return []
    tokens = TokenIndex(reading.doc)
    expressions = read_expressions(text, tokens)
    resolver = Resolver(text, tokens, reading.published, expressions)
    times = []
    for number, expression in enumerate(expressions, start=1):
        resolved = resolver.resolve(number)
        times.append(
            TimeExpression(
                id=f"t{number}",
                span=reading.span(expression.start, expression.end),
                type=resolved.type,
                value=resolved.value,
                earliest=resolved.earliest,
                latest=resolved.latest,
                mod=TimeExpression.Mod.Value(expression.mod or resolver.side(expression) or "MOD_UNSPECIFIED"),
                anchor=resolved.anchor,
            )
        )
    return times
