"""What every store can do: the Protocol, and the small shapes that its methods take and give.

All methods are synchronous and may be called from several threads at once. `get_article` is one point read, which may
be made on an event loop where the store `answers_at_once`; the others scan or write and belong in an executor. Articles
and records come as serialised messages, so that a server can send them on without building them.

Every method raises StoreUnavailable when the store cannot be read or written now; the message says what to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.event_service_pb2 import EventDimension
from dateline_server.storage.arrivals import Arrival
from dateline_server.storage.corrections import Correction
from dateline_server.storage.hints import NO_HINTS, Hints
from dateline_server.storage.keys import Identity
from dateline_server.storage.requests import Request

if TYPE_CHECKING:
    from dateline_server.storage.operations import Operations
    from dateline_server.storage.queue import Queue
    from dateline_server.storage.reparses import Reparses
    from dateline_server.storage.set_aside import SetAsideDocuments

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
NO_REQUEST = Request()


class Stored(NamedTuple):
    """What became of one article. `revision` counts from 1; `duplicate_of` is `""` but for DUPLICATE."""

    name: str
    outcome: IngestResult.Outcome.ValueType
    revision: int
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which resources to list. `page_size` 0 means 50, more than 1,000 means 1,000.

    `full` and `show_deleted` count for articles only.

    `order_by` is a field, with ` desc` behind it for falling order; without one it is the order that each list names.
    """

    filter: str = ""
    page_size: int = 0
    page_token: str = ""
    full: bool = False
    order_by: str = ""
    show_deleted: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for: words, all of which must be there, `"a phrase"`, `prefix*`; and a filter as for lists."""

    query: str
    filter: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True, slots=True)
class AggregateQuery:
    """Which events to count by which dimensions; `page_size` 0 means 1,000 buckets, more than 10,000 means 10,000."""

    filter: str = ""
    group_by: tuple[EventDimension.ValueType, ...] = ()
    include_empty: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of serialised messages; `next_page_token` is `""` on the last one."""

    items: list[bytes]
    next_page_token: str = ""


@dataclass(frozen=True, slots=True)
class StoryPage(Page):
    """A page of stories; `changes_behind` entries of the log are still to be sorted into stories."""

    changes_behind: int = 0


# Of articles, in the changes that are read together.
MOST_BYTES_AT_ONCE = 1024 * 1024


class LoggedChange(NamedTuple):
    """One entry of the log. `at` in microseconds since 1970; `before` and `after` are serialised Articles, None for none.

    When actors were merged or parted, `name` is the target, and `merged` or `unmerged` the serialised ActorMerge.
    """

    seq: int
    at: int
    name: str
    before: bytes | None
    after: bytes | None
    merged: bytes | None = None
    unmerged: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes of the articles."""
        return len(self.before or b"") + len(self.after or b"")


@dataclass(frozen=True, slots=True)
class StoreDescription:
    """`kind` of database, `sqlite` or `postgresql`, and the number of the last migration that it has seen."""

    kind: str
    schema_version: int


Answer = Callable[[Sequence[Stored]], bytes]


def no_answer(results: Sequence[Stored]) -> bytes:
    """Nothing: there is no request to keep an answer for."""
    return b""


class Store(Protocol):
    """Keeps articles and what was read in them.

    The list and search methods raise InvalidFilter, InvalidPageToken and InvalidField (`page_size`, `order_by`, `query`).
    """

    @property
    def name(self) -> str:
        """The store in messages and logs, without a password."""
        ...

    @property
    def answers_at_once(self) -> bool:
        """Whether `get_article` is quick enough for an event loop: the store is on this machine."""
        ...

    @property
    def set_aside(self) -> "SetAsideDocuments":
        """Documents that no worker survived."""
        ...

    @property
    def operations(self) -> "Operations":
        """Long-running operations, for those who ask for them."""
        ...

    @property
    def reparses(self) -> "Reparses":
        """The operations that read articles again, for the server that works on them."""
        ...

    @property
    def queue(self) -> "Queue":
        """Documents that were handed in and have not been read."""
        ...

    def pack(self, serialized: bytes) -> bytes:
        """The serialised Article as this store keeps it, for an Arrival; takes time, and no turn of the writer."""
        ...

    def ingest(
        self, articles: Sequence[Article], request: Request = NO_REQUEST, answer: Answer = no_answer
    ) -> list[Stored]:
        """What `take_in` gives for the articles, which are made ready here."""
        ...

    def take_in(
        self, arrivals: Sequence[Arrival], request: Request = NO_REQUEST, answer: Answer = no_answer
    ) -> list[Stored]:
        """Stores the articles in one transaction; one result each, in their order. Returns only after a durable commit.

        What `answer` makes of the results is kept for `recall` with the request. Raises RequestIdReused.

        Name, revision, etag, create_time, update_time and near_duplicate_of are set in those that are stored. The same key
        with the same content is UNCHANGED and writes nothing; with other content it is UPDATED; a new key with a body that
        is stored already is DUPLICATE.
        """
        ...

    def recall(self, request: Request) -> bytes | None:
        """The answer that the same request was given within 24 hours; None for a new one. Raises RequestIdReused."""
        ...

    def unchanged(self, identities: Sequence[Identity]) -> list[Stored | None]:
        """For each document its UNCHANGED result where the same content is stored: it need not be read again."""
        ...

    def get_article(self, name: str) -> bytes:
        """The serialised Article. Raises NotFound."""
        ...

    def get_articles(self, names: Sequence[str]) -> list[bytes]:
        """The serialised Articles in the order of the names. Raises NotFound, naming the first that is missing."""
        ...

    def list_articles(self, query: ListQuery) -> Page:
        """Serialised Articles, latest published first; without body and claims unless `full`.

        With `show_deleted` those that are deleted and still held come before them, the latest stored first, with
        `delete_time`; a page may then hold fewer than were asked for, and still have a next one.
        """
        ...

    def search_articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits: those first whose titles hold all of the words, then some, then none; of each the newest.

        The newest is the one stored last. What matches while the pages are read comes exactly once, whatever is edited
        meanwhile; what is stored after the first page does not join the later ones.
        """
        ...

    def delete_article(self, name: str, etag: str = "", request: Request = NO_REQUEST) -> None:
        """Takes the article with its events and quotes out of every list and search; its revisions stay.

        Raises NotFound, EtagMismatch and RequestIdReused.
        """
        ...

    def undelete_article(self, name: str, etag: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised Article, brought back as a new revision.

        Raises NotFound when no deleted article has the name, EtagMismatch and RequestIdReused.
        """
        ...

    def correct_event(
        self, article: str, correction: Correction, etag: str = "", request: Request = NO_REQUEST
    ) -> bytes:
        """The serialised Article with the event put right, as a new revision unless it was so already.

        The correction is made again in every later reading of the article; see `corrections.py`. Raises NotFound
        (`article`, `key`), EtagMismatch, RequestIdReused, and InvalidField below `event`.
        """
        ...

    def uncorrect_event(self, article: str, key: str, etag: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised Article with the event as it was read, as a new revision; its correction is forgotten.

        Raises NotFound (`article`, `key`), EtagMismatch and RequestIdReused.
        """
        ...

    def list_revisions(self, name: str, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised Articles without body and claims, one a revision, latest first. Raises NotFound."""
        ...

    def get_revision(self, name: str, revision: int) -> bytes:
        """The serialised Article as it was in a revision. Raises NotFound."""
        ...

    def latest_revision(self, name: str) -> int:
        """The number of the latest revision, also of a deleted article. Raises NotFound."""
        ...

    def last_change(self) -> int:
        """The number of the last change; changes are numbered 1, 2, 3 … in the order of their commits."""
        ...

    def oldest_change(self) -> int:
        """The number after which every change is still held."""
        ...

    def read_changes(self, after: int, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes that follow number `after`, in their order. Raises CursorTooOld.

        Their articles have no more than MOST_BYTES_AT_ONCE, unless there is but one change.
        """
        ...

    def seal_cursor(self, seq: int) -> str:
        """The cursor that stands after change number `seq`."""
        ...

    def open_cursor(self, cursor: str) -> int:
        """The number of the change after which the cursor stands. Raises InvalidCursor."""
        ...

    def holds_type(self, type_: str) -> bool:
        """Whether an event of the type is stored."""
        ...

    def list_events(self, query: ListQuery) -> Page:
        """Serialised EventRecords, those of the latest published article first, within it in the order of the text."""
        ...

    def aggregate_events(self, query: AggregateQuery) -> Page:
        """Serialised EventBuckets, by period and then by their other values. Raises InvalidField (`group_by`) too."""
        ...

    def search_events(self, query: SearchQuery) -> Page:
        """Serialised EventHits, in the order in which `search_articles` finds their articles.

        A page may hold fewer hits than were asked for, and still have a next one.
        """
        ...

    def list_quotes(self, query: ListQuery) -> Page:
        """Serialised QuoteRecords, those of the latest published article first, within it in the order of the text."""
        ...

    def search_quotes(self, query: SearchQuery) -> Page:
        """Serialised QuoteHits, as `search_events`."""
        ...

    def list_actors(self, query: ListQuery) -> Page:
        """Serialised ActorProfiles, those in most articles first.

        Each that is there all the while comes once; one that has moved to where the pages were already comes at the end.
        """
        ...

    def search_actors(self, query: SearchQuery) -> Page:
        """Serialised ActorProfiles, as `list_actors`. A page may hold fewer than were asked for, and still have a next one."""
        ...

    def get_actor(self, name: str) -> bytes:
        """The serialised ActorProfile. Raises NotFound when no stored article mentions the actor."""
        ...

    def get_story(self, name: str) -> bytes:
        """The serialised Story. Raises NotFound."""
        ...

    def list_stories(self, query: ListQuery) -> StoryPage:
        """Serialised Stories, the latest published first. What is far behind the log is not waited for."""
        ...

    def sorted_change(self) -> int:
        """The number of the last change that is sorted into stories, after those that are few."""
        ...

    def list_disagreements(self, story: str, page_size: int = 0, page_token: str = "") -> Page:
        """Serialised Disagreements of a story, as `stories.disagreements` orders them.

        Raises NotFound (`story`), and StoryChanged when its articles are not those of the page before.
        """
        ...

    def describe(self) -> StoreDescription:
        """What kind of store it is."""
        ...

    def resolve_actor(self, text: str, hints: Hints = NO_HINTS, most: int = 10) -> bytes:
        """A serialised ResolveActorResponse: whom a name can mean, the likeliest first."""
        ...

    def merge_actors(self, merge: ActorMerge, request: Request = NO_REQUEST) -> bytes:
        """The serialised ActorMerge: from now on the target is spoken of where the sources were.

        Its sources are those that were not merged into the target before. Raises NotFound (`target`, `sources[i]`),
        MergeCycle, AlreadyMerged and RequestIdReused.
        """
        ...

    def unmerge_actor(self, name: str, reason: str = "", by: str = "", request: Request = NO_REQUEST) -> bytes:
        """The serialised ActorMerge that was taken back. Raises NotFound when it is not merged, and RequestIdReused."""
        ...

    def merged_actors(self) -> dict[str, str]:
        """The names of all merged actors, and of what each is merged into in the end."""
        ...

    def check(self) -> None:
        """Returns when the store can be read and written; raises StoreUnavailable otherwise."""
        ...

    def close(self) -> None:
        """Gives the store back; no method may be called afterwards. Calling it again does nothing."""
        ...
