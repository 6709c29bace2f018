"""The end of a server's calls: no new ones, and time for those under way."""

import asyncio

import grpc

from dateline_server.services.calls import Calls

# Before the grace is over, streams are told to take nothing more in, so that they can end in order.
_SECONDS_TO_END_STREAMS = 2.0
_SECONDS_BETWEEN_LOOKS = 0.02
_SECONDS_TO_SEND = 0.5


async def drain_calls(server: grpc.aio.Server, calls: Calls, drain: asyncio.Event, grace: float) -> None:
    """Return when no call is under way, or after `grace` seconds; what is left then is cancelled."""
    stopping = asyncio.create_task(server.stop(grace))
    calls.pacing.close()
    await asyncio.sleep(0)  # the server has refused new calls from here on
    if not await _wait_until_idle(calls, max(0.0, grace - _SECONDS_TO_END_STREAMS)):
        drain.set()
        await _wait_until_idle(calls, min(grace, _SECONDS_TO_END_STREAMS))
    # The last answers are on their way; a health watch or a reflection stream would stay open for ever.
    await asyncio.wait([stopping], timeout=_SECONDS_TO_SEND)
    await server.stop(None)
    await stopping


async def _wait_until_idle(calls: Calls, seconds: float) -> bool:
    deadline = asyncio.get_running_loop().time() + seconds
    while calls.under_way:
        if asyncio.get_running_loop().time() >= deadline:
            return False
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    return True
