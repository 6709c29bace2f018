"""StoryService: which stored articles tell of the same happening, and what they do not agree on."""

from dateline.v1.story_pb2 import Story
from dateline.v1.story_service_pb2 import (
    GetStoryRequest,
    ListDisagreementsRequest,
    ListDisagreementsResponse,
    ListStoriesRequest,
    ListStoriesResponse,
)
from dateline_server.services.checks import require_name
from dateline_server.services.freshness import await_sorted
from dateline_server.services.masks import ReadMask
from dateline_server.services.paging import pack_page
from dateline_server.services.storing import StoreAccess
from dateline_server.storage.store import ListQuery


class StoryService:
    """The methods of `dateline.v1.StoryService`."""

    def __init__(self, access: StoreAccess) -> None:
        self._access = access

    async def get_story(self, request: GetStoryRequest) -> bytes:
        """A serialised Story."""
        require_name(request.name, "stories")
        await await_sorted(self._access, request)
        return await self._access.read(self._access.store.get_story, request.name)

    async def list_stories(self, request: ListStoriesRequest) -> bytes:
        """A serialised ListStoriesResponse."""
        mask = ReadMask.read(request.read_mask, Story)
        await await_sorted(self._access, request)
        query = ListQuery(request.filter, request.page_size, request.page_token, order_by=request.order_by)
        page = await self._access.read(self._access.store.list_stories, query)
        behind = ListStoriesResponse(changes_behind=page.changes_behind)
        return pack_page(ListStoriesResponse, "stories", page, mask) + behind.SerializeToString()

    async def list_disagreements(self, request: ListDisagreementsRequest) -> bytes:
        """A serialised ListDisagreementsResponse."""
        require_name(request.story, "stories", field="story")
        await await_sorted(self._access, request)
        page = await self._access.read(
            self._access.store.list_disagreements, request.story, request.page_size, request.page_token
        )
        return pack_page(ListDisagreementsResponse, "disagreements", page)
