"""`dateline ingest`: documents into the store of a server."""

from collections.abc import Iterable
from typing import Any

import click

from dateline.cli import failures
from dateline.cli.answers import with_answers
from dateline.cli.inputs import Item, Known, expand, is_bulk, read_items
from dateline.cli.names import FileName
from dateline.cli.options import connected, input_options, output_option, server_option
from dateline.cli.output import JsonArray, Whole, as_dict, console, line, tell, write
from dateline.cli.progress import Progress
from dateline.errors import DatelineError
from dateline.v1.article_service_pb2 import IngestResult
from dateline.v1.document_pb2 import Document


@click.command(short_help="Read articles and store them in a server.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-", type=FileName())
@input_options
@click.option("--queue", is_flag=True, help="Hand the articles in to be read later; print the operation and end.")
@click.option("--wait", is_flag=True, help="With --queue: wait until all of them are read and stored.")
@output_option(("text", "json", "jsonl", "table", "csv", "md"), default="text")
@server_option()
def ingest(
    files: tuple[str, ...],
    from_format: str,
    encoding: str,
    queue: bool,
    wait: bool,
    output: str,
    server: str | None,
    timeout: float | None,
    **known: Any,
) -> int:
    """Read articles and store them; print one line for each, once it is committed.

    A line is the article's name and CREATED (new), UPDATED (a new revision of an article with the same URL, or the same
    source and id), UNCHANGED (there already) or DUPLICATE (another article has the same body). A document that cannot
    be read gives an error and sinks no other one. Input as in `dateline parse`; articles that were exported as JSONL or
    ninjs are input too. After a broken connection run the same command again: what is there already is UNCHANGED.

    With --queue the server keeps the articles, reads them when it has time, and goes on by itself after any end of it.
    The line printed then, once it has all of them for good, is that of an operation; `dateline operations wait` waits
    for it, as --wait does at once.

    \b
    Examples:
      dateline ingest --source "Coast Gazette" --published 2025-04-09 talks.txt
      dateline ingest 'archive/**/*.html.gz'
      dateline ingest --from jsonl -o jsonl - < articles.jsonl
      dateline ingest --from ninjs wire.json
      dateline ingest --queue 'archive/**/*.jsonl.gz'
      DATELINE_SERVER=news.example:50051 dateline ingest today.jsonl

    Exit code: 0 all stored, 1 some could not be, 4 the only one could not be.
    """
    if wait and not queue:
        raise click.UsageError("--wait goes with --queue; without it everything is stored when the command ends.")
    paths = expand(files)
    items = read_items(paths, from_format, encoding, Known(**known))
    if queue:
        if output not in ("text", "json", "jsonl"):
            raise click.UsageError("With --queue an operation is printed: -o is text, json or jsonl.")
        return _queue(items, wait, output, server, timeout)
    alone = not is_bulk(paths, from_format)
    progress = Progress()
    failed: list[tuple[Item, DatelineError]] = []
    with connected(server, None) as client, progress:
        answers = with_answers(items, lambda sent: client.ingest_many(sent, timeout=timeout))
        try:
            _write(answers, output, progress, failed)
        except DatelineError as error:
            raise _with_count(error, progress) from error
        except KeyboardInterrupt:
            progress.pause()
            failures.say(f"interrupted. {_stored(progress)}")
            return failures.INTERRUPTED
    if alone and progress.done == 1 and failed:
        return failures.exit_code(failed[0][1])
    if failed and output not in ("json", "jsonl"):
        failures.say(
            f"{progress.failed:,} of {progress.done:,} documents could not be stored, the first of them: "
            f"{_text(*failed[0]).rstrip('.')}. Mend it and run the same command again: what is stored is "
            "UNCHANGED then."
        )
    return failures.SOME_FAILED if failed else 0


def _queue(items: Iterable[Item], wait: bool, output: str, server: str | None, timeout: float | None) -> int:
    """Hand the documents in and print the operation, or what it did once it is done; the exit code."""
    from dateline.cli.operations import wait_for, write_operation

    with connected(server, timeout) as client:
        progress = Progress()

        def counted() -> Iterable[Document | DatelineError]:
            for item in items:
                if isinstance(item.content, DatelineError):
                    failures.about(item.path, item.content)
                yield item.content
                progress.count(failed=isinstance(item.content, DatelineError), share=item.share)

        with progress:
            operation = client.articles.queue(
                counted(), on_error=lambda error: failures.report(error, output != "text"), patience=None
            )
        if not wait:
            write_operation(operation, output, named=True)
            return failures.SOME_FAILED if progress.failed or operation.progress.failed else 0
        code = wait_for(client, operation.name, output, None)
        return code or (failures.SOME_FAILED if progress.failed else 0)


def _write(
    answers: Iterable[tuple[Item, IngestResult | DatelineError]],
    output: str,
    progress: Progress,
    failed: list[tuple[Item, DatelineError]],
) -> None:
    """Write each answer, and keep the first error in `failed`."""

    def counted() -> Iterable[tuple[Item, IngestResult | DatelineError]]:
        for item, answer in answers:
            if isinstance(answer, DatelineError) and not failed:
                failed.append((item, answer))
            yield item, answer
            progress.count(failed=isinstance(answer, DatelineError), share=item.share)

    if output == "text":
        for item, answer in counted():
            tell(_text(item, answer), "" if isinstance(answer, DatelineError) else item.id)
    elif output == "jsonl":
        for item, answer in counted():
            write(line(_row(item, answer)))
    elif output == "json":
        with JsonArray() as array:
            for item, answer in counted():
                array.add(_row(item, answer))
    else:
        _write_table((_as_result(item, answer) for item, answer in counted()), output)


def _write_table(results: Iterable[IngestResult], output: str) -> None:
    from dateline.render import columns, tables

    if output == "csv":
        tables.write_csv(results, columns.INGESTED, Whole())
    elif output == "md":
        tables.write_markdown(results, columns.INGESTED, Whole())
    else:
        tables.write_table(results, columns.INGESTED, console())


def _as_result(item: Item, answer: IngestResult | DatelineError) -> IngestResult:
    return IngestResult(id=item.id, error=answer.to_status()) if isinstance(answer, DatelineError) else answer


def _text(item: Item, answer: IngestResult | DatelineError) -> str:
    from dateline.render.columns import outcome
    from dateline.render.plain import visible

    if isinstance(answer, DatelineError):
        label = item.id or (item.path if item.path != "-" else "document")
        return visible(f"{label} error {answer.reason}: {answer.message.removeprefix(f'{label}: ')}")
    original = f" of {answer.duplicate_of}" if answer.duplicate_of else ""
    return f"{answer.name} {outcome(answer)}{original}"


def _row(item: Item, answer: IngestResult | DatelineError) -> dict[str, object]:
    row: dict[str, object] = {"id": item.id} if item.id else {}
    if isinstance(answer, DatelineError):
        return {**row, "error": answer.to_dict()}
    return {**row, **{name: value for name, value in as_dict(answer).items() if name != "id"}}


def _with_count(error: DatelineError, progress: Progress) -> DatelineError:
    """The error of the connection, with how many documents were stored before it."""
    if not progress.done:
        return error
    message = f"{error.message} {_stored(progress)}"
    return type(error)(message, reason=error.reason, field=error.field, metadata=error.metadata, code=error.code)


def _stored(progress: Progress) -> str:
    stored = progress.done - progress.failed
    return (
        f"{stored:,} documents are known to be stored; run the same command again to go on, and what is stored is "
        "UNCHANGED then."
    )
