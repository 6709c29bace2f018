"""ArticleService: stores articles and gives them back."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from google.longrunning.operations_pb2 import Operation
from google.protobuf.empty_pb2 import Empty

from dateline.spans import convert_offsets
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import (
    ARTICLE_VIEW_BASIC,
    ARTICLE_VIEW_FULL,
    BatchGetArticlesRequest,
    BatchGetArticlesResponse,
    DeleteArticleRequest,
    DiffRevisionsRequest,
    DiffRevisionsResponse,
    GetArticleRequest,
    GetRevisionRequest,
    IngestArticlesRequest,
    IngestArticlesResponse,
    ListArticlesRequest,
    ListArticlesResponse,
    ListRevisionsRequest,
    ListRevisionsResponse,
    SearchArticlesRequest,
    SearchArticlesResponse,
    UndeleteArticleRequest,
)
from dateline.v1.queue_pb2 import ListQueueFailuresRequest, ListQueueFailuresResponse, QueueArticlesRequest
from dateline.v1.reparse_pb2 import ReparseArticlesRequest
from dateline.v1.span_pb2 import OFFSET_UNIT_CODE_POINT, OFFSET_UNIT_UNSPECIFIED, OffsetUnit
from dateline_server.errors import InvalidField, NotFound
from dateline_server.services.checks import identify_request, read_revision_name, require_known_enum, require_name
from dateline_server.services.documents import sort_documents
from dateline_server.services.freshness import Written, await_change, written
from dateline_server.services.ingest import Ingest
from dateline_server.services.masks import ReadMask, cut_all
from dateline_server.services.paging import pack_page, pack_repeated
from dateline_server.services.queueing import Queueing
from dateline_server.services.reading import DocumentReader
from dateline_server.services.reparsing import Reparsing
from dateline_server.services.storing import StoreAccess
from dateline_server.services.streaming import MESSAGES_UNDER_WAY, StreamEnds, in_order
from dateline_server.storage.diffs import diff_articles
from dateline_server.storage.index_rows import BASIC_FIELDS, basic_view
from dateline_server.storage.queue_rows import QueueLimits
from dateline_server.storage.store import ListQuery, SearchQuery

MAX_NAMES = 256
_AS_STORED = (OFFSET_UNIT_UNSPECIFIED, OFFSET_UNIT_CODE_POINT)


class ArticleService:
    """The methods of `dateline.v1.ArticleService`. `ends` is when open streams end, after what they have sent."""

    def __init__(
        self,
        access: StoreAccess,
        reader: DocumentReader,
        reparsing: Reparsing,
        queueing: Queueing,
        limits: QueueLimits,
        ends: StreamEnds,
    ) -> None:
        self._access = access
        self._queueing = queueing
        self._limits = limits
        self._reparsing = reparsing
        self._store = access.store
        self._ingest = Ingest(access, reader)
        self._ends = ends

    async def ingest_articles(
        self, requests: AsyncIterator[IngestArticlesRequest]
    ) -> AsyncGenerator[IngestArticlesResponse, None]:
        """One response a request, in their order, each after its commit. Messages are read ahead and stored in turn."""
        async with aclosing(in_order(requests, self._ingest.read, MESSAGES_UNDER_WAY, self._ends)) as batches:
            async for batch in batches:
                yield await self._ingest.store(batch)

    async def queue_articles(self, request: QueueArticlesRequest) -> Operation:
        """The Operation, after the commit."""
        if request.operation:
            require_name(request.operation, "operations", field="operation")
        operation = await self._access.write(
            self._store.queue.hand_in,
            request.documents,
            sort_documents(request.documents).refused,
            self._limits,
            operation=request.operation,
            more=request.more,
            request=identify_request(request, request.request_id),
        )
        self._queueing.notice()
        return Operation.FromString(operation)

    async def list_queue_failures(self, request: ListQueueFailuresRequest) -> bytes:
        """A serialised ListQueueFailuresResponse."""
        require_name(request.name, "operations")
        page = await self._access.read(
            self._store.queue.list_failures, request.name, request.page_size, request.page_token
        )
        return pack_page(ListQueueFailuresResponse, "failures", page)

    async def get_article(self, request: GetArticleRequest) -> bytes:
        """The serialised Article: as it is stored, unless its offsets are wanted in another unit or a part of it is."""
        if request.consistency_token:
            await await_change(self._access, request)
        mask = ReadMask.read(request.read_mask, Article) if request.HasField("read_mask") else None
        try:
            # One indexed read on this machine is quicker than the way to a thread and back.
            if self._store.answers_at_once:
                stored = self._store.get_article(request.name)
            else:
                stored = await self._access.read(self._store.get_article, request.name)
        except NotFound:
            require_name(request.name, "articles")
            raise
        if request.offset_unit not in _AS_STORED:
            require_known_enum(request, "offset_unit")
            stored = await self._access.read(_convert, stored, request.offset_unit)
        return stored if mask is None else cut_all([stored], mask, Article)[0]

    async def batch_get_articles(self, request: BatchGetArticlesRequest) -> bytes:
        """A serialised BatchGetArticlesResponse."""
        if len(request.names) > MAX_NAMES:
            raise InvalidField(
                f"{len(request.names)} names; the limit is {MAX_NAMES}. Ask several times.", field="names"
            )
        for position, name in enumerate(request.names):
            require_name(name, "articles", field=f"names[{position}]")
        require_known_enum(request, "view")
        mask = ReadMask.read(request.read_mask, Article)
        await await_change(self._access, request)
        articles = await self._access.read(self._store.get_articles, request.names)
        if request.view == ARTICLE_VIEW_BASIC and not request.HasField("read_mask"):
            articles = [basic_view(Article.FromString(article)).SerializeToString() for article in articles]
        return pack_repeated(BatchGetArticlesResponse, "articles", articles, mask)

    async def list_articles(self, request: ListArticlesRequest) -> bytes:
        """A serialised ListArticlesResponse."""
        require_known_enum(request, "view")
        mask = ReadMask.read(request.read_mask, Article)
        await await_change(self._access, request)
        if request.HasField("read_mask"):
            full = mask is None or not mask.names <= BASIC_FIELDS
        else:
            full = request.view == ARTICLE_VIEW_FULL
        query = ListQuery(
            request.filter, request.page_size, request.page_token, full, request.order_by, request.show_deleted
        )
        page = await self._access.read(self._store.list_articles, query)
        return pack_page(ListArticlesResponse, "articles", page, mask)

    async def search_articles(self, request: SearchArticlesRequest) -> bytes:
        """A serialised SearchArticlesResponse."""
        await await_change(self._access, request)
        query = SearchQuery(request.query, request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._store.search_articles, query)
        return pack_page(SearchArticlesResponse, "hits", page)

    async def delete_article(self, request: DeleteArticleRequest) -> Written:
        """Nothing, after the commit."""
        require_name(request.name, "articles")
        return await written(self._access, self._delete(request))

    async def _delete(self, request: DeleteArticleRequest) -> Empty:
        await self._access.write(
            self._store.delete_article, request.name, request.etag, identify_request(request, request.request_id)
        )
        return Empty()

    async def undelete_article(self, request: UndeleteArticleRequest) -> Written:
        """The serialised Article, after the commit."""
        require_name(request.name, "articles")
        undeleted = self._access.write(
            self._store.undelete_article, request.name, request.etag, identify_request(request, request.request_id)
        )
        return await written(self._access, undeleted)

    async def list_revisions(self, request: ListRevisionsRequest) -> bytes:
        """A serialised ListRevisionsResponse."""
        require_name(request.name, "articles")
        page = await self._access.read(self._store.list_revisions, request.name, request.page_size, request.page_token)
        return pack_page(ListRevisionsResponse, "revisions", page)

    async def get_revision(self, request: GetRevisionRequest) -> bytes:
        """The serialised Article."""
        name, revision = read_revision_name(request.name)
        return await self._access.read(self._store.get_revision, name, revision)

    async def diff_revisions(self, request: DiffRevisionsRequest) -> DiffRevisionsResponse:
        """What the two revisions claim differently."""
        require_name(request.name, "articles")
        return await self._access.read(self._diff, request)

    async def reparse_articles(self, request: ReparseArticlesRequest) -> bytes:
        """The serialised Operation, after the commit."""
        identified = identify_request(request, request.request_id)
        operation = await self._access.write(self._store.operations.start, request, self._reparsing.engine, identified)
        self._reparsing.notice()
        return operation

    def _diff(self, request: DiffRevisionsRequest) -> DiffRevisionsResponse:
        later = request.to_revision or self._store.latest_revision(request.name)
        earlier = request.from_revision or later - 1
        if later == 1 and not request.from_revision:
            raise InvalidField(
                f"{request.name} has one revision so far; there is none before it to compare it with.",
                field="from_revision",
            )
        if not 0 < earlier < later:
            raise InvalidField(
                f"Revision {earlier} does not come before revision {later}. Give two numbers, the earlier one first; "
                "ListRevisions tells which there are.",
                field="from_revision",
            )
        before, after = (
            Article.FromString(self._store.get_revision(request.name, revision)) for revision in (earlier, later)
        )
        return diff_articles(before, after)


def _convert(stored: bytes, unit: OffsetUnit.ValueType) -> bytes:
    return convert_offsets(Article.FromString(stored), unit).SerializeToString()
