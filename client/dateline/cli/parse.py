"""`dateline parse`: articles in, typed data out; nothing is stored."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import click

from dateline.cli.answers import with_answers
from dateline.cli.engine import parse_here
from dateline.cli.inputs import Item, Known, expand, is_bulk, read_items
from dateline.cli.names import FileName
from dateline.cli.options import OUTPUTS, connected, input_options, output_option, server_option
from dateline.cli.output import chosen
from dateline.cli.pager import paged
from dateline.cli.parse_output import ROWS, Answered, write_many, write_one
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline.v1.span_pb2 import OffsetUnit

_LANGUAGES = {"keep-page": "KEEP_PAGE", "refuse": "REFUSE"}
_UNITS = {"code-point": "OFFSET_UNIT_UNSPECIFIED", "utf16": "OFFSET_UNIT_UTF16", "utf8": "OFFSET_UNIT_UTF8"}


@click.command(short_help="Read articles; print what they say as typed data.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-", type=FileName())
@input_options
@output_option()
@click.option("--to", type=click.Choice(OUTPUTS), help="The same as -o: reads well beside --from.")
@click.option("--rows", type=click.Choice(ROWS), default="events", show_default=True, help="Rows of table, csv and md.")
@click.option(
    "--offset-unit", type=click.Choice(list(_UNITS)), default="code-point", show_default=True, help="Unit of offsets."
)
@click.option(
    "--unsupported-language",
    type=click.Choice(list(_LANGUAGES)),
    default="keep-page",
    show_default=True,
    help="A page that is not in English: its body and dates with a warning and without claims, or an error.",
)
@server_option(required_by="Let this server read; without it this process reads.")
@paged
def parse(
    files: tuple[str, ...],
    from_format: str,
    encoding: str,
    output: str | None,
    to: str | None,
    rows: str,
    offset_unit: str,
    unsupported_language: str,
    server: str | None,
    timeout: float | None,
    **known: Any,
) -> int:
    """Read articles and print what they say: who did what to whom, when, where, and who says so.

    FILE is text, HTML, JSON or JSONL by its name (.txt .html .json .jsonl, each also with .gz), a pattern such as
    'news/*.html', or - for standard input. Without --server the articles are read in this process, which needs the
    server half: pip install 'dateline[server]'.

    A row of JSON or JSONL has "text", "html" or "html_gz_base64", and where known "id", "title", "url", "source",
    "published", "publish_tz", "authors", "section"; the options fill in what a row leaves out. With --to jsonl each
    document gives one line, in the order of the input: {"id", "article"} or {"id", "error"}.

    \b
    Examples:
      dateline parse article.txt --published 2025-04-09
      dateline parse page.html -o html > page.marked.html
      curl -s https://example.org/story.html | dateline parse --from html -
      dateline parse 'news/*.txt' -o csv > events.csv
      dateline parse article.txt -o table --rows quotes
      dateline parse --from jsonl --to jsonl articles.jsonl.gz > parsed.jsonl

    Exit code: 0 all read, 1 some could not be read, 4 the only one could not be read.
    """
    if output and to and output != to:
        raise click.UsageError(f"-o {output} and --to {to} contradict each other.")
    asked = output or to
    paths = expand(files)
    items = read_items(paths, from_format, encoding, Known(**known))
    answers = _answers(items, server, timeout, offset_unit, unsupported_language)
    if not is_bulk(paths, from_format):
        first = list(islice(answers, 2))
        if len(first) == 1:
            write_one(*first[0], chosen(asked), rows)
            return 0
        answers = chain(first, answers)
    shape = asked or ("text" if chosen(None) == "text" else "jsonl")
    return write_many(answers, shape, rows, as_json=shape in ("json", "jsonl"))


def _answers(
    items: Iterator[Item], server: str | None, timeout: float | None, offset_unit: str, unsupported_language: str
) -> Iterator[Answered]:
    options = ParseOptions(
        offset_unit=OffsetUnit.Value(_UNITS[offset_unit]),
        unsupported_language=ParseOptions.UnsupportedLanguage.Value(_LANGUAGES[unsupported_language]),
    )
    if server is None:
        yield from with_answers(items, lambda sent: parse_here(sent, options))
        return
    with connected(server, None) as client:
        yield from with_answers(
            items,
            lambda sent: client.parse_many(
                sent,
                offset_unit=options.offset_unit,
                unsupported_language=options.unsupported_language,
                timeout=timeout,
            ),
        )
