# Written by scripts/generate_client.py from dateline/aio/articles.py; change that one, then `make stubs`.
"""The articles of a store: queue, read, list, search, delete and compare them."""

from collections.abc import Callable, Iterable, Sequence

from dateline.chunking import Chunk
from dateline.connection import Connection
from dateline.errors import DatelineError
from dateline.operations import Operation, read_operation
from dateline.ordering import Input, ready_documents
from dateline.paging import Pager
from dateline.requests import MAX_NAMES, article_view, field_mask, new_request_id, revision_name
from dateline.retry import Backoff
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    ArticleHit,
    BatchGetArticlesRequest,
    DeleteArticleRequest,
    DiffRevisionsRequest,
    DiffRevisionsResponse,
    GetArticleRequest,
    GetRevisionRequest,
    ListArticlesRequest,
    ListRevisionsRequest,
    SearchArticlesRequest,
    UndeleteArticleRequest,
)
from dateline.v1.article_service_pb2_grpc import ArticleServiceStub
from dateline.v1.queue_pb2 import ListQueueFailuresRequest, QueueArticlesRequest, QueueFailure
from dateline.v1.reparse_pb2 import ReparseArticlesRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_UNSPECIFIED, OffsetUnit


class Articles:
    """`client.articles`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = ArticleServiceStub(connection.channel)

    def get(
        self,
        name: str,
        *,
        offset_unit: OffsetUnit.ValueType = OFFSET_UNIT_UNSPECIFIED,
        fields: Iterable[str] = (),
        timeout: float | None = None,
    ) -> Article:
        """The article `articles/{id}`. Raises NotFound.

        `fields` are paths of what to return, all of it unless given: `title`, `events.gist`.
        """
        request = GetArticleRequest(name=name, offset_unit=offset_unit, read_mask=field_mask(fields))
        return self._connection.call(self._stub.GetArticle, request, timeout)

    def batch_get(
        self, names: Iterable[str], *, full: bool = True, fields: Iterable[str] = (), timeout: float | None = None
    ) -> Sequence[Article]:
        """The articles in the order of the names, 256 a call. Raises NotFound when one is missing.

        Without body and claims when `full` is false; `fields` as in `get`.
        """
        wanted, view, mask = list(names), article_view(full), field_mask(fields)
        articles: list[Article] = []
        for start in range(0, len(wanted), MAX_NAMES):
            request = BatchGetArticlesRequest(names=wanted[start : start + MAX_NAMES], view=view, read_mask=mask)
            response = self._connection.call(self._stub.BatchGetArticles, request, timeout)
            articles.extend(response.articles)
        return articles

    def list(
        self,
        filter: str = "",
        *,
        full: bool = False,
        order_by: str = "",
        show_deleted: bool = False,
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[Article]:
        """The stored articles, latest published first: without body and claims unless `full`.

        `filter` as in `source = "Dateline Post" AND published_date >= "2025-04-01"`; iterating raises InvalidFilter.
        `order_by`: `create_time`, or `create_time desc`. With `show_deleted` the deleted ones that are still held come
        before the others, with `delete_time`. `fields` as in `get`.
        """
        request = ListArticlesRequest(
            page_size=page_size,
            page_token=page_token,
            filter=filter,
            view=article_view(full),
            order_by=order_by,
            show_deleted=show_deleted,
            read_mask=field_mask(fields),
        )
        return self._connection.pages(self._stub.ListArticles, request, lambda page: page.articles, timeout)

    def search(
        self,
        query: str,
        filter: str = "",
        *,
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[ArticleHit]:
        """The articles that hold all words of the query, best match first, each with a snippet."""
        request = SearchArticlesRequest(query=query, filter=filter, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.SearchArticles, request, lambda page: page.hits, timeout)

    def delete(self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None) -> None:
        """Delete the article `articles/{id}` with its events and quotes; its revisions stay.

        With `etag`, as in `Article.etag`, only if it has not changed since. `request_id` is made where none is given,
        so that trying again is safe. Raises NotFound, and EtagMismatch with the `etag` of now.
        """
        request = DeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        self._connection.write(self._stub.DeleteArticle, request, timeout)

    def undelete(self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None) -> Article:
        """The article, brought back as a new revision. Arguments and errors as in `delete`."""
        request = UndeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        return self._connection.write(self._stub.UndeleteArticle, request, timeout)

    def list_revisions(
        self, name: str, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[Article]:
        """The revisions of an article, also of a deleted one, latest first, without body and claims. Raises NotFound."""
        request = ListRevisionsRequest(name=name, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.ListRevisions, request, lambda page: page.revisions, timeout)

    def get_revision(self, name: str, number: int = 0, *, timeout: float | None = None) -> Article:
        """The article as it was in one revision: `articles/{id}` and its number, or `articles/{id}/revisions/{number}`.

        Raises NotFound.
        """
        request = GetRevisionRequest(name=revision_name(name, number))
        return self._connection.call(self._stub.GetRevision, request, timeout)

    def diff_revisions(
        self, name: str, from_revision: int = 0, to_revision: int = 0, *, timeout: float | None = None
    ) -> DiffRevisionsResponse:
        """Which claims of `articles/{id}` a later revision adds, lacks or tells otherwise; the last two unless given.

        Raises NotFound, and InvalidArgument when the first does not come before the second.
        """
        request = DiffRevisionsRequest(name=name, from_revision=from_revision, to_revision=to_revision)
        return self._connection.call(self._stub.DiffRevisions, request, timeout)

    def queue(
        self,
        documents: Input,
        *,
        operation: str = "",
        more: bool = False,
        on_error: Callable[[DatelineError], object] | None = None,
        patience: float | None = 60.0,
        timeout: float | None = None,
    ) -> Operation:
        """The operation that reads and stores any number of documents, once the server has them in its queue for good.

        They are read in the background, whatever ends a server; `operations.wait` waits for that, and
        `list_queue_failures` tells what could not be read. With `operation` they are added to an earlier one that was
        begun with `more`. A document that cannot be sent is given to `on_error`, or raised without one: what came before
        it is queued. While the queue is full, or no server answers, it is tried again, for `patience` seconds a message
        (None: without end); `timeout` holds for each call.
        """
        chunk = Chunk()
        for item in ready_documents(documents):
            if isinstance(item, DatelineError):
                if on_error is None:
                    raise item
                on_error(item)
            else:
                if not chunk.takes(item):
                    operation = (self._hand_in(chunk, operation, True, patience, timeout)).name
                    chunk = Chunk()
                chunk.add(item)
        return self._hand_in(chunk, operation, more, patience, timeout)

    def _hand_in(
        self, chunk: Chunk, operation: str, more: bool, patience: float | None, timeout: float | None
    ) -> Operation:
        request = QueueArticlesRequest(
            documents=chunk.documents, operation=operation, more=more, request_id=new_request_id()
        )
        backoff = Backoff(patience)
        while True:
            try:
                return read_operation(self._connection.call(self._stub.QueueArticles, request, timeout))
            except DatelineError as error:
                self._connection.pause(backoff.after(error))

    def list_queue_failures(
        self, name: str, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[QueueFailure]:
        """The documents of an operation of `queue` that could not be read, in the order they were handed in."""
        request = ListQueueFailuresRequest(name=name, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.ListQueueFailures, request, lambda page: page.failures, timeout)

    def reparse(
        self,
        filter: str = "",
        *,
        include_current: bool = False,
        dry_run: bool = False,
        request_id: str = "",
        timeout: float | None = None,
    ) -> Operation:
        """The operation that has the server read stored articles again: those that another engine read, and match.

        It goes on in the background, also after an end of the server; `operations.wait` waits for it. With
        `include_current` what this engine has read is read too; with `dry_run` articles are counted and none is read.
        `request_id` as in `delete`. Raises InvalidFilter.
        """
        request = ReparseArticlesRequest(
            filter=filter,
            include_current=include_current,
            dry_run=dry_run,
            request_id=request_id or new_request_id(),
        )
        return read_operation(self._connection.call(self._stub.ReparseArticles, request, timeout))
