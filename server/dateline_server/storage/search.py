"""Full-text search in a store.

Ranks shift with everything that is stored: what another article says changes how rare a word is. A page token therefore
names all hits that were shown, and the newest article of the first page: the next page holds the best of the others, so
that what matches all the while comes exactly once, and leaves out what came later.

Words that stand everywhere tell no article from another, and to weigh them in every one would take as long as the store
is large. Of more than a thousand matches the newest thousand come first, in the order of how many of the words their
titles hold.
"""

from collections.abc import Sequence
from itertools import islice

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_sql import ARTICLE_BINDINGS, Condition, compile_filter
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.lists import count_fitting
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.search_words import SearchTerm, read_search_terms
from dateline_server.storage.seen import Seen
from dateline_server.storage.snippets import make_snippet
from dateline_server.storage.store import Page, SearchQuery
from dateline_server.storage.wire import frame, frame_text
from dateline_server.storage.words import Matches, WordIndex

_MOST_WEIGHED = 1_000


class Search:
    """Searches of one store."""

    def __init__(self, database: Database, words: WordIndex, tokens: PageTokens) -> None:
        self._database = database
        self._words = words
        self._tokens = tokens

    def articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best match first."""
        size = read_page_size(query.page_size)
        binding = ("search articles", query.query, query.filter)
        after = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        filtered = compile_filter(parse_filter(query.filter, ARTICLE_FIELDS), ARTICLE_BINDINGS)
        seen = Seen(str(after[1]) if after else "")
        with self._database.reading() as connection:
            newest = after[0] if after else connection.execute("SELECT max(id) FROM article_rows").fetchone()[0] or 0
            found = self._rank(connection, terms, filtered, int(newest), seen, size + 1)
            items = _hits(connection, terms, found[:size])
        held = count_fitting(items)
        if held == len(found):
            return Page(items)
        seen.add(found[:held])
        return Page(items[:held], self._tokens.seal(binding, (newest, seen.encode())))

    def _rank(
        self,
        connection: Connection,
        terms: Sequence[SearchTerm],
        filtered: Condition,
        newest: int,
        seen: Seen,
        limit: int,
    ) -> list[int]:
        """Ids of the best articles that no page has held, `limit` of them where there are as many."""
        wanted = len(seen) + limit
        weighed = max(wanted, _MOST_WEIGHED)
        matches = self._words.matches(terms)
        latest = self._select(connection, matches, filtered, newest, "f.id DESC", weighed + 1)
        if not latest:
            return []
        if len(latest) <= weighed:
            best = self._select(connection, matches, filtered, newest, "f.rank, f.id", wanted)
        else:
            headlines = self._words.headlines(terms, oldest=latest[-2])
            best = self._select(connection, headlines, filtered, newest, "f.rank, f.id DESC", wanted)
        return list(islice((article for article in best if article not in seen), limit))

    def _select(
        self, connection: Connection, matches: Matches, condition: Condition, newest: int, order: str, limit: int
    ) -> list[int]:
        rows = connection.execute(
            f"SELECT f.id FROM ({matches.sql}) f {self._database.dialect.leading_join} article_rows a ON a.id = f.id"
            f" WHERE f.id <= ? AND {condition.sql} ORDER BY {order} LIMIT ?",
            (*matches.parameters, newest, *condition.parameters, limit),
        )
        return [article for (article,) in rows]


def _hits(connection: Connection, terms: Sequence[SearchTerm], articles: list[int]) -> list[bytes]:
    if not articles:
        return []
    marks = ", ".join("?" * len(articles))
    found = {
        article: (basic, serialized)
        for article, basic, serialized in connection.execute(
            f"SELECT a.id, a.basic, l.bytes FROM article_rows a JOIN log l ON l.seq = a.seq WHERE a.id IN ({marks})",
            articles,
        )
    }
    hits = []
    for article in articles:
        basic, serialized = found[article]
        whole = Article.FromString(serialized)
        snippet = make_snippet(whole.title, whole.body, terms)
        hits.append(
            frame(ArticleHit.ARTICLE_FIELD_NUMBER, basic) + frame_text(ArticleHit.SNIPPET_FIELD_NUMBER, snippet)
        )
    return hits
