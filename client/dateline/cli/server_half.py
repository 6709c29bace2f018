"""The commands that the server half brings."""

import click

from dateline.cli.plugins import load_plugin


def load_serve() -> click.Command:
    """`dateline serve`. Raises Unavailable when the server half is not installed, as the others here do."""
    return _load("serve")


def load_store() -> click.Command:
    """`dateline store`."""
    return _load("store")


def load_config_show() -> click.Command:
    """`dateline config show`."""
    return _load("config")


def load_access() -> click.Command:
    """`dateline access`."""
    return _load("access")


def _load(name: str) -> click.Command:
    command = load_plugin(name)
    if not isinstance(command, click.Command):
        raise TypeError(f"the plug-in `{name}` is no click command but {type(command).__name__}")
    return command
