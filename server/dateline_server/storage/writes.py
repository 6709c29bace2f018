"""Writing to a store: each change of an article is one entry of the log, and moves the head of the article to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from zlib import crc32

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline_server.errors import EtagMismatch, NotFound
from dateline_server.storage.arrivals import Arrival, NewStamps, etag_of, receive_at
from dateline_server.storage.corrections import Correction
from dateline_server.storage.database import Connection, Row
from dateline_server.storage.kept_corrections import KeptCorrections, find_event
from dateline_server.storage.keys import Identity
from dateline_server.storage.log import Entry, LogKind, append_entries, append_entry, hold, read_article
from dateline_server.storage.rereading import Reread, is_same, take_facts
from dateline_server.storage.store import Stored


@dataclass(slots=True)
class _Head:
    """An article as it stands; `seq` is the entry of the log that holds it, also when it is deleted; 0 when none does."""

    id: int
    name: str
    content: str
    body_sha256: bytes
    duplicate_of: str
    revision: int
    seq: int
    create_time: int
    delete_time: int | None = None


_COLUMNS = "id, name, content, body_sha256, duplicate_of, revision, head, create_time, delete_time"
_SELECT = f"SELECT {_COLUMNS} FROM articles"
_SELECT_BY_KEY = f"SELECT {_COLUMNS} FROM articles_by_key"
# A deleted article is nobody's original.
_WITH_BODY = (
    "SELECT name FROM articles_by_key WHERE body_sha256 = ? AND id <> ? AND delete_time IS NULL"
    " ORDER BY duplicate_of <> '', id LIMIT 1"
)
# A round trip takes PostgreSQL as long as writing an article: what can be asked in one is. An article that does not say
# when it was received was received at 0, which is later than what an empty queue was handed in.
_LAST = (
    "SELECT (SELECT COALESCE(max(seq), 0) FROM log), (SELECT COALESCE(max(id), 0) FROM articles),"
    " COALESCE((SELECT received FROM queue ORDER BY number DESC LIMIT 1), -1)"
)
_LOOKED_UP_AT_ONCE = 500
_FIRST = 1  # revision of a new article
_CREATED = int(LogKind.CREATED)
_NEW, _DUPLICATE = IngestResult.CREATED, IngestResult.DUPLICATE
_DELETED_AFTER = "SELECT 1 FROM log WHERE article = ? AND revision IS NULL AND seq > ?"
_HELD_AT = "SELECT bytes FROM log WHERE article = ? AND seq <= ? AND bytes IS NOT NULL ORDER BY revision DESC LIMIT 1"


class Writes:
    """The writes of one transaction, all at one time (`now`, microseconds since 1970)."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now
        self._stamps = NewStamps(now)
        self._seq, self._last_id, self._last_queued = connection.execute(_LAST).fetchone()
        self._new: list[tuple[Arrival, str]] = []  # with the name of the original, "" for none

    def ingest(self, arrivals: Sequence[Arrival]) -> list[Stored]:
        """Stores the articles in their order, but for those that are stored already as they are.

        One that had to wait, and whose article has a version that was received later or was deleted later, is left out
        (OUTCOME_UNSPECIFIED). One that did not is later than all that waits, whatever has become of the clock.

        Articles with new names are looked up and written together; from the first one that changes a stored article on,
        each is on its own.
        """
        results = []
        in_order = [self._order(arrival) for arrival in arrivals]
        for at in range(0, len(in_order), _LOOKED_UP_AT_ONCE):
            results += self._ingest_some(in_order[at : at + _LOOKED_UP_AT_ONCE])
        return results

    def _order(self, arrival: Arrival) -> Arrival:
        if arrival.log_end is None and arrival.received <= self._last_queued:
            return receive_at(arrival, self._last_queued + 1)
        return arrival

    def _ingest_some(self, arrivals: Sequence[Arrival]) -> list[Stored]:
        names = [arrival.identity.name for arrival in arrivals]
        bodies = [arrival.body_sha256 for arrival in arrivals]
        found = self._look_up(names, bodies)
        contents = {head.name: head.content if head.delete_time is None else "" for head in found}
        revisions = {head.name: head.revision for head in found}
        originals: dict[bytes, str] = {}
        for head in sorted(found, key=lambda head: (head.duplicate_of != "", head.id)):
            if head.delete_time is None:  # a deleted article is nobody's original
                originals.setdefault(head.body_sha256, head.name)
        results: list[Stored] = []
        for position, arrival in enumerate(arrivals):
            name, content = arrival.identity.name, arrival.identity.content
            known = contents.setdefault(name, content)
            if name not in revisions:
                revisions[name] = _FIRST
                original = originals.setdefault(arrival.body_sha256, name)
                results.append(self._create(arrival, original if original != name else ""))
            elif known == content:
                results.append(Stored(name, IngestResult.UNCHANGED, revisions[name]))
            else:
                self._write_new()
                return results + [self._ingest_one(other) for other in arrivals[position:]]
        self._write_new()
        return results

    def _ingest_one(self, arrival: Arrival) -> Stored:
        identity, body_sha256 = arrival.identity, arrival.body_sha256
        head = self._find(identity.name)
        if head is not None and head.delete_time is None and head.content == identity.content:
            return Stored(identity.name, IngestResult.UNCHANGED, head.revision)
        if head is not None and arrival.log_end is not None and self._is_later(head, arrival.received, arrival.log_end):
            return Stored(identity.name, IngestResult.OUTCOME_UNSPECIFIED, head.revision)
        original = self._first_with_body(body_sha256, head.id if head else 0)
        if head is None:
            created = self._create(arrival, original)
            self._write_new()
            return created
        stored = Article.FromString(arrival.serialized)
        stored.near_duplicate_of = original
        KeptCorrections(self._connection, head.id).apply(stored)
        came_back, other_body = head.delete_time is not None, head.body_sha256 != body_sha256
        head.content, head.body_sha256, head.delete_time = identity.content, body_sha256, None
        self._update(head, stored, LogKind.CREATED if came_back else LogKind.UPDATED)
        if other_body:
            self._lead_duplicates_elsewhere(head.name)
        if not came_back:
            return Stored(head.name, IngestResult.UPDATED, head.revision)
        outcome = IngestResult.DUPLICATE if stored.near_duplicate_of else IngestResult.CREATED
        return Stored(head.name, outcome, head.revision, stored.near_duplicate_of)

    def delete(self, name: str, etag: str = "") -> None:
        """Takes the article out of every list and search; its revisions stay. Raises NotFound and EtagMismatch."""
        now = max(self._now, self._last_queued + 1)
        head = self._find(name)
        if head is None or head.delete_time is not None:
            raise NotFound(f"There is no article {name!r}.", field="name", name=name)
        self._require_etag(head, etag)
        self._seq += 1
        append_entry(self._connection, Entry(self._seq, int(LogKind.DELETED), head.id, None, now, None, None))
        self._connection.execute("UPDATE articles SET delete_time = ? WHERE id = ?", (now, head.id))
        self._lead_duplicates_elsewhere(name)

    def undelete(self, name: str, etag: str = "") -> bytes:
        """The serialised Article, there again as a new revision. Raises NotFound when it was not deleted; EtagMismatch."""
        head = self._find(name)
        if head is None or head.delete_time is None:
            raise NotFound(f"There is no deleted article {name!r}.", field="name", name=name)
        if not head.seq:
            raise NotFound(
                f"{name} was deleted so long ago that the store no longer holds it; ingest it again.",
                field="name",
                name=name,
            )
        self._require_etag(head, etag)
        article = read_article(self._connection, head.seq)
        article.near_duplicate_of = self._first_with_body(head.body_sha256, head.id)
        head.delete_time = None
        return self._update(head, article, LogKind.UNDELETED)

    def correct(self, name: str, etag: str, correction: Correction) -> bytes:
        """The serialised Article with the event put right, as a new revision unless it was so already.

        Raises NotFound for the article or the event (`key`), EtagMismatch, and InvalidField below `event`.
        """
        head = self._find_present(name, etag)
        article = read_article(self._connection, head.seq)
        event = find_event(article, correction.key)
        if event is None:
            raise NotFound(f"{name} has no event {correction.key!r}.", field="key", name=name, key=correction.key)
        if not KeptCorrections(self._connection, head.id).correct(article, event, correction, self._now):
            return article.SerializeToString(deterministic=True)
        return self._update(head, article, LogKind.UPDATED)

    def uncorrect(self, name: str, etag: str, key: str) -> bytes:
        """The serialised Article with the event as it was read. Raises NotFound (`article`, `key`) and EtagMismatch."""
        head = self._find_present(name, etag)
        article = read_article(self._connection, head.seq)
        if not KeptCorrections(self._connection, head.id).withdraw(article, key):
            raise NotFound(f"No correction of an event {key!r} of {name} is kept.", field="key", name=name, key=key)
        return self._update(head, article, LogKind.UPDATED)

    def reread(self, article_id: int, content: str, article: Article) -> Reread:
        """Takes a new reading of a stored text in: as a new revision, where it reads otherwise than the latest.

        It is left out where the article was deleted, or is no longer the document whose `content` was read.
        """
        row = self._connection.execute(f"{_SELECT} WHERE id = ?", (article_id,)).fetchone()
        head = _Head(*row)
        if head.delete_time is not None or head.content != content:
            return Reread.SKIPPED
        stored = read_article(self._connection, head.seq)
        take_facts(article, stored)
        read_otherwise = KeptCorrections(self._connection, head.id).apply(article)
        if read_otherwise or not is_same(article, stored):
            self._update(head, article, LogKind.UPDATED)
            return Reread.CHANGED
        self._connection.execute(
            "INSERT INTO confirmed (article, seq, engine) VALUES (?, ?, ?)"
            " ON CONFLICT (article) DO UPDATE SET seq = excluded.seq, engine = excluded.engine",
            (head.id, head.seq, article.engine.digest),
        )
        return Reread.UNCHANGED

    def _is_later(self, head: _Head, received: int, log_end: int) -> bool:
        """Whether the article was received, or deleted, after the time `received`, when the log ended at `log_end`.

        What the log held then is not later, though its time may say so: the clock was ahead, and was put right since.
        """
        if head.delete_time is not None:
            deleted = self._connection.execute(_DELETED_AFTER, (head.id, log_end)).fetchone()
            return head.delete_time > received and deleted is not None
        at = read_article(self._connection, head.seq).received_time
        if head.seq <= log_end or at.ToMicroseconds() <= received:
            return False
        # It may have changed since in what was read in the same document.
        before = self._connection.execute(_HELD_AT, (head.id, log_end)).fetchone()
        return before is None or Article.FromString(before[0]).received_time != at

    def _find_present(self, name: str, etag: str) -> _Head:
        head = self._find(name)
        if head is None or head.delete_time is not None:
            raise NotFound(f"There is no article {name!r}.", field="article", name=name)
        self._require_etag(head, etag)
        return head

    def _require_etag(self, head: _Head, etag: str) -> None:
        if etag and etag != (now := read_article(self._connection, head.seq).etag):
            raise EtagMismatch(
                f"{head.name} has changed: its etag is {now!r}, not {etag!r}. Read it again, and repeat the call if it still"
                " holds.",
                field="etag",
                etag=now,
                revision=str(head.revision),
            )

    def _find(self, name: str) -> _Head | None:
        row = self._connection.execute(f"{_SELECT_BY_KEY} WHERE name = ?", (name,)).fetchone()
        return _Head(*row) if row else None

    def _first_with_body(self, body_sha256: bytes, but: int) -> str:
        row = self._connection.execute(_WITH_BODY, (body_sha256, but)).fetchone()
        return row[0] if row else ""

    def _create(self, arrival: Arrival, original: str) -> Stored:
        """Makes the article, a duplicate of `original` where there is one; `_write_new` writes it."""
        self._new.append((arrival, original))
        return Stored(arrival.identity.name, _DUPLICATE if original else _NEW, _FIRST, original)

    def _write_new(self) -> None:
        new, self._new = self._new, []
        now, stamp = self._now, self._stamps.stamp
        entries: list[Entry] = []
        heads: list[Row] = []
        for seq, article, (arrival, original) in zip(count(self._seq + 1), count(self._last_id + 1), new):
            identity, own = arrival.identity, stamp(seq, original)
            held, checksum = arrival.packed + own, crc32(own, arrival.checksum)
            entries.append(Entry(seq, _CREATED, article, _FIRST, now, held, checksum))
            heads.append(
                (article, identity.name, identity.content, arrival.body_sha256, original, _FIRST, seq, now, None)
            )
        if new:
            append_entries(self._connection, entries)
            self._connection.insert("articles", heads, _COLUMNS)
            self._seq += len(new)
            self._last_id += len(new)

    def _look_up(self, names: Sequence[str], bodies: Sequence[bytes]) -> list[_Head]:
        """The articles with one of the names or one of the bodies; one with both may come twice."""
        named, name_values = self._connection.among("name", names)
        with_body, body_values = self._connection.among("body_sha256", bodies)
        rows = self._connection.execute(
            f"{_SELECT_BY_KEY} WHERE {named} UNION ALL {_SELECT_BY_KEY} WHERE {with_body}", [*name_values, *body_values]
        )
        return [_Head(*row) for row in rows]

    def _update(self, head: _Head, article: Article, kind: LogKind) -> bytes:
        """The serialised article, after it has become the next revision of its head."""
        self._seq += 1
        head.seq, head.revision, head.duplicate_of = self._seq, head.revision + 1, article.near_duplicate_of
        article.name, article.revision = head.name, head.revision
        article.create_time.FromMicroseconds(head.create_time)
        article.update_time.FromMicroseconds(self._now)
        article.etag = etag_of(head.seq, self._now)
        serialized = article.SerializeToString(deterministic=True)
        append_entry(
            self._connection,
            Entry(head.seq, int(kind), head.id, head.revision, self._now, *hold(self._connection, serialized)),
        )
        self._connection.execute(
            "UPDATE articles SET content = ?, body_sha256 = ?, duplicate_of = ?, revision = ?, head = ?, delete_time = ?"
            " WHERE id = ?",
            (head.content, head.body_sha256, head.duplicate_of, head.revision, head.seq, head.delete_time, head.id),
        )
        return serialized

    def _lead_duplicates_elsewhere(self, name: str) -> None:
        """The articles that named the one under `name` as their original now name the first one that is left."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE duplicate_of = ? AND duplicate_of <> '' AND delete_time IS NULL ORDER BY id", (name,)
        ).fetchall()
        original = ""
        for head in (_Head(*row) for row in rows):
            if not original:
                original = self._first_with_body(head.body_sha256, 0)
            article = read_article(self._connection, head.seq)
            article.near_duplicate_of = original if original != head.name else ""
            self._update(head, article, LogKind.UPDATED)


def find_unchanged(connection: Connection, identity: Identity) -> Stored | None:
    """The UNCHANGED result of a document that is stored as it is."""
    row = connection.execute(
        "SELECT revision FROM articles_by_key WHERE name = ? AND content = ? AND delete_time IS NULL",
        (identity.name, identity.content),
    ).fetchone()
    return Stored(identity.name, IngestResult.UNCHANGED, row[0]) if row else None
