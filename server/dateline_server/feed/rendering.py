"""From an entry of the log to the Change that one kind of watcher is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filters import Expression, parse_filter
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame_head, frame_instant, frame_number, frame_text

_KEPT = 1_024
# Looking these up in a message class for every change takes as long as the rest.
_CHANGES = WatchResponse.CHANGES_FIELD_NUMBER
_ARTICLE, _BEFORE = Change.ARTICLE_FIELD_NUMBER, Change.BEFORE_FIELD_NUMBER
_NAME, _SEQUENCE = Change.NAME_FIELD_NUMBER, Change.SEQUENCE_FIELD_NUMBER
_CREATED, _UPDATED, _DELETED = (
    frame_number(Change.KIND_FIELD_NUMBER, kind) for kind in (Change.CREATED, Change.UPDATED, Change.DELETED)
)


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a watcher asked for: the articles that meet `filter`, `full` or without body and claims, `before` as well."""

    filter: str = ""
    full: bool = False
    before: bool = False


class Rendered(NamedTuple):
    """A Change as it stands in a serialised WatchResponse: `pieces` to be joined, with those of others, and their `size`.

    The article is one of them, and the same bytes that the log gave.
    """

    size: int
    pieces: tuple[bytes, ...]


_UNKNOWN = Rendered(0, ())


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
            rendered = self._latest[seq] = self._render(entry)
            if len(self._latest) == _KEPT:
                self._earlier, self._latest = self._latest, {}
        return rendered

    def _render(self, entry: LoggedChange) -> Rendered | None:
        if entry.merged is not None:
            return _render_merge(entry, Change.MERGED, entry.merged)
        if entry.unmerged is not None:
            return _render_merge(entry, Change.UNMERGED, entry.unmerged)
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
        head = frame_head(_ARTICLE, len(after))
        if before is None or not self._options.before:
            return _join(entry, kind, head, after)
        if not self._options.full:
            before = _view(before)
        return _join(entry, kind, head, after, frame_head(_BEFORE, len(before)), before)

    def _admit(self, expression: Expression, serialized: bytes | None) -> bytes | None:
        if serialized is None or not matches_article(expression, Article.FromString(serialized), self._resolve):
            return None
        return serialized


def _view(serialized: bytes) -> bytes:
    return basic_view(Article.FromString(serialized)).SerializeToString(deterministic=True)


def _render_merge(entry: LoggedChange, kind: Change.Kind.ValueType, merge: bytes) -> Rendered:
    head = frame_head(Change.MERGE_FIELD_NUMBER, len(merge))
    return _join(entry, frame_number(Change.KIND_FIELD_NUMBER, kind), head, merge)


def _join(entry: LoggedChange, kind: bytes, head: bytes, *rest: bytes) -> Rendered:
    """The change of that kind: put together without building it, of which `head` and `rest` are the last fields."""
    name = entry.name.encode()
    number = frame_number(_SEQUENCE, entry.seq)
    first = b"".join((kind, frame_head(_NAME, len(name)), name, number, _frame_time(entry.at), head))
    length = len(first) + sum(map(len, rest))
    framed = frame_head(_CHANGES, length) + first
    return Rendered(len(framed) + length - len(first), (framed, *rest))


@lru_cache(16)
def _frame_time(at: int) -> bytes:
    """The time of a change; all that are committed together share it."""
    return frame_instant(Change.TIME_FIELD_NUMBER, at)
