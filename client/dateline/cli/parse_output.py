"""Articles as `dateline parse` prints them, one after another."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import click

from dateline.cli import failures
from dateline.cli.inputs import Item
from dateline.cli.output import JsonArray, Whole, as_dict, console, line, pretty, write
from dateline.cli.progress import Progress
from dateline.errors import DatelineError
from dateline.v1.article_pb2 import Article

if TYPE_CHECKING:
    from dateline.render.columns import Column

_Record = TypeVar("_Record")
Answered: TypeAlias = tuple[Item, Article | DatelineError]

ROWS = ("events", "actors", "quotes", "places", "times")


def write_one(item: Item, answer: Article | DatelineError, output: str, rows: str) -> None:
    """Write the only article. Raises the error when there is none: it decides the exit code."""
    if output == "jsonl":
        write(bulk_row(item, answer))
    if isinstance(answer, DatelineError):
        raise failures.about(item.path, answer)
    if output == "json":
        write(pretty(as_dict(answer)))
    elif output == "text":
        from dateline.render.terminal import print_article

        print_article(answer, console())
        if any(warning.code == "NO_PUBLICATION_DAY" for warning in answer.warnings):
            failures.say("--published 2025-04-09 would tell the day.")
    elif output == "html":
        from dateline.render.html import article_page

        write(article_page(answer))
    elif output != "jsonl":
        write_rows([answer], output, rows)


def write_many(answers: Iterable[Answered], output: str, rows: str, as_json: bool) -> int:
    """Write all articles; gives the exit code: 1 when some could not be read."""
    if output == "html":
        raise click.UsageError("-o html makes a page of one article; name one file, or choose another output.")
    with Progress() as progress:
        if output == "jsonl":
            for item, answer in answers:
                write(bulk_row(item, answer))
                progress.count(failed=isinstance(answer, DatelineError), share=item.share)
        else:
            _write_good(_good(answers, progress, as_json), output, rows)
    return failures.SOME_FAILED if progress.failed else 0


def bulk_row(item: Item, answer: Article | DatelineError) -> str:
    """`{"id", "article"}` or `{"id", "error"}` on a line; no id where the document has none."""
    row: dict[str, object] = {"id": item.id} if item.id else {}
    if isinstance(answer, DatelineError):
        row["error"] = answer.to_dict()
    else:
        row["article"] = as_dict(answer)
    return line(row)


def write_rows(articles: Iterable[Article], output: str, rows: str) -> None:
    """The events (or what `rows` names) of all articles, as table, csv or md."""
    from dateline.render import columns
    from dateline.render.records import event_records, quote_records

    if rows == "events":
        _write_table((record for article in articles for record in event_records(article)), columns.EVENTS, output)
    elif rows == "quotes":
        _write_table((record for article in articles for record in quote_records(article)), columns.QUOTES, output)
    elif rows == "actors":
        _write_table((actor for article in articles for actor in article.actors), columns.ACTORS, output)
    elif rows == "places":
        _write_table((place for article in articles for place in article.places), columns.PLACES, output)
    else:
        _write_table((time for article in articles for time in article.times), columns.TIMES, output)


def _write_table(records: Iterable[_Record], shown: "Sequence[Column[_Record]]", output: str) -> None:
    from dateline.render import tables

    if output == "csv":
        tables.write_csv(records, shown, Whole())
    elif output == "md":
        tables.write_markdown(records, shown, Whole())
    else:
        tables.write_table(records, shown, console())


def _write_good(articles: Iterator[Article], output: str, rows: str) -> None:
    if output == "json":
        with JsonArray() as array:
            for article in articles:
                array.add(as_dict(article))
    elif output == "text":
        from rich.rule import Rule

        from dateline.render.terminal import print_article

        terminal = console()
        for number, article in enumerate(articles):
            if number:
                terminal.print(Rule(characters="═", style="dim"))
            print_article(article, terminal)
    else:
        write_rows(articles, output, rows)


def _good(answers: Iterable[Answered], progress: Progress, as_json: bool) -> Iterator[Article]:
    for item, answer in answers:
        failed = isinstance(answer, DatelineError)
        if isinstance(answer, DatelineError):
            progress.pause()
            failures.report(answer, as_json, label="standard input" if item.path == "-" else item.path)
        else:
            yield answer
        progress.count(failed=failed, share=item.share)
