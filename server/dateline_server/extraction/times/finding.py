"""The step itself: the time expressions of an article."""

from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times.interpretation import read_expressions
from dateline_server.extraction.times.phrase import TokenIndex
from dateline_server.extraction.times.resolution import Resolver
from dateline_server.extraction.times.surroundings import side_of
from dateline_server.extraction.times.zones import Zones
from dateline_server.knowledge.time_zones import is_southern


def find_times(draft: Draft) -> list[TimeExpression]:
    """The time expressions of title and body in the order of the text, with ids `t1`, `t2`, …

    Values are TIMEX3, resolved against the publication day; without one, what is relative stays open (`XXXX-WXX-2`).
    Bounds of times of day are instants with their distance from UTC where the text names a zone or the article has one
    (`publish_tz`); else, and for "local time", they are wall-clock times of the place that the text speaks of.
    """
    reading = draft.reading
    text = reading.smooth.text
    if not len(reading.doc):
        return []
    tokens = TokenIndex(reading.doc)
    expressions = read_expressions(text, tokens)
    paper = draft.article.publish_tz
    resolver = Resolver(text, tokens, reading.published, expressions, is_southern(paper))
    zones = Zones(paper)
    times = []
    for number, expression in enumerate(expressions, start=1):
        resolved = resolver.resolve(number)
        times.append(
            TimeExpression(
                id=f"t{number}",
                span=reading.span(expression.start, expression.end),
                type=resolved.type,
                value=resolved.value,
                earliest=zones.place(resolved.earliest, expression.zone),
                latest=zones.place(resolved.latest, expression.zone),
                mod=TimeExpression.Mod.Value(expression.mod or side_of(tokens, expression) or "MOD_UNSPECIFIED"),
                anchor=resolved.anchor,
            )
        )
    return times
