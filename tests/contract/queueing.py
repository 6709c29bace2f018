"""What the tests of the queue share: documents, and a server's way with them. What reads here is a function."""

from collections.abc import Callable, Sequence

from contract.articles import build_article
from google.longrunning.operations_pb2 import Operation
from google.rpc import code_pb2
from google.rpc.status_pb2 import Status

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.queue_pb2 import QueueMetadata, QueueResponse
from dateline_server.storage.arrivals import arrive_read
from dateline_server.storage.keys import identify_article
from dateline_server.storage.queue import Outcome, QueuedDocument
from dateline_server.storage.queue_rows import QueueLimits
from dateline_server.storage.store import ListQuery, Store

ROOMY = QueueLimits(10_000, 100_000_000)
REFUSED = Status(code=code_pb2.INVALID_ARGUMENT, message="It cannot be read.")
Reader = Callable[[Document], Article | Outcome]


def documents(*ids: str, text: str = "The ferry sails at noon") -> list[Document]:
    return [Document(id=id, source="Ferry Post", text=f"{text}, says notice {id}.") for id in ids]


def hand_in(store: Store, given: Sequence[Document], limits: QueueLimits = ROOMY, **more: object) -> str:
    """The name of the operation."""
    return str(Operation.FromString(store.queue.hand_in(given, {}, limits, **more)).name)  # type: ignore[arg-type]


def read(document: Document) -> Article:
    return build_article(body=document.text, document_id=document.id, source=document.source).article


def outcomes(
    store: Store, taken: Sequence[QueuedDocument], reader: Reader = read
) -> list[tuple[QueuedDocument, Outcome]]:
    return [(item, _make_ready(store, item, reader(item.document))) for item in taken]


def _make_ready(store: Store, item: QueuedDocument, outcome: Article | Outcome) -> Outcome:
    if not isinstance(outcome, Article):
        return outcome
    identity = identify_article(outcome)
    return arrive_read(outcome.SerializeToString(), identity, outcome.body, item.received, store.pack)


def work(store: Store, reader: Reader = read, owner: str = "one", most: int = 3) -> list[str]:
    """Reads all there is, some at a time; the ids of the documents in the order in which they were taken."""
    ids = []
    while taken := store.queue.take(owner, most, 1_000_000):
        store.queue.commit(owner, outcomes(store, taken, reader))
        ids += [item.document.id for item in taken]
    return ids


def look(store: Store, name: str) -> tuple[Operation, QueueMetadata]:
    operation, metadata = Operation.FromString(store.operations.get(name)), QueueMetadata()
    assert operation.metadata.Unpack(metadata)
    return operation, metadata


def response(operation: Operation) -> QueueResponse:
    found = QueueResponse()
    assert operation.response.Unpack(found)
    return found


def stored(store: Store) -> dict[str, tuple[str, int]]:
    """Body and revision of each article, by its document id."""
    articles = [Article.FromString(item) for item in store.list_articles(ListQuery(full=True, page_size=1000)).items]
    return {article.document_id: (article.body, article.revision) for article in articles}
