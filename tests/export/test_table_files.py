"""CSV and Parquet are the tables of docs/tables.md."""

import io

import pyarrow
import pytest
from bench.generated import generated_articles
from export.files import file_of, records_of
from pyarrow import parquet

from dateline.frames import arrow_schema, columns_of, to_arrow
from dateline.render.tables import write_csv
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.export_service_pb2 import (
    EXPORT_FORMAT_CSV,
    EXPORT_FORMAT_PARQUET,
    EXPORT_RESOURCE_ACTORS,
    EXPORT_RESOURCE_EVENTS,
)
from dateline_server.export.records import TABLES, Resource


@pytest.mark.parametrize("resource", TABLES)
def test_csv_is_what_lists_print(articles: list[Article], resource: Resource) -> None:
    table = TABLES[resource]
    records = [ActorProfile(name="actors/x, y")] if table == "actors" else records_of(table, articles)
    printed = io.StringIO(newline="")
    write_csv(records, columns_of(table), printed)
    assert file_of(EXPORT_FORMAT_CSV, resource, records).decode() == printed.getvalue()


@pytest.mark.parametrize("resource", TABLES)
def test_parquet_has_the_columns_types_and_meanings_of_the_frames(articles: list[Article], resource: Resource) -> None:
    table = TABLES[resource]
    records = [ActorProfile(name="actors/x")] if table == "actors" else records_of(table, articles)
    read = parquet.read_table(io.BytesIO(file_of(EXPORT_FORMAT_PARQUET, resource, records)))
    assert read == to_arrow(records, table)
    meanings = {field.name: field.metadata[b"meaning"] for field in arrow_schema(table)}
    assert {field.name: field.metadata[b"meaning"] for field in read.schema} == meanings


def test_parquet_of_nothing_is_an_empty_table() -> None:
    read = parquet.read_table(io.BytesIO(file_of(EXPORT_FORMAT_PARQUET, EXPORT_RESOURCE_ACTORS, [])))
    assert (read.num_rows, read.schema) == (0, arrow_schema("actors"))


def test_many_rows_stand_in_groups_and_lose_none() -> None:
    records = records_of("events", list(generated_articles(1_600)))
    assert len(records) > 10_000
    file = parquet.ParquetFile(io.BytesIO(file_of(EXPORT_FORMAT_PARQUET, EXPORT_RESOURCE_EVENTS, records)))
    assert file.num_row_groups == 2
    assert file.read(["key"])["key"].to_pylist() == [record.event.key for record in records]  # type: ignore[attr-defined]


def test_status_and_sources_are_columns(articles: list[Article]) -> None:
    read: pyarrow.Table = to_arrow(articles, "events")
    assert {"CLAIMED", "OCCURRED"} <= set(read["status"].to_pylist())
    for status, says in zip(read["status"].to_pylist(), read["who_says"].to_pylist(), strict=True):
        assert says or status != "CLAIMED"
