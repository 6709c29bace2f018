"""The asynchronous client: the methods of `dateline.client.Client`, to await and to iterate over with `async for`.

This is the source of both clients: `scripts/generate_client.py` writes `dateline.client` from it.
"""

from dateline.aio.client import AsyncClient

__all__ = ["AsyncClient"]
