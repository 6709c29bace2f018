"""From an entry of the log to the Change that one kind of watcher is sent."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp

from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame, frame_head

_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a watcher asked for: the articles that meet `filter`, `full` or without body and claims, `before` as well."""

    filter: str = ""
    full: bool = False
    before: bool = False


class ChangeRenderer:
    """Makes the changes for all watchers with the same options; each is made once. Raises InvalidFilter.

    `resolve` leads from the name of an actor to that of the one it is merged into.
    """

    def __init__(self, options: WatchOptions, resolve: Callable[[str], str]) -> None:
        self._options = options
        self._resolve = resolve
        self._filter = parse_filter(options.filter, ARTICLE_FIELDS)
        self._rendered: OrderedDict[int, bytes | None] = OrderedDict()

    def render(self, entry: LoggedChange) -> bytes | None:
        """The Change as it stands in a serialised WatchResponse; None when it does not concern such a watcher."""
        if entry.seq not in self._rendered:
            self._rendered[entry.seq] = self._render(entry)
            if len(self._rendered) > _KEPT:
                self._rendered.popitem(last=False)
        return self._rendered[entry.seq]

    def _render(self, entry: LoggedChange) -> bytes | None:
        if entry.merged is not None:
            return _render_merge(entry, Change.MERGED, entry.merged)
        if entry.unmerged is not None:
            return _render_merge(entry, Change.UNMERGED, entry.unmerged)
        before, after = self._admit(entry.before), self._admit(entry.after)
        if before is None and after is None:
            return None
        # Who sees only some of the articles sees one come and go as it begins and ceases to be one of them.
        kind = Change.DELETED if after is None else Change.CREATED if before is None else Change.UPDATED
        article = Article(name=entry.name).SerializeToString() if after is None else self._view(after)
        parts = [frame_head(Change.ARTICLE_FIELD_NUMBER, len(article)), article]
        if before is not None and self._options.before:
            parts.append(frame(Change.BEFORE_FIELD_NUMBER, self._view(before)))
        return _join(entry, kind, *parts)

    def _admit(self, serialized: bytes | None) -> bytes | None:
        if serialized is None or self._filter is None:
            return serialized
        return serialized if matches_article(self._filter, Article.FromString(serialized), self._resolve) else None

    def _view(self, serialized: bytes) -> bytes:
        if self._options.full:
            return serialized
        return basic_view(Article.FromString(serialized)).SerializeToString(deterministic=True)


def _render_merge(entry: LoggedChange, kind: Change.Kind.ValueType, merge: bytes) -> bytes:
    return _join(entry, kind, frame(Change.MERGE_FIELD_NUMBER, merge))


def _join(entry: LoggedChange, kind: Change.Kind.ValueType, *parts: bytes) -> bytes:
    seconds, microseconds = divmod(entry.at, 1_000_000)
    time = Timestamp(seconds=seconds, nanos=microseconds * 1_000)
    change = Change(kind=kind, name=entry.name, sequence=entry.seq, time=time).SerializeToString()
    length = len(change) + sum(map(len, parts))
    return b"".join((frame_head(WatchResponse.CHANGES_FIELD_NUMBER, length), change, *parts))
