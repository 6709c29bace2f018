"""Listings of any length: pages are fetched while one iterates, never before.

for event in client.events.list('type = "CONSULT"'): …
for page in client.events.list().pages(): …
latest = client.events.list().take(10)
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the token of the page after them: empty on the last one.

    Of stories, `changes_behind` is the number of stored changes that are still to be sorted into them.
    """

    items: Sequence[Item]
    next_page_token: str
    changes_behind: int = 0


class Pager(Generic[Item]):
    """The items of a listing, in order. Each iteration starts at the first page again.

    A page is fetched by `fetch`, which gets a page token; it raises what the call raises.
    """

    def __init__(self, fetch: Callable[[str], Page[Item]], page_token: str = "") -> None:
        self._fetch = fetch
        self._first = page_token

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[Item]]:
        """The pages, one call each. A page may be empty and still have a next one."""
        token = self._first
        while True:
            page = self._fetch(token)
            yield page
            token = page.next_page_token
            if not token:
                return

    def take(self, count: int) -> list[Item]:
        """The first `count` items, or all when there are fewer."""
        items: list[Item] = []
        if count <= 0:
            return items
        for page in self.pages():
            items.extend(page.items[: count - len(items)])
            if len(items) >= count:
                break
        return items


class AsyncPager(Generic[Item]):
    """`Pager` for `async for`; `take` is awaited."""

    def __init__(self, fetch: Callable[[str], Awaitable[Page[Item]]], page_token: str = "") -> None:
        self._fetch = fetch
        self._first = page_token

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[Item]]:
        """The pages, one call each. A page may be empty and still have a next one."""
        token = self._first
        while True:
            page = await self._fetch(token)
            yield page
            token = page.next_page_token
            if not token:
                return

    async def take(self, count: int) -> list[Item]:
        """The first `count` items, or all when there are fewer."""
        items: list[Item] = []
        if count <= 0:
            return items
        async for page in self.pages():
            items.extend(page.items[: count - len(items)])
            if len(items) >= count:
                break
        return items
