"""`dateline config`: with which settings commands reach a server, and with which a server runs."""

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dateline.addresses import DEFAULT_ADDRESS
from dateline.cli import failures
from dateline.cli.lazy import LazyCommand, LazyGroup
from dateline.cli.names import ProfileName
from dateline.cli.options import output_option
from dateline.cli.output import pretty, tell, write
from dateline.errors import InvalidArgument
from dateline.profiles import SETTINGS, USED, check_setting, find_profile, profiles_path, read_profiles
from dateline.retry import DEFAULT_TIMEOUT
from dateline.whole_files import write_whole

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_USUAL: dict[str, Any] = {"server": DEFAULT_ADDRESS, "timeout": DEFAULT_TIMEOUT, "tls": False}
_HERE = "dateline.cli.config"


@click.group(
    "config",
    cls=LazyGroup,
    lazy={
        "client": LazyCommand(
            f"{_HERE}:client", "Show with what settings commands reach a server.", "Commands that ask"
        ),
        "profiles": LazyCommand(f"{_HERE}:profiles", "List the profiles.", "Commands that ask"),
        "set": LazyCommand(f"{_HERE}:set_profile", "Make a profile, or change it.", "Commands that ask"),
        "use": LazyCommand(f"{_HERE}:use", "Use a profile unless another is asked for.", "Commands that ask"),
        "show": LazyCommand(
            "dateline.cli.server_half:load_config_show",
            "Show the settings that `dateline serve` would run with.",
            "Server",
        ),
    },
)
def config() -> None:
    """Keep profiles of servers to ask, and show how a server would run.

    A profile is a name for an address and what goes with it; `--profile NAME` or DATELINE_PROFILE picks one.

    \b
    Examples:
      dateline config set desk server=news.example:50051 tls_ca=/etc/dateline/ca.pem token_file=~/desk.token
      dateline config use desk
      dateline config client --origin                   what commands take now, and from where
      dateline config show --origin                     the same of `dateline serve`
    """


@click.command(short_help="Show with what settings commands reach a server.")
@click.option("--origin", is_flag=True, help="Say where each value comes from: environment, profile or default.")
@click.option(
    "--profile",
    type=ProfileName(),
    metavar="NAME",
    default="",
    envvar="DATELINE_PROFILE",
    show_envvar=True,
    help="As this profile would have it.",
)
@output_option(("text", "json"), default="text")
def client(origin: bool, profile: str, output: str) -> None:
    """Show with what settings commands reach a server. A flag goes before the environment, the environment before the
    profile, the profile before what is usual.

    \b
    Examples:
      dateline config client
      dateline config client --origin
      dateline config client --profile desk -o json
    """
    name, chosen = find_profile(profile)
    rows: list[tuple[str, Any, str]] = []
    for setting in SETTINGS:
        variable = f"DATELINE_{setting.upper()}"
        if setting != "timeout" and os.environ.get(variable):
            rows.append((setting, os.environ[variable], f"environment {variable}"))
        elif setting in chosen:
            rows.append((setting, chosen[setting], f"profile {name}"))
        else:
            rows.append((setting, _USUAL.get(setting), "default"))
    if output == "json":
        write(pretty({one: {"value": value, "origin": whence} if origin else value for one, value, whence in rows}))
        return
    for setting, value, whence in rows:
        shown = _in_words(value)
        tell(f"{setting.ljust(12)} {shown.ljust(32)} {whence}".rstrip() if origin else f"{setting.ljust(12)} {shown}")


def _in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g} second{'' if value == 1 else 's'}"
    return str(value)


@click.command(short_help="List the profiles.")
@output_option(("text", "json"), default="text")
def profiles(output: str) -> None:
    """List the profiles, the one in use with a star, and the file that they stand in.

    \b
    Examples:
      dateline config profiles
      dateline config profiles -o json
      DATELINE_PROFILES=team.toml dateline config profiles
    """
    known, used = read_profiles()
    if output == "json":
        write(pretty({"file": str(profiles_path()), USED: used, "profiles": known}))
        return
    width = max(map(len, known), default=0)
    for name, profile in known.items():
        tell(f"{'*' if name == used else ' '} {name.ljust(width)}  {profile.get('server', '')}".rstrip())
    if known:
        failures.say(f"in {profiles_path()}")
    else:
        failures.say(f"None yet; `dateline config set NAME server=HOST:PORT` makes {profiles_path()}.")


@click.command("set", short_help="Make a profile, or change it.")
@click.argument("name", type=ProfileName())
@click.argument("settings", nargs=-1, required=True, metavar="SETTING=VALUE…")
def set_profile(name: str, settings: tuple[str, ...]) -> None:
    """Make the profile NAME, or change what is given; a SETTING without a value is taken out, and a profile without
    settings is gone.

    Settings: server, admin (its admin port, for `dateline admin`), timeout, tls, tls_ca, server_name, client_cert,
    client_key, token_file. A token itself is not kept here, only the file that it is in.

    \b
    Examples:
      dateline config set desk server=news.example:50051 tls=true
      dateline config set desk admin=127.0.0.1:50052 token_file=~/desk.token timeout=20
      dateline config set desk timeout=
    """
    if name == USED:
        raise InvalidArgument(f"A profile cannot be called {USED!r}.", reason="INVALID_PROFILE")
    changes = [_split(setting) for setting in settings]

    def change(document: "TOMLDocument") -> None:
        profile: Any = document.setdefault(name, {})
        for setting, value in changes:
            if value is None:
                profile.pop(setting, None)
            else:
                profile[setting] = value
        if not profile:
            document.pop(name)
            if document.get(USED) == name:
                document.pop(USED)

    _edit(change)
    known, used = read_profiles()
    if name not in known:
        failures.say(f"{profiles_path()} has no profile {name} any more.")
    elif name == used:
        failures.say(f"Profile {name} is in {profiles_path()}; commands go by it.")
    else:
        failures.say(f"Profile {name} is in {profiles_path()}; `dateline config use {name}` has commands go by it.")


@click.command(short_help="Use a profile unless another is asked for.")
@click.argument("name", type=ProfileName())
def use(name: str) -> None:
    """Use the profile NAME where neither --profile nor DATELINE_PROFILE names another; "" for none.

    \b
    Examples:
      dateline config use desk
      dateline config use ""
      dateline config use desk && dateline info
    """
    if name:
        find_profile(name)

    def change(document: "TOMLDocument") -> None:
        document.pop(USED, None)
        if name:
            document[USED] = name

    _edit(change)
    before = os.environ.get("DATELINE_SERVER")
    over = f" DATELINE_SERVER is set and goes before it: {before} is asked." if name and before else ""
    failures.say((f"Commands go by profile {name} now." if name else "Commands go by no profile now.") + over)


def _split(text: str) -> tuple[str, Any]:
    """A setting and its value, None for none. Raises InvalidArgument."""
    setting, equals, typed = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text!r} is no SETTING=VALUE.")
    value: Any = typed
    if setting in ("timeout", "tls"):
        try:
            value = json.loads(typed.lower()) if typed else typed
        except ValueError:
            value = typed
    if typed == "":
        if setting not in SETTINGS:
            check_setting(setting, typed)
        return setting, None
    check_setting(setting, value)
    return setting, value


def _edit(change: "Callable[[TOMLDocument], None]") -> None:
    """Change the file, whatever else is in it; it is replaced at once or not at all."""
    import tomlkit

    read_profiles()
    path = profiles_path()
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    change(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(str(path), tomlkit.dumps(document))
