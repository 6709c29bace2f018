"""ExportService: what is stored, as files."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from dateline.v1.event_pb2 import Event
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_GDELT,
    EXPORT_FORMAT_JSONL,
    EXPORT_RESOURCE_ACTORS,
    EXPORT_RESOURCE_ARTICLES,
    EXPORT_RESOURCE_EVENTS,
    EXPORT_RESOURCE_QUOTES,
    EXPORT_RESOURCE_UNSPECIFIED,
    ExportRequest,
)
from dateline_server.errors import Draining, InvalidField, Overloaded
from dateline_server.export.formats import choose_format
from dateline_server.services.checks import require_known_enum
from dateline_server.services.exporting import Exporter
from dateline_server.services.freshness import await_change
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery

# Files that are written at once, each by a process of its own.
_AT_ONCE = 4


class ExportService:
    """The methods of `dateline.v1.ExportService`. `drain` ends open streams after what they have sent."""

    def __init__(self, access: StoreAccess, exporter: Exporter, drain: asyncio.Event) -> None:
        self._access = access
        self._exporter = exporter
        self._drain = drain
        self._under_way = 0
        store = access.store
        self._lists = {
            EXPORT_RESOURCE_ARTICLES: store.list_articles,
            EXPORT_RESOURCE_EVENTS: store.list_events,
            EXPORT_RESOURCE_ACTORS: store.list_actors,
            EXPORT_RESOURCE_QUOTES: store.list_quotes,
        }

    async def export(self, request: ExportRequest) -> AsyncGenerator[bytes, None]:
        """Serialised ExportResponses."""
        asked = _read_request(request)
        await await_change(self._access, request)
        # A page of one says what is wrong with the filter, and returns when everything stored is in the index.
        await self._access.read(self._lists[asked.resource], ListQuery(asked.filter, page_size=1))
        if self._under_way >= _AT_ONCE:
            raise Overloaded(f"{_AT_ONCE} files are being written already. Try again when one of them is done.")
        self._under_way += 1
        try:
            async with aclosing(self._exporter.export(asked)) as responses:
                async for response in responses:
                    yield response
                    if self._drain.is_set():
                        raise Draining(
                            "The server is shutting down. Go on from the last resume token, at the next one."
                        )
        finally:
            self._under_way -= 1


def _read_request(request: ExportRequest) -> ExportRequest:
    """The request with what it leaves open filled in. Raises InvalidField and FormatUnavailable."""
    require_known_enum(request, "resource")
    require_known_enum(request, "format")
    if request.resource == EXPORT_RESOURCE_UNSPECIFIED:
        raise InvalidField("Say what to export: EXPORT_RESOURCE_ARTICLES and so on.", field="resource")
    asked = ExportRequest(
        resource=request.resource,
        format=request.format or EXPORT_FORMAT_JSONL,
        filter=request.filter,
        statuses=sorted(set(request.statuses)),
        resume_token=request.resume_token,
        count_remaining=request.count_remaining,
    )
    choose_format(asked)
    if asked.statuses and asked.resource != EXPORT_RESOURCE_EVENTS:
        raise InvalidField("Only events have a status. Leave the statuses out.", field="statuses")
    if unknown := [status for status in asked.statuses if status not in Event.Status.values()]:
        raise InvalidField(f"{unknown[0]} is no status of an event.", field="statuses")
    if asked.format == EXPORT_FORMAT_GDELT and not asked.statuses:
        asked.statuses.append(Event.OCCURRED)
    return asked
