"""What the relational store asks of a database: the little in which SQLite and PostgreSQL differ.

The SQL of the store is written once, with `?` for parameters, and runs on both. What a database needs for itself is
its folder's: how to connect, what an error means, its migrations and its full-text index.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

Row = tuple[Any, ...]
Parameters = Sequence[int | float | str | bytes | None]


def join_columns(row: Sequence[bytes | None]) -> bytes:
    """A serialised message, and what is set in it behind it, of the last two columns of a row; None sets nothing."""
    message, more = row[-2:]
    assert message is not None
    return message if more is None else message + more


class Cursor(Protocol):
    """The rows that a statement gives."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Runs statements inside the transaction that it was given out for."""

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """The rows of one statement; `?` stands for a parameter and nothing else."""
        ...

    def stream(self, sql: str, parameters: Parameters, /) -> Iterator[Any]:
        """The rows of one statement, however many, a few in memory at a time."""
        ...

    def executemany(self, sql: str, rows: Iterable[Parameters], /) -> object:
        """Runs the statement once a row."""
        ...

    def among(self, column: str, values: Sequence[int | str | bytes], /) -> tuple[str, list[Any]]:
        """The condition that the column holds one of the values, of which there is at least one, and its parameters."""
        ...

    def insert(self, table: str, rows: Sequence[Parameters], columns: str = "", /) -> None:
        """Adds many rows to a table, each with a value for every one of the columns, apart by commas; "": for all."""
        ...

    def settle(self, articles: Sequence[int], /) -> None:
        """From now on the articles (ids, at least one) are found by name and body as all those before them are.

        Where a new article is first found by way of a small index, which is quicker to write, that has to be told.
        """
        ...

    def pack(self, serialized: bytes, /) -> bytes:
        """See Database."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database is told what its planner does not find out.

    `leading_join` joins a table that must be walked first; `event_postings_by_type` is put behind `event_postings` where the
    index of that name must be walked; `skip_taken` at the end of a query leaves out rows that another transaction of
    `taking` holds.
    """

    leading_join: str
    event_postings_by_type: str
    skip_taken: str


class Database(Protocol):
    """One database, open. Every method raises StoreUnavailable when it cannot be used, saying what to do."""

    @property
    def dialect(self) -> Dialect:
        """What its planner has to be told."""
        ...

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    @property
    def name(self) -> str:
        """The database in messages, without a password: `/var/lib/dateline.db`, `postgresql://host/news`."""
        ...

    @property
    def answers_at_once(self) -> bool:
        """Whether a point read is quick enough to make on an event loop: no network lies between."""
        ...

    def pack(self, serialized: bytes, /) -> bytes:
        """An article of the log as this database keeps it; reading it gives the same bytes again.

        So it does with more bytes behind it, which are kept and read as they are.
        """
        ...

    def read_one(self, sql: str, parameters: Parameters) -> Any:
        """The first row of a point read outside of any transaction; None where there is none."""
        ...

    def point_reads(self, sql: str) -> Callable[[str], bytes | None]:
        """What gives the value that `sql` finds by its one parameter, None where there is none.

        It stands in two columns, the second one of which may be NULL: see `join_columns`.

        The statement has no other parameter, no part of it depends on anything but rows of the store, and it is not called
        inside of `reading`: what it gave may be given again as long as no row has changed.
        """
        ...

    def reading(self, *, log: bool = False) -> AbstractContextManager[Connection]:
        """A read-only transaction: all its statements see the same state. `log` is for who reads through the log."""
        ...

    def writing(self, *, tidying: bool = False) -> AbstractContextManager[Connection]:
        """The one transaction that writes now, over all processes; durable at the end, undone by an exception.

        With `tidying` its end may take long: it does for the database what other transactions leave to be done.
        """
        ...

    def taking(self) -> AbstractContextManager[Connection]:
        """A transaction that marks rows as taken, and writes nothing else; where it can be, it is beside the one that writes."""
        ...

    def schema_version(self, connection: Connection) -> int:
        """Number of the last migration that has run; 0 for a new store."""
        ...

    def run_migration(self, connection: Connection, number: int, script: str) -> None:
        """Runs the statements of migration `number` inside the transaction of `writing` and notes that they ran."""
        ...

    def close(self) -> None:
        """Closes every connection; calling it again does nothing."""
        ...
