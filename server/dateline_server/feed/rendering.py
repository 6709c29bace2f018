"""From an entry of the log to the Change that one kind of watcher is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.storage.filter_fields import WATCH_FIELDS
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import Expression, may_be, parse_filter
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.store import LoggedChange
from dateline_server.storage.wire import frame_instant, frame_number, frame_number_tag, frame_tag, frame_text, varint

_KEPT = 1_024
# Looking these up in a message class, or framing them, for every change takes as long as the rest.
_CHANGES, _NAME = frame_tag(WatchResponse.CHANGES_FIELD_NUMBER), frame_tag(Change.NAME_FIELD_NUMBER)
_ARTICLE, _BEFORE = frame_tag(Change.ARTICLE_FIELD_NUMBER), frame_tag(Change.BEFORE_FIELD_NUMBER)
_MERGE, _SEQUENCE = frame_tag(Change.MERGE_FIELD_NUMBER), frame_number_tag(Change.SEQUENCE_FIELD_NUMBER)
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

    `resolve` leads from the name of an actor to that of the one it is merged into; `is_stored` is for `parse_filter`.
    """

    def __init__(self, options: WatchOptions, resolve: Callable[[str], str], is_stored: IsStored = may_be) -> None:
        self.options = options
        self._resolve = resolve
        self._filter = parse_filter(options.filter, WATCH_FIELDS, is_stored)
        # The latest, and those before them, by number: forgotten together, which costs less than one by one.
        self._latest: dict[int, Rendered | None] = {}
        self._earlier: dict[int, Rendered | None] = {}

    @property
    def obeys_merges(self) -> bool:
        """Whether what it makes of a change depends on which actors are merged at that time."""
        return self._filter is not None

    def render(self, entries: Iterable[LoggedChange]) -> list[bytes]:
        """The changes that concern such a watcher, to be joined; kept for the next who asks for them."""
        pieces: list[bytes] = []
        for entry in entries:
            seq = entry.seq
            rendered = self._latest.get(seq, _UNKNOWN)
            if rendered is _UNKNOWN:
                rendered = self._earlier.get(seq, _UNKNOWN)
            if rendered is _UNKNOWN:
                rendered = self._latest[seq] = self._render(entry)
                if len(self._latest) == _KEPT:
                    self._earlier, self._latest = self._latest, {}
            if rendered is not None:
                pieces += rendered
        return pieces

    def render_once(self, entries: Iterable[LoggedChange]) -> list[bytes]:
        """Like `render`, but on any thread, and kept for nobody."""
        pieces: list[bytes] = []
        wants_all = self.options.full and self._filter is None
        # What the heads of neighbours share is put together when it changes.
        shared_at, shared_size, begin, end, beside = -1, -1, b"", b"", 0
        for entry in entries:
            seq, at, name, before, after, _, _ = entry
            if wants_all and before is None and after is not None:  # so is nearly everything where a copy is made
                encoded = name.encode()
                if at != shared_at or len(encoded) != shared_size:
                    shared_at, shared_size = at, len(encoded)
                    begin = b"%b%b%b" % (_CREATED, _NAME, varint(shared_size))
                    end = _frame_time(at) + _ARTICLE
                    beside = len(begin) + shared_size + len(_SEQUENCE) + len(end)
                size, number = len(after), varint(seq)
                own = varint(size)
                whole = varint(beside + len(number) + len(own) + size)
                head = b"%b%b%b%b%b%b%b%b" % (_CHANGES, whole, begin, encoded, _SEQUENCE, number, end, own)
                pieces += (head, after)
            elif (rendered := self._render(entry)) is not None:
                pieces += rendered
        return pieces

    def _render(self, entry: LoggedChange) -> Rendered | None:
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
        elif not self.options.full:
            after = _view(after)
        if before is None or not self.options.before:
            return _join(entry, kind, _ARTICLE, after)
        if not self.options.full:
            before = _view(before)
        return _join(entry, kind, _ARTICLE, after, _BEFORE + varint(len(before)), before)

    def _admit(self, expression: Expression, serialized: bytes | None) -> bytes | None:
        if serialized is None or not matches_article(expression, Article.FromString(serialized), self._resolve):
            return None
        return serialized


def _view(serialized: bytes) -> bytes:
    return basic_view(Article.FromString(serialized)).SerializeToString(deterministic=True)


def _join(entry: LoggedChange, kind: bytes, tag: bytes, payload: bytes, *rest: bytes) -> Rendered:
    """The change of that kind, with the payload and the rest as its last fields."""
    return (_head(kind, entry.name, entry.seq, entry.at, tag, len(payload), sum(map(len, rest))), payload, *rest)


def _head(kind: bytes, name: str, seq: int, at: int, tag: bytes, payload: int, rest: int = 0) -> bytes:
    """What stands before a payload of so many bytes, behind which there are others: put together without building it."""
    encoded = name.encode()
    fields = b"%b%b%b%b%b%b%b%b%b" % (
        kind,
        _NAME,
        varint(len(encoded)),
        encoded,
        _SEQUENCE,
        varint(seq),
        _frame_time(at),
        tag,
        varint(payload),
    )
    return b"%b%b%b" % (_CHANGES, varint(len(fields) + payload + rest), fields)


@lru_cache(16)
def _frame_time(at: int) -> bytes:
    """The time of a change; all that are committed together share it."""
    return frame_instant(Change.TIME_FIELD_NUMBER, at)
