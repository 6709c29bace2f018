"""The export of 100,000 events as Parquet against pyarrow alone, which has them in memory."""

import io
import time
from collections.abc import Callable
from itertools import islice
from statistics import median

from pyarrow import parquet

from bench.generated import generated_articles
from bench.running import dateline_server
from bench.stores import empty_store
from dateline import Client
from dateline.frames import to_arrow
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import ListQuery

_ARTICLES = 12_500  # of eight events each, by and large
_BATCH = 250
_ROUNDS = 3


def measure() -> dict[str, float]:
    """How fast the export is, from the store to the last byte at the client, as a share of how fast pyarrow is.

    `parquet_over_pyarrow`: pyarrow has the records in memory, and makes and writes the same table of them.
    `parquet_over_arrow_table`, for information: it has the table as Arrow arrays, and only writes it.
    """
    with empty_store("sqlite") as url:
        store = open_store(url)
        articles = generated_articles(_ARTICLES)
        while batch := list(islice(articles, _BATCH)):
            store.ingest(batch)
        store.list_articles(ListQuery(page_size=1))
        store.close()
        with dateline_server(url) as server, Client(server.address) as client:
            records = list(client.events.list(page_size=1000))
            table = to_arrow(records, "events")
            rounds = [
                (
                    _seconds(lambda: _export(client, len(records))),
                    _seconds(lambda: parquet.write_table(to_arrow(records, "events"), io.BytesIO())),
                    _seconds(lambda: parquet.write_table(table, io.BytesIO())),
                )
                for _ in range(_ROUNDS)
            ]
    return {
        "parquet_over_pyarrow": median(made / export for export, made, _ in rounds),
        "parquet_over_arrow_table": median(written / export for export, _, written in rounds),
    }


def _export(client: Client, expected: int) -> None:
    written = sum(piece.record_count for piece in client.export("events", "parquet"))
    if written != expected:
        raise RuntimeError(f"{written} of {expected} events were written")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
