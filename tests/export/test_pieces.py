"""A file comes in pieces that any client can take, and that end with whole records where records are small."""

from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st

from dateline_server.export.pieces import cut_pieces
from dateline_server.export.writer import PlainWriter

MIB = 1024 * 1024
sizes = st.lists(st.sampled_from([0, 1, 700, 200_000, 300_000, MIB, MIB + 1, 3 * MIB + 5]), max_size=12)


@given(sizes, st.booleans())
def test_the_pieces_are_the_file_and_a_token_stands_behind_whole_records_only(lengths: list[int], begun: bool) -> None:
    writer = PlainWriter(lambda record: record, b"head")
    records = [(bytes([48 + number]) * length, (number,)) for number, length in enumerate(lengths)]
    pieces = list(cut_pieces(writer, records, lambda place: str(place[0]), begun=begun, number=len(records)))
    whole = (b"" if begun else b"head") + b"".join(record for record, _ in records)
    assert b"".join(piece.data for piece in pieces) == whole
    assert all(0 < len(piece.data) <= MIB for piece in pieces)
    assert sum(piece.record_count for piece in pieces) == sum(map(bool, lengths)) == writer.written
    sent = b""
    for piece in pieces:
        sent += piece.data
        if piece.resume_token:
            behind = b"".join(record for record, _ in records[: int(piece.resume_token) + 1])
            assert sent == (b"" if begun else b"head") + behind
            assert piece.remaining_count == len(records) - int(piece.resume_token) - 1
    assert all(piece.HasField("remaining_count") for piece in pieces)
    unwritten = len(list(takewhile(lambda length: not length, reversed(lengths))))
    assert not pieces or pieces[-1].remaining_count <= unwritten


def test_what_is_left_is_told_only_where_the_records_were_counted() -> None:
    [piece] = cut_pieces(PlainWriter(lambda record: record), [(b"record", (0,))], None)
    assert not piece.HasField("remaining_count")
