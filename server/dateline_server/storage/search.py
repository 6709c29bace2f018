"""Full-text search for articles, in the order of Ranking.

Whoever edits a title moves its article to another place while others turn pages. A page token therefore names all hits
that were shown, and the newest article of the first page: the next page holds the best of the others, so that what
matches all the while comes exactly once, and leaves out what came later.
"""

from collections.abc import Sequence
from itertools import islice

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.storage.database import Connection, Database, join_columns
from dateline_server.storage.filter_fields import ARTICLE_FIELDS
from dateline_server.storage.filter_sql import ARTICLE_BINDINGS, STORY_OF_ARTICLE, compile_filter
from dateline_server.storage.filter_values import IsStored
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.lists import count_fitting
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.ranking import Ranking
from dateline_server.storage.search_words import SearchTerm, read_search_terms
from dateline_server.storage.seen import Seen
from dateline_server.storage.snippets import make_snippet
from dateline_server.storage.store import Page, SearchQuery
from dateline_server.storage.wire import frame, frame_text
from dateline_server.storage.words import WordIndex


class Search:
    """Searches of one store."""

    def __init__(self, database: Database, words: WordIndex, tokens: PageTokens, is_stored: IsStored) -> None:
        self._database = database
        self._is_stored = is_stored
        self._words = words
        self._tokens = tokens

    def articles(self, query: SearchQuery) -> Page:
        """Serialised ArticleHits, best first."""
        size = read_page_size(query.page_size)
        binding = ("search articles", query.query, query.filter)
        after = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        filtered = compile_filter(parse_filter(query.filter, ARTICLE_FIELDS, self._is_stored), ARTICLE_BINDINGS)
        seen = Seen(str(after[1]) if after else "")
        with self._database.reading() as connection:
            newest = after[0] if after else connection.execute("SELECT max(id) FROM article_rows").fetchone()[0] or 0
            ranked = Ranking(self._database.dialect, self._words, terms, filtered).walk(
                connection, len(seen) + size + 1, int(newest)
            )
            found = list(islice((article for _, article in ranked if article not in seen), size + 1))
            items = _hits(connection, terms, found[:size])
        held = count_fitting(items)
        if held == len(found):
            return Page(items)
        seen.add(found[:held])
        return Page(items[:held], self._tokens.seal(binding, (newest, seen.encode())))


def _hits(connection: Connection, terms: Sequence[SearchTerm], articles: list[int]) -> list[bytes]:
    if not articles:
        return []
    marks = ", ".join("?" * len(articles))
    found = {
        article: (join_columns((basic, story)), serialized)
        for article, serialized, basic, story in connection.execute(
            f"SELECT a.id, l.bytes, a.basic, {STORY_OF_ARTICLE} FROM article_rows a"
            f" JOIN log l ON l.seq = a.seq WHERE a.id IN ({marks})",
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
