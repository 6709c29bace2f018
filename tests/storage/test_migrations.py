"""A store that an earlier version wrote is brought up to date with everything in it.

`earlier/` holds one store of each earlier schema: three reports, the second of them in its second revision with another
country, and a copy of the third.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from postgres_server import make_schema

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


@pytest.mark.parametrize(("package", "kind"), [(PACKAGES[0], "sqlite"), (PACKAGES[1], "postgresql")])
def test_there_is_a_store_of_every_earlier_schema(package: str, kind: str) -> None:
    newest = max(load_migrations(package))
    held = {int(path.name.split("_")[1].split(".")[0]) for path in EARLIER.glob(f"{kind}_*")}
    assert held == set(range(1, newest))


@contextmanager
def unpack(fixture: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of the store that a fixture holds: a SQLite file, or statements for PostgreSQL."""
    content = gzip.decompress((EARLIER / fixture).read_bytes())
    if fixture.startswith("sqlite"):
        (folder / "store.db").write_bytes(content)
        yield str(folder / "store.db")
        return
    with make_schema(request.getfixturevalue("postgres_url")) as url:
        with psycopg.connect(url) as connection:
            connection.execute(content)
        yield url


@pytest.mark.parametrize("fixture", sorted(path.name for path in EARLIER.iterdir()))
def test_an_earlier_store_keeps_everything(request: pytest.FixtureRequest, tmp_path: Path, fixture: str) -> None:
    with unpack(fixture, request, tmp_path) as url:
        require_everything(url)


def require_everything(url: str) -> None:
    store = open_store(url)
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
