"""A server that reads for long holds no more memory than after its first thousands of articles.

The articles are written from templates, each with names that no other has, so that whatever keeps words grows with them.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from bench.generated import generated_articles
from memory import MemoryCurve
from running_server import RunningServer

from dateline import Client, DatelineError
from dateline.v1.document_pb2 import Document

# Articles.
_ARTICLES = 20_000
_WARM_UP = 2_000
_WINDOW = 1_000
_BETWEEN_LOOKS = 100
_CURVE = Path("build/soak.tsv")


def documents(count: int) -> Iterator[Document]:
    for number, article in enumerate(generated_articles(count)):
        yield Document(id=str(number), title=article.title, text=article.body, published=article.published_date)


@pytest.mark.slow
def test_memory_stays_as_it_is(tmp_path: Path) -> None:
    server = RunningServer(tmp_path)
    curve = MemoryCurve(server.process.pid)
    curve.start()
    megabytes: list[float] = []
    try:
        with Client(server.address) as client:
            for number, result in enumerate(client.parse_many(documents(_ARTICLES)), 1):
                assert not isinstance(result, DatelineError), result
                if number % _BETWEEN_LOOKS == 0:
                    megabytes.append(curve.samples[-1][2])
    finally:
        curve.stop()
        server.kill()
    _CURVE.parent.mkdir(exist_ok=True)
    _CURVE.write_text("".join(f"{n * _BETWEEN_LOOKS}\t{held:.1f}\n" for n, held in enumerate(megabytes, 1)))
    step = _WINDOW // _BETWEEN_LOOKS
    windows = [median(megabytes[at : at + step]) for at in range(_WARM_UP // _BETWEEN_LOOKS, len(megabytes), step)]
    print([round(held) for held in windows])
    assert max(windows) < 1.05 * median(windows)
    # One look falls anywhere in the life of a worker, so the beginning is its first thousand articles, too.
    assert max(windows) < 1.1 * median(megabytes[:step])
