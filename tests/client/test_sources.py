"""Documents from files of any kind, encoding and packing."""

import codecs
import gzip
import io
import json
from pathlib import Path

import pytest

from dateline.errors import DatelineError, InvalidArgument
from dateline.sources import decode_text, guess_format, read_documents
from dateline.v1.document_pb2 import Document


def read(path: Path, **options: str) -> list[Document | DatelineError]:
    return list(read_documents(path, **options))


def only(path: Path, **options: str) -> Document:
    [document] = read(path, **options)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8-sig", b""), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)],
)
def test_text_is_utf8_or_what_its_mark_says(encoding: str, mark: bytes) -> None:
    assert decode_text(mark + "Ærø — 🌍".encode(encoding)) == "Ærø — 🌍"


def test_text_that_is_no_utf8_names_the_byte_and_the_way_out() -> None:
    with pytest.raises(InvalidArgument) as caught:
        decode_text("Ærø".encode("latin-1"))
    assert "0xc6 at offset 0" in caught.value.message
    assert "--encoding" in caught.value.message
    assert caught.value.metadata["offset"] == "0"


def test_an_encoding_given_counts() -> None:
    assert decode_text("Ærø".encode("latin-1"), "latin-1") == "Ærø"
    with pytest.raises(InvalidArgument, match="no encoding 'nonsense'"):
        decode_text(b"x", "nonsense")


def test_binary_data_is_called_so() -> None:
    with pytest.raises(InvalidArgument) as caught:
        decode_text(bytes(range(256)))
    assert caught.value.reason == "BINARY_TEXT"


@pytest.mark.parametrize(
    ("name", "beginning", "expected"),
    [
        ("a.txt", b"<html>", "text"),
        ("a.HTML", b"", "html"),
        ("a.htm.gz", b"", "html"),
        ("a.json", b"", "json"),
        ("a.jsonl.gz", b"", "jsonl"),
        ("a", b"\xef\xbb\xbf <!DOCTYPE HTML><p>", "html"),
        ("", b"A ship left.", "text"),
    ],
)
def test_the_name_says_the_format_else_the_beginning(name: str, beginning: bytes, expected: str) -> None:
    assert guess_format(name, beginning) == expected


def test_a_text_file_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A ship left.\n")
    assert only(tmp_path / "a.txt").text == "A ship left.\n"


def test_a_page_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>\xe9</p>")
    assert only(tmp_path / "a.html").html == b"<p>\xe9</p>"


def test_a_page_with_an_encoding_given_is_told_to_be_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>\xe9</p>")
    assert only(tmp_path / "a.html", encoding="latin-1").html == codecs.BOM_UTF8 + "<p>é</p>".encode()


def test_packed_files_are_unpacked_whatever_their_name(tmp_path: Path) -> None:
    for name in ("a.txt.gz", "b.txt"):
        (tmp_path / name).write_bytes(gzip.compress(b"A ship left."))
        assert only(tmp_path / name).text == "A ship left."


def test_a_damaged_gzip_is_an_error_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"A ship left." * 100)[:40])
    [error] = read(tmp_path / "a.txt.gz")
    assert isinstance(error, InvalidArgument)
    assert "gzip" in error.message


def test_json_is_one_document_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"text": "one"}))
    assert only(tmp_path / "one.json").text == "one"
    (tmp_path / "many.json").write_text(json.dumps([{"text": "one"}, {"id": "x"}, {"text": "three"}]))
    one, error, three = read(tmp_path / "many.json")
    assert isinstance(error, InvalidArgument)
    assert error.message.startswith("Item 2:")
    assert (one.text, three.text) == ("one", "three")  # type: ignore[union-attr]


def test_a_broken_line_is_an_error_in_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"id":"1","text":"one"}\n\n{broken\n{"id":"3"}\n\xff\n{"id":"5","text":"five"}\n'
    )
    one, broken, empty, bytes_, five = read(tmp_path / "a.jsonl")
    assert isinstance(one, Document)
    assert isinstance(five, Document)
    assert isinstance(broken, DatelineError)
    assert isinstance(empty, DatelineError)
    assert isinstance(bytes_, DatelineError)
    assert broken.message.startswith("Line 3: Not JSON")
    assert (empty.document_id, empty.reason) == ("3", "MALFORMED_ROW")
    assert bytes_.message.startswith("Line 5: Byte 0xff")


def test_lines_may_be_marked_utf8_or_utf16(tmp_path: Path) -> None:
    rows = '{"text":"Ærø"}\n{"text":"Fyn"}\n'
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / "a.jsonl").write_bytes(rows.encode(encoding))
        assert [document.text for document in read(tmp_path / "a.jsonl")] == ["Ærø", "Fyn"]  # type: ignore[union-attr]


def test_deeply_nested_json_is_an_error_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("[" * 100_000 + "\n")
    [error] = read(tmp_path / "a.jsonl")
    assert isinstance(error, InvalidArgument)
    assert error.reason == "MALFORMED_JSON"


def test_an_open_file_is_read_one_row_at_a_time() -> None:
    class Slow(io.RawIOBase):
        rows = (b'{"text":"one"}\n', b'{"text":"two"}\n')
        read_rows = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            if self.read_rows == len(self.rows):
                return 0
            row = self.rows[self.read_rows]
            self.read_rows += 1
            buffer[: len(row)] = row
            return len(row)

    stream = Slow()
    documents = read_documents(io.BufferedReader(stream), format="jsonl")
    assert next(documents).text == "one"  # type: ignore[union-attr]
    assert stream.read_rows == 1


def test_a_missing_file_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.txt")
