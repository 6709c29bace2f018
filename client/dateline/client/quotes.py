# Written by scripts/generate_client.py from dateline/aio/quotes.py; change that one, then `make stubs`.
"""The quotes of all stored articles: list and search them."""

from collections.abc import Iterable

from dateline.connection import Connection
from dateline.paging import Pager
from dateline.requests import field_mask
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.quote_service_pb2 import ListQuotesRequest, QuoteHit, SearchQuotesRequest
from dateline.v1.quote_service_pb2_grpc import QuoteServiceStub


class Quotes:
    """`client.quotes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = QuoteServiceStub(connection.channel)

    def list(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[QuoteRecord]:
        """The quotes, each with what it refers to, those of the latest published articles first.

        `filter` as in `speaker = "actors/person-ingrid-solberg" AND kind = "DIRECT"`; iterating raises InvalidFilter.
        `fields` are paths of what to return: `article`, `quote.content.text`.
        """
        request = ListQuotesRequest(
            page_size=page_size, page_token=page_token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
        )
        return self._connection.pages(self._stub.ListQuotes, request, lambda page: page.quotes, timeout)

    def search(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[QuoteHit]:
        """The quotes in which all words of the query were said, each with a snippet."""
        request = SearchQuotesRequest(query=query, filter=filter, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.SearchQuotes, request, lambda page: page.hits, timeout)
