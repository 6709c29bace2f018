"""The revisions of an article: what the log holds of it."""

from dateline.v1.article_pb2 import Article
from dateline_server.errors import NotFound
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.index_rows import basic_view
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.store import Page

_BYTES = "SELECT l.bytes FROM articles_by_key a JOIN log l ON l.article = a.id WHERE a.name = ? AND l.revision = ?"


class Revisions:
    """Reads the revisions of one store; those of deleted articles too."""

    def __init__(self, database: Database, tokens: PageTokens) -> None:
        self._database = database
        self._tokens = tokens

    def list(self, name: str, page_size: int, page_token: str) -> Page:
        """Serialised Articles without body and claims but with their engine, latest first; those that the store still holds.

        Raises NotFound.
        """
        size = read_page_size(page_size)
        binding = ("revisions", name)
        after = self._tokens.open(binding, page_token)
        with self._database.reading() as connection:
            article, latest = _find(connection, name)
            before = int(after[0]) if after else latest + 1
            rows = connection.execute(
                "SELECT revision, bytes FROM log WHERE article = ? AND revision < ? ORDER BY revision DESC LIMIT ?",
                (article, before, size + 1),
            ).fetchall()
        items = [_view(serialized) for _, serialized in rows[:size]]
        token = self._tokens.seal(binding, (rows[size - 1][0],)) if len(rows) > size else ""
        return Page(items, token)

    def get(self, name: str, revision: int) -> bytes:
        """The serialised Article as it was. Raises NotFound, saying which revisions there are."""
        row = self._database.read_one(_BYTES, (name, revision))
        if row is None:
            latest = self.latest(name)
            raise NotFound(
                f"Revision {revision} of {name} is no longer held: the store was compacted. The latest is {latest}."
                if 1 <= revision <= latest
                else f"There is no revision {revision} of {name}; the latest is {latest}.",
                field="name",
                name=f"{name}/revisions/{revision}",
            )
        serialized: bytes = row[0]
        return serialized

    def latest(self, name: str) -> int:
        """The number of the latest revision. Raises NotFound."""
        with self._database.reading() as connection:
            return _find(connection, name)[1]


def _find(connection: Connection, name: str) -> tuple[int, int]:
    row = connection.execute("SELECT id, revision FROM articles_by_key WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NotFound(f"There is no article {name!r}.", field="name", name=name)
    return row[0], row[1]


def _view(serialized: bytes) -> bytes:
    article = Article.FromString(serialized)
    view = basic_view(article)
    view.engine.CopyFrom(article.engine)
    return view.SerializeToString(deterministic=True)
