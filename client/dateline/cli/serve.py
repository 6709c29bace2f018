"""`dateline serve`: the server half brings it."""

import click

from dateline.cli.plugins import load_plugin


def load_serve() -> click.Command:
    """The command of the server half. Raises Unavailable when that half is not installed."""
    command = load_plugin("serve")
    if not isinstance(command, click.Command):
        raise TypeError(f"the plug-in `serve` is no click command but {type(command).__name__}")
    return command
