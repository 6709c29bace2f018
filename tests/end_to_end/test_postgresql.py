"""Servers over one PostgreSQL database: what one stores, the other has."""

import threading
from pathlib import Path

from postgres_server import make_schema
from running_server import RunningServer
from server_here import serve_here

from dateline import Client
from dateline.v1.article_service_pb2 import (
    GetArticleRequest,
    IngestArticlesRequest,
    IngestResult,
    ListArticlesRequest,
    SearchArticlesRequest,
)
from dateline.v1.document_pb2 import Document
from dateline_server.storage.opening import open_store

TEXT = "The harbour of Bergen reopened on Monday, the mayor said. Dockers had left it for a week."


def test_two_servers_share_one_store(tmp_path: Path, postgres_url: str) -> None:
    with make_schema(postgres_url) as url:
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        one = RunningServer(tmp_path / "one", "--store", url, "--workers", "1")
        two = RunningServer(tmp_path / "two", "--store", url, "--workers", "1")
        document = Document(id="1", text=TEXT, source="Harbour Gazette", published="2025-04-09")
        [response] = one.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]))
        [result] = response.results
        assert result.outcome == IngestResult.CREATED
        article = two.articles.GetArticle(GetArticleRequest(name=result.name))
        assert article.body == TEXT
        assert [a.name for a in two.articles.ListArticles(ListArticlesRequest()).articles] == [result.name]
        assert len(two.articles.SearchArticles(SearchArticlesRequest(query='"harbour of Bergen"')).hits) == 1
        [response] = two.articles.IngestArticles(iter([IngestArticlesRequest(documents=[document])]))
        assert response.results[0].outcome == IngestResult.UNCHANGED
        one.kill()
        assert two.articles.GetArticle(GetArticleRequest(name=result.name)) == article
        assert two.stop() == 0


def test_a_client_reads_its_writes_from_the_other_server(postgres_url: str) -> None:
    with (
        make_schema(postgres_url) as url,
        serve_here(store=url) as one,
        serve_here(store=url) as two,
        Client(one.address) as writer,
        Client(two.address) as reader,
    ):
        name = writer.ingest(TEXT, id="1", source="Harbour Gazette").name
        reader.consistency_token = written = writer.consistency_token
        assert reader.articles.get(name).body == TEXT
        writer.articles.delete(name)
        assert writer.consistency_token > written
        reader.consistency_token = writer.consistency_token
        assert list(reader.articles.list()) == []

        store = open_store(url)
        reader.consistency_token = store.seal_cursor(store.last_change() + 1)  # a change that is still to come
        store.close()
        threading.Timer(0.5, lambda: writer.articles.undelete(name)).start()
        assert [article.name for article in reader.articles.list()] == [name]
