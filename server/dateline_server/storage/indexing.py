"""Brings what lists and searches go by up to the log.

The index follows the log behind the acknowledgements, in batches, so that a page of it that many articles touch is
written once. It waits until nobody writes: whoever reads it catches up first and therefore sees every change that was
acknowledged before, however far behind it was.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dateline.v1.article_pb2 import Article
from dateline_server.errors import StoreUnavailable
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.index import Index
from dateline_server.storage.log import last_seq, read_article, read_mark, set_mark
from dateline_server.storage.story_sorting import sort_entries
from dateline_server.storage.words import WordIndex

_BATCH = 1024  # entries a transaction: enough to share pages, few enough for writers to wait for
# With more than this many entries to take in, whoever writes takes some in: a reader never waits for more.
_MOST_BEHIND = 4 * _BATCH
_LOOKS_EVERY = _BATCH // 4
_QUIET_SECONDS = 0.05
_LONGEST_WAIT = 5.0  # seconds, for those who write now and then without end
_BEHIND = "SELECT (SELECT COALESCE(max(seq), 0) FROM log) - (SELECT seq FROM marks WHERE name = 'indexed')"
_STALE = "SELECT count(*) FROM (SELECT 1 FROM stale LIMIT ?) AS waiting"
# A reader waits for no more articles than this after a merge of actors; the thread of `start` does the rest.
_MOST_STALE = _BATCH

_UNSORTED = "SELECT (SELECT seq FROM marks WHERE name = 'indexed') - (SELECT seq FROM marks WHERE name = 'sorted')"
_SORTED_AT_ONCE = 16  # a comparison takes long beside an entry of the index, and writers wait
_SORTS_FOR = 2.0  # seconds
_RESTS = 3  # times as long as it sorts: Python runs one thread at a time, and that is not to be this one
_MOST_UNSORTED = 256  # entries that a reader waits for, a second or so

_READ_AT_ONCE = 64
_STATES = "SELECT a.id, a.head, a.delete_time, r.seq FROM articles a LEFT JOIN article_rows r ON r.id = a.id WHERE"


class Indexing:
    """Keeps the index of one store after the log. `start` a thread for it, or call `catch_up`."""

    def __init__(self, database: Database, words: WordIndex) -> None:
        self._database = database
        self._words = words
        self._arrived = 0
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._writers = 0
        self._counting = threading.Lock()
        self._thread = threading.Thread(target=self._follow, name="store-index", daemon=True)

    def start(self) -> None:
        """Follows the log from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread after the batch under way."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Around a write: the index waits until it is over, however long the disk takes, and then takes it in."""
        with self._counting:
            self._writers += 1
        try:
            yield
        finally:
            with self._counting:
                self._writers -= 1
            self._wake.set()

    def notice(self) -> None:
        """The log may have grown."""
        self._wake.set()

    def behind(self) -> int:
        """How many entries of the log the index does not hold yet."""
        entries: int = self._database.read_one(_BEHIND, ())[0]
        return entries

    def catch_up(self) -> None:
        """Returns when the index holds every entry that the log holds now, and speaks of merged actors as one.

        It does not wait for a merge that concerns more than a thousand articles.
        """
        if self.behind():
            with self._database.reading() as connection:
                target = last_seq(connection)
            while self._take_batch() < target:
                pass
        if 0 < self._stale() <= _MOST_STALE:
            self._retake_batch()

    def catch_up_stories(self) -> None:
        """Returns when the entries that the log holds now are sorted into stories, unless they are hundreds."""
        self.catch_up()
        if 0 < self._unsorted() <= _MOST_UNSORTED:
            with self._database.reading() as connection:
                target = read_mark(connection, "indexed")
            while self._sort_batch() < target:
                pass

    def keep_up(self, arriving: int) -> None:
        """Returns when no more is left to take in than a reader can be made to wait for; looks every few hundred articles."""
        self._arrived += arriving
        if self._arrived < _LOOKS_EVERY:
            return
        self._arrived = 0
        while self.behind() > _MOST_BEHIND:
            self._take_batch()

    def _stale(self) -> int:
        """How many articles are to be taken in again; one more than a reader waits for stands for all above."""
        articles: int = self._database.read_one(_STALE, (_MOST_STALE + 1,))[0]
        return articles

    def _retake_batch(self) -> None:
        with self._database.writing(tidying=True) as connection:
            retake_stale(connection, self._words, _BATCH)

    def _unsorted(self) -> int:
        """How many entries the index holds that are still to be sorted into stories."""
        entries: int = self._database.read_one(_UNSORTED, ())[0]
        return entries

    def _sort_batch(self) -> int:
        """The number of the last entry that is sorted into stories now."""
        with self._database.writing(tidying=True) as connection:
            return sort_entries(connection, _SORTED_AT_ONCE)

    def _sort_some(self) -> None:
        """Sorts for a while, and leaves most of it to those who read and write."""
        until = time.monotonic() + _SORTS_FOR
        while self._unsorted() and time.monotonic() < until and not self._stop.is_set():
            started = time.monotonic()
            self._sort_batch()
            self._stop.wait(_RESTS * (time.monotonic() - started))

    def _take_batch(self) -> int:
        """The number of the last entry that the index now holds."""
        with self._database.writing(tidying=True) as connection:
            return take_entries(connection, self._words, _BATCH)

    def _follow(self) -> None:
        while not self._stop.is_set():
            self._wake.wait()
            self._await_quiet()
            try:
                if not self._stop.is_set():
                    self._take_some()
            except StoreUnavailable:
                # Whoever reads or writes next is told; the log keeps what is to be taken in.
                continue

    def _take_some(self) -> None:
        """Takes a batch into the index, and sorts for a while; wakes the thread again where something is left."""
        if self.behind():
            self._take_batch()
        elif self._stale():
            self._retake_batch()
        if self.behind() <= _BATCH:
            self._sort_some()
        if self.behind() or self._stale() or self._unsorted():
            self._wake.set()

    def _await_quiet(self) -> None:
        latest = time.monotonic() + _LONGEST_WAIT
        while (self._wake.is_set() or self._writers) and not self._stop.is_set() and time.monotonic() < latest:
            self._wake.clear()
            self._wake.wait(_QUIET_SECONDS)


def take_entries(connection: Connection, words: WordIndex, limit: int) -> int:
    """Takes up to `limit` entries into the index; the number of the last entry that it then holds."""
    indexed = read_mark(connection, "indexed")
    entries = connection.execute(
        "SELECT seq, article FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (indexed, limit)
    ).fetchall()
    if not entries:
        return indexed
    index = Index(connection, words)
    changed = list(dict.fromkeys(article for _, article in entries if article is not None))
    for at in range(0, len(changed), _READ_AT_ONCE):
        _take_articles(connection, index, changed[at : at + _READ_AT_ONCE])
    index.finish()
    last: int = entries[-1][0]
    set_mark(connection, "indexed", last)
    return last


def _take_articles(connection: Connection, index: Index, articles: list[int]) -> None:
    states = _select_among(connection, _STATES, "a.id", articles)
    heads = [head for _, head, deleted, held in states if deleted is None and held != head]
    serialized = dict(_select_among(connection, "SELECT seq, bytes FROM log WHERE", "seq", heads))
    for article, head, deleted, held in states:
        wanted = None if deleted is not None else head
        if held == wanted:
            continue
        if held is not None:
            index.remove(read_article(connection, held), article)
        if wanted is not None:
            index.add(Article.FromString(serialized[wanted]), article, wanted)
    connection.settle(articles)


def _select_among(connection: Connection, select: str, column: str, values: list[int]) -> list[Any]:
    if not values:
        return []
    condition, parameters = connection.among(column, values)
    return connection.execute(f"{select} {condition}", parameters).fetchall()


def retake_stale(connection: Connection, words: WordIndex, limit: int) -> None:
    """Takes up to `limit` articles in again whose actors were merged or parted since."""
    index = Index(connection, words)
    for (article,) in connection.execute("SELECT article FROM stale ORDER BY article LIMIT ?", (limit,)).fetchall():
        row = connection.execute("SELECT seq FROM article_rows WHERE id = ?", (article,)).fetchone()
        index.retake(read_article(connection, row[0]), article, row[0])
    index.finish()
