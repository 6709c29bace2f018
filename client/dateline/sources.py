"""Documents from what people have: text, HTML, JSON, JSONL and ninjs files, packed or not."""

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from dateline.documents import document_from_row, make_document
from dateline.errors import DatelineError, InvalidArgument, TooLarge, UnreadableDocument
from dateline.ninjs import row_of_ninjs
from dateline.v1.document_pb2 import Document

FORMATS = ("text", "html", "json", "jsonl", "ninjs")
_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
# No server takes a document that is anywhere near; more is not read, so that it costs no memory.
_MOST_BYTES = 64 * 1024 * 1024
_LOOKED_AT = 4096  # bytes
_WIDE = "Every other byte is zero, as in UTF-16 without its mark. Name the encoding: --encoding utf-16-{}."
_NOT_TEXT = "It looks like binary data, not text. Name a text or HTML file."
# A longer mark first: UTF-32 little-endian begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes, encoding: str = "") -> str:
    """The text that the bytes spell: in `encoding`, else as their byte order mark says, else in strict UTF-8.

    Raises InvalidArgument (BAD_ENCODING) that names the offset of the first byte that does not fit.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    chosen = encoding or marked or "utf-8"
    if not encoding and not marked and (order := _order_of_wide(data)):
        raise UnreadableDocument(_WIDE.format(order), reason="BAD_ENCODING")
    try:
        return data.decode(chosen)
    except LookupError as error:
        raise InvalidArgument(
            f"There is no encoding {encoding!r}; try utf-8, latin-1, windows-1252.", reason="BAD_ENCODING"
        ) from error
    except UnicodeDecodeError as error:
        binary = f" {_NOT_TEXT}" if b"\0" in data and not marked and not encoding else ""
        hint = "" if encoding or binary else " Name another encoding: --encoding windows-1252."
        raise UnreadableDocument(
            f"Byte 0x{data[error.start]:02x} at offset {error.start} is not {chosen.removesuffix('-sig').upper()}."
            f"{binary}{hint}",
            reason="BINARY_TEXT" if binary else "BAD_ENCODING",
            metadata={"offset": str(error.start)},
        ) from error


def _order_of_wide(data: bytes) -> str:
    """`le` or `be` where the bytes are of UTF-16 for all that can be seen: Latin letters make every other one zero."""
    head = data[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    most = len(head) // 4
    return "le" if odd > most and not even else "be" if even > most and not odd else ""


def guess_format(name: str, beginning: bytes = b"") -> str:
    """The format that the file name says (`.gz` aside); for other names HTML when the bytes begin so, else text."""
    path = Path(name[:-3] if name.lower().endswith(".gz") else name)
    if path.suffix.lower() in _SUFFIXES:
        return _SUFFIXES[path.suffix.lower()]
    head = beginning.lstrip(codecs.BOM_UTF8).lstrip()[:64].lower()
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "text"


def read_documents(
    source: "str | Path | IO[bytes]", *, format: str = "", encoding: str = ""
) -> "Iterator[Document | DatelineError]":
    """The documents of a file, or of an open binary file, in order and one at a time.

    A row that cannot be read gives an error at its place (`document_id` says which, where it has one), and the rows
    after it are read. `format` is text, html, json, jsonl or ninjs; left out, the file's name says it. Raises OSError when the
    file cannot be opened.
    """
    if isinstance(source, str | Path):
        with open(source, "rb") as stream:
            yield from read_stream(stream, name=str(source), format=format, encoding=encoding)
    else:
        yield from read_stream(source, name="", format=format, encoding=encoding)


def read_stream(
    stream: "IO[bytes]", *, name: str, format: str = "", encoding: str = ""
) -> "Iterator[Document | DatelineError]":
    """`read_documents` of an open binary file whose `name` may say the format. Packed bytes are unpacked."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Raw(stream))
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        buffered = io.BufferedReader(gzip.GzipFile(fileobj=buffered))
    try:
        chosen = format or guess_format(name, buffered.peek(512)[:512])
        if chosen == "jsonl":
            yield from _read_lines(buffered, encoding)
        elif chosen == "ninjs":
            yield from _read_ninjs(buffered, encoding)
        elif chosen == "json":
            yield from _read_json(buffered.read(), encoding)
        elif chosen == "html":
            yield make_document(_recode_html(_read_all(buffered), encoding))
        else:
            yield make_document(decode_text(_read_all(buffered), encoding))
    except InvalidArgument as error:
        yield error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield UnreadableDocument(f"The gzip data is damaged: {error}.", reason="BAD_ENCODING")


class _Raw(io.RawIOBase):
    """Any object with `read(n)` as a raw stream, so that it can be buffered and peeked into."""

    def __init__(self, stream: "IO[bytes] | _Joined") -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _read_all(stream: io.BufferedReader) -> bytes:
    """The bytes of one document. Raises TooLarge, or UnreadableDocument, where there are too many."""
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        if b"\0" in data[:1024] and not data.startswith(tuple(mark for mark, _ in _MARKS)):
            raise UnreadableDocument(_NOT_TEXT, reason="BINARY_TEXT")
        raise _too_large("The document")
    return data


def _too_large(what: str) -> TooLarge:
    return TooLarge(
        f"{what} has more than {_MOST_BYTES // 1024**2} MiB. Split it into the articles that it holds.",
        reason="TEXT_TOO_LONG",
    )


def _recode_html(data: bytes, encoding: str) -> bytes:
    """The page; with an encoding given, marked as UTF-8 so that a charset declared inside does not count."""
    return codecs.BOM_UTF8 + decode_text(data, encoding).encode() if encoding else data


def _read_ninjs(stream: io.BufferedReader, encoding: str) -> "Iterator[Document | DatelineError]":
    """Objects one a line, as Dateline writes them, or one document of JSON that is an object or an array of them."""
    first = stream.readline()
    try:
        lines = isinstance(json.loads(first), dict)
    except ValueError:
        lines = False
    if lines:
        yield from _read_lines(io.BufferedReader(_Raw(_Joined(first, stream))), encoding, row_of_ninjs)
    else:
        yield from _read_json(first + stream.read(), encoding, row_of_ninjs)


class _Joined:
    """A stream behind bytes that were read from it already."""

    def __init__(self, begun: bytes, stream: "IO[bytes]") -> None:
        self._begun = io.BytesIO(begun)
        self._stream = stream

    def read(self, size: int) -> bytes:
        return self._begun.read(size) or self._stream.read(size)


def _as_it_is(row: object) -> object:
    return row


def _read_lines(
    stream: "IO[bytes]", encoding: str, convert: Callable[[object], object] = _as_it_is
) -> "Iterator[Document | DatelineError]":
    wide = encoding or next((mark for bom, mark in _MARKS if _starts_with(stream, bom)), "utf-8")
    lines: IO[bytes] | IO[str] = stream
    if codecs.lookup(wide).name.startswith(("utf-16", "utf-32")):
        lines = io.TextIOWrapper(stream, encoding=wide)  # line ends of several bytes
    for number, line in enumerate(_bounded(lines), 1):
        if not line.strip():
            continue
        try:
            if len(line) > _MOST_BYTES:
                raise _too_large("The line")
            yield _read_line(line, wide, convert)
        except InvalidArgument as error:
            error.message = f"Line {number}: {error.message}"
            error.args = (error.message,)
            error.metadata.setdefault("line", str(number))
            yield error


def _bounded(stream: IO[bytes] | IO[str]) -> Iterator[bytes | str]:
    """The lines; of one that is longer than any can be only the beginning, longer than that by one."""
    while line := stream.readline(_MOST_BYTES + 1):
        yield line
        end = line[-1:]
        while len(line) > _MOST_BYTES and end not in (b"\n", "\n", b"", ""):
            end = stream.readline(_MOST_BYTES)[-1:]


def _starts_with(stream: "IO[bytes]", mark: bytes) -> bool:
    return isinstance(stream, io.BufferedReader) and stream.peek(4)[: len(mark)] == mark


def _read_line(line: bytes | str, encoding: str, convert: Callable[[object], object]) -> Document:
    text = decode_text(line, encoding) if isinstance(line, bytes) else line
    return document_from_row(convert(_parse_json(text)))


def _read_json(
    data: bytes, encoding: str, convert: Callable[[object], object] = _as_it_is
) -> "Iterator[Document | DatelineError]":
    value = _parse_json(decode_text(data, encoding))
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            yield document_from_row(convert(row))
        except InvalidArgument as error:
            if isinstance(value, list):
                error.message = f"Item {number}: {error.message}"
                error.args = (error.message,)
            yield error


def _parse_json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidArgument(
            f"Not JSON: {error.msg.removesuffix(' at')} at character {error.pos}.",
            reason="MALFORMED_JSON",
            metadata={"position": str(error.pos)},
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of thousands of digits
        raise InvalidArgument(f"JSON that cannot be read: {error}.", reason="MALFORMED_JSON") from error
    return value
