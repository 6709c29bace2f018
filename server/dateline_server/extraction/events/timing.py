"""When an event is: the time expression of its clause, or what the publication day tells."""

from dateline.v1.event_pb2 import Event, EventTime
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.anchoring import Anchors

_TO_COME = frozenset((Event.PLANNED, Event.HYPOTHETICAL, Event.NEGATED))


def times_by_event(draft: Draft, anchors: Anchors) -> dict[int, TimeExpression]:
    """The time expression that belongs to each event, by the event's number; the first one, a date before a length."""
    found: dict[int, TimeExpression] = {}
    for expression in draft.article.times:
        owner = anchors.owner_of(draft.reading.tokens(expression.span))
        if owner is None:
            continue
        known = found.get(owner)
        if known is None or (_says_when(expression) and not _says_when(known)):
            found[owner] = expression
    return found


def write_time(event: Event, expression: TimeExpression | None, published: str, called: bool = False) -> None:
    """Fill `event.time` from its expression; without one the publication day (ISO, or empty) bounds it by its status.

    Of what is only `called` the expression may date the call and not the deed: "called a strike last week".
    """
    # What has been done was not done on a day to come: "called for a march on Friday".
    ahead = event.status not in _TO_COME and expression is not None and expression.earliest[:10] > published > ""
    of_the_call = called and expression is not None and "" < expression.latest[:10] < published
    if expression is not None and _says_when(expression) and not (of_the_call or ahead):
        event.time.CopyFrom(
            EventTime(
                value=expression.value,
                earliest=expression.earliest,
                latest=expression.latest,
                expression=expression.id,
                basis=EventTime.STATED,
            )
        )
    elif published:
        event.time.basis = EventTime.PUBLICATION
        if event.status == Event.PLANNED:
            event.time.earliest = published
        elif event.status in (Event.OCCURRED, Event.ONGOING, Event.CLAIMED):
            event.time.latest = published


def _says_when(expression: TimeExpression) -> bool:
    return expression.type in (TimeExpression.DATE, TimeExpression.TIME)
