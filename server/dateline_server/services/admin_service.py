"""AdminService: what the server is, and what it takes."""

import asyncio
import math
from collections.abc import Mapping

from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message

from dateline.v1.admin_service_pb2 import (
    DeleteSetAsideRequest,
    DrainRequest,
    FilterField,
    GetServerInfoRequest,
    GetServerInfoResponse,
    GetSetAsideRequest,
    Limit,
    ListSetAsideRequest,
    ListSetAsideResponse,
    OrderField,
    QueueInfo,
    Resource,
    StoreInfo,
)
from dateline.v1.article_pb2 import Engine
from dateline.version import __version__
from dateline_server.errors import AdminPortOnly
from dateline_server.intake import html
from dateline_server.intake.text import MAX_CODE_POINTS
from dateline_server.services.article_service import MAX_NAMES
from dateline_server.services.documents import MAX_DOCUMENTS, MAX_MESSAGE_BYTES
from dateline_server.services.licences import DATA, DATELINE, model_licence
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage import filters, search_words
from dateline_server.storage.filter_fields import (
    ACTOR_FIELDS,
    ARTICLE_FIELDS,
    EVENT_FIELDS,
    OPERATION_FIELDS,
    QUOTE_FIELDS,
    STORY_FIELDS,
    Fields,
)
from dateline_server.storage.orders import ACTOR_ORDERS, ARTICLE_ORDERS, CLAIM_ORDERS, STORY_ORDERS, Orders
from dateline_server.storage.queue import QueueDepth
from dateline_server.storage.queue_rows import QueueLimits
from dateline_server.storage.store import MAX_PAGE_SIZE

_LIMITS = (
    Limit(name="text", value=MAX_CODE_POINTS, unit="characters"),
    Limit(name="html", value=html.MAX_BYTES, unit="bytes"),
    Limit(name="documents_per_message", value=MAX_DOCUMENTS, unit="items"),
    Limit(name="bytes_per_message", value=MAX_MESSAGE_BYTES, unit="bytes"),
    Limit(name="names_per_batch", value=MAX_NAMES, unit="items"),
    Limit(name="page_size", value=MAX_PAGE_SIZE, unit="items"),
    Limit(name="filter", value=filters.MAX_LENGTH, unit="characters"),
    Limit(name="filter_depth", value=filters.MAX_DEPTH, unit="items"),
    Limit(name="terms_per_filter", value=filters.MAX_TERMS, unit="items"),
    Limit(name="query", value=search_words.MAX_LENGTH, unit="characters"),
    Limit(name="terms_per_query", value=search_words.MAX_TERMS, unit="items"),
)
_RESOURCES: tuple[tuple[str, Fields, Orders], ...] = (
    ("articles", ARTICLE_FIELDS, ARTICLE_ORDERS),
    ("events", EVENT_FIELDS, CLAIM_ORDERS),
    ("quotes", QUOTE_FIELDS, CLAIM_ORDERS),
    ("actors", ACTOR_FIELDS, ACTOR_ORDERS),
    ("stories", STORY_FIELDS, STORY_ORDERS),
    ("operations", OPERATION_FIELDS, {}),
)


class AdminService:
    """The methods of `dateline.v1.AdminService`. `engine` is what reads the articles, once it is known.

    `stopping` is set to end the server; `seconds` are the limits of time by name, 0 for none.
    """

    def __init__(
        self, access: StoreAccess, limits: QueueLimits, stopping: asyncio.Event, seconds: Mapping[str, float]
    ) -> None:
        self._access = access
        self._documents = access.store.set_aside
        self._stopping = stopping
        self._limits = [
            *_LIMITS,
            Limit(name="queue_documents", value=limits.documents, unit="items"),
            Limit(name="queue_bytes", value=limits.bytes, unit="bytes"),
            *(Limit(name=name, value=math.ceil(most), unit="seconds") for name, most in seconds.items() if most),
        ]
        self.engine: Engine | None = None

    async def get_server_info(self, request: GetServerInfoRequest) -> GetServerInfoResponse:
        """What the server is, as of now."""
        store = self._access.store
        description = await self._access.read(store.describe)
        oldest = await self._access.read(store.oldest_change)
        return GetServerInfoResponse(
            version=__version__,
            engine=self.engine,
            store=StoreInfo(
                kind=description.kind,
                schema_version=description.schema_version,
                oldest_cursor=store.seal_cursor(oldest),
            ),
            limits=self._limits,
            resources=[_describe(*resource) for resource in _RESOURCES],
            queue=_describe_queue(await self._access.read(store.queue.depth)),
            licences=[DATELINE, *DATA, *([model_licence(self.engine.model)] if self.engine else [])],
        )

    async def list_set_aside(self, request: ListSetAsideRequest) -> bytes:
        """A serialised ListSetAsideResponse."""
        page = await self._access.read(self._documents.list, request.page_size, request.page_token)
        return pack_page(ListSetAsideResponse, "set_aside", page)

    async def get_set_aside(self, request: GetSetAsideRequest) -> bytes:
        """The serialised SetAside."""
        return await self._access.read(self._documents.get, request.name)

    async def delete_set_aside(self, request: DeleteSetAsideRequest) -> Empty:
        """Nothing, after the commit."""
        await self._access.write(self._documents.delete, request.name)
        return Empty()

    async def drain(self, request: DrainRequest) -> Empty:
        """Nothing; the server ends when this call has been answered."""
        asyncio.get_running_loop().call_soon(self._stopping.set)
        return Empty()


class PublicAdminService:
    """AdminService as the port for everyone answers it: what the server is, and nothing that changes it."""

    def __init__(self, admin: AdminService) -> None:
        self.get_server_info = admin.get_server_info

    async def refuse(self, request: Message) -> Empty:
        """Raises AdminPortOnly."""
        raise AdminPortOnly(
            "This is answered on the admin port alone, which is --admin-listen of `dateline serve`; its log tells the port."
        )

    list_set_aside = get_set_aside = delete_set_aside = drain = refuse


def _describe_queue(depth: QueueDepth) -> QueueInfo:
    queue = QueueInfo(documents=depth.documents, bytes=depth.bytes)
    if depth.oldest is not None:
        queue.oldest_time.FromDatetime(depth.oldest)
    return queue


def _describe(name: str, fields: Fields, orders: Orders) -> Resource:
    return Resource(
        name=name,
        filter_fields=[
            FilterField(
                name=field.name,
                type=field.type.value,
                operators=field.operators,
                values=field.values or (),
                meaning=field.meaning,
                repeated=field.repeated,
            )
            for field in fields.values()
        ],
        order_fields=[OrderField(name=order, meaning=meaning) for order, meaning in orders.items()],
    )
