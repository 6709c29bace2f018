"""What the tests of reparses share: articles that an old engine read, a new engine, and a server's way through them.

An engine here is a function from an article to its claims; what reads in a real server is tested with that.
"""

from collections.abc import Callable, Iterator

from contract.articles import build_article
from google.longrunning.operations_pb2 import Operation
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article, Engine
from dateline.v1.reparse_pb2 import ReparseArticlesRequest, ReparseMetadata
from dateline_server.storage.reparses import Lease, Reading, StoredText, Stretch
from dateline_server.storage.store import ListQuery, Store

OLD = Engine(version="1", model="m", digest="old")
NEW = Engine(version="2", model="m", digest="new")
Reader = Callable[[Article], Article | Status]


def read_as(engine: Engine, type: str, document: Article) -> Article:
    """A reading of the document: one event of that type, as the parser gives it."""
    draft = build_article(
        body=document.body,
        title=document.title,
        document_id=document.document_id,
        source=document.source,
        published=document.published_date,
    )
    draft.event(type, agents=[draft.country("KEN", "Kenya")])
    draft.article.engine.CopyFrom(engine)
    draft.article.events[0].key = "k1"
    return draft.article


def reads_otherwise(document: Article) -> Article | Status:
    """The new engine where it reads otherwise than the old one."""
    return read_as(NEW, "AGREE", document)


def reads_alike(document: Article) -> Article | Status:
    """The new engine where it reads as the old one."""
    return read_as(NEW, "CONSULT", document)


def fill(store: Store, count: int, engine: Engine = OLD) -> list[str]:
    """The names of so many new articles that `engine` has read."""
    documents = [
        build_article(body=f"Report {n} of the harbour.", document_id=str(n), source=f"Post {n % 2}").article
        for n in range(count)
    ]
    return [stored.name for stored in store.ingest([read_as(engine, "CONSULT", document) for document in documents])]


def ask(store: Store, **asked: object) -> str:
    """The name of a new operation."""
    request = ReparseArticlesRequest(**asked)  # type: ignore[arg-type]
    return str(Operation.FromString(store.operations.start(request, NEW)).name)


def claim(store: Store, owner: str = "one") -> Lease:
    lease = store.reparses.claim(owner, NEW.digest)
    assert lease is not None
    return lease


def count(store: Store, lease: Lease) -> int:
    total, upto = 0, lease.cursor
    while upto < lease.last:
        counted, upto = store.reparses.count(lease, upto)
        total += counted
    return total


def stretches(store: Store, lease: Lease) -> Iterator[Stretch]:
    """Each stretch, once the one before is committed."""
    upto = lease.cursor
    while upto < lease.last:
        stretch = store.reparses.next(lease, upto)
        yield stretch
        upto = stretch.upto


def read(texts: list[StoredText], engine: Reader) -> list[Reading]:
    return [Reading(text, engine(text.article)) for text in texts]


def work(store: Store, engine: Reader = reads_otherwise, owner: str = "one") -> None:
    """What a server does with an operation, from where it stands to its end."""
    lease = claim(store, owner)
    if lease.counted or store.reparses.begin(lease, count(store, lease)):
        for stretch in stretches(store, lease):
            store.reparses.commit(lease, stretch, read(stretch.texts, engine))


def look(store: Store, name: str) -> tuple[Operation, ReparseMetadata]:
    operation, metadata = Operation.FromString(store.operations.get(name)), ReparseMetadata()
    assert operation.metadata.Unpack(metadata)
    return operation, metadata


def types(store: Store) -> dict[str, str]:
    """The type of the event of each article, by its document id."""
    articles = [Article.FromString(item) for item in store.list_articles(ListQuery(full=True, page_size=1000)).items]
    return {article.document_id: article.events[0].type for article in articles}


def get(store: Store, name: str) -> Article:
    return Article.FromString(store.get_article(name))
