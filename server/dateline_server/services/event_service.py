"""EventService: the events of all stored articles."""

from dateline.v1.event_pb2 import EventRecord
from dateline.v1.event_service_pb2 import (
    AggregateEventsRequest,
    AggregateEventsResponse,
    CorrectEventRequest,
    ListEventsRequest,
    ListEventsResponse,
    SearchEventsRequest,
    SearchEventsResponse,
    UncorrectEventRequest,
)
from dateline_server.services.checks import identify_request, require_name
from dateline_server.services.corrections import read_correction
from dateline_server.services.freshness import Written, await_change, written
from dateline_server.services.masks import ReadMask
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import AggregateQuery, ListQuery, SearchQuery


class EventService:
    """The methods of `dateline.v1.EventService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def list_events(self, request: ListEventsRequest) -> bytes:
        """A serialised ListEventsResponse."""
        mask = ReadMask.read(request.read_mask, EventRecord)
        await await_change(self._access, request)
        query = ListQuery(request.filter, request.page_size, request.page_token, order_by=request.order_by)
        page = await self._access.read(self._access.store.list_events, query)
        return pack_page(ListEventsResponse, "events", page, mask)

    async def search_events(self, request: SearchEventsRequest) -> bytes:
        """A serialised SearchEventsResponse."""
        await await_change(self._access, request)
        query = SearchQuery(request.query, request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.search_events, query)
        return pack_page(SearchEventsResponse, "hits", page)

    async def aggregate_events(self, request: AggregateEventsRequest) -> bytes:
        """A serialised AggregateEventsResponse."""
        await await_change(self._access, request)
        query = AggregateQuery(
            request.filter, tuple(request.group_by), request.include_empty, request.page_size, request.page_token
        )
        page = await self._access.read(self._access.store.aggregate_events, query)
        return pack_page(AggregateEventsResponse, "buckets", page)

    async def correct_event(self, request: CorrectEventRequest) -> Written:
        """The serialised Article, after the commit."""
        require_name(request.article, "articles", field="article")
        corrected = self._access.write(
            self._access.store.correct_event,
            request.article,
            read_correction(request),
            request.etag,
            identify_request(request, request.request_id),
        )
        return await written(self._access, corrected)

    async def uncorrect_event(self, request: UncorrectEventRequest) -> Written:
        """The serialised Article, after the commit."""
        require_name(request.article, "articles", field="article")
        as_read = self._access.write(
            self._access.store.uncorrect_event,
            request.article,
            request.key,
            request.etag,
            identify_request(request, request.request_id),
        )
        return await written(self._access, as_read)
