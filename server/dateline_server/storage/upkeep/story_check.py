"""Compares the stories with their articles, and what articles are compared by with the articles that there are."""

from collections.abc import Iterator

from dateline_server.storage.database import Connection
from dateline_server.storage.feature_bytes import pack_features, unpack_features
from dateline_server.storage.log import read_article
from dateline_server.stories.features import describe

# Articles that no entry concerns which is still to be sorted.
_SETTLED = "NOT EXISTS (SELECT 1 FROM log l WHERE l.article = a.id AND l.seq > ?)"
_FAULTS = (
    (
        "{} is not described for stories",
        f"SELECT a.name FROM articles a WHERE a.delete_time IS NULL AND {_SETTLED} AND NOT EXISTS"
        " (SELECT 1 FROM story_features f WHERE f.article = a.id) ORDER BY a.id",
    ),
    (
        "{} is gone and still described for stories",
        f"SELECT a.name FROM articles a JOIN story_features f ON f.article = a.id WHERE a.delete_time IS NOT NULL"
        f" AND {_SETTLED} ORDER BY a.id",
    ),
    (
        "{} is in a story that there is not, or not described",
        "SELECT a.name FROM articles a JOIN story_articles m ON m.article = a.id WHERE NOT EXISTS"
        " (SELECT 1 FROM stories s WHERE s.number = m.story) OR NOT EXISTS"
        " (SELECT 1 FROM story_features f WHERE f.article = a.id) ORDER BY a.id",
    ),
    (
        "{} counts other articles, texts or publishers than it has",
        "SELECT s.name FROM stories s LEFT JOIN (SELECT story, count(*) AS articles,"
        " count(*) - count(reprint_of) AS texts, count(DISTINCT source) AS sources FROM story_articles GROUP BY story) c"
        " ON c.story = s.number WHERE c.articles IS NULL OR c.articles < 2"
        " OR s.article_count <> c.articles OR s.text_count <> c.texts OR s.source_count <> c.sources ORDER BY s.number",
    ),
)
_SELECT = f"SELECT f.features FROM story_features f JOIN articles a ON a.id = f.article WHERE a.id = ? AND {_SETTLED}"


def find_story_faults(connection: Connection, sorted_to: int) -> Iterator[str]:
    """What does not fit, a sentence each, as far as entries up to `sorted_to` are concerned."""
    for what, sql in _FAULTS:
        parameters = [sorted_to] * sql.count("?")
        yield from (what.format(name) for (name,) in connection.execute(sql, parameters).fetchall())


def find_feature_faults(connection: Connection, article_id: int, seq: int, sorted_to: int) -> Iterator[str]:
    """Whether the article that entry `seq` holds is described as it would be now, and found by its terms."""
    row = connection.execute(_SELECT, (article_id, sorted_to)).fetchone()
    if row is None:
        return
    article = read_article(connection, seq)
    if row[0] != pack_features(describe(article)):
        yield f"{article.name} is described for stories otherwise than its text is"
    for term, _ in unpack_features(row[0], None).terms:
        held = connection.execute(
            "SELECT count(*) FROM story_terms t JOIN story_features f ON f.article = t.article AND f.day = t.day"
            " WHERE t.term = ? AND t.article = ?",
            (term, article_id),
        ).fetchone()[0]
        if held != 1:
            yield f"{article.name} is not found by all terms that it is described by"
            return
