"""The synchronous client. `dateline.aio` has the same methods to await and to iterate over.

Its modules are written by `scripts/generate_client.py` from those of `dateline.aio`.
"""

from dateline.client.client import Client

__all__ = ["Client"]
