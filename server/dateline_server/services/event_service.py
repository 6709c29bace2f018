"""EventService: the events of all stored articles."""

from dateline.v1.event_service_pb2 import (
    AggregateEventsRequest,
    AggregateEventsResponse,
    ListEventsRequest,
    ListEventsResponse,
)
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import AggregateQuery, ListQuery


class EventService:
    """The methods of `dateline.v1.EventService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def list_events(self, request: ListEventsRequest) -> bytes:
        """A serialised ListEventsResponse."""
        query = ListQuery(request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.list_events, query)
        return pack_page(ListEventsResponse, "events", page)

    async def aggregate_events(self, request: AggregateEventsRequest) -> bytes:
        """A serialised AggregateEventsResponse."""
        query = AggregateQuery(
            request.filter, tuple(request.group_by), request.include_empty, request.page_size, request.page_token
        )
        page = await self._access.read(self._access.store.aggregate_events, query)
        return pack_page(AggregateEventsResponse, "buckets", page)
