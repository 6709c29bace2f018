"""Commands that the server half brings, through the entry-point group `dateline.commands`."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points

from dateline.errors import Unavailable

GROUP = "dateline.commands"


def load_plugin(name: str, otherwise: str = "") -> object:
    """What the server half registers under that name.

    Raises Unavailable (SERVER_HALF_MISSING), with the command that installs it, when it is not installed; `otherwise`
    says what can be done without it.
    """
    with server_half_needed(name, otherwise):
        for entry in entry_points(group=GROUP, name=name):
            plugin: object = entry.load()
            return plugin
        raise ModuleNotFoundError


@contextmanager
def server_half_needed(name: str, otherwise: str = "") -> Iterator[None]:
    """Turn a module that is missing inside the block into Unavailable, for the command `name`."""
    try:
        yield
    except ModuleNotFoundError as error:
        because = f" (no module {error.name})" if error.name else ""
        raise Unavailable(
            f"`dateline {name}` needs the server half of Dateline, which is not installed{because}. "
            f"Install it: pip install 'dateline[server]'{otherwise}.",
            reason="SERVER_HALF_MISSING",
            metadata={"module": error.name} if error.name else None,
        ) from error
