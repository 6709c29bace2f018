"""From documents to articles: the one place that lists the steps in order."""

from collections.abc import Iterable, Iterator
from itertools import islice

from dateline.v1.article_pb2 import Article, Warning
from dateline.v1.document_pb2 import Document
from dateline_server.clock import Clock, utc_now
from dateline_server.errors import DatelineError
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.attribution import attribute_events
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.engine import describe_engine, load_tables
from dateline_server.extraction.events import find_events, write_gists
from dateline_server.extraction.finish import finish_article
from dateline_server.extraction.links import link_events
from dateline_server.extraction.places import find_places
from dateline_server.extraction.quotes import find_quotes
from dateline_server.extraction.reasons import explain_events
from dateline_server.extraction.times import find_times
from dateline_server.intake.document import ReadyDocument
from dateline_server.intake.facts import begin_article, ready_document
from dateline_server.intake.languages import SUPPORTED
from dateline_server.intake.prepare import prepare_document
from dateline_server.language.pipeline import load_model, read_documents
from dateline_server.language.reading import Reading
from dateline_server.stopping import Checkpoint, go_on

# Documents that share a language pass: enough to keep the model busy, few enough to answer soon and to stay small.
_BATCH_DOCUMENTS = 16


def read_claims(draft: Draft, checkpoint: Checkpoint = go_on) -> None:
    """Fill the draft's article, which holds what intake settled, with everything that its text claims."""
    article = draft.article
    checkpoint()
    article.actors.extend(find_actors(draft))
    article.times.extend(find_times(draft))
    article.places.extend(find_places(draft))
    article.quotes.extend(find_quotes(draft))
    checkpoint()
    article.events.extend(find_events(draft))
    checkpoint()
    attribute_events(draft)
    write_gists(draft)
    link_events(draft)
    finish_article(draft)


class Parser:
    """Reads documents with one language model. Not safe to share between threads.

    What `checkpoint` raises comes out of whatever was being read, and leaves the parser as good as before.
    """

    def __init__(self, model: str = "", clock: Clock = utc_now, checkpoint: Checkpoint = go_on) -> None:
        """Load the model and the knowledge tables; seconds the first time. Raises ModelMissing, KnowledgeInvalid."""
        load_tables()
        self._nlp = load_model(model)
        self._clock = clock
        self._checkpoint = checkpoint
        self.engine = describe_engine(self._nlp)

    def parse(self, document: Document, *, keep_foreign_page: bool = False, explain: bool = False) -> Article:
        """The article that the document holds, with the reasons of its events where `explain` asks for them.

        Raises InvalidInput, with the field at fault, when it cannot be read."""
        [result] = self.parse_many([document], keep_foreign_page=keep_foreign_page, explain=explain)
        if isinstance(result, DatelineError):
            raise result
        return result

    def parse_many(
        self, documents: Iterable[Document], *, keep_foreign_page: bool = False, explain: bool = False
    ) -> Iterator[Article | DatelineError]:
        """One article or refusal for each document, in their order, in constant memory."""
        remaining = iter(documents)
        while batch := list(islice(remaining, _BATCH_DOCUMENTS)):
            yield from self._parse_batch(batch, keep_foreign_page, explain)

    def read_many(self, articles: Iterable[Article]) -> Iterator[Article]:
        """The articles that `begin_article` made of English documents with their claims, in their order."""
        remaining = iter(articles)
        while batch := list(islice(remaining, _BATCH_DOCUMENTS)):
            readings = read_documents(self._nlp, [ready_document(article) for article in batch], self._checkpoint)
            for begun, reading in zip(batch, readings, strict=True):
                article = Article(engine=self.engine)
                article.MergeFrom(begun)
                yield self._read(article, reading)

    def _parse_batch(
        self, batch: list[Document], keep_foreign_page: bool, explain: bool
    ) -> Iterator[Article | DatelineError]:
        now = self._clock()
        prepared: list[ReadyDocument | DatelineError] = []
        for document in batch:
            self._checkpoint()
            try:
                prepared.append(prepare_document(document, now, keep_foreign_page))
            except DatelineError as refusal:
                prepared.append(refusal)
        readable = [ready for ready in prepared if isinstance(ready, ReadyDocument) and ready.language == SUPPORTED]
        readings = read_documents(self._nlp, readable, self._checkpoint)
        for ready in prepared:
            if isinstance(ready, DatelineError):
                yield ready
            elif ready.language == SUPPORTED:
                yield self._read(self._begin_article(ready), next(readings), explain)
            else:
                yield self._keep_page(ready)

    def _read(self, article: Article, reading: Reading, explain: bool = False) -> Article:
        draft = Draft(reading, article)
        read_claims(draft, self._checkpoint)
        if explain:
            explain_events(draft)
        return draft.article

    def _keep_page(self, document: ReadyDocument) -> Article:
        article = self._begin_article(document)
        article.warnings.append(
            Warning(
                code="LANGUAGE_UNSUPPORTED",
                message=f"The page is in {document.language!r}; only English is read, so no claims were extracted.",
            )
        )
        return article

    def _begin_article(self, document: ReadyDocument) -> Article:
        article = begin_article(document)
        article.engine.CopyFrom(self.engine)
        return article
