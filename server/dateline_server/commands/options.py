"""The settings of a server: as flags, in the environment, in a file; the first of these that names one decides.

`--listen` is DATELINE_LISTEN in the environment and `listen` in the file (TOML). Click looks them up in this order and
remembers where each came from.
"""

import difflib
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from dateline.cli.names import FileName
from dateline_server.serving.config import (
    DEFAULT_ADMIN_LISTEN,
    DEFAULT_CONNECTION_AGE,
    DEFAULT_CONNECTION_IDLE,
    DEFAULT_LISTEN,
    DEFAULT_STREAM_AGE,
    DEFAULT_STREAM_IDLE,
)
from dateline_server.serving.log_settings import LogFormat, LogLevel

_Command = TypeVar("_Command", bound=Callable[..., Any])

# gRPC keeps it as milliseconds in 31 bits, the highest of which means that there is no end.
_LONGEST = 2_000_000

_FILE = "dateline_server.settings_file"


class _Number(click.FloatRange):
    """A number in a range; neither endless nor `nan`, which is in every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        return number if math.isfinite(number) else self.fail(f"{value} is no number that can be used.", param, ctx)


class _Setting(click.Option):
    """A setting; `unit` is what a number of it counts, `zero` what its 0 means."""

    def __init__(self, *args: Any, unit: str = "", zero: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.unit = unit
        self.zero = zero


def _setting(name: str, **attributes: Any) -> Callable[[_Command], _Command]:
    variable = "DATELINE_" + name.removeprefix("--").replace("-", "_").upper()
    attributes.setdefault("show_default", True)
    return click.option(name, cls=_Setting, envvar=variable, **attributes)


def _read_file(context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Take what the file says for whatever flags and environment leave open."""
    if value is None:
        return None
    try:
        settings = tomllib.loads(Path(value).read_text(encoding="utf-8"))
    except OSError as error:
        raise click.BadParameter(f"{value} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{value} is no TOML: {error}.") from error
    _check_names(context, value, settings)
    context.default_map = settings
    context.meta[_FILE] = value
    return value


def _check_names(context: click.Context, path: str, settings: Mapping[str, object]) -> None:
    known = {
        parameter.name: parameter for parameter in context.command.params if parameter.name not in (None, "config")
    }
    for name, value in settings.items():
        if name not in known:
            [near] = difflib.get_close_matches(name, [str(each) for each in known], 1) or [""]
            hint = f" Did you mean {near!r}?" if near else " `dateline config show` lists them."
            raise click.BadParameter(f"{path}: there is no setting {name!r}.{hint}")
        try:
            known[name].type_cast_value(context, value)
        except click.BadParameter as error:
            raise click.BadParameter(f"{path}: {name}: {error.message}") from error


_SETTINGS = (
    click.option(
        "--config",
        metavar="FILE",
        type=FileName(),
        envvar="DATELINE_CONFIG",
        is_eager=True,
        expose_value=False,
        callback=_read_file,
        help='TOML file with the settings below, such as listen = "127.0.0.1:50051".',
    ),
    _setting("--listen", metavar="HOST:PORT", default=DEFAULT_LISTEN, help="Where to listen. Port 0 takes a free one."),
    _setting(
        "--admin-listen",
        metavar="HOST:PORT",
        default=DEFAULT_ADMIN_LISTEN,
        help="Where to listen for those who run the server. The log has the port.",
    ),
    _setting(
        "--store",
        metavar="PATH",
        type=FileName(),
        default="dateline.db",
        help="SQLite file that keeps the articles, made when it is not there; or postgresql://user@host/database.",
    ),
    _setting(
        "--model",
        metavar="NAME",
        default="",
        show_default=False,
        help="spaCy pipeline that reads; the small English one when not given.",
    ),
    _setting(
        "--workers",
        type=int,
        default=0,
        zero="one for each processor but one",
        help="Processes that read articles, about 300 MB each; 0 is one for each processor but one.",
    ),
    _setting(
        "--processes",
        type=int,
        default=1,
        help="Processes that answer calls on the one port, for machines with many processors; they share the workers.",
    ),
    _setting("--reuse-port", is_flag=True, hidden=True, show_default=False, help="Set by the supervisor alone."),
    _setting(
        "--tls-cert",
        metavar="FILE",
        type=FileName(),
        default="",
        show_default=False,
        help="Certificate chain, in PEM.",
    ),
    _setting(
        "--tls-key", metavar="FILE", type=FileName(), default="", show_default=False, help="Its private key, in PEM."
    ),
    _setting(
        "--client-ca",
        metavar="FILE",
        type=FileName(),
        default="",
        show_default=False,
        help="Let in only clients with a certificate of these authorities, in PEM.",
    ),
    _setting(
        "--access",
        metavar="FILE",
        type=FileName(),
        default="",
        show_default=False,
        help="Who may do what; `dateline access add` writes it. Without it everyone may do everything.",
    ),
    _setting(
        "--calls-per-second",
        type=_Number(min=0),
        default=0,
        unit="a second",
        zero="no limit",
        help="Calls that one caller may make in a second, on average; 0 is no limit.",
    ),
    _setting(
        "--calls-at-once",
        type=click.IntRange(min=0),
        default=0,
        zero="no limit",
        help="Calls that one caller may have under way; 0 is no limit.",
    ),
    _setting(
        "--stream-age",
        type=_Number(min=0),
        default=DEFAULT_STREAM_AGE,
        unit="seconds",
        zero="never",
        help="Seconds after which a stream ends, so that its caller may go on at another server; 0 is never.",
    ),
    _setting(
        "--stream-idle",
        type=_Number(min=0),
        default=DEFAULT_STREAM_IDLE,
        unit="seconds",
        zero="never",
        help="Seconds after which a stream of documents ends on which nothing comes; 0 is never.",
    ),
    _setting(
        "--connection-age",
        type=_Number(min=0, max=_LONGEST),
        default=DEFAULT_CONNECTION_AGE,
        unit="seconds",
        zero="never",
        help="Seconds after which a connection takes no new calls, so that its caller connects anew; 0 is never.",
    ),
    _setting(
        "--connection-idle",
        type=_Number(min=0, max=_LONGEST),
        default=DEFAULT_CONNECTION_IDLE,
        unit="seconds",
        zero="never",
        help="Seconds after which a connection is closed that has no call under way; 0 is never.",
    ),
    _setting(
        "--queue-documents",
        type=click.IntRange(min=1),
        default=100_000,
        help="Documents that may wait in the queue of the store.",
    ),
    _setting(
        "--queue-megabytes",
        type=click.IntRange(min=1),
        default=1024,
        unit="MiB",
        help="Megabytes (MiB) that they may have together.",
    ),
    _setting(
        "--metrics-listen",
        metavar="HOST:PORT",
        default="",
        show_default=False,
        help="Where Prometheus fetches /metrics; nowhere when not given.",
    ),
    _setting(
        "--otlp-endpoint",
        metavar="URL",
        default="",
        show_default=False,
        help="OpenTelemetry collector to send measures and traces to, such as http://collector:4317.",
    ),
    _setting(
        "--trace-ratio",
        type=_Number(min=0, max=1),
        default=0.01,
        unit="of the calls",
        help="Which part of the calls to trace whose caller has not decided it.",
    ),
    _setting(
        "--log-format",
        type=click.Choice([choice.value for choice in LogFormat]),
        default=None,
        help="How log lines on stderr look; console on a terminal, json elsewhere.",
    ),
    _setting(
        "--log-level",
        type=click.Choice([choice.value for choice in LogLevel]),
        default=LogLevel.INFO.value,
        help="Least important line to write.",
    ),
    _setting(
        "--insecure-bind",
        is_flag=True,
        show_default=False,
        help="Listen where other machines can reach it, without encryption.",
    ),
)


def server_settings(function: _Command) -> _Command:
    """The options of every command that runs a server or tells how one would run."""
    for option in reversed(_SETTINGS):
        function = option(function)
    return function


def origin_of(context: click.Context, name: str) -> str:
    """Where the value of a setting came from, in a few words: `--store`, `DATELINE_STORE`, a file, `default`."""
    [option] = [parameter for parameter in context.command.params if parameter.name == name]
    match context.get_parameter_source(name):
        case ParameterSource.COMMANDLINE:
            return option.opts[0]
        case ParameterSource.ENVIRONMENT:
            return str(option.envvar)
        case ParameterSource.DEFAULT_MAP:
            return str(context.meta[_FILE])
        case _:
            return "default"


def in_words(context: click.Context, name: str, value: object) -> str:
    """The value of a setting with its unit: `3600 seconds`, `0 (no limit)`, `yes`; empty for none."""
    [option] = [parameter for parameter in context.command.params if parameter.name == name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float) or not isinstance(option, _Setting):
        return str(value)
    if not value and option.zero:
        return f"0 ({option.zero})"
    return f"{value:.12g} {option.unit}".rstrip()


def as_environment(context: click.Context) -> dict[str, str]:
    """The settings of the command as variables of the environment, so that a process started with them has the same."""
    variables = {"DATELINE_CONFIG": ""}
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if isinstance(option.envvar, str) and value is not None:
            variables[option.envvar] = str(int(value)) if isinstance(value, bool) else str(value)
    return variables
