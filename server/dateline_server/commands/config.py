"""`dateline config show`: how a server would run, and where each of its settings comes from."""

from typing import Any

import click

from dateline.cli import failures
from dateline.cli.options import output_option
from dateline.cli.output import pretty, tell, write
from dateline_server.commands.options import in_words, origin_of, server_settings
from dateline_server.errors import InvalidInput
from dateline_server.serving.config import make_config
from dateline_server.storage.addresses import hide_password

_VALUE = 34  # columns; a longer value pushes what stands behind it
_OURS = ("reuse_port",)  # the supervisor sets it, and nobody else


@click.command()
@click.option("--origin", is_flag=True, help="Say where each value comes from: flag, environment, file or default.")
@output_option(("text", "json"), default="text")
@server_settings
@click.pass_context
def show(context: click.Context, /, origin: bool, output: str | None, **settings: Any) -> int:
    """Show the settings that `dateline serve` would run with, and check them.

    A flag goes before the environment, the environment before the file, the file before what is usual. Exit code 2
    when a setting is wrong, with the sentence that `dateline serve` would say.

    \b
    Examples:
      dateline config show
      dateline config show --origin
      dateline config show --config server.toml -o json
    """
    shown = {
        name: hide_password(value) if name == "store" else value
        for name, value in settings.items()
        if name not in _OURS
    }
    origins = {name: origin_of(context, name) for name in shown}
    if output == "json":
        values = {name: {"value": value, "origin": origins[name]} if origin else value for name, value in shown.items()}
        write(pretty(values))
    else:
        words = {name: in_words(context, name, value) for name, value in shown.items()}
        _print(words, origins if origin else None)
    try:
        make_config(**{name: value for name, value in settings.items() if value is not None})
    except InvalidInput as error:
        failures.say(f"dateline serve: {error.message}")
        return 2
    return 0


def _print(values: dict[str, str], origins: dict[str, str] | None) -> None:
    width = max(map(len, values))
    for name, value in values.items():
        tell(f"{name.ljust(width)}  {value.ljust(_VALUE)}  {origins[name] if origins else ''}".rstrip())
