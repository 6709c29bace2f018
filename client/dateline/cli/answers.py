"""Documents from the command line, each with its answer, in the order of the input."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from dateline.cli.inputs import Item
from dateline.errors import DatelineError
from dateline.v1.document_pb2 import Document

Answer = TypeVar("Answer")


def with_answers(
    items: Iterable[Item], answer: Callable[[Iterator[Document | DatelineError]], Iterable[Answer]]
) -> Iterator[tuple[Item, Answer]]:
    """Each item with its answer. `answer` gives one for each document or error, in order; it may take some ahead."""
    ahead: deque[Item] = deque()

    def contents() -> Iterator[Document | DatelineError]:
        for item in items:
            ahead.append(item)
            yield item.content

    for answered in answer(contents()):
        yield ahead.popleft(), answered
