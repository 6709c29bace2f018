"""Deleted articles: out of every index, but held by the log until it is compacted."""

from dataclasses import dataclass

from dateline.v1.article_pb2 import Article
from dateline_server.storage.actor_merges import read_resolved
from dateline_server.storage.database import Connection
from dateline_server.storage.filter_match import matches_article
from dateline_server.storage.filters import Expression
from dateline_server.storage.index_rows import basic_view

# Deleted articles looked at for one page: few of them may match the filter.
_MOST_EXAMINED = 1000
_SELECT = (
    "SELECT a.id, a.delete_time, l.bytes FROM articles a JOIN log l ON l.seq = a.head"
    " WHERE a.delete_time IS NOT NULL AND a.id < ? ORDER BY a.id DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class DeletedArticles:
    """Id and serialised Article of some, with `delete_time`; `before` is where to go on, None when there are no more."""

    found: list[tuple[int, bytes]]
    before: int | None


def read_deleted(
    connection: Connection, expression: Expression | None, before: int, limit: int, full: bool
) -> DeletedArticles:
    """Up to `limit` of the deleted articles that the filter lets through, the latest stored first, with ids below `before`.

    Without body and claims unless `full`.
    """
    found: list[tuple[int, bytes]] = []
    targets = read_resolved(connection)
    rows = connection.execute(_SELECT, (before, _MOST_EXAMINED)).fetchall()
    for article_id, delete_time, serialized in rows:
        article = Article.FromString(serialized)
        if matches_article(expression, article, lambda name: targets.get(name, name)):
            if len(found) == limit:
                return DeletedArticles(found, found[-1][0])
            shown = article if full else basic_view(article)
            shown.delete_time.FromMicroseconds(delete_time)
            found.append((article_id, shown.SerializeToString(deterministic=True)))
    return DeletedArticles(found, rows[-1][0] if len(rows) == _MOST_EXAMINED else None)
