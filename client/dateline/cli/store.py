"""`dateline store`: the server half brings it."""

import click

from dateline.cli.plugins import load_plugin


def load_store() -> click.Command:
    """The group of commands of the server half. Raises Unavailable when that half is not installed."""
    command = load_plugin("store")
    if not isinstance(command, click.Command):
        raise TypeError(f"the plug-in `store` is no click command but {type(command).__name__}")
    return command
