"""A PostgreSQL database as a Database: a pool of connections, one writer at a time, and what errors mean."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Format
from psycopg_pool import ConnectionPool, PoolTimeout

from dateline_server.errors import StoreUnavailable
from dateline_server.storage.addresses import name_place
from dateline_server.storage.database import Connection, Cursor, Dialect, Parameters, join_columns
from dateline_server.storage.postgres.packing import UnpackingLoader, UnpackingTextLoader, pack

# "date" in ASCII: the advisory lock under which all servers write, one after another.
_BEGIN_WRITING = b"BEGIN; SELECT pg_advisory_xact_lock(%d)" % 0x64617465
_CONNECT_SECONDS = 10
_POOL_SIZE = 8
_ROWS_AT_ONCE = 2_000
_TRY_AGAIN_SECONDS = 0.5  # after the server refused; until then callers are told the same


class PostgresDatabase:
    """Connects to the database at `url`. Raises StoreUnavailable, saying what to do, when that cannot be done."""

    # PostgreSQL knows from its statistics which way is the shorter.
    kind = "postgresql"
    dialect = Dialect(leading_join="JOIN", event_postings_by_type="", skip_taken=" FOR UPDATE SKIP LOCKED")
    answers_at_once = False

    def __init__(self, url: str, wait_seconds: float = _CONNECT_SECONDS) -> None:
        self.name = name_place(url)
        self._wait_seconds = wait_seconds
        self._connect_timeout = max(1, int(wait_seconds))
        _require_address(url, self.name)
        with self.errors():
            # One plain attempt first: a pool hides why it cannot connect.
            psycopg.connect(url, connect_timeout=self._connect_timeout).close()
        self._url = url
        self._pool = self._open_pool()
        self._lost = False
        self._reconnecting = threading.Lock()
        self._refusal: psycopg.OperationalError | None = None
        self._refused_at = 0.0
        self._column_types: dict[str, list[int]] = {}

    def pack(self, serialized: bytes, /) -> bytes:
        """The article as it is kept."""
        return pack(serialized)

    def read_one(self, sql: str, parameters: Parameters) -> Any:
        """The first row of a point read."""
        with self.errors(), self._connection() as connection:
            return connection.execute(_placeholders(sql), parameters, binary=True).fetchone()

    def point_reads(self, sql: str) -> Callable[[str], bytes | None]:
        """Finds a value by its key; only the database knows whether somebody has written."""

        def read(key: str) -> bytes | None:
            row = self.read_one(sql, (key,))
            return None if row is None else join_columns(row)

        return read

    @contextmanager
    def reading(self, *, log: bool = False) -> Iterator[Connection]:
        """A read-only transaction: all its statements see the same state. The log is read like everything else."""
        with self.errors(), self._connection() as connection:
            connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
            try:
                with connection.transaction():
                    yield _Statements(connection, self._column_types)
            finally:
                if not connection.closed:
                    connection.isolation_level, connection.read_only = None, None

    @contextmanager
    def writing(self, *, tidying: bool = False) -> Iterator[Connection]:
        """The one transaction that writes now, over all servers. PostgreSQL tidies up by itself."""
        with self.errors(), self._connection(_BEGIN_WRITING) as connection:
            try:
                yield _Statements(connection, self._column_types)
            except BaseException:
                if not connection.closed:
                    connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def taking(self) -> Iterator[Connection]:
        """A transaction beside the one that writes."""
        with self.errors(), self._connection() as connection, connection.transaction():
            yield _Statements(connection, self._column_types)

    def run(self, sql: str) -> None:
        """Runs a statement that can stand in no transaction."""
        with self.errors(), self._connection() as connection:
            connection.execute(sql.encode())

    def schema_version(self, connection: Connection) -> int:
        """Number of the last migration that has run."""
        known = connection.execute("SELECT to_regclass('store_facts')").fetchone()[0]
        if known is None:
            return 0
        row = connection.execute("SELECT value FROM store_facts WHERE name = 'schema_version'").fetchone()
        return int(row[0]) if row else 0

    def run_migration(self, connection: Connection, number: int, script: str) -> None:
        """Runs the statements of a migration and notes that they ran."""
        connection.execute(script)
        connection.execute(
            "INSERT INTO store_facts VALUES ('schema_version', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(number).encode(),),
        )

    def close(self) -> None:
        """Closes every connection."""
        self._pool.close()

    @contextmanager
    def _connection(self, first: bytes = b"") -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        pool, connection = self._take(first)
        try:
            yield connection
        finally:
            self._lost = self._lost or connection.closed
            pool.putconn(connection)

    def _take(self, first: bytes) -> "tuple[ConnectionPool[Any], psycopg.Connection[tuple[Any, ...]]]":
        """A connection that has answered the first statement, which may be empty, and the pool to give it back to."""
        if not self._lost:
            pool = self._pool
            try:
                connection = pool.getconn()
            except PoolTimeout:
                self._lost = True
                raise
            try:
                return pool, _begin(pool, connection, first)
            except psycopg.OperationalError:
                self._lost = True
        self._reconnect()
        return self._pool, _begin(self._pool, self._pool.getconn(), first)

    def _reconnect(self) -> None:
        """Begins with a new pool once the server lets anybody in. The old one would let callers wait, and not say why."""
        with self._reconnecting:
            if not self._lost:
                return
            if self._refusal is not None and time.monotonic() - self._refused_at < _TRY_AGAIN_SECONDS:
                raise self._refusal.with_traceback(None)
            try:
                psycopg.connect(self._url, connect_timeout=self._connect_timeout).close()
            except psycopg.OperationalError as error:
                self._refusal, self._refused_at = error, time.monotonic()
                raise
            old, self._pool = self._pool, self._open_pool()
            self._lost, self._refusal = False, None
            old.close(timeout=0)

    def _open_pool(self) -> "ConnectionPool[Any]":
        return ConnectionPool(
            self._url,
            min_size=1,
            max_size=_POOL_SIZE,
            timeout=self._wait_seconds,
            kwargs={"autocommit": True, "connect_timeout": self._connect_timeout},
            configure=_prepare,
            open=True,
        )

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns errors of the database into StoreUnavailable with a sentence that says what to do."""
        try:
            yield
        except (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise StoreUnavailable(f"The store {self.name} {_explain(error)}", field="store") from error
        except (psycopg.ProgrammingError, psycopg.NotSupportedError) as error:
            if isinstance(error, psycopg.errors.InsufficientPrivilege) or error.sqlstate is None:
                raise StoreUnavailable(f"The store {self.name} {_explain(error)}", field="store") from error
            raise


def _begin(
    pool: "ConnectionPool[Any]", connection: "psycopg.Connection[tuple[Any, ...]]", first: bytes
) -> "psycopg.Connection[tuple[Any, ...]]":
    try:
        connection.execute(first)
    except BaseException:
        pool.putconn(connection)
        raise
    return connection


def _prepare(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Reads packed articles, and plans anew: a plan that is kept does not know how its table has grown since.

    The pages of a store mostly lie in memory: told otherwise, PostgreSQL reads all articles for a word that few of them hold.
    """
    for loader in (UnpackingLoader, UnpackingTextLoader):
        connection.adapters.register_loader("bytea", loader)
    connection.execute("SET plan_cache_mode = force_custom_plan; SET random_page_cost = 1.1")


class _Statements:
    """A psycopg connection that takes `?` for parameters."""

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]", column_types: dict[str, list[int]]) -> None:
        self._connection = connection
        self._column_types = column_types

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        # Without parameters several statements may stand in one string, as they do in a migration.
        if not parameters:
            return self._connection.execute(sql.encode())
        # As text, the bytes of articles would be twice as long.
        return self._connection.execute(_placeholders(sql), parameters, binary=True)

    def stream(self, sql: str, parameters: Parameters, /) -> Iterator[Any]:
        with self._connection.cursor(name="stream") as cursor:
            cursor.itersize = _ROWS_AT_ONCE
            cursor.execute(_placeholders(sql), parameters, binary=True)
            yield from cursor

    def executemany(self, sql: str, rows: Iterable[Parameters], /) -> object:
        with self._connection.cursor() as cursor:
            cursor.executemany(_placeholders(sql), rows)
        return None

    def among(self, column: str, values: Sequence[int | str | bytes], /) -> tuple[str, list[Any]]:
        return f"{column} = ANY (?)", [list(values)]  # one parameter, and one statement for any number of values

    def insert(self, table: str, rows: Sequence[Parameters], columns: str = "", /) -> None:
        types = self._types_of(f"SELECT {columns or '*'} FROM {table} LIMIT 0")
        into = f"{table} ({columns})" if columns else table
        binary = b" (FORMAT BINARY)" if types else b""
        with (
            self._connection.cursor() as cursor,
            cursor.copy(b"COPY %b FROM STDIN%b" % (into.encode(), binary)) as copy,
        ):
            if types:
                copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def settle(self, articles: Sequence[int], /) -> None:
        """Nothing: new articles are found as all are."""

    def pack(self, serialized: bytes, /) -> bytes:
        return pack(serialized)

    def _types_of(self, select: str) -> list[int]:
        """The types of the columns; none where psycopg does not write all of them in the binary form."""
        types = self._column_types.get(select)
        if types is None:
            columns = self._connection.execute(select.encode()).description or []
            types = [column.type_code for column in columns]
            if not all(map(_is_written_binary, types)):
                types = []
            self._column_types[select] = types
        return types


def _is_written_binary(type_code: int) -> bool:
    try:
        psycopg.adapters.get_dumper_by_oid(type_code, Format.BINARY)
    except psycopg.ProgrammingError:
        return False
    return True


def _require_address(url: str, name: str) -> None:
    """Raises StoreUnavailable without a word of the address beyond `name`: what is wrong may be part of a password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        wrong = str(error).partition(":")[0].strip()
    else:
        ports = str(parts.get("port") or "0").split(",")
        hosts = str(parts.get("host") or "").split(",")
        if all(port.isdecimal() for port in ports) and not any("@" in host[1:] for host in hosts):
            return
        wrong = "the password, or another part, holds a sign that means something else there"
    raise StoreUnavailable(
        f"The address of the store {name} cannot be read: {wrong}. Write postgresql://user:password@host/database, and in "
        "user and password %40 for @, %2F for /, %3A for : and %25 for %.",
        field="store",
    )


@lru_cache(maxsize=1024)
def _placeholders(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


# What a server says to whom it does not let in comes without an SQLSTATE: known by its words, where it speaks English.
_REFUSALS = (
    (
        "28000",
        re.compile('password authentication failed|no password supplied|no pg_hba.conf entry|role ".*" does not exist'),
    ),
    ("3D000", re.compile('database ".*" does not exist')),
    ("57P03", re.compile("the database system is")),
    ("53300", re.compile("too many (clients|connections)|remaining connection slots are reserved")),
)


def _state(error: Exception) -> str:
    said = str(error)
    told: str | None = getattr(error, "sqlstate", None)
    return told or next((state for state, words in _REFUSALS if words.search(said)), "")


def _explain(error: Exception) -> str:
    state = _state(error)
    if state.startswith("28"):
        return "does not let this user in. Check user and password in the address."
    if state == "3D000":
        return "does not exist. Make it with `createdb`, or name another database in the address."
    if state == "42501":
        return "does not let this user make or write its tables. Make the user the owner of the database."
    if state == "53100":
        return "cannot grow: its disk is full. Free some space; what was acknowledged is kept."
    if state == "57P03":
        return "is starting or stopping. Try again in a moment."
    if state == "53300":
        return "takes no more connections now. Try again, or raise its max_connections."
    if isinstance(error, PoolTimeout):
        return "did not answer in time. Check that the server runs and is not overloaded."
    said = " ".join(str(error).split()).rstrip(".?")
    return f"cannot be used: {said}. Check that the server runs and that the address is right."
