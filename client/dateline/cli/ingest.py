"""`dateline ingest`: documents into the store of a server."""

import sys
from collections.abc import Iterable
from typing import Any

import click

from dateline import errors
from dateline.cli import failures
from dateline.cli.answers import with_answers
from dateline.cli.inputs import Item, Known, expand, is_bulk, read_items
from dateline.cli.options import connected, input_options, output_option, server_option
from dateline.cli.output import JsonArray, as_dict, console, line, write
from dateline.cli.progress import Progress
from dateline.errors import DatelineError
from dateline.v1.article_service_pb2 import IngestResult


@click.command(short_help="Read articles and store them in a server.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@input_options
@output_option(("text", "json", "jsonl", "table", "csv", "md"), default="text")
@server_option()
def ingest(
    files: tuple[str, ...],
    from_format: str,
    encoding: str,
    output: str,
    server: str | None,
    timeout: float | None,
    **known: Any,
) -> int:
    """Read articles and store them; print one line for each, once it is committed.

    A line is the article's name and CREATED (new), UPDATED (a new revision of an article with the same URL, or the same
    source and id), UNCHANGED (there already) or DUPLICATE (another article has the same body). A document that cannot
    be read gives an error and sinks no other one. Input as in `dateline parse`. After a broken connection run the same
    command again: what is there already is UNCHANGED.

    \b
    Examples:
      dateline ingest --source "Coast Gazette" --published 2025-04-09 talks.txt
      dateline ingest 'archive/**/*.html.gz'
      dateline ingest --from jsonl -o jsonl - < articles.jsonl
      DATELINE_SERVER=news.example:50051 dateline ingest today.jsonl

    Exit code: 0 all stored, 1 some could not be, 4 the only one could not be.
    """
    paths = expand(files)
    items = read_items(paths, from_format, encoding, Known(**known))
    alone = not is_bulk(paths, from_format)
    progress = Progress()
    last: DatelineError | None = None
    with connected(server, None) as client, progress:
        answers = with_answers(items, lambda sent: client.ingest_many(sent, timeout=timeout))
        try:
            last = _write(answers, output, progress)
        except DatelineError as error:
            raise _with_count(error, progress) from error
    if alone and progress.done == 1 and last is not None:
        return failures.exit_code(last)
    return failures.SOME_FAILED if progress.failed else 0


def _write(answers: Iterable[tuple[Item, IngestResult]], output: str, progress: Progress) -> DatelineError | None:
    """Write each result; gives the last error."""
    last: DatelineError | None = None

    def counted() -> Iterable[tuple[Item, IngestResult]]:
        nonlocal last
        for item, result in answers:
            failed = result.HasField("error")
            if failed:
                last = errors.from_status(result.error, item.id)
            yield item, result
            progress.count(failed=failed)

    if output == "text":
        for item, result in counted():
            write(_text(item, result))
    elif output == "jsonl":
        for item, result in counted():
            write(line(_row(item, result)))
    elif output == "json":
        with JsonArray() as array:
            for item, result in counted():
                array.add(_row(item, result))
    else:
        _write_table((result for _, result in counted()), output)
    return last


def _write_table(results: Iterable[IngestResult], output: str) -> None:
    from dateline.render import columns, tables

    if output == "csv":
        tables.write_csv(results, columns.INGESTED, sys.stdout)
    elif output == "md":
        tables.write_markdown(results, columns.INGESTED, sys.stdout)
    else:
        tables.write_table(results, columns.INGESTED, console())


def _text(item: Item, result: IngestResult) -> str:
    from dateline.render.columns import outcome
    from dateline.render.plain import visible

    if result.HasField("error"):
        error = errors.from_status(result.error)
        label = item.id or (item.path if item.path != "-" else "document")
        return visible(f"{label} error {error.reason}: {error.message.removeprefix(f'{label}: ')}") + "\n"
    original = f" of {result.duplicate_of}" if result.duplicate_of else ""
    return f"{result.name} {outcome(result)}{original}\n"


def _row(item: Item, result: IngestResult) -> dict[str, object]:
    row: dict[str, object] = {"id": item.id} if item.id else {}
    if result.HasField("error"):
        row["error"] = errors.from_status(result.error).to_dict()
        return row
    return {**row, **{name: value for name, value in as_dict(result).items() if name != "id"}}


def _with_count(error: DatelineError, progress: Progress) -> DatelineError:
    """The error of the connection, with how many documents were stored before it."""
    if not progress.done:
        return error
    stored = progress.done - progress.failed
    message = f"{error.message} {stored:,} documents were stored before that; run the same command again to go on."
    return type(error)(message, reason=error.reason, field=error.field, metadata=error.metadata, code=error.code)
