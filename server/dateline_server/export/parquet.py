"""Parquet: the columns of docs/tables.md with types, in groups of 10,000 rows."""

import io
from typing import Any

import pyarrow
from pyarrow import parquet

from dateline.frames import arrow_batches, arrow_schema
from dateline_server.export.records import TABLES, Resource, reader_of

_ROWS_A_GROUP = 10_000


class ParquetWriter:
    """Holds the rows of one group in memory, and the directory of the file, which its end says."""

    def __init__(self, resource: Resource) -> None:
        self._table = TABLES[resource]
        self._read = reader_of(resource)
        self._records: list[Any] = []
        self._sink = io.BytesIO()
        self._writer: Any = parquet.ParquetWriter(pyarrow.PythonFile(self._sink, "w"), arrow_schema(self._table))
        self.written = 0

    def begin(self) -> bytes:
        """The mark of the format."""
        return self._taken()

    def add(self, record: bytes) -> bytes:
        """A group of rows, once there are enough."""
        self._records.append(self._read(record))
        return self._group() if len(self._records) == _ROWS_A_GROUP else b""

    def end(self) -> bytes:
        """The last rows and the directory."""
        rest = self._group()
        self._writer.close()
        return rest + self._taken()

    def _group(self) -> bytes:
        for batch in arrow_batches(self._records, self._table):
            self._writer.write_batch(batch)
        self.written += len(self._records)
        self._records = []
        return self._taken()

    def _taken(self) -> bytes:
        """What was written since this was last asked for."""
        data = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        return data
