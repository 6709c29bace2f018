"""Writing results to stdout, one at a time, in the format asked for."""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

import click
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from dateline.cli.selection import prune, selected_columns, selection
from dateline.render.plain import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from dateline.render.columns import Column

Record = TypeVar("Record", bound=Message)


def chosen(output: str | None) -> str:
    """The format asked for; without one, text on a terminal and JSON elsewhere, or where parts are selected."""
    if selection() and output in ("text", "html"):
        raise click.UsageError(f"--select picks parts of JSON and columns of tables, and -o {output} has neither.")
    refuse_page_on_terminal(output)
    return output or ("text" if sys.stdout.isatty() and not selection() else "json")


def refuse_page_on_terminal(output: str | None) -> None:
    """Raise UsageError where somebody would have to read HTML on a terminal."""
    if output == "html" and sys.stdout.isatty():
        raise click.UsageError("html is nothing to read on a terminal; send it to a file: … -o html > page.html")


def as_dict(message: Message) -> dict[str, object]:
    """The message as canonical proto JSON, or the parts of it that are selected."""
    fields = MessageToDict(message)
    return prune(fields, message.DESCRIPTOR) if selection() else fields


def line(value: object) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def pretty(value: object) -> str:
    """JSON over several lines."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write(text: str) -> None:
    """Write to stdout and hand it on at once: a reader of the pipe sees each result when it is there.

    A file that cannot take all of it, as on a full disk, ends where it ended before: with a whole result.
    """
    sys.stdout.flush()
    if (end := _end_of_file()) is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    descriptor, view = sys.stdout.fileno(), memoryview(text.encode(sys.stdout.encoding, "replace"))
    try:
        while view:  # by hand: without a buffer (PYTHONUNBUFFERED) Python drops what a full disk refuses
            view = view[os.write(descriptor, view) :]
    except BaseException:  # an interrupt too
        os.ftruncate(descriptor, end)
        os.lseek(descriptor, end, os.SEEK_SET)
        raise


def tell(text: str, beside: str = "") -> None:
    """Write a line for people. On a terminal its words go on further in where it is too long, and `beside` stands at its end."""
    if sys.stdout.isatty():
        from rich.text import Text

        from dateline.render.lines import Hanging

        console().print(Hanging(Text.assemble(visible(text), (f"  {visible(beside)}" if beside else "", "dim"))))
        sys.stdout.flush()
    else:
        write(f"{text}\n")


def _end_of_file() -> int | None:
    """Where the file behind stdout ends now; None where there is no file."""
    try:
        descriptor = sys.stdout.fileno()
        return os.lseek(descriptor, 0, os.SEEK_CUR) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    except (OSError, ValueError):  # closed, or no file at all
        return None


class Whole:
    """What `write` does, for those that write into a stream."""

    write = staticmethod(write)


class JsonArray:
    """A JSON array that is written item by item: `with JsonArray() as array: array.add(…)`."""

    def __init__(self) -> None:
        self._empty = True

    def __enter__(self) -> "JsonArray":
        return self

    def add(self, value: object) -> None:
        """Write one more item."""
        indented = pretty(value).rstrip("\n").replace("\n", "\n  ")
        write(("[\n  " if self._empty else ",\n  ") + indented)
        self._empty = False

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        # Also after an error what was written before it stays readable; where nothing was, nothing is.
        if not self._empty and not isinstance(error, BrokenPipeError):
            write("\n]\n")
        elif error is None:
            write("[]\n")


def console() -> "Console":
    """The terminal: its width, its colours (`NO_COLOR` is obeyed), its closed pipe as BrokenPipeError."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Terminal(highlight=False, markup=False, emoji=False, soft_wrap=False)


def write_records(
    records: Iterable[Record],
    output: str,
    columns: "Sequence[Column[Record]]",
    lines: "Callable[[Record], RenderableType]",
    title: str,
) -> int:
    """Write the records; gives how many there were. `lines` is how one record reads in text."""
    counted = _Counted(_first_fetched(records))
    columns = selected_columns() if selection() else columns
    if output == "jsonl":
        for record in counted:
            write(line(as_dict(record)))
    elif output == "json":
        with JsonArray() as array:
            for record in counted:
                array.add(as_dict(record))
    elif output == "text":
        terminal = console()
        for record in counted:
            terminal.print(lines(record))
    elif output == "csv":
        from dateline.render.tables import write_csv

        write_csv(counted, columns, Whole())
    elif output == "md":
        from dateline.render.tables import write_markdown

        write_markdown(counted, columns, Whole())
    elif output == "html":
        from dateline.render.html import table_page

        write(table_page(title, counted, columns))
    else:
        from dateline.render.tables import write_table

        write_table(counted, columns, console())
    return counted.count


def _first_fetched(records: Iterable[Record]) -> Iterator[Record]:
    """The records, the first of them fetched at once: where that fails, no heading has been written."""
    iterator = iter(records)
    return chain(list(islice(iterator, 1)), iterator)


class _Counted(Iterable[Record]):
    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record
