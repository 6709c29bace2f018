# Written by scripts/generate_client.py from dateline/aio/stories.py; change that one, then `make stubs`.
"""The stories: which stored articles tell of the same happening, and what these do not agree on."""

from collections.abc import Iterable

from dateline.connection import Connection
from dateline.paging import Pager
from dateline.requests import field_mask
from dateline.v1.story_pb2 import Disagreement, Story
from dateline.v1.story_service_pb2 import GetStoryRequest, ListDisagreementsRequest, ListStoriesRequest
from dateline.v1.story_service_pb2_grpc import StoryServiceStub


class Stories:
    """`client.stories`. The articles of one are `client.articles.list('story = "stories/{id}"')`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stub = StoryServiceStub(connection.channel)

    def get(self, name: str, *, timeout: float | None = None) -> Story:
        """The story `stories/{id}`. Raises NotFound, also for one that has fewer than two articles left."""
        return self._connection.call(self._stub.GetStory, GetStoryRequest(name=name), timeout)

    def list(
        self,
        filter: str = "",
        *,
        order_by: str = "",
        fields: Iterable[str] = (),
        page_size: int = 0,
        page_token: str = "",
        timeout: float | None = None,
    ) -> Pager[Story]:
        """The stories, the latest first.

        `filter` as in `source_count >= 3 AND last_date >= "2025-04-01"`; iterating raises InvalidFilter. `order_by`:
        `last_date`, `article_count`, `update_time`. `fields` are paths of what to return: `name`, `actors.actor`.
        Articles are sorted into stories after they are stored; `changes_behind` of a page says how many changes are
        still to be.
        """
        request = ListStoriesRequest(
            page_size=page_size, page_token=page_token, filter=filter, order_by=order_by, read_mask=field_mask(fields)
        )
        return self._connection.pages(
            self._stub.ListStories, request, lambda page: page.stories, timeout, lambda page: page.changes_behind
        )

    def disagreements(
        self, story: str, *, page_size: int = 0, page_token: str = "", timeout: float | None = None
    ) -> Pager[Disagreement]:
        """What the articles of a story, or those whom they quote, do not agree on: contradictions first.

        Iterating raises NotFound, and Conflict (STORY_CHANGED) when articles have joined, left or changed since the first page.
        """
        request = ListDisagreementsRequest(story=story, page_size=page_size, page_token=page_token)
        return self._connection.pages(self._stub.ListDisagreements, request, lambda page: page.disagreements, timeout)
