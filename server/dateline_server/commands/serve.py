"""`dateline serve`: runs the server until a signal comes."""

import sys
from collections.abc import Mapping
from contextlib import closing
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from dateline.cli import failures
from dateline_server.commands.options import as_environment, server_settings
from dateline_server.errors import DatelineError, InvalidInput
from dateline_server.serving.config import ServerConfig, make_config
from dateline_server.serving.freed_memory import keep_freed_memory
from dateline_server.serving.garbage import leave_garbage
from dateline_server.serving.giving_way import come_to_answer
from dateline_server.serving.log_settings import LogFormat
from dateline_server.serving.spawning import spawned_workers

_USAGE, _UNAVAILABLE = 2, 5

# It is imported only once the workers have begun, and is not part of a light install.
if find_spec("structlog") is None:
    raise ModuleNotFoundError("No module named 'structlog'", name="structlog")


@click.command(
    epilog="Each option is in the environment too, such as DATELINE_STORE for --store, or in the --config file."
)
@server_settings
@click.pass_context
def serve(context: click.Context, /, **settings: Any) -> None:
    """Run the gRPC server.

    It reads articles (ParserService), keeps them (ArticleService) and gives back their events, quotes, actors and
    stories. The first line on stdout is `listening on HOST:PORT`, written when it can answer; logs go to stderr. SIGTERM
    or Ctrl-C lets calls under way finish, for 10 seconds at most; a second one stops at once.

    \b
    Examples:
      dateline serve --store news.db
      dateline ingest --server 127.0.0.1:50051 article.txt
      dateline list events --server 127.0.0.1:50051
      dateline serve --store news.db --processes 2 --metrics-listen 127.0.0.1:9464
      dateline serve --store postgresql://dateline@db.example/dateline --access access.tsv

    Exit code: 0 stopped by a signal, 2 an option is wrong,
    5 the port, the store or the language model is not to be had.
    """
    settings["log_format"] = settings["log_format"] or (LogFormat.CONSOLE if sys.stderr.isatty() else LogFormat.JSON)
    try:
        config = make_config(**settings)
    except InvalidInput as error:
        _leave(error.message, _USAGE)
    try:
        if config.processes > 1:
            sys.exit(_supervise(config, as_environment(context)))
        _run_here(config)
    except DatelineError as error:
        _leave(error.message, _USAGE if isinstance(error, InvalidInput) else _UNAVAILABLE)


def _run_here(config: ServerConfig) -> None:
    with spawned_workers(config) as workers:  # they take longest, so they go before all that this process imports
        leave_garbage()
        keep_freed_memory()
        come_to_answer()
        from dateline_server.services.errors import Refusal
        from dateline_server.serving.logs import configure_logs
        from dateline_server.serving.process import serve as run

        with closing(configure_logs(config.log_format, config.log_level)):
            try:
                run(config, workers)
            except Refusal as error:
                _leave(str(error), _UNAVAILABLE)


def _supervise(config: ServerConfig, settings: Mapping[str, str]) -> int:
    import asyncio

    from dateline_server.serving.logs import configure_logs
    from dateline_server.serving.supervisor import Supervisor

    with closing(configure_logs(config.log_format, config.log_level)):
        return asyncio.run(Supervisor(config, settings).run())


def _leave(message: str, code: int) -> NoReturn:
    failures.say(f"dateline serve: {message}")
    sys.exit(code)
