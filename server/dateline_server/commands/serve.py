"""`dateline serve`: runs the server until a signal comes."""

import asyncio
import sys
from typing import Any, NoReturn

import click

from dateline_server.errors import DatelineError, InvalidInput
from dateline_server.serving.config import DEFAULT_LISTEN, make_config
from dateline_server.serving.logs import LogFormat, LogLevel, configure_logs

_USAGE, _UNAVAILABLE = 2, 5


@click.command(epilog="Each option can be set in the environment too, such as DATELINE_STORE for --store.")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default=DEFAULT_LISTEN,
    show_default=True,
    envvar="DATELINE_LISTEN",
    help="Where to listen. Port 0 takes a free one.",
)
@click.option(
    "--store",
    metavar="PATH",
    default="dateline.db",
    show_default=True,
    envvar="DATELINE_STORE",
    help="SQLite file that keeps the articles; made when it is not there.",
)
@click.option(
    "--model",
    metavar="NAME",
    default="",
    envvar="DATELINE_MODEL",
    help="spaCy pipeline that reads; the small English one when not given.",
)
@click.option(
    "--workers",
    type=int,
    default=0,
    envvar="DATELINE_WORKERS",
    help="Processes that read articles, about 300 MB each; 0 is one for each processor but one.",
)
@click.option(
    "--log-format",
    type=click.Choice([choice.value for choice in LogFormat]),
    default=None,
    envvar="DATELINE_LOG_FORMAT",
    help="How log lines on stderr look; console on a terminal, json elsewhere.",
)
@click.option(
    "--log-level",
    type=click.Choice([choice.value for choice in LogLevel]),
    default=LogLevel.INFO.value,
    show_default=True,
    envvar="DATELINE_LOG_LEVEL",
    help="Least important line to write.",
)
@click.option(
    "--insecure-bind",
    is_flag=True,
    envvar="DATELINE_INSECURE_BIND",
    help="Listen where other machines can reach it, without encryption or passwords.",
)
def serve(log_format: str | None, **settings: Any) -> None:
    """Run the gRPC server.

    It reads articles (ParserService), keeps them (ArticleService) and gives back their events, quotes and actors. The
    first line on stdout is `listening on HOST:PORT`, written when it can answer; logs go to stderr. SIGTERM or Ctrl-C
    lets calls under way finish, for 10 seconds at most; a second one stops at once.

    \b
    Try it:
      dateline serve --store news.db
      dateline ingest --server 127.0.0.1:50051 article.txt
      dateline list events --server 127.0.0.1:50051

    \b
    Exit codes: 0 stopped by a signal, 2 an option is wrong,
    5 the port, the store or the language model is not to be had.
    """
    log_format = log_format or (LogFormat.CONSOLE if sys.stderr.isatty() else LogFormat.JSON)
    try:
        config = make_config(log_format=log_format, **settings)
    except InvalidInput as error:
        _leave(error.message, _USAGE)
    from dateline_server.services.errors import Refusal
    from dateline_server.serving.server import serve as run

    logs = configure_logs(config.log_format, config.log_level)
    try:
        asyncio.run(run(config))
    except (DatelineError, Refusal) as error:
        _leave(str(error), _USAGE if isinstance(error, InvalidInput) else _UNAVAILABLE)
    finally:
        logs.close()


def _leave(message: str, code: int) -> NoReturn:
    click.echo(f"dateline serve: {message}", err=True)
    sys.exit(code)
