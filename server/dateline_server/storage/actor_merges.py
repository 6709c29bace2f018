"""Which actors are one: merges made and taken back by people, each an entry of the log.

Articles keep the names that were read in them. The index takes a name for what it is merged into; articles that it took
in before a merge, or before the end of one, are `stale` until it has taken their rows in again.
"""

from collections.abc import Iterable, Mapping

from dateline.v1.actor_pb2 import ActorMerge
from dateline_server.errors import AlreadyMerged, MergeCycle, NotFound
from dateline_server.storage.database import Connection
from dateline_server.storage.log import Entry, LogKind, append_entry, hold, last_seq
from dateline_server.storage.names import fold_name

_CURRENT = "SELECT source, target FROM actor_merges WHERE until IS NULL"
_AS_OF = "SELECT source, target FROM actor_merges WHERE since <= ? AND (until IS NULL OR until > ?)"
_MARK_STALE = (
    "INSERT INTO stale SELECT article, ? FROM article_postings WHERE term = ?"
    # What is stale already was taken in before an earlier merge.
    " ON CONFLICT (article) DO NOTHING"
)
Targets = Mapping[str, str]


def read_targets(connection: Connection, as_of: int | None = None) -> dict[str, str]:
    """What each merged actor is merged into, one step: now, or after the entry `as_of` of the log."""
    rows = connection.execute(_CURRENT) if as_of is None else connection.execute(_AS_OF, (as_of, as_of))
    return dict(rows.fetchall())


def resolve(targets: Targets, name: str) -> str:
    """What the actor is merged into in the end; itself when it is not merged."""
    while name in targets:
        name = targets[name]
    return name


def read_resolved(connection: Connection) -> dict[str, str]:
    """What each merged actor is merged into in the end."""
    targets = read_targets(connection)
    return {name: resolve(targets, name) for name in targets}


class ActorMerges:
    """Makes and takes back merges inside a transaction, at one time (`now`, microseconds since 1970)."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._now = now

    def merge(self, wanted: ActorMerge) -> bytes:
        """The serialised ActorMerge: the target, and those sources that were not merged into it before.

        Raises NotFound (`target`, `sources[i]`), MergeCycle and AlreadyMerged.
        """
        targets = read_targets(self._connection)
        ids = {wanted.target: self._find(wanted.target, "target")}
        merged: list[str] = []
        for position, source in enumerate(wanted.sources):
            field = f"sources[{position}]"
            ids[source] = self._find(source, field)
            if targets.get(source) == wanted.target:
                continue
            if source in targets:
                raise AlreadyMerged(
                    f"{source} is merged into {targets[source]}. Take that back with UnmergeActor first.",
                    field=field,
                    target=targets[source],
                )
            if resolve(targets, wanted.target) == source:
                raise MergeCycle(f"{wanted.target} is {source} itself, or merged into it.", field=field)
            targets[source] = wanted.target
            merged.append(source)
        done = ActorMerge(target=wanted.target, sources=merged, reason=wanted.reason, by=wanted.by)
        if not merged:
            return done.SerializeToString(deterministic=True)
        seq = last_seq(self._connection)
        for source in merged:
            self._connection.execute(_MARK_STALE, (seq, f"a{ids[source]}"))
            name = self._connection.execute("SELECT display_name FROM actors WHERE id = ?", (ids[source],)).fetchone()[
                0
            ]
            self._connection.execute(
                "INSERT INTO actor_merges (source, target, since, until, known_as, known_folded) VALUES (?, ?, ?, NULL, ?, ?)",
                (source, wanted.target, seq + 1, name, fold_name(name)),
            )
        self._point(targets, targets)
        return self._append(seq + 1, LogKind.MERGED, done)

    def unmerge(self, name: str, reason: str = "", by: str = "") -> bytes:
        """The serialised ActorMerge that was taken back. Raises NotFound when the actor is not merged."""
        targets = read_targets(self._connection)
        if name not in targets:
            raise NotFound(f"{name} is not merged into another actor.", field="name", name=name)
        whole = resolve(targets, name)
        seq = last_seq(self._connection)
        self._connection.execute(_MARK_STALE, (seq, f"a{self._find(whole, 'name')}"))
        self._connection.execute(
            "UPDATE actor_merges SET until = ? WHERE source = ? AND until IS NULL", (seq + 1, name)
        )
        target = targets.pop(name)
        self._point([name, *targets], targets)
        return self._append(seq + 1, LogKind.UNMERGED, ActorMerge(target=target, sources=[name], reason=reason, by=by))

    def _find(self, name: str, field: str) -> int:
        row = self._connection.execute("SELECT id FROM actors WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise NotFound(f"No article ever named an actor {name!r}.", field=field, name=name)
        actor: int = row[0]
        return actor

    def _point(self, names: Iterable[str], targets: Targets) -> None:
        """Writes beside the actors what they are merged into in the end."""
        for name in names:
            whole = resolve(targets, name)
            self._connection.execute(
                "UPDATE actors SET merged_into = (SELECT id FROM actors WHERE name = ? AND name <> ?) WHERE name = ?",
                (whole, name, name),
            )

    def _append(self, seq: int, kind: LogKind, merge: ActorMerge) -> bytes:
        merge.time.FromMicroseconds(self._now)
        serialized = merge.SerializeToString(deterministic=True)
        append_entry(
            self._connection, Entry(seq, int(kind), None, None, self._now, *hold(self._connection, serialized))
        )
        return serialized
