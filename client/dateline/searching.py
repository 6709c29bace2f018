"""What both clients do to find events, quotes and actors by their words, and to ask a server what it takes."""

from dateline.connection import AsyncConnection, Connection
from dateline.paging import AsyncPager, Page, Pager
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.actor_service_pb2 import SearchActorsRequest
from dateline.v1.admin_service_pb2 import GetServerInfoRequest, GetServerInfoResponse
from dateline.v1.event_service_pb2 import EventHit, SearchEventsRequest
from dateline.v1.quote_service_pb2 import QuoteHit, SearchQuotesRequest


class Searches(Connection):
    """The methods of `Client` for searches below the article."""

    def search_events(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[EventHit]:
        """The events whose sentences and participants hold all words of the query, each with a snippet."""

        def fetch(token: str) -> Page[EventHit]:
            request = SearchEventsRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = self._events.SearchEvents(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.hits, page.next_page_token)

        return Pager(fetch, page_token)

    def search_quotes(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[QuoteHit]:
        """The quotes in which all words of the query were said, each with a snippet."""

        def fetch(token: str) -> Page[QuoteHit]:
            request = SearchQuotesRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = self._quotes.SearchQuotes(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.hits, page.next_page_token)

        return Pager(fetch, page_token)

    def search_actors(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ActorProfile]:
        """The actors whose names hold all words of the query, those in most articles first."""

        def fetch(token: str) -> Page[ActorProfile]:
            request = SearchActorsRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = self._actors.SearchActors(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.actors, page.next_page_token)

        return Pager(fetch, page_token)

    def server_info(self, *, timeout: float | None = None) -> GetServerInfoResponse:
        """What the server is: version, engine, store, limits, and which fields filters and orders may name."""
        with self._typed_errors():
            return self._admin.GetServerInfo(
                GetServerInfoRequest(), timeout=self._seconds(timeout), metadata=self._metadata
            )


class AsyncSearches(AsyncConnection):
    """The methods of `AsyncClient` for searches below the article."""

    def search_events(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[EventHit]:
        """The events whose sentences and participants hold all words of the query, each with a snippet."""

        async def fetch(token: str) -> Page[EventHit]:
            request = SearchEventsRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = await self._events.SearchEvents(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.hits, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def search_quotes(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[QuoteHit]:
        """The quotes in which all words of the query were said, each with a snippet."""

        async def fetch(token: str) -> Page[QuoteHit]:
            request = SearchQuotesRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = await self._quotes.SearchQuotes(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.hits, page.next_page_token)

        return AsyncPager(fetch, page_token)

    def search_actors(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> AsyncPager[ActorProfile]:
        """The actors whose names hold all words of the query, those in most articles first."""

        async def fetch(token: str) -> Page[ActorProfile]:
            request = SearchActorsRequest(query=query, filter=filter, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = await self._actors.SearchActors(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.actors, page.next_page_token)

        return AsyncPager(fetch, page_token)

    async def server_info(self, *, timeout: float | None = None) -> GetServerInfoResponse:
        """What the server is: version, engine, store, limits, and which fields filters and orders may name."""
        with self._typed_errors():
            return await self._admin.GetServerInfo(
                GetServerInfoRequest(), timeout=self._seconds(timeout), metadata=self._metadata
            )
