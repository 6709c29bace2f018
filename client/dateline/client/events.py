# Written by scripts/generate_client.py from dateline/aio/events.py; change that one, then `make stubs`.
"""The events of all stored articles: list, search, count, and put them right."""

from collections.abc import Iterable

from dateline.connection import Connection
from dateline.paging import Pager
from dateline.requests import field_mask, new_request_id
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.event_service_pb2 import (
    AggregateEventsRequest,
    CorrectEventRequest,
    EventBucket,
    EventDimension,
    EventHit,
    ListEventsRequest,
    SearchEventsRequest,
    UncorrectEventRequest,
)
from dateline.v1.event_service_pb2_grpc import EventServiceStub


class Events:
    """`client.events`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = EventServiceStub(connection.channel)

    def list(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventRecord]:
        """The events, each with what it refers to, those of the latest published articles first.

        `filter` as in `type = "CONSULT" AND agent.country = "RUS" AND time >= "2025-04-01"`; iterating raises
        InvalidFilter. `fields` are paths of what to return: `article`, `event.gist`, `actors.name`.
        """
        request = ListEventsRequest(
            page_size=page_size, page_token=page_token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
        )
        return self._connection.pages(self._stub.ListEvents, request, lambda page: page.events, timeout)

    def search(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventHit]:
        """The events whose sentences and participants hold all words of the query, each with a snippet."""
        request = SearchEventsRequest(query=query, filter=filter, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.SearchEvents, request, lambda page: page.hits, timeout)

    def aggregate(
        self,
        by: Iterable[EventDimension.ValueType] = (),
        filter: str = "",
        *,
        include_empty: bool = False,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventBucket]:
        """The number of events, articles and publishers in each bucket, such as `by=[EVENT_DIMENSION_TYPE]`.

        Without `by` there is one bucket of all. `include_empty` gives buckets of no events too, so that no day between
        the first and the last is missing.
        """
        request = AggregateEventsRequest(
            filter=filter, group_by=by, include_empty=include_empty, page_size=page_size, page_token=page_token
        )
        return self._connection.pages(self._stub.AggregateEvents, request, lambda page: page.buckets, timeout)

    def correct(
        self,
        article: str,
        key: str,
        event: Event,
        fields: Iterable[str] = (),
        *,
        etag: str = "",
        reason: str = "",
        by: str = "",
        request_id: str = "",
        timeout: float | None = None,
    ) -> Article:
        """The article after its event under `Event.key` was put right: those `fields` of `event`, or those set in it.

        Made again whenever the article is read again. With `etag` only if the article has not changed since. Raises
        NotFound, EtagMismatch, and InvalidArgument with the field at fault.
        """
        request = CorrectEventRequest(
            article=article,
            key=key,
            event=event,
            update_mask=field_mask(fields),
            etag=etag,
            reason=reason,
            by=by,
            request_id=request_id or new_request_id(),
        )
        return self._connection.write(self._stub.CorrectEvent, request, timeout)

    def uncorrect(
        self, article: str, key: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> Article:
        """The article with the event as it was read: its correction is taken back. Raises NotFound and EtagMismatch."""
        request = UncorrectEventRequest(article=article, key=key, etag=etag, request_id=request_id or new_request_id())
        return self._connection.write(self._stub.UncorrectEvent, request, timeout)
