"""QuoteService: the quotes of all stored articles."""

from dateline.v1.quote_service_pb2 import ListQuotesRequest, ListQuotesResponse
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery


class QuoteService:
    """The methods of `dateline.v1.QuoteService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def list_quotes(self, request: ListQuotesRequest) -> bytes:
        """A serialised ListQuotesResponse."""
        query = ListQuery(request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.list_quotes, query)
        return pack_page(ListQuotesResponse, "quotes", page)
