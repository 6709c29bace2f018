"""ActorService: the actors over all stored articles."""

from dateline.v1.actor_service_pb2 import GetActorRequest, ListActorsRequest, ListActorsResponse
from dateline_server.services.checks import require_name
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery


class ActorService:
    """The methods of `dateline.v1.ActorService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def get_actor(self, request: GetActorRequest) -> bytes:
        """A serialised ActorProfile."""
        require_name(request.name, "actors")
        return await self._access.read(self._access.store.get_actor, request.name)

    async def list_actors(self, request: ListActorsRequest) -> bytes:
        """A serialised ListActorsResponse."""
        query = ListQuery(request.filter, request.page_size, request.page_token)
        page = await self._access.read(self._access.store.list_actors, query)
        return pack_page(ListActorsResponse, "actors", page)
