"""ActorService: the actors over all stored articles."""

from dateline.v1.actor_pb2 import ActorMerge, ActorProfile
from dateline.v1.actor_service_pb2 import (
    GetActorRequest,
    ListActorsRequest,
    ListActorsResponse,
    MergeActorsRequest,
    ResolveActorRequest,
    SearchActorsRequest,
    SearchActorsResponse,
    UnmergeActorRequest,
)
from dateline_server.errors import InvalidField
from dateline_server.services.access.caller import sign
from dateline_server.services.checks import (
    LONGEST_AUTHOR,
    LONGEST_REASON,
    identify_request,
    require_known_enum,
    require_length,
    require_name,
)
from dateline_server.services.freshness import Written, await_change, written
from dateline_server.services.masks import ReadMask
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.hints import Hints
from dateline_server.storage.ids import read_day_number
from dateline_server.storage.store import ListQuery, SearchQuery

_LONGEST_NAME = 500
_CANDIDATES = 10
_MOST_CANDIDATES = 100
_MOST_SOURCES = 100


class ActorService:
    """The methods of `dateline.v1.ActorService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def get_actor(self, request: GetActorRequest) -> bytes:
        """A serialised ActorProfile."""
        require_name(request.name, "actors")
        await await_change(self._access, request)
        return await self._access.read(self._access.store.get_actor, request.name)

    async def list_actors(self, request: ListActorsRequest) -> bytes:
        """A serialised ListActorsResponse."""
        mask = ReadMask.read(request.read_mask, ActorProfile)
        await await_change(self._access, request)
        query = ListQuery(request.filter, request.page_size, request.page_token, order_by=request.order_by)
        page = await self._access.read(self._access.store.list_actors, query)
        return pack_page(ListActorsResponse, "actors", page, mask)

    async def search_actors(self, request: SearchActorsRequest) -> bytes:
        """A serialised SearchActorsResponse."""
        await await_change(self._access, request)
        query = SearchQuery(request.query, request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.search_actors, query)
        return pack_page(SearchActorsResponse, "actors", page)

    async def resolve_actor(self, request: ResolveActorRequest) -> bytes:
        """A serialised ResolveActorResponse."""
        require_known_enum(request, "kind")
        require_length("text", request.text, _LONGEST_NAME)
        if not request.text.strip():
            raise InvalidField("Give the name of an actor.", field="text")
        if request.day and read_day_number(request.day) is None:
            raise InvalidField(f"{request.day[:40]!r} is no day. Write 2025-04-09.", field="day")
        if not 0 <= request.max_candidates <= _MOST_CANDIDATES:
            raise InvalidField(
                f"{request.max_candidates} candidates; give 1 to {_MOST_CANDIDATES}, or 0 for {_CANDIDATES}.",
                field="max_candidates",
            )
        hints = Hints(request.kind, request.country_code, request.day)
        most = request.max_candidates or _CANDIDATES
        return await self._access.read(self._access.store.resolve_actor, request.text, hints, most)

    async def merge_actors(self, request: MergeActorsRequest) -> Written:
        """The serialised ActorMerge, after the commit."""
        require_name(request.target, "actors", field="target")
        if not 1 <= len(request.sources) <= _MOST_SOURCES:
            raise InvalidField(f"{len(request.sources)} sources; give 1 to {_MOST_SOURCES}.", field="sources")
        for position, source in enumerate(request.sources):
            require_name(source, "actors", field=f"sources[{position}]")
        require_length("reason", request.reason, LONGEST_REASON)
        require_length("by", request.by, LONGEST_AUTHOR)
        merge = ActorMerge(target=request.target, sources=request.sources, reason=request.reason, by=sign(request.by))
        merged = self._access.write(
            self._access.store.merge_actors, merge, identify_request(request, request.request_id)
        )
        return await written(self._access, merged)

    async def unmerge_actor(self, request: UnmergeActorRequest) -> Written:
        """The serialised ActorMerge that was taken back, after the commit."""
        require_name(request.name, "actors")
        require_length("reason", request.reason, LONGEST_REASON)
        require_length("by", request.by, LONGEST_AUTHOR)
        parted = self._access.write(
            self._access.store.unmerge_actor,
            request.name,
            request.reason,
            sign(request.by),
            identify_request(request, request.request_id),
        )
        return await written(self._access, parted)
