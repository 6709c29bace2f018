"""How reading is stopped on its way: whoever has it done is asked at checkpoints whether it is still wanted."""

from collections.abc import Callable
from typing import TypeAlias

# Called between two pieces of work; returns to go on, and raises Stopped to leave it.
Checkpoint: TypeAlias = Callable[[], None]


class Stopped(BaseException):
    """Nobody waits for what is being read. No Exception: nothing on the way may take it for a fault of a document."""


def go_on() -> None:
    """The checkpoint of what is never stopped."""
