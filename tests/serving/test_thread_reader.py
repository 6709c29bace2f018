"""The reader of a server inside another process: one thread, whose work can be given up."""

import asyncio
from collections.abc import Iterator

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions
from dateline_server.clock import utc_now
from dateline_server.serving.embedded import ThreadReader

TEXT = "The port of Lomé hired forty pilots on Monday, its director said."
LONG = " ".join([TEXT] * 80)


class Counted(list[Document]):
    """Counts the documents that were taken to be read."""

    taken = 0

    def __iter__(self) -> Iterator[Document]:
        for document in super().__iter__():
            self.taken += 1
            yield document


async def test_what_nobody_waits_for_is_left_and_the_next_is_read() -> None:
    reader = ThreadReader(utc_now)
    try:
        await reader.start()
        begun, waiting = (Counted([Document(text=LONG)] * 400) for _ in range(2))
        reading = [asyncio.create_task(reader.read(documents, ParseOptions())) for documents in (begun, waiting)]
        while not begun.taken:
            await asyncio.sleep(0.01)
        for task in reading:
            task.cancel()
        [result] = await reader.read([Document(text=TEXT)], ParseOptions())
        assert isinstance(result, bytes)
        assert begun.taken < 400
        assert waiting.taken == 0
    finally:
        reader.close()
