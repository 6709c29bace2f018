"""Options that several commands share."""

import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

from dateline.addresses import server_address
from dateline.cli.names import FileName, ProfileName
from dateline.cli.selection import select_option
from dateline.errors import NAMED_IN, InvalidArgument, Unavailable
from dateline.profiles import SETTINGS, find_profile
from dateline.retry import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.connection import Interceptors

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
    _kept(
        "--profile",
        "Settings of this profile, unless given here; `dateline config` keeps them.",
        metavar="NAME",
        type=ProfileName(),
    ),
    _kept("--tls", "Encrypt; --tls-ca and --client-cert imply it.", is_flag=True),
    _kept("--tls-ca", "Authorities that the server's certificate is of, in PEM.", metavar="FILE", type=FileName()),
    _kept("--server-name", "Name that the certificate is for, when it is not the first of --server.", metavar="NAME"),
    _kept("--client-cert", "Certificate to show to the server, in PEM.", metavar="FILE", type=FileName()),
    _kept("--client-key", "Its private key, in PEM.", metavar="FILE", type=FileName()),
    _kept(
        "--token-file",
        "File with the token to show; DATELINE_TOKEN holds the token itself.",
        metavar="FILE",
        type=FileName(),
    ),
)

_OF_SERVER = {*SETTINGS, "profile"}


def _equivalent(name: str, help_text: str) -> Callable[[Function], Function]:
    return click.option(name, is_flag=True, expose_value=False, callback=_keep, help=help_text)


_EQUIVALENTS = (
    _equivalent("--curl", "Print the call as a command of `buf curl`; change nothing."),
    _equivalent("--python", "Print the call in Python; change nothing."),
)


def server_option(required_by: str = "", envvar: str = "", equivalents: bool = True) -> Callable[[Function], Function]:
    """`--server`, `--timeout`, and what `connected` needs beside them: `--tls`, `--token-file` and their like.

    `equivalents` are `--curl` and `--python`, for commands that call one method.
    """
    text = required_by or "Server to ask, or several to share calls out among; 127.0.0.1:50051 when nothing is given."

    def decorate(function: Function) -> Function:
        for option in reversed((*_SECURITY, *(_EQUIVALENTS if equivalents else ()))):
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


def output_option(
    choices: Sequence[str] = OUTPUTS, default: str = "", selects: bool = True
) -> Callable[[Function], Function]:
    """`-o`; without it text on a terminal and JSON elsewhere, or `default`. JSON of one message `selects` by `--select`."""
    usual = f"{default} unless given" if default else "text on a terminal, else JSON"
    option = click.option(
        "-o", "--output", type=click.Choice(list(choices)), default=default or None, help=f"How to print: {usual}."
    )

    def decorate(function: Function) -> Function:
        return option(select_option(function) if selects and "json" in choices else function)

    return decorate


def input_options(function: Function) -> Function:
    """`--from`, `--encoding`, and what is known about the documents."""
    options = (
        click.option(
            "--from",
            "from_format",
            type=click.Choice(["auto", "text", "html", "json", "jsonl", "ninjs"]),
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


def shows_a_name() -> bool:
    """Whether a client of this command says who it is, by a token or a certificate."""
    _, kept = _kept_settings(click.get_current_context(silent=True))
    return bool(kept.get("token_file") or kept.get("client_cert") or os.environ.get(_TOKEN))


def server_as_typed() -> list[str]:
    """Those options of this command line that say which server is asked and how, as they would be typed again."""
    context = click.get_current_context()
    given = {**context.params, **context.meta.get(_META, {})}
    typed: list[str] = []
    for option in context.command.params:
        name = option.name or ""
        if name not in _OF_SERVER or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        typed.append(option.opts[0])
        if given[name] is not True:
            typed.append(f"{given[name]:g}" if name == "timeout" else str(given[name]))
    return typed


def _kept_settings(context: click.Context | None) -> "tuple[Mapping[str, Any], dict[str, Any]]":
    """The profile of the command, and what holds: that of its options before that of the profile."""
    given = context.meta.get(_META, {}) if context else {}
    _, profile = find_profile(given.get("profile") or "")
    return profile, {**profile, **{name: value for name, value in given.items() if value}}


@contextmanager
def connected(
    server: str | None,
    timeout: float | None,
    *,
    beforehand: bool = False,
    patient: bool = True,
    admin: bool = False,
) -> "Iterator[Client]":
    """A client of the server, with the default timeout unless one is given, and what `--tls` and its like say.

    With `--curl` or `--python` it calls nothing: what it would call is printed, and the command ends. One for what must
    be looked up `beforehand`, so that the call can be told, does call. One that is not `patient` calls once, where the
    server may come back in a moment. One of an `admin` asks the admin port, which must be named.
    """
    from dateline.client import Client
    from dateline.security import read_token, tls_credentials

    context = click.get_current_context(silent=True)
    profile, kept = _kept_settings(context)
    server, timeout = server or profile.get("admin" if admin else "server"), timeout or profile.get("timeout")
    if admin and not server:  # the port that answers calls is not it
        raise click.UsageError(
            "Say where the admin port is: --server HOST:PORT, DATELINE_ADMIN, or `admin` of a profile (`dateline config set "
            "NAME admin=HOST:PORT`). The server's log tells it, as does its --admin-listen."
        )
    ca, certificate, key = (kept.get(name) or "" for name in ("tls_ca", "client_cert", "client_key"))
    encrypted = bool(kept.get("tls") or ca or certificate or key)
    if kept.get("python") and not beforehand:
        from dateline.cli.equivalents import Spoken

        yield cast("Client", Spoken(_opening(server, timeout, encrypted, kept)))
        return
    credentials = tls_credentials(ca, certificate, key) if encrypted else None
    token = read_token(kept["token_file"]) if kept.get("token_file") else os.environ.get(_TOKEN, "")
    with (
        _told_where_to_name_another(context),
        Client(
            server or "",
            timeout=timeout or DEFAULT_TIMEOUT,
            credentials=credentials,
            server_name=kept.get("server_name") or "",
            token=token,
            options=() if patient else (("grpc.enable_retries", 0),),
            interceptors=_showing(server, encrypted, kept) if kept.get("curl") and not beforehand else (),
        ) as client,
    ):
        yield client


@contextmanager
def _told_where_to_name_another(context: click.Context | None) -> Iterator[None]:
    """Where no server answers, the error names the settings of this command: not each goes by DATELINE_SERVER."""
    try:
        yield
    except Unavailable as error:
        for option in context.command.params if context else ():
            if option.name == "server":
                named = f"--server or {option.envvar}" if option.envvar else "--server"
                error.message = error.message.replace(NAMED_IN, named)
                error.args = (error.message,)
        raise


def _opening(server: str | None, timeout: float | None, encrypted: bool, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of such a client, as Python writes them."""
    opening: dict[str, Any] = {"server": server_address(server or "")}
    if timeout:
        opening["timeout"] = timeout
    if encrypted:
        names = {"ca": "tls_ca", "certificate": "client_cert", "key": "client_key"}
        files = ", ".join(f"{name}={kept[option]!r}" for name, option in names.items() if kept.get(option))
        opening["credentials"] = f"tls_credentials({files})"
    if kept.get("server_name"):
        opening["server_name"] = repr(kept["server_name"])
    if kept.get("token_file"):
        opening["token"] = f"open({kept['token_file']!r}).read().strip()"
    elif os.environ.get(_TOKEN):
        opening["token"] = f"os.environ[{_TOKEN!r}]"
    return opening


def _showing(server: str | None, encrypted: bool, kept: Mapping[str, Any]) -> "Interceptors":
    """What prints the first call of such a client for `buf curl`; a token is named, and not told."""
    from dateline.cli.equivalents import Shower

    names = {"--cacert": "tls_ca", "--cert": "client_cert", "--key": "client_key", "--servername": "server_name"}
    flags = [f"{flag} {shlex.quote(kept[option])}" for flag, option in names.items() if kept.get(option)]
    if kept.get("token_file"):
        flags.append(f'--header "authorization: Bearer $(cat {shlex.quote(kept["token_file"])})"')
    elif os.environ.get(_TOKEN):
        flags.append(f'--header "authorization: Bearer ${_TOKEN}"')
    return [Shower(server_address(server or ""), encrypted, flags)]
