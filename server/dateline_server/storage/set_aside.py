"""Documents that were set aside, because reading them ended the process that read them."""

import hashlib

from dateline.v1.admin_service_pb2 import SetAside
from dateline.v1.document_pb2 import Document
from dateline_server.clock import Clock
from dateline_server.errors import NotFound
from dateline_server.storage.database import Database
from dateline_server.storage.filter_sql import microseconds
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.store import Page

_BINDING = ("set_aside",)
_PREFIX = "setAside/"
# The latest are kept; a flood of them has one cause, of which these are examples enough.
_MOST_KEPT = 10_000


class SetAsideDocuments:
    """The documents that were set aside in one store."""

    def __init__(self, database: Database, tokens: PageTokens, clock: Clock) -> None:
        self._database = database
        self._tokens = tokens
        self._clock = clock

    def add(self, document: Document, engine: str, reason: str, message: str) -> None:
        """Sets the document aside for the engine with that digest, after the commit; nothing for one that is already."""
        now = microseconds(self._clock())
        entry = SetAside(document=document, reason=reason, message=message, engine_digest=engine)
        entry.create_time.FromMicroseconds(now)
        with self._database.writing() as connection:
            number = connection.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM set_aside").fetchone()[0]
            entry.name = f"{_PREFIX}{number}"
            connection.execute(
                "INSERT INTO set_aside (number, digest, engine, entry) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (digest, engine) DO NOTHING",
                (number, digest_of(document), engine, entry.SerializeToString()),
            )
            connection.execute("DELETE FROM set_aside WHERE number <= ?", (number - _MOST_KEPT,))

    def digests(self, engine: str) -> set[str]:
        """The digests of what the engine could not read."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT digest FROM set_aside WHERE engine = ?", (engine,)).fetchall()
        return {row[0] for row in rows}

    def list(self, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised SetAside without the texts, the latest first. Raises InvalidPageToken and InvalidField."""
        size = read_page_size(page_size)
        after = self._tokens.open(_BINDING, page_token)
        before = int(after[0]) if after else 1 << 62
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number, entry FROM set_aside WHERE number < ? ORDER BY number DESC LIMIT ?", (before, size + 1)
            ).fetchall()
        token = self._tokens.seal(_BINDING, (rows[size - 1][0],)) if len(rows) > size else ""
        return Page([_without_text(row[1]) for row in rows[:size]], token)

    def get(self, name: str) -> bytes:
        """The serialised SetAside. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT entry FROM set_aside WHERE number = ?", (_number_in(name),)).fetchone()
        if row is None:
            raise _no_such(name)
        return bytes(row[0])

    def delete(self, name: str) -> None:
        """Forgets it. Raises NotFound."""
        with self._database.writing() as connection:
            number = _number_in(name)
            if connection.execute("SELECT 1 FROM set_aside WHERE number = ?", (number,)).fetchone() is None:
                raise _no_such(name)
            connection.execute("DELETE FROM set_aside WHERE number = ?", (number,))


def digest_of(document: Document) -> str:
    """What tells a document from others, whatever id its sender gave it: SHA-256, in hexadecimal."""
    content = Document()
    content.CopyFrom(document)
    content.ClearField("id")
    return hashlib.sha256(content.SerializeToString(deterministic=True)).hexdigest()


def _without_text(entry: bytes) -> bytes:
    shown = SetAside.FromString(entry)
    shown.document.ClearField("content")
    return shown.SerializeToString()


def _number_in(name: str) -> int:
    number = name.removeprefix(_PREFIX)
    if name == number or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise _no_such(name)
    return int(number)


def _no_such(name: str) -> NotFound:
    return NotFound(
        f"No {name[:80]!r} was set aside. `dateline admin set-aside` (ListSetAside) tells what was.", field="name"
    )
