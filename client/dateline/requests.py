"""What requests of several methods have in common."""

import os
from collections.abc import Iterable

from google.protobuf.field_mask_pb2 import FieldMask

from dateline.v1.article_service_pb2 import ARTICLE_VIEW_BASIC, ARTICLE_VIEW_FULL, ArticleView

# The most names that one call takes.
MAX_NAMES = 256


def new_request_id() -> str:
    """An id that no other request has: sent again under it, a request is answered as the first time."""
    return os.urandom(16).hex()


def article_view(full: bool) -> ArticleView.ValueType:
    """Everything of an article, or all but body and claims."""
    return ARTICLE_VIEW_FULL if full else ARTICLE_VIEW_BASIC


def field_mask(fields: Iterable[str]) -> FieldMask | None:
    """The mask of the paths; None, which asks for everything, without any."""
    paths = list(fields)
    return FieldMask(paths=paths) if paths else None


def revision_name(name: str, number: int) -> str:
    """`articles/{id}/revisions/{number}`; `name` may be that already."""
    return f"{name}/revisions/{number}" if number else name
