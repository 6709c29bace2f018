"""A store that an earlier version wrote is brought up to date with everything in it.

`earlier/` holds one store of each earlier schema: three reports, the second of them in its second revision with another
country, and a copy of the third.
"""

import gzip
from pathlib import Path

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline_server.storage.migrations import load_migrations
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery, SearchQuery

EARLIER = Path(__file__).parent / "earlier"
PACKAGES = ("dateline_server.storage.sqlite", "dateline_server.storage.postgres")


@pytest.mark.parametrize("package", PACKAGES)
def test_migrations_are_numbered_without_gaps(package: str) -> None:
    steps = load_migrations(package)
    assert sorted(steps) == list(range(1, len(steps) + 1))


def test_there_is_a_store_of_every_earlier_schema() -> None:
    newest = max(load_migrations(PACKAGES[0]))
    assert {int(path.name.split("_")[1].split(".")[0]) for path in EARLIER.iterdir()} == set(range(1, newest))


@pytest.mark.parametrize("fixture", sorted(path.name for path in EARLIER.iterdir()))
def test_an_earlier_store_keeps_everything(tmp_path: Path, fixture: str) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(gzip.decompress((EARLIER / fixture).read_bytes()))
    store = open_store(str(path))
    articles = [Article.FromString(item) for item in store.list_articles(ListQuery(full=True)).items]
    assert [(article.title, article.revision) for article in articles] == [
        ("Talks open", 1),
        ("Harbour 2", 1),
        ("Harbour 1", 2),
        ("Harbour 0", 1),
    ]
    assert articles[0].near_duplicate_of == articles[1].name
    assert [store.get_article(article.name) for article in articles] == [a.SerializeToString() for a in articles]
    assert len(store.list_events(ListQuery(filter="agent.country = NOR")).items) == 1
    assert len(store.list_events(ListQuery(filter="agent.country = KEN")).items) == 2
    assert len(store.list_quotes(ListQuery(filter='speaker = "actors/country-ken"')).items) == 2
    hits = [ArticleHit.FromString(item) for item in store.search_articles(SearchQuery("crane")).items]
    assert [hit.article.title for hit in hits] == ["Harbour 1"]
    assert [stored.revision for stored in store.ingest([articles[2]])] == [2]
    store.close()
