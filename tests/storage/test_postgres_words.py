"""The index of words of a PostgreSQL store, which is apart from the rows that it leads to."""

import psycopg
from contract.articles import build_article
from postgres_server import make_schema

from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.opening import open_existing
from dateline_server.storage.upkeep.reindexing import reindex

_READY = "UPDATE pg_index SET indisready = %s WHERE indexrelid = CAST('article_words_by_word' AS regclass)"


def test_an_index_that_does_not_lead_to_an_article_is_found_and_put_right(postgres_url: str) -> None:
    """The row is whole, and the index has never heard of it."""
    with make_schema(postgres_url) as url:
        store = open_store(url)
        store.ingest([build_article(document_id=str(n), body=f"Ferry {n} is late.").article for n in range(3)])
        store.list_articles(ListQuery())
        store.close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_READY, (False,))
            connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM article_words WHERE article = 2")
            connection.execute("DELETE FROM article_words WHERE article = 2")
            connection.execute("INSERT INTO article_words SELECT * FROM kept")
            connection.execute(_READY, (True,))
        with open_existing(url) as parts:
            faults = [fault.what for fault in check_store(parts.database, parts.upkeep).faults]
            assert len([fault for fault in faults if "by all of its words" in fault]) == 1
            reindex(parts.database, parts.words, parts.upkeep)
            assert check_store(parts.database, parts.upkeep, full=True).faults == []
