"""An unforeseen error as the log tells it: where it came about and of which kind it is, and nothing that was at hand there.

What an error says of itself may quote what it could not read, and the variables of its frames are the request; so neither
is told. The lines of code are those of the program.
"""

import traceback
from collections.abc import Iterator

from dateline_server.errors import DatelineError


def describe_fault(error: BaseException) -> str:
    """Its frames and its kind, after those of the errors that led to it."""
    return "\n".join(_tell(error, set()))


def _tell(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    led_to_it = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if led_to_it is not None and id(led_to_it) not in told:
        yield from _tell(led_to_it, told)
        yield "which led to:"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield _name(error)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            if id(part) not in told:
                yield "of which one part is:"
                yield from _tell(part, told)


def _name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, DatelineError):
        return f"{name} {error.reason}"
    # What the operating system says is a fixed sentence.
    return f"{name}: {error.strerror}" if isinstance(error, OSError) and error.strerror else name
