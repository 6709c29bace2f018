"""What both clients do with the revisions of an article: list, read and compare them, delete it and bring it back."""

from uuid import uuid4

from dateline.connection import AsyncConnection, Connection
from dateline.paging import AsyncPager, Page, Pager
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    DeleteArticleRequest,
    DiffRevisionsRequest,
    DiffRevisionsResponse,
    GetRevisionRequest,
    ListRevisionsRequest,
    UndeleteArticleRequest,
)


def new_request_id() -> str:
    """An id that no other request has: sent again under it, a request is answered as the first time."""
    return uuid4().hex


def revision_name(name: str, number: int) -> str:
    """`articles/{id}/revisions/{number}`; `name` may be that already."""
    return f"{name}/revisions/{number}" if number else name


class Revisions(Connection):
    """The methods of `Client` for revisions."""

    def delete_article(self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None) -> None:
        """Delete the article `articles/{id}` with its events and quotes; its revisions stay.

        With `etag`, as in `Article.etag`, only if it has not changed since. `request_id` is made where none is given,
        so that trying again is safe. Raises NotFound, and Conflict with the `etag` of now.
        """
        request = DeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            self._articles.DeleteArticle(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def undelete_article(
        self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> Article:
        """The article, brought back as a new revision. Arguments and errors as in `delete_article`."""
        request = UndeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            return self._articles.UndeleteArticle(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def list_revisions(
        self, name: str, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[Article]:
        """The revisions of an article, also of a deleted one, latest first, without body and claims. Raises NotFound."""

        def fetch(token: str) -> Page[Article]:
            request = ListRevisionsRequest(name=name, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = self._articles.ListRevisions(request, timeout=self._seconds(timeout), metadata=self._metadata)
            return Page(page.revisions, page.next_page_token)

        return Pager(fetch, page_token)

    def get_revision(self, name: str, number: int = 0, *, timeout: float | None = None) -> Article:
        """The article as it was in one revision: `articles/{id}` and its number, or `articles/{id}/revisions/{number}`.

        Raises NotFound.
        """
        request = GetRevisionRequest(name=revision_name(name, number))
        with self._typed_errors():
            return self._articles.GetRevision(request, timeout=self._seconds(timeout), metadata=self._metadata)

    def diff_revisions(
        self, name: str, from_revision: int = 0, to_revision: int = 0, *, timeout: float | None = None
    ) -> DiffRevisionsResponse:
        """Which claims of `articles/{id}` a later revision adds, lacks or tells otherwise; the last two unless given.

        Raises NotFound, and InvalidArgument when the first does not come before the second.
        """
        request = DiffRevisionsRequest(name=name, from_revision=from_revision, to_revision=to_revision)
        with self._typed_errors():
            return self._articles.DiffRevisions(request, timeout=self._seconds(timeout), metadata=self._metadata)


class AsyncRevisions(AsyncConnection):
    """The methods of `AsyncClient` for revisions."""

    async def delete_article(
        self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> None:
        """Delete the article `articles/{id}` with its events and quotes; its revisions stay."""
        request = DeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            await self._articles.DeleteArticle(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def undelete_article(
        self, name: str, *, etag: str = "", request_id: str = "", timeout: float | None = None
    ) -> Article:
        """The article, brought back as a new revision."""
        request = UndeleteArticleRequest(name=name, etag=etag, request_id=request_id or new_request_id())
        with self._typed_errors():
            return await self._articles.UndeleteArticle(
                request, timeout=self._seconds(timeout), metadata=self._metadata
            )

    def list_revisions(
        self, name: str, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> AsyncPager[Article]:
        """The revisions of an article, also of a deleted one, latest first, without body and claims."""

        async def fetch(token: str) -> Page[Article]:
            request = ListRevisionsRequest(name=name, page_size=page_size, page_token=token)
            with self._typed_errors():
                page = await self._articles.ListRevisions(
                    request, timeout=self._seconds(timeout), metadata=self._metadata
                )
            return Page(page.revisions, page.next_page_token)

        return AsyncPager(fetch, page_token)

    async def get_revision(self, name: str, number: int = 0, *, timeout: float | None = None) -> Article:
        """The article as it was in one revision."""
        request = GetRevisionRequest(name=revision_name(name, number))
        with self._typed_errors():
            return await self._articles.GetRevision(request, timeout=self._seconds(timeout), metadata=self._metadata)

    async def diff_revisions(
        self, name: str, from_revision: int = 0, to_revision: int = 0, *, timeout: float | None = None
    ) -> DiffRevisionsResponse:
        """Which claims of `articles/{id}` a later revision adds, lacks or tells otherwise; the last two unless given."""
        request = DiffRevisionsRequest(name=name, from_revision=from_revision, to_revision=to_revision)
        with self._typed_errors():
            return await self._articles.DiffRevisions(request, timeout=self._seconds(timeout), metadata=self._metadata)
