"""Records as Arrow tables, polars and pandas frames: the same rows, with the types that the columns have."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import get_args

import pandas
import pyarrow
import pytest
from google.protobuf.message import Message
from samples import sample_article

from dateline.errors import InvalidArgument
from dateline.frames import Table, arrow_batches, arrow_schema, describe, to_arrow, to_pandas, to_polars
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit
from dateline.v1.event_service_pb2 import EventHit
from dateline.v1.quote_service_pb2 import QuoteHit
from dateline.v1.story_pb2 import Story, StorySource

TABLES: tuple[Table, ...] = get_args(Table)


@pytest.fixture
def article() -> Article:
    return sample_article()


def test_an_event_has_typed_cells(article: Article) -> None:
    meeting, threat, protest = to_arrow(event_records(article), "events").to_pylist()
    assert meeting["agents"] == ["Ingrid Solberg"]
    assert meeting["published_date"] == date(2025, 4, 9)
    assert (meeting["latitude"], meeting["longitude"]) == (-1.28, 36.82)
    assert (threat["status"], threat["stances"], threat["latitude"]) == ("NEGATED", ["DENY"], None)
    assert (protest["agent_actors"], protest["intensity"]) == ([], -6.5)


def test_all_three_have_the_same_rows(article: Article) -> None:
    for table in ("events", "quotes", "articles"):
        arrow = to_arrow([article], table)
        assert arrow.num_rows
        assert to_polars([article], table).to_dicts() == arrow.to_pylist()
        pandas_rows = to_pandas([article], table).astype(object)
        for column in ("source", "article_title" if table != "articles" else "title"):
            assert pandas_rows[column].tolist() == arrow[column].to_pylist()


def test_pandas_knows_days_whole_numbers_and_what_is_not_known(article: Article) -> None:
    frame = to_pandas([ActorProfile(name="actors/x", article_count=3, first_seen="2025-04-09")], "actors")
    assert frame["first_seen"][0] == pandas.Timestamp("2025-04-09")
    assert frame["articles"].sum() == 3
    assert frame["last_seen"].isna().all()
    assert frame["country_code"].isna().all()
    events = to_pandas([article], "events")
    assert events.groupby("type")["intensity"].mean().notna().any()


def test_stories_are_rows_too() -> None:
    story = Story(name="stories/1", last_date="2025-04-09", article_count=4, sources=[StorySource(source="Coast Wire")])
    [row] = to_arrow([story], "stories").to_pylist()
    assert (row["last_date"], row["articles"], row["publishers"]) == (date(2025, 4, 9), 4, ["Coast Wire"])


@pytest.mark.parametrize("table", TABLES)
def test_no_records_give_a_frame_without_rows_but_with_all_columns(table: Table) -> None:
    names = [name for name, _, _ in describe(table)]
    assert to_arrow([], table).schema.names == names
    assert to_polars([], table).columns == names
    assert list(to_pandas([], table).columns) == names
    assert to_polars([], table).schema == to_polars(pyarrow_free(table), table).schema


def pyarrow_free(table: Table) -> list[Message]:
    others = {"actors": ActorProfile(name="actors/x"), "stories": Story(name="stories/x")}
    return [others.get(table, sample_article())]


def test_hits_are_taken_for_what_they_found(article: Article) -> None:
    [event, *_], [quote, *_] = event_records(article), quote_records(article)
    assert to_arrow([EventHit(event=event)], "events") == to_arrow([event], "events")
    assert to_arrow([QuoteHit(quote=quote)], "quotes") == to_arrow([quote], "quotes")
    assert to_arrow([ArticleHit(article=article)], "articles") == to_arrow([article], "articles")


def test_an_error_among_the_records_is_raised_and_not_left_out(article: Article) -> None:
    with pytest.raises(InvalidArgument, match="Line 7"):
        to_arrow([article, InvalidArgument("Line 7 is no JSON.")], "events")


def test_what_has_no_row_is_refused_by_name(article: Article) -> None:
    with pytest.raises(TypeError, match="ActorProfile has no row in the table of events"):
        to_arrow([ActorProfile()], "events")
    with pytest.raises(ValueError, match="'places'"):
        describe("places")  # type: ignore[arg-type]


def test_batches_are_made_when_they_are_asked_for(article: Article) -> None:
    taken = 0

    def endless() -> Iterator[Article]:
        nonlocal taken
        while True:
            taken += 1
            yield article

    batch = next(arrow_batches(endless(), "articles"))
    assert (batch.num_rows, taken) == (10_000, 10_000)
    assert batch.schema == arrow_schema("articles")


def test_fields_carry_their_meaning() -> None:
    field: pyarrow.Field = arrow_schema("quotes").field("speaker")
    assert field.metadata == {b"meaning": b"who said it"}


def test_without_the_library_the_way_to_get_it_is_told(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'dateline\[polars\]'"):
        to_polars([article], "events")
