"""Files named on the command line as a stream of documents."""

import glob
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import IO

from dateline import errors, sources
from dateline.cli.failures import from_os_error, say
from dateline.documents import make_document
from dateline.errors import DatelineError
from dateline.v1.document_pb2 import Document

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Known:
    """What the options say about the documents that do not say it themselves."""

    published: str = ""
    publish_tz: str = ""
    title: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""

    def complete(self, document: Document) -> Document:
        """The document, with what it does not say itself."""
        return make_document(
            document,
            published=document.published or self.published,
            publish_tz=document.publish_tz or self.publish_tz,
            title=document.title or self.title,
            url=document.url or self.url,
            source=document.source or self.source,
            authors=document.authors or self.authors,
            section=document.section or self.section,
        )


@dataclass(frozen=True, slots=True)
class Item:
    """One document of the input, or why there is none; `label` is the name of its file, empty for a row of many.

    `share` is how much of the bytes of the whole input (0 to 1) has been read with it; None where nobody knows how many
    there are, as in a pipe.
    """

    content: Document | DatelineError
    label: str
    path: str
    share: float | None

    @property
    def id(self) -> str:
        """The id to answer with: the document's own, else the name of the file that it is."""
        own = self.content.id if isinstance(self.content, Document) else self.content.document_id
        return own or self.label


def expand(arguments: Sequence[str]) -> list[str]:
    """The files that the arguments name, patterns such as `'news/*.txt'` expanded, in the order given."""
    paths: list[str] = []
    for argument in arguments:
        pattern = argument != STDIN and glob.has_magic(argument) and not os.path.exists(argument)
        paths += (sorted(glob.glob(argument, recursive=True)) or [argument]) if pattern else [argument]
    return paths


def read_items(paths: Sequence[str], from_format: str, encoding: str, known: Known) -> Iterator[Item]:
    """The documents of the files, in order and one at a time; a file that cannot be read is an error at its place."""
    chosen = "" if from_format == "auto" else from_format
    sizes = [_size(path) for path in paths]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    behind = 0

    def share(read: int) -> float | None:
        return min(1.0, (behind + read) / total) if total else None

    for path, size in zip(paths, sizes, strict=True):
        rows = (chosen or sources.guess_format(path)) in ("json", "jsonl", "ninjs")
        label = "" if rows or path == STDIN else path
        try:
            with _opened(path) as stream:
                name = "" if path == STDIN else path
                for document in sources.read_stream(stream, name=name, format=chosen, encoding=encoding):
                    content = document if isinstance(document, DatelineError) else known.complete(document)
                    # What is packed is measured as it lies there, packed.
                    yield Item(content, label, path, share(stream.tell()) if total and not stream.closed else None)
        except OSError as error:
            wrong = _missing(path) if glob.has_magic(path) else from_os_error(error)
            yield Item(wrong, label or path, path, share(0))
        behind += size or 0


def is_bulk(paths: Sequence[str], from_format: str) -> bool:
    """Whether the input is a list by its nature, however many documents it turns out to hold."""
    chosen = from_format if from_format != "auto" else sources.guess_format(paths[0])
    return len(paths) != 1 or chosen in ("jsonl", "ninjs")


def _opened(path: str) -> AbstractContextManager[IO[bytes]]:
    """The file, to be closed by whoever asks; standard input stays open."""
    if path != STDIN:
        return open(path, "rb")
    if sys.stdin.isatty():
        say("Reading what you type; end with Ctrl-D.")
    # A file object of its own: the one of sys would be locked at exit while a thread still waits for input.
    return nullcontext(open(sys.stdin.fileno(), "rb", closefd=False))


def _size(path: str) -> int | None:
    """The bytes of a file; none of one that cannot be read, None where there is no telling."""
    try:
        status = os.fstat(sys.stdin.fileno()) if path == STDIN else os.stat(path)
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _missing(pattern: str) -> DatelineError:
    return errors.NotFound(f"{pattern}: no file matches this pattern.", reason="FILE_NOT_FOUND")
