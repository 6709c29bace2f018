"""Options that several commands share."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.addresses import server_address
from dateline.cli.selection import select_option
from dateline.errors import InvalidArgument
from dateline.retry import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from dateline.client import Client

_TOKEN = "DATELINE_TOKEN"

Function = TypeVar("Function", bound=Callable[..., Any])

OUTPUTS = ("text", "json", "jsonl", "table", "csv", "md", "html")


class Day(click.ParamType[str]):
    """A day (`2025-04-09`) or an instant (`2025-04-09T08:00:00Z`)."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value itself, once it is known to be a day or an instant."""
        try:
            if value:
                datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write 2025-04-09, or 2025-04-09T08:00:00Z for an instant.", param, ctx)
        return str(value)


def _checked(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The address, once it is known to be one."""
    try:
        return server_address(value) if value else value
    except InvalidArgument as error:
        raise click.BadParameter(error.message, context, parameter) from error


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep for `connected` what no command needs to know."""
    context.meta.setdefault(_META, {})[parameter.name] = value


def _kept(name: str, help_text: str, **attributes: Any) -> Callable[[Function], Function]:
    variable = "DATELINE_" + name.removeprefix("--").replace("-", "_").upper()
    return click.option(
        name, expose_value=False, callback=_keep, envvar=variable, show_envvar=True, help=help_text, **attributes
    )


_META = "dateline.security"
_SECURITY = (
    _kept("--tls", "Encrypt; --tls-ca and --client-cert imply it.", is_flag=True),
    _kept("--tls-ca", "Authorities that the server's certificate is of, in PEM.", metavar="FILE"),
    _kept("--server-name", "Name that the certificate is for, when it is not the first of --server.", metavar="NAME"),
    _kept("--client-cert", "Certificate to show to the server, in PEM.", metavar="FILE"),
    _kept("--client-key", "Its private key, in PEM.", metavar="FILE"),
    _kept("--token-file", "File with the token to show; DATELINE_TOKEN holds the token itself.", metavar="FILE"),
)


def server_option(required_by: str = "", envvar: str = "") -> Callable[[Function], Function]:
    """`--server`, `--timeout`, and what `connected` needs beside them: `--tls`, `--token-file` and their like."""
    text = required_by or "Server to ask, or several to share calls out among; 127.0.0.1:50051 when nothing is given."

    def decorate(function: Function) -> Function:
        for option in reversed(_SECURITY):
            function = option(function)
        function = click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Give up a call after this.",
        )(function)
        return click.option(
            "--server",
            callback=_checked,
            envvar=envvar or (None if required_by else "DATELINE_SERVER"),
            show_envvar=True,
            metavar="HOST:PORT,…",
            help=text,
        )(function)

    return decorate


def output_option(choices: Sequence[str] = OUTPUTS, default: str = "") -> Callable[[Function], Function]:
    """`-o`; without it text on a terminal and JSON elsewhere, or `default`."""
    usual = f"{default} unless given" if default else "text on a terminal, else JSON"
    option = click.option(
        "-o", "--output", type=click.Choice(list(choices)), default=default or None, help=f"How to print: {usual}."
    )

    def decorate(function: Function) -> Function:
        return option(select_option(function) if "json" in choices else function)

    return decorate


def input_options(function: Function) -> Function:
    """`--from`, `--encoding`, and what is known about the documents."""
    options = (
        click.option(
            "--from",
            "from_format",
            type=click.Choice(["auto", "text", "html", "json", "jsonl"]),
            default="auto",
            help="Format of the input; auto goes by the file name.",
        ),
        click.option(
            "--encoding", metavar="NAME", default="", help="Encoding of text; UTF-8 or its mark unless given."
        ),
        click.option("--published", type=Day(), default="", help="Day or instant of publication."),
        click.option("--publish-tz", metavar="ZONE", default="", help="IANA zone of the publication: Europe/London."),
        click.option("--title", default="", help="Headline."),
        click.option("--url", default="", help="Address of the article."),
        click.option("--source", default="", help="Publisher."),
        click.option("--author", "authors", multiple=True, help="Author; may be given several times."),
        click.option("--section", default="", help="Section of the publication."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@contextmanager
def connected(server: str | None, timeout: float | None) -> "Iterator[Client]":
    """A client of the server, with the default timeout unless one is given, and what `--tls` and its like say."""
    from dateline.client import Client
    from dateline.security import read_token, tls_credentials

    context = click.get_current_context(silent=True)
    kept = context.meta.get(_META, {}) if context else {}
    ca, certificate, key = (kept.get(name) or "" for name in ("tls_ca", "client_cert", "client_key"))
    credentials = tls_credentials(ca, certificate, key) if kept.get("tls") or ca or certificate or key else None
    token = read_token(kept["token_file"]) if kept.get("token_file") else os.environ.get(_TOKEN, "")
    with Client(
        server or "",
        timeout=timeout or DEFAULT_TIMEOUT,
        credentials=credentials,
        server_name=kept.get("server_name") or "",
        token=token,
    ) as client:
        yield client
