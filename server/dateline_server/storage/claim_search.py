"""Searches for events and quotes.

They need no index of their own: every word that a claim is found by stands in its article. The articles that hold the
words are taken one after another in the order of Ranking, which depends on nothing but the article itself, so that pages
fit together while others write.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dateline.v1.article_pb2 import Article
from dateline.v1.event_service_pb2 import EventHit
from dateline.v1.quote_service_pb2 import QuoteHit
from dateline.v1.span_pb2 import Mention
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import EVENT_FIELDS, QUOTE_FIELDS, Fields
from dateline_server.storage.filter_sql import (
    ACTOR_TERM,
    COUNTRY_TERM,
    EVENT_DRIVERS,
    QUOTE_BINDINGS,
    TRUE,
    TYPE_TERM,
    Bindings,
    Condition,
    article_posting,
    column,
    compile_filter,
    event_bindings,
    join_conditions,
    published_day,
)
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import And, Comparison, Expression, parse_filter
from dateline_server.storage.ids import read_row_id, row_id, row_range
from dateline_server.storage.lists import MOST_PAGE_BYTES
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.ranking import ANY, Ranking
from dateline_server.storage.records import EVENT_LAYOUT, QUOTE_LAYOUT, RecordLayout, RecordRow, cut_records
from dateline_server.storage.search_words import SearchTerm, read_search_terms
from dateline_server.storage.snippets import make_snippet
from dateline_server.storage.store import Page, SearchQuery
from dateline_server.storage.term_match import TermMatcher
from dateline_server.storage.wire import frame, frame_text
from dateline_server.storage.words import WordIndex

# Articles looked through for one page: they can hold the words without any claim that does.
_MOST_EXAMINED = 1024

# For a claim by its place in the article: the texts that it is found by, and the one that a snippet is taken from.
_Texts: TypeAlias = Callable[[int], tuple[Sequence[str], str]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Events or quotes. `narrowing` are conditions on the article (alias a) that follow from one on the claim."""

    table: str
    alias: str
    fields: Fields
    bindings: Bindings
    narrowing: Bindings
    layout: RecordLayout
    parts: str
    texts: Callable[[Article], _Texts]
    record_field: int
    snippet_field: int


class ClaimSearch:
    """Searches for the events and quotes of one store."""

    def __init__(self, database: Database, words: WordIndex, tokens: PageTokens, is_stored: IsStored) -> None:
        self._database = database
        self._is_stored = is_stored
        self._words = words
        self._tokens = tokens

    def events(self, query: SearchQuery) -> Page:
        """Serialised EventHits, in the order of their articles."""
        return self._page(_EVENTS, query)

    def quotes(self, query: SearchQuery) -> Page:
        """Serialised QuoteHits, in the order of their articles."""
        return self._page(_QUOTES, query)

    def _page(self, kind: _Kind, query: SearchQuery) -> Page:
        size = read_page_size(query.page_size)
        binding = (f"search for {kind.table}", query.query, query.filter)
        start = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        expression = parse_filter(query.filter, kind.fields, self._is_stored)
        items: list[bytes] = []
        place, ordinal = ((int(start[0]), int(start[1])), int(start[2])) if start else ((0, ANY), 0)
        with self._database.reading() as connection:
            ranking = Ranking(self._database.dialect, self._words, terms, _narrow(expression, kind.narrowing))
            reader = _Reader(connection, kind, terms, compile_filter(expression, kind.bindings))
            room = MOST_PAGE_BYTES
            for examined, (level, article) in enumerate(ranking.walk(connection, size, start=place)):
                if examined == _MOST_EXAMINED:
                    return Page(items, self._tokens.seal(binding, (level, article, 0)))
                first = ordinal if (level, article) == place else 0
                for at, hit in reader.hits(article, first):
                    room -= len(hit)
                    if items and (len(items) == size or room < 0):
                        return Page(items, self._tokens.seal(binding, (level, article, at)))
                    items.append(hit)
        return Page(items)


class _Reader:
    """Finds the claims of one article after another, inside one transaction."""

    def __init__(self, connection: Connection, kind: _Kind, terms: Sequence[SearchTerm], condition: Condition) -> None:
        self._connection = connection
        self._kind = kind
        self._terms = terms
        self._matcher = TermMatcher(terms)
        self._condition = condition
        # The claims of the article first: a planner that takes the index of a filter instead reads those of all articles.
        self._select = (
            f"WITH {kind.alias} AS MATERIALIZED (SELECT * FROM {kind.table} WHERE id BETWEEN ? AND ?)"
            f" SELECT id, {kind.parts} FROM {kind.alias} WHERE {condition.sql} ORDER BY id DESC"
        )

    def hits(self, article: int, first: int) -> Iterator[tuple[int, bytes]]:
        """Place in the article and serialised hit of each claim from place `first` on, in the order of the text."""
        first_row, _ = row_range(article)
        rows = self._connection.execute(
            self._select, (first_row, row_id(article, first), *self._condition.parameters)
        ).fetchall()
        if not rows:
            return
        [serialized] = self._connection.execute(
            "SELECT l.bytes FROM article_rows a JOIN log l ON l.seq = a.seq WHERE a.id = ?", (article,)
        ).fetchone()
        texts_of = self._kind.texts(Article.FromString(serialized))
        for row, *parts in rows:
            _, ordinal = read_row_id(row)
            texts, shown = texts_of(ordinal)
            if not self._matcher.holds(texts):
                continue
            [record] = cut_records([RecordRow(row, parts)], {article: serialized}, self._kind.layout)
            yield (
                ordinal,
                frame(self._kind.record_field, record)
                + frame_text(self._kind.snippet_field, make_snippet("", shown, self._terms)),
            )


def _narrow(expression: Expression | None, bindings: Bindings) -> Condition:
    """What an article must meet to have a claim that the filter lets through, as far as its own row says so."""
    demanded = expression.parts if isinstance(expression, And) else (expression,)
    conditions = [
        bindings[part.field.name](part.operator, part.value)
        for part in demanded
        if isinstance(part, Comparison) and part.operator != "!=" and part.field.name in bindings
    ]
    return join_conditions("AND", conditions) if conditions else TRUE


def _event_texts(article: Article) -> _Texts:
    """The sentences of an event, and the words and names of those who take part."""
    names = {
        actor.id: [mention.span.text for mention in actor.mentions if mention.type == Mention.NAME]
        for actor in article.actors
    }

    def texts(ordinal: int) -> tuple[Sequence[str], str]:
        event = article.events[ordinal]
        sentences = [span.text for span in event.evidence]
        found = [*sentences, event.trigger.text]
        for participant in event.participants:
            found.append(participant.text)
            found += names.get(participant.actor, ())
        return found, " ".join(sentences)

    return texts


def _quote_texts(article: Article) -> _Texts:
    """What was said."""

    def texts(ordinal: int) -> tuple[Sequence[str], str]:
        said = [span.text for span in article.quotes[ordinal].content]
        return said, " ".join(said)

    return texts


_FACTS_OF_THE_ARTICLE: Bindings = {
    "published_date": published_day("a.published_at"),
    "source": column("a.source"),
    "article": lambda operator, value: Condition(
        "a.id = (SELECT id FROM articles_by_key WHERE name = ?)", (str(value),)
    ),
}
_EVENTS = _Kind(
    table="events",
    alias="e",
    fields=EVENT_FIELDS,
    bindings=event_bindings(driven=False),
    narrowing={
        **_FACTS_OF_THE_ARTICLE,
        "type": article_posting(TYPE_TERM),
        **{name: article_posting(term) for name, (term, _) in EVENT_DRIVERS.items()},
    },
    layout=EVENT_LAYOUT,
    parts="actors, places, times",
    texts=_event_texts,
    record_field=EventHit.EVENT_FIELD_NUMBER,
    snippet_field=EventHit.SNIPPET_FIELD_NUMBER,
)
_QUOTES = _Kind(
    table="quotes",
    alias="q",
    fields=QUOTE_FIELDS,
    bindings=QUOTE_BINDINGS,
    narrowing={
        **_FACTS_OF_THE_ARTICLE,
        "speaker": article_posting(ACTOR_TERM),
        "speaker.country": article_posting(COUNTRY_TERM),
    },
    layout=QUOTE_LAYOUT,
    parts="actors",
    texts=_quote_texts,
    record_field=QuoteHit.QUOTE_FIELD_NUMBER,
    snippet_field=QuoteHit.SNIPPET_FIELD_NUMBER,
)
