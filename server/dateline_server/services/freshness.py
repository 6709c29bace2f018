"""Consistency tokens: a read that knows of a certain change, also where the store answers from a copy that lags behind."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from google.protobuf.message import Message

from dateline_server.errors import InvalidCursor, InvalidField, NotYetConsistent
from dateline_server.services.completing import complete
from dateline_server.services.storing import StoreAccess

_LONGEST_WAIT = 3.0  # seconds
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to a write that has no field for its token; the handler sends the token beside it."""

    answer: Message | bytes
    consistency_token: str


class _Read(Protocol):
    @property
    def consistency_token(self) -> str: ...


async def await_change(access: StoreAccess, request: _Read, longest: float = _LONGEST_WAIT) -> None:
    """Returns when the store knows of the change that the request names; at once when it names none.

    Raises InvalidField (`consistency_token`), and NotYetConsistent after `longest` seconds.
    """
    token = request.consistency_token
    if not token:
        return
    try:
        wanted = access.store.open_cursor(token)
    except InvalidCursor as error:
        raise InvalidField(
            "The consistency token was not given out by this store. Send one of IngestArticles or a cursor of "
            "ChangeService, as it is; or none.",
            field="consistency_token",
        ) from error
    if wanted > access.known_change:
        await _reach(wanted, access.last_change, "The store does not know of that change", longest)


async def await_sorted(access: StoreAccess, request: _Read, longest: float = _LONGEST_WAIT) -> None:
    """As `await_change`, for answers from stories: returns when they know of the change."""
    await await_change(access, request, longest)
    if not request.consistency_token:
        return

    async def sorted_change() -> int:
        return await access.read(access.store.sorted_change)

    wanted = access.store.open_cursor(request.consistency_token)
    await _reach(wanted, sorted_change, "The article of that change is not sorted into stories", longest)


async def _reach(wanted: int, reached: Callable[[], Awaitable[int]], missing: str, longest: float) -> None:
    end = asyncio.get_running_loop().time() + longest
    while await reached() < wanted:
        if asyncio.get_running_loop().time() >= end:
            raise NotYetConsistent(f"{missing} yet, after {longest:g} seconds. Try again.", field="consistency_token")
        await asyncio.sleep(_POLL_SECONDS)


async def token_of_now(access: StoreAccess) -> str:
    """The token of the last change there is: after a write, one that is not before it."""
    return access.store.seal_cursor(await access.last_change())


async def written(access: StoreAccess, answer: Awaitable[Message | bytes]) -> Written:
    """The answer of a write with the token of a change that is not before it."""
    return Written(await answer, await complete(token_of_now(access)))
