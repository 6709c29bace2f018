"""QuoteService: the quotes of all stored articles."""

from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.quote_service_pb2 import (
    ListQuotesRequest,
    ListQuotesResponse,
    SearchQuotesRequest,
    SearchQuotesResponse,
)
from dateline_server.services.freshness import await_change
from dateline_server.services.masks import ReadMask
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery, SearchQuery


class QuoteService:
    """The methods of `dateline.v1.QuoteService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def list_quotes(self, request: ListQuotesRequest) -> bytes:
        """A serialised ListQuotesResponse."""
        mask = ReadMask.read(request.read_mask, QuoteRecord)
        await await_change(self._access, request)
        query = ListQuery(request.filter, request.page_size, request.page_token, order_by=request.order_by)
        page = await self._access.read(self._access.store.list_quotes, query)
        return pack_page(ListQuotesResponse, "quotes", page, mask)

    async def search_quotes(self, request: SearchQuotesRequest) -> bytes:
        """A serialised SearchQuotesResponse."""
        await await_change(self._access, request)
        query = SearchQuery(request.query, request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.search_quotes, query)
        return pack_page(SearchQuotesResponse, "hits", page)
