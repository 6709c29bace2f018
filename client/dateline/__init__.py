"""Dateline's client: who did what to whom, when, where, and who says so.

    from dateline import Client

    with Client("127.0.0.1:50051") as client:
        article = client.parse("The minister resigned on Tuesday.", published="2025-04-09")

The names below are loaded when first used, so that importing the package, or a message of the schema, costs little.
"""

from typing import TYPE_CHECKING

from dateline.version import __version__

if TYPE_CHECKING:
    from dateline.aio import AsyncClient
    from dateline.client import Client
    from dateline.documents import make_document
    from dateline.errors import (
        Cancelled,
        Conflict,
        CursorTooOld,
        DatelineError,
        DeadlineExceeded,
        EtagMismatch,
        Internal,
        InvalidArgument,
        InvalidFilter,
        NotFound,
        NotYetConsistent,
        PermissionDenied,
        ResourceExhausted,
        SlowReader,
        TooLarge,
        Unauthenticated,
        Unavailable,
        UnreadableDocument,
        Unsupported,
    )
    from dateline.following import AsyncFollower, Follower
    from dateline.paging import AsyncPager, Page, Pager
    from dateline.security import tls_credentials
    from dateline.sources import read_documents

_HOMES = {
    "AsyncClient": "aio",
    "Client": "client",
    "make_document": "documents",
    "read_documents": "sources",
    "tls_credentials": "security",
    "AsyncFollower": "following",
    "AsyncPager": "paging",
    "Follower": "following",
    "Page": "paging",
    "Pager": "paging",
}

__all__ = [
    "AsyncClient",
    "AsyncFollower",
    "AsyncPager",
    "Cancelled",
    "Client",
    "Conflict",
    "CursorTooOld",
    "DatelineError",
    "DeadlineExceeded",
    "EtagMismatch",
    "Follower",
    "Internal",
    "InvalidArgument",
    "InvalidFilter",
    "NotFound",
    "NotYetConsistent",
    "Page",
    "Pager",
    "PermissionDenied",
    "ResourceExhausted",
    "SlowReader",
    "TooLarge",
    "Unauthenticated",
    "Unavailable",
    "UnreadableDocument",
    "Unsupported",
    "__version__",
    "make_document",
    "read_documents",
    "tls_credentials",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"dateline.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING"})
