"""From an entry of the log to the Change that one kind of watcher is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filters import Expression, parse_filter
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame_instant, frame_number, frame_tag, frame_text, varint

_KEPT = 1_024
# Looking these up in a message class, or framing them, for every change takes as long as the rest.
_CHANGES, _NAME = frame_tag(WatchResponse.CHANGES_FIELD_NUMBER), frame_tag(Change.NAME_FIELD_NUMBER)
_ARTICLE, _BEFORE = frame_tag(Change.ARTICLE_FIELD_NUMBER), frame_tag(Change.BEFORE_FIELD_NUMBER)
_MERGE, _SEQUENCE = frame_tag(Change.MERGE_FIELD_NUMBER), Change.SEQUENCE_FIELD_NUMBER
_CREATED, _UPDATED, _DELETED, _MERGED, _UNMERGED = (
    frame_number(Change.KIND_FIELD_NUMBER, kind)
    for kind in (Change.CREATED, Change.UPDATED, Change.DELETED, Change.MERGED, Change.UNMERGED)
)


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a watcher asked for: the articles that meet `filter`, `full` or without body and claims, `before` as well."""

    filter: str = ""
    full: bool = False
    before: bool = False


# A Change as it stands in a serialised WatchResponse, in pieces to be joined with those of others. The articles are pieces
# of their own, and the same bytes that the log gave.
Rendered: TypeAlias = tuple[bytes, ...]

_UNKNOWN: Rendered = ()


class ChangeRenderer:
    """Makes the changes for all watchers with the same options; each is made once. Raises InvalidFilter.

    `resolve` leads from the name of an actor to that of the one it is merged into.
    """

    def __init__(self, options: WatchOptions, resolve: Callable[[str], str]) -> None:
        self._options = options
        self._resolve = resolve
        self._filter = parse_filter(options.filter, ARTICLE_FIELDS)
        # The latest, and those before them, by number: forgotten together, which costs less than one by one.
        self._latest: dict[int, Rendered | None] = {}
        self._earlier: dict[int, Rendered | None] = {}

    def render(self, entry: LoggedChange) -> Rendered | None:
        """The change; None when it does not concern such a watcher."""
        seq = entry.seq
        rendered = self._latest.get(seq, _UNKNOWN)
        if rendered is _UNKNOWN:
            rendered = self._earlier.get(seq, _UNKNOWN)
        if rendered is _UNKNOWN:
            rendered = self._latest[seq] = self.render_anew(entry)
            if len(self._latest) == _KEPT:
                self._earlier, self._latest = self._latest, {}
        return rendered

    def render_anew(self, entry: LoggedChange) -> Rendered | None:
        """Like `render`, but on any thread, and the change is not kept for the next who asks."""
        if entry.merged is not None:
            return _join(entry, _MERGED, _MERGE, entry.merged)
        if entry.unmerged is not None:
            return _join(entry, _UNMERGED, _MERGE, entry.unmerged)
        before, after = entry.before, entry.after
        if self._filter is not None:
            before, after = self._admit(self._filter, before), self._admit(self._filter, after)
        if before is None and after is None:
            return None
        # Who sees only some of the articles sees one come and go as it begins and ceases to be one of them.
        kind = _DELETED if after is None else _CREATED if before is None else _UPDATED
        if after is None:
            after = frame_text(Article.NAME_FIELD_NUMBER, entry.name)
        elif not self._options.full:
            after = _view(after)
        if before is None or not self._options.before:
            return _join(entry, kind, _ARTICLE, after)
        if not self._options.full:
            before = _view(before)
        return _join(entry, kind, _ARTICLE, after, _BEFORE + varint(len(before)), before)

    def _admit(self, expression: Expression, serialized: bytes | None) -> bytes | None:
        if serialized is None or not matches_article(expression, Article.FromString(serialized), self._resolve):
            return None
        return serialized


def _view(serialized: bytes) -> bytes:
    return basic_view(Article.FromString(serialized)).SerializeToString(deterministic=True)


def _join(entry: LoggedChange, kind: bytes, tag: bytes, payload: bytes, *rest: bytes) -> Rendered:
    """The change of that kind: put together without building it, with the payload and the rest as its last fields."""
    name = entry.name.encode()
    first = b"%b%b%b%b%b%b%b%b" % (
        kind,
        _NAME,
        varint(len(name)),
        name,
        frame_number(_SEQUENCE, entry.seq),
        _frame_time(entry.at),
        tag,
        varint(len(payload)),
    )
    length = len(first) + len(payload) + sum(map(len, rest))
    return (_CHANGES + varint(length) + first, payload, *rest)


@lru_cache(16)
def _frame_time(at: int) -> bytes:
    """The time of a change; all that are committed together share it."""
    return frame_instant(Change.TIME_FIELD_NUMBER, at)
