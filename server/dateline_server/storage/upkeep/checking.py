"""Checks a store against itself: the database, the log, the heads of the articles, and the index derived from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from google.protobuf.message import DecodeError

from dateline.v1.article_pb2 import Article
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.keys import identify_article
from dateline_server.storage.log import LogKind, is_intact, last_seq, read_mark
from dateline_server.storage.operations import RUNNING
from dateline_server.storage.upkeep.engine import Progress, Upkeep, no_progress
from dateline_server.storage.upkeep.index_check import IndexCheck
from dateline_server.storage.upkeep.story_check import find_feature_faults, find_story_faults

_SAMPLE = 200  # articles
_NAMED = 5  # of a kind of fault that many articles share
_LOST = "Restore the store from a backup: dateline store restore."
_STALE = "Derive the index anew: dateline store reindex."

# Each selects what is wrong: a number or a name a row.
_LOG_FAULTS = (
    ("an entry of the log belongs to no article", "SELECT seq FROM log WHERE article NOT IN (SELECT id FROM articles)"),
    (
        "an entry of the log lacks what it should hold, or holds too much",
        f"SELECT seq FROM log WHERE (article IS NOT NULL AND ((kind = {int(LogKind.DELETED)}) <> (bytes IS NULL)"
        " OR (bytes IS NULL) <> (revision IS NULL))) OR (article IS NULL AND (bytes IS NULL OR revision IS NOT NULL))",
    ),
    (
        "the log holds a revision twice",
        "SELECT max(seq) FROM log WHERE revision IS NOT NULL GROUP BY article, revision HAVING count(*) > 1",
    ),
)
_HEAD_FAULTS = (
    (
        "an article has no entry in the log",
        "SELECT a.name FROM articles a WHERE (a.delete_time IS NULL OR a.head > 0) AND NOT EXISTS"
        " (SELECT 1 FROM log l WHERE l.seq = a.head AND l.article = a.id AND l.revision = a.revision)",
    ),
    (
        "an article is not at its latest revision",
        "SELECT a.name FROM articles a WHERE a.revision < (SELECT max(revision) FROM log l WHERE l.article = a.id)",
    ),
    (
        "an article is there although it was deleted, or gone although it was not",
        "SELECT a.name FROM articles a JOIN log l ON l.seq = (SELECT max(seq) FROM log WHERE article = a.id)"
        f" WHERE (a.delete_time IS NULL) = (l.kind = {int(LogKind.DELETED)})",
    ),
    ("a name belongs to two articles", "SELECT name FROM articles GROUP BY name HAVING count(*) > 1"),
)
_QUEUE_FAULTS = (
    (
        "the text of a document in the queue is gone",
        "SELECT number FROM queue WHERE number NOT IN (SELECT number FROM queued_documents)",
    ),
    (
        "a document in the queue belongs to no operation that goes on",
        "SELECT q.number FROM queue q WHERE NOT EXISTS"
        f" (SELECT 1 FROM operations o WHERE o.number = q.operation AND o.state = {int(RUNNING)})",
    ),
    (
        "the queue counts other documents than it holds",
        "SELECT documents FROM queue_state WHERE documents <> (SELECT count(*) FROM queue)"
        " OR bytes <> (SELECT COALESCE(sum(size), 0) FROM queue)",
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with `part` of the store (database, log, articles, queue, index, stories), and what to do about it."""

    part: str
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check went through, and what it found. `compared` is of how many articles the index was derived again."""

    changes: int
    articles: int
    compared: int
    behind: int
    faults: list[Fault]


def check_store(
    database: Database, upkeep: Upkeep, full: bool = False, progress: Progress = no_progress
) -> CheckReport:
    """Checks the store as it is at one moment, changing nothing; `full` goes through every entry and every article.

    Others may read and write meanwhile. What the index has still to take in is no fault.
    """
    with database.reading() as connection:
        faults = [Fault("database", what, _LOST) for what in upkeep.faults(connection, full)]
        last, floor = last_seq(connection), read_mark(connection, "floor")
        indexed = read_mark(connection, "indexed")
        faults += _check_log(connection, floor, last)
        faults += _find(connection, "log", _LOG_FAULTS)
        faults += _find(connection, "articles", _HEAD_FAULTS)
        faults += _find(connection, "queue", _QUEUE_FAULTS)
        if not floor <= indexed <= last:
            what = f"the marks are out of order: floor {floor}, indexed {indexed}, last change {last}"
            faults.append(Fault("index", what, _STALE))
        articles = connection.execute("SELECT count(*) FROM articles WHERE delete_time IS NULL").fetchone()[0]
        index = IndexCheck(connection, upkeep, indexed)
        sorted_to = read_mark(connection, "sorted")
        stories = list(find_story_faults(connection, sorted_to))
        compared = 0
        for article_id, seq, name in _articles(connection, articles, full):
            article, what = _read_head(connection, seq, name)
            if article is None:
                faults.append(Fault("articles", what, _LOST))
            else:
                index.compare(article, article_id, seq)
                stories += find_feature_faults(connection, article_id, seq, sorted_to)
            compared += 1
            progress(compared, articles if full else min(articles, _SAMPLE))
        index.compare_totals(full)
        faults += [Fault("index", what, _STALE) for what in _shorten(index.faults)]
        faults += [Fault("stories", what, _STALE) for what in _shorten(stories)]
        if full:
            faults += [Fault("log", what, _LOST) for what in _shorten(_unreadable_entries(connection))]
    return CheckReport(last, articles, compared, max(0, last - indexed), faults)


def _check_log(connection: Connection, floor: int, last: int) -> Iterator[Fault]:
    held = connection.execute("SELECT count(*) FROM log WHERE seq > ?", (floor,)).fetchone()[0]
    if held != max(0, last - floor):
        what = f"the log has gaps: of the changes {floor + 1} to {last} it holds {held}, not {last - floor}"
        yield Fault("log", what, _LOST)
    if last < floor:
        yield Fault("log", f"the log ends at change {last}, before its floor {floor}", _LOST)


def _find(connection: Connection, part: str, queries: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    for what, sql in queries:
        rows = connection.execute(f"SELECT * FROM ({sql}) found ORDER BY 1").fetchall()
        if rows:
            named = ", ".join(str(row[0]) for row in rows[:_NAMED])
            more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
            yield Fault(part, f"{what}: {named}{more}", _LOST)


def _articles(connection: Connection, count: int, full: bool) -> Iterator[tuple[int, int, str]]:
    """Id, seq of the head and name of all articles that are there, or of a sample spread evenly over them."""
    step = 1 if full else max(1, count // _SAMPLE)
    sql = "SELECT id, head, name FROM articles WHERE delete_time IS NULL ORDER BY id"
    yield from (row for place, row in enumerate(connection.stream(sql, ())) if place % step == 0)


def _read_head(connection: Connection, seq: int, name: str) -> tuple[Article | None, str]:
    """The article of an entry, or what is wrong with it."""
    row = connection.execute(
        "SELECT l.bytes, l.revision, a.content, l.checksum FROM log l JOIN articles a ON a.id = l.article WHERE seq = ?",
        (seq,),
    ).fetchone()
    if row is None or row[0] is None:
        return None, f"the latest revision of {name} is not held"
    if not is_intact(row[0], row[3]):
        return None, f"the latest revision of {name} is not as it was written"
    try:
        article = Article.FromString(row[0])
    except DecodeError:
        return None, f"the latest revision of {name} cannot be read"
    if (article.name, article.revision) != (name, row[1]) or identify_article(article).content != row[2]:
        return None, f"the latest revision of {name} is of another article or content"
    return article, ""


def _unreadable_entries(connection: Connection) -> Iterator[str]:
    sql = (
        "SELECT l.seq, l.revision, a.name, l.bytes, l.checksum FROM log l LEFT JOIN articles a ON a.id = l.article"
        " WHERE bytes IS NOT NULL"
    )
    for seq, revision, name, serialized, checksum in connection.stream(sql, ()):
        told = f"change {seq}" if name is None else f"change {seq}, revision {revision} of {name},"
        if not is_intact(serialized, checksum):
            yield f"{told} is not as it was written"
            continue
        try:
            article = Article.FromString(serialized) if name is not None else None
        except DecodeError:
            yield f"{told} cannot be read"
            continue
        if article is not None and (article.name, article.revision) != (name, revision):
            yield f"change {seq} should be revision {revision} of {name} and is another"


def _shorten(faults: Iterator[str] | list[str]) -> Iterator[str]:
    """The first faults, and how many there are besides."""
    more = 0
    for number, what in enumerate(faults):
        if number < 2 * _NAMED:
            yield what
        else:
            more += 1
    if more:
        yield f"and {more} faults more of this kind"
