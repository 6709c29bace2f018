"""The pieces of a file, small enough for any client, each ending where a record does as long as records are small."""

from collections.abc import Callable, Iterable, Iterator

from dateline.v1.export_service_pb2 import ExportResponse
from dateline_server.export.writer import Writer

# Bytes of file in one message. A foreign client takes messages of at most 4 MiB unless it is told otherwise.
_ENOUGH = 256 * 1024
_MOST = 1024 * 1024

Place = tuple[int | float | str, ...]


def cut_pieces(
    writer: Writer,
    records: Iterable[tuple[bytes, Place]],
    seal: Callable[[Place], str] | None,
    *,
    begun: bool = False,
    number: int | None = None,
) -> Iterator[ExportResponse]:
    """The file that the writer makes of the records, piece after piece.

    `records` are serialised messages with their places; `seal` makes a resume token of a place, None where a file
    cannot go on from any. What stands before the first record is left out where the file has `begun` already.
    `number` is that of the records, where each piece should say how many are left.
    """

    def left(read: int) -> int | None:
        return None if number is None else max(number - read, 0)

    pending = [] if begun else [writer.begin()]
    size, told = sum(map(len, pending)), 0
    read = 0
    for read, (record, place) in enumerate(records, start=1):
        written = writer.add(record)
        if not written:
            continue
        pending.append(written)
        size += len(written)
        if size >= _ENOUGH:
            yield from _slices(b"".join(pending), writer.written - told, seal(place) if seal else "", left(read))
            pending, size, told = [], 0, writer.written
    pending.append(writer.end())
    yield from _slices(b"".join(pending), writer.written - told, "", left(read))


def _slices(data: bytes, records: int, token: str, left: int | None) -> Iterator[ExportResponse]:
    """The data in messages, of which the last one ends all the records."""
    while len(data) > _MOST:
        yield ExportResponse(data=data[:_MOST], remaining_count=left)
        data = data[_MOST:]
    if data:
        yield ExportResponse(data=data, record_count=records, resume_token=token, remaining_count=left)
