"""The corrections of a store's events: kept beside the log, so that they outlive every new reading of their article."""

from dataclasses import dataclass

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline_server.storage.corrections import (
    Correction,
    apply_record,
    make_record,
    put_fields,
    warn_unmatched,
    withdraw_warning,
)
from dateline_server.storage.database import Connection

_COLUMNS = "key, fields, wanted, as_read, reason, author, at"


@dataclass(slots=True)
class _Kept:
    key: str
    fields: tuple[str, ...]
    wanted: EventRecord
    as_read: bytes | None
    reason: str
    author: str
    at: int


class KeptCorrections:
    """The corrections of one article, inside a transaction."""

    def __init__(self, connection: Connection, article_id: int) -> None:
        self._connection = connection
        self._article = article_id

    def apply(self, article: Article) -> bool:
        """Makes the corrections in a new reading of the article; it is told which of them could not be made.

        Gives whether one of the events is read otherwise than before, under its correction.
        """
        read_otherwise = False
        for kept in self._read_all():
            event = find_event(article, kept.key)
            as_read = None if event is None else event.SerializeToString(deterministic=True)
            if as_read != kept.as_read:
                kept.as_read, read_otherwise = as_read, True
                self._write(kept)
            self._make(article, event, kept)
        return read_otherwise

    def correct(self, article: Article, event: Event, correction: Correction, at: int) -> bool:
        """Makes the correction in the event, which is one of the article's, and keeps it; False when it was so already.

        Raises InvalidField for a reference that leads nowhere, below `event`.
        """
        before = next((kept for kept in self._read_all() if kept.key == correction.key), None)
        as_read = event.SerializeToString(deterministic=True)
        fields = correction.fields
        wanted = Event()
        if before is not None and before.as_read is not None:
            as_read = before.as_read
            put_fields(wanted, event, event.correction.fields)
            wanted.place_basis = event.place_basis
            fields = tuple(dict.fromkeys((*event.correction.fields, *fields)))
        put_fields(wanted, correction.event, correction.fields)
        if "place" in correction.fields:
            wanted.place_basis = correction.event.place_basis
        record = make_record(article, wanted, fields)
        kept = _Kept(correction.key, fields, record, as_read, correction.reason, correction.by, at)
        former, warnings = Event(), len(article.warnings)
        former.CopyFrom(event)
        event.CopyFrom(Event.FromString(as_read))
        withdraw_warning(article, kept.key)
        self._make(article, event, kept)
        if former.HasField("correction"):
            event.correction.time.CopyFrom(former.correction.time)
        if event == former and len(article.warnings) == warnings:
            return False
        event.correction.time.FromMicroseconds(at)
        self._write(kept)
        return True

    def withdraw(self, article: Article, key: str) -> bool:
        """Brings the event back as it was read and forgets its correction; False when there is none."""
        kept = next((kept for kept in self._read_all() if kept.key == key), None)
        if kept is None:
            return False
        event = find_event(article, key)
        if event is not None and kept.as_read is not None:
            event.CopyFrom(Event.FromString(kept.as_read))
        withdraw_warning(article, key)
        self._connection.execute("DELETE FROM corrections WHERE article = ? AND key = ?", (self._article, key))
        return True

    def _make(self, article: Article, event: Event | None, kept: _Kept) -> None:
        applied = [] if event is None else apply_record(article, event, kept.wanted, kept.fields)
        if event is not None and applied:
            event.correction.CopyFrom(Event.Correction(reason=kept.reason, by=kept.author, fields=applied))
            event.correction.time.FromMicroseconds(kept.at)
        if waiting := [name for name in kept.fields if name not in applied]:
            warn_unmatched(article, kept.key, waiting)

    def _read_all(self) -> list[_Kept]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM corrections WHERE article = ? ORDER BY at, key", (self._article,)
        ).fetchall()
        return [
            _Kept(key, tuple(fields.split()), EventRecord.FromString(wanted), as_read, reason, author, at)
            for key, fields, wanted, as_read, reason, author, at in rows
        ]

    def _write(self, kept: _Kept) -> None:
        self._connection.execute(
            f"INSERT INTO corrections (article, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (article, key) DO UPDATE SET fields = excluded.fields, wanted = excluded.wanted,"
            " as_read = excluded.as_read, reason = excluded.reason, author = excluded.author, at = excluded.at",
            (
                self._article,
                kept.key,
                " ".join(kept.fields),
                kept.wanted.SerializeToString(deterministic=True),
                kept.as_read,
                kept.reason,
                kept.author,
                kept.at,
            ),
        )


def find_event(article: Article, key: str) -> Event | None:
    """The event of the article under that key."""
    return next((event for event in article.events if event.key == key), None)
