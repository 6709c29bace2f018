"""The store over a relational database: the one implementation of Store, for SQLite and PostgreSQL alike."""

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.article_pb2 import Article
from dateline_server.clock import Clock, SteadyClock, utc_now
from dateline_server.errors import NotFound
from dateline_server.storage.actor_merges import ActorMerges, read_resolved
from dateline_server.storage.actors import Actors
from dateline_server.storage.aggregates import Aggregates
from dateline_server.storage.arrivals import Arrival, arrive
from dateline_server.storage.changes import Changes
from dateline_server.storage.claim_search import ClaimSearch
from dateline_server.storage.corrections import Correction
from dateline_server.storage.cursors import Cursors
from dateline_server.storage.database import Connection, Database, join_columns
from dateline_server.storage.filter_sql import STORY_OF_ARTICLE, TYPE_TERM, microseconds
from dateline_server.storage.hints import NO_HINTS, Hints
from dateline_server.storage.indexing import Indexing
from dateline_server.storage.keys import Identity
from dateline_server.storage.lists import Lists
from dateline_server.storage.operations import Operations
from dateline_server.storage.page_tokens import PageTokens
from dateline_server.storage.queue import Queue
from dateline_server.storage.reparses import Reparses
from dateline_server.storage.requests import Request, recall_answer, remember_answer
from dateline_server.storage.resolving import resolve_actor
from dateline_server.storage.revisions import Revisions
from dateline_server.storage.search import Search
from dateline_server.storage.set_aside import SetAsideDocuments
from dateline_server.storage.store import (
    NO_REQUEST,
    AggregateQuery,
    Answer,
    ListQuery,
    LoggedChange,
    Page,
    SearchQuery,
    Stored,
    StoreDescription,
    StoryPage,
    no_answer,
)
from dateline_server.storage.stories import Stories
from dateline_server.storage.words import WordIndex
from dateline_server.storage.writes import Writes, find_unchanged


class RelationalStore:
    """Keeps articles in a migrated database. Implements Store; several processes may have the same one open.

    `clock` gives the time for create_time and update_time; `steady` tells how long nothing has been done.
    """

    def __init__(
        self, database: Database, words: WordIndex, clock: Clock = utc_now, steady: SteadyClock = time.monotonic
    ) -> None:
        self._database = database
        self._clock = clock
        secret = self._token_secret()
        tokens = PageTokens(secret)
        self._indexing = Indexing(database, words)
        self._lists = Lists(database, tokens, self.holds_type)
        self._search = Search(database, words, tokens, self.holds_type)
        self._claims = ClaimSearch(database, words, tokens, self.holds_type)
        self._actors = Actors(database, tokens)
        self._aggregates = Aggregates(database, tokens, self.holds_type)
        self._stories = Stories(database, tokens, self.holds_type)
        self._revisions = Revisions(database, tokens)
        cursors = Cursors(secret)
        self._changes = Changes(database, cursors)
        self.operations = Operations(database, tokens, cursors, clock, self.holds_type)
        self.set_aside = SetAsideDocuments(database, tokens, clock)
        self.reparses = Reparses(database, self._indexing, cursors, clock, steady)
        self.queue = Queue(database, self._indexing, tokens, cursors, clock, steady)
        join = database.dialect.leading_join
        self._get = (
            f"SELECT l.bytes, {STORY_OF_ARTICLE} FROM articles_by_key a {join} log l ON l.seq = a.head"
            " WHERE a.name = ? AND a.delete_time IS NULL"
        )
        self._read_article = database.point_reads(self._get)
        self._indexing.start()
        self._indexing.notice()

    @property
    def name(self) -> str:
        """The database in messages and logs, without a password."""
        return self._database.name

    @property
    def answers_at_once(self) -> bool:
        """Whether `get_article` may be called on an event loop."""
        return self._database.answers_at_once

    def pack(self, serialized: bytes) -> bytes:
        """The serialised Article as this store keeps it."""
        return self._database.pack(serialized)

    def ingest(
        self, articles: Sequence[Article], request: Request = NO_REQUEST, answer: Answer = no_answer
    ) -> list[Stored]:
        """Stores the articles in one transaction; see Store."""
        return self.take_in([arrive(article, self.pack) for article in articles], request, answer)

    def take_in(
        self, arrivals: Sequence[Arrival], request: Request = NO_REQUEST, answer: Answer = no_answer
    ) -> list[Stored]:
        """Stores what `arrive` made ready in one transaction; see Store."""
        self._indexing.keep_up(len(arrivals))
        now = microseconds(self._clock())
        with self._indexing.following(), self._database.writing() as connection:
            results = Writes(connection, now).ingest(arrivals)
            if request.id and recall_answer(connection, request, now) is None:
                remember_answer(connection, request, answer(results), now)
        return results

    def recall(self, request: Request) -> bytes | None:
        """The answer that the same request was given within 24 hours. Raises RequestIdReused."""
        with self._database.reading() as connection:
            return recall_answer(connection, request, microseconds(self._clock()))

    def unchanged(self, identities: Sequence[Identity]) -> list[Stored | None]:
        """For each document its UNCHANGED result where the same content is stored."""
        with self._database.reading() as connection:
            return [find_unchanged(connection, identity) for identity in identities]

    def get_article(self, name: str) -> bytes:
        """The serialised Article. Raises NotFound."""
        serialized = self._read_article(name)
        if serialized is None:
            raise self._missing(name)
        return serialized

    def get_articles(self, names: Sequence[str]) -> list[bytes]:
        """The serialised Articles in the order of the names. Raises NotFound."""
        found = []
        with self._database.reading() as connection:
            for name in names:
                row = connection.execute(self._get, (name,)).fetchone()
                if row is None:
                    raise self._missing(name)
                found.append(join_columns(row))
        return found

    def list_articles(self, query: ListQuery) -> Page:
        """Serialised Articles, latest published first."""
        self._catch_up_with(query.filter)
        return self._lists.articles(query)

    def search_articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best first; see Store."""
        self._catch_up_with(query.filter)
        return self._search.articles(query)

    def delete_article(self, name: str, etag: str = "", request: Request = NO_REQUEST) -> None:
        """Takes the article out of every list and search. Raises NotFound, EtagMismatch and RequestIdReused."""

        def delete(writes: Writes) -> bytes:
            writes.delete(name, etag)
            return b""

        self._write(request, delete)

    def undelete_article(self, name: str, etag: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised Article, brought back. Raises NotFound, EtagMismatch and RequestIdReused."""
        return self._write(request, lambda writes: writes.undelete(name, etag))

    def correct_event(
        self, article: str, correction: Correction, etag: str = "", request: Request = NO_REQUEST
    ) -> bytes:
        """The serialised Article with the event put right; see Store."""
        return self._write(request, lambda writes: writes.correct(article, etag, correction))

    def uncorrect_event(self, article: str, key: str, etag: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised Article with the event as it was read; see Store."""
        return self._write(request, lambda writes: writes.uncorrect(article, etag, key))

    def list_revisions(self, name: str, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised Articles without body and claims, latest revision first. Raises NotFound."""
        return self._revisions.list(name, page_size, page_token)

    def get_revision(self, name: str, revision: int) -> bytes:
        """The serialised Article as it was. Raises NotFound."""
        return self._revisions.get(name, revision)

    def latest_revision(self, name: str) -> int:
        """The number of the latest revision. Raises NotFound."""
        return self._revisions.latest(name)

    def last_change(self) -> int:
        """The number of the last change."""
        return self._changes.last()

    def oldest_change(self) -> int:
        """The number after which every change is still held."""
        return self._changes.oldest()

    def read_changes(self, after: int, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes that follow number `after`. Raises CursorTooOld."""
        return self._changes.read_changes(after, limit)

    def seal_cursor(self, seq: int) -> str:
        """The cursor that stands after change number `seq`."""
        return self._changes.seal_cursor(seq)

    def open_cursor(self, cursor: str) -> int:
        """The number of the change after which the cursor stands. Raises InvalidCursor."""
        return self._changes.cursors.open(cursor)

    def holds_type(self, type_: str) -> bool:
        """Whether an event of the type is stored."""
        self._indexing.catch_up()
        posting = f"SELECT 1 FROM article_postings WHERE term = {TYPE_TERM} LIMIT 1"
        return self._database.read_one(posting, (type_,)) is not None

    def list_events(self, query: ListQuery) -> Page:
        """Serialised EventRecords, those of the latest published article first."""
        self._catch_up_with(query.filter)
        return self._lists.events(query)

    def search_events(self, query: SearchQuery) -> Page:
        """Serialised EventHits, in the order of their articles; see Store."""
        self._catch_up_with(query.filter)
        return self._claims.events(query)

    def aggregate_events(self, query: AggregateQuery) -> Page:
        """Serialised EventBuckets."""
        self._catch_up_with(query.filter)
        return self._aggregates.events(query)

    def list_quotes(self, query: ListQuery) -> Page:
        """Serialised QuoteRecords, those of the latest published article first."""
        self._catch_up_with(query.filter)
        return self._lists.quotes(query)

    def search_quotes(self, query: SearchQuery) -> Page:
        """Serialised QuoteHits, in the order of their articles; see Store."""
        self._catch_up_with(query.filter)
        return self._claims.quotes(query)

    def list_actors(self, query: ListQuery) -> Page:
        """Serialised ActorProfiles, those in most articles first."""
        self._indexing.catch_up()
        return self._actors.list(query)

    def search_actors(self, query: SearchQuery) -> Page:
        """Serialised ActorProfiles, those in most articles first."""
        self._indexing.catch_up()
        return self._actors.search(query)

    def get_actor(self, name: str) -> bytes:
        """The serialised ActorProfile. Raises NotFound."""
        self._indexing.catch_up()
        return self._actors.get(name)

    def get_story(self, name: str) -> bytes:
        """The serialised Story. Raises NotFound."""
        self._indexing.catch_up_stories()
        return self._stories.get(name)

    def list_stories(self, query: ListQuery) -> StoryPage:
        """Serialised Stories, the latest published first; see Store."""
        self._indexing.catch_up_stories()
        return self._stories.list(query)

    def sorted_change(self) -> int:
        """The number of the last change that is sorted into stories."""
        self._indexing.catch_up_stories()
        return self._stories.sorted_change()

    def list_disagreements(self, story: str, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised Disagreements of a story. Raises NotFound (`story`) and StoryChanged."""
        self._indexing.catch_up_stories()
        return self._stories.list_disagreements(story, page_size, page_token)

    def describe(self) -> StoreDescription:
        """What kind of store it is."""
        with self._database.reading() as connection:
            return StoreDescription(self._database.kind, self._database.schema_version(connection))

    def resolve_actor(self, text: str, hints: Hints = NO_HINTS, most: int = 10) -> bytes:
        """A serialised ResolveActorResponse; see Store."""
        self._indexing.catch_up()
        return resolve_actor(self._database, text, hints, most)

    def merge_actors(self, merge: ActorMerge, request: Request = NO_REQUEST) -> bytes:
        """The serialised ActorMerge; see Store."""
        self._indexing.catch_up()
        return self._transact(request, lambda connection, now: ActorMerges(connection, now).merge(merge))

    def unmerge_actor(self, name: str, reason: str = "", by: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised ActorMerge that was taken back; see Store."""
        return self._transact(request, lambda connection, now: ActorMerges(connection, now).unmerge(name, reason, by))

    def merged_actors(self) -> dict[str, str]:
        """The names of all merged actors, and of what each is merged into in the end."""
        with self._database.reading() as connection:
            return read_resolved(connection)

    def check(self) -> None:
        """Returns when the store can be read and written; raises StoreUnavailable otherwise."""
        with self._database.writing() as connection:
            connection.execute("SELECT value FROM store_facts WHERE name = 'token_secret'").fetchone()

    def close(self) -> None:
        """Closes the database after the batch of the index that is under way."""
        self._indexing.stop()
        self._database.close()

    def _catch_up_with(self, filter: str) -> None:
        """Returns when the index knows of all that there is, and the stories do where the filter asks for one."""
        if "story" in filter:
            self._indexing.catch_up_stories()
        else:
            self._indexing.catch_up()

    def _write(self, request: Request, change: Callable[[Writes], bytes]) -> bytes:
        return self._transact(request, lambda connection, now: change(Writes(connection, now)))

    def _transact(self, request: Request, change: Callable[[Connection, int], bytes]) -> bytes:
        """The answer to a request, after the commit: that of the change, or the one that it was given before."""
        now = microseconds(self._clock())
        with self._indexing.following(), self._database.writing() as connection:
            answer = recall_answer(connection, request, now)
            if answer is None:
                answer = change(connection, now)
                remember_answer(connection, request, answer, now)
        return answer

    def _missing(self, name: str) -> NotFound:
        """That the article is not there, and how to get it back where it was deleted."""
        row = self._database.read_one("SELECT delete_time FROM articles_by_key WHERE name = ? AND head > 0", (name,))
        if row is None or row[0] is None:
            return NotFound(f"There is no article {name!r}.", field="name", name=name)
        at = datetime.fromtimestamp(row[0] // 1_000_000, UTC)
        return NotFound(
            f"{name} was deleted at {at:%Y-%m-%dT%H:%M:%SZ}. UndeleteArticle brings it back; ListRevisions tells what it was.",
            field="name",
            name=name,
        )

    def _token_secret(self) -> bytes:
        select = "SELECT value FROM store_facts WHERE name = 'token_secret'"
        row = self._database.read_one(select, ())
        if row is None:
            with self._database.writing() as connection:
                connection.execute(
                    "INSERT INTO store_facts VALUES ('token_secret', ?) ON CONFLICT DO NOTHING",
                    (secrets.token_bytes(32),),
                )
                row = connection.execute(select).fetchone()
        secret: bytes = row[0]
        return secret
