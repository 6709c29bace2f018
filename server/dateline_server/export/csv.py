"""CSV: the columns of docs/tables.md as text, a header first, quoted after RFC 4180 where needed."""

import csv
import io
from collections.abc import Iterable

from dateline.frames import columns_of
from dateline.render.columns import values
from dateline_server.export.records import TABLES, Resource, reader_of
from dateline_server.export.writer import PlainWriter, Writer


def csv_writer(resource: Resource) -> Writer:
    """One row a record; a line feed ends each."""
    read = reader_of(resource)
    columns = columns_of(TABLES[resource])
    header = _row(column.name for column in columns)

    def write(record: bytes) -> bytes:
        found = zip(columns, values(read(record), columns), strict=True)
        return _row(column.as_text(value) for column, value in found)

    return PlainWriter(write, header)


def _row(cells: Iterable[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()
