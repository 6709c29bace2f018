"""Articles a second of ParseBatch over what as many processes of the parser alone read, with one worker and one a core."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import IO

from bench.articles import distinct_documents
from bench.running import dateline_server
from dateline import Client
from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document

_DOCUMENTS = 96
_ROUNDS = 5
_NICENESS = 10  # that of workers
_ALONE = """
import sys, time
from bench.articles import distinct_documents
from dateline_server.extraction.parser import Parser
parser, documents = Parser(), list(distinct_documents(int(sys.argv[1])))
for _ in sys.stdin:
    started = time.perf_counter()
    read = sum(1 for _ in parser.parse_many(documents))
    print(time.perf_counter() - started, flush=True)
"""


def measure() -> dict[str, float]:
    """`parse_scaling` with a worker for each core, and `parse_scaling_one_worker`; the rounds interleaved, median."""
    documents = list(distinct_documents(_DOCUMENTS))
    cores = os.cpu_count() or 1
    with ExitStack() as stack:
        alone = stack.enter_context(_parser_alone())
        clients = [
            stack.enter_context(
                Client(stack.enter_context(dateline_server("", "--workers", str(workers))).address, timeout=600)
            )
            for workers in (1, cores)
        ]
        rounds = [(_ask(alone), *(_parse(client, documents) for client in clients)) for _ in range(_ROUNDS + 1)]
    del rounds[0]  # it warmed up
    return {
        "parse_scaling": median(single / cores / many for single, _, many in rounds),
        "parse_scaling_one_worker": median(single / one for single, one, _ in rounds),
    }


def _parse(client: Client, documents: Sequence[Document]) -> float:
    started = time.perf_counter()
    read = sum(isinstance(answer, Article) for answer in client.parse_many(documents))
    if read != len(documents):
        raise RuntimeError(f"only {read} of {len(documents)} documents were read")
    return time.perf_counter() - started


@contextmanager
def _parser_alone() -> Iterator["subprocess.Popen[str]"]:
    """One process that reads the documents whenever it is told to, with nobody in between."""
    command = ["nice", "-n", str(_NICENESS), sys.executable, "-c", _ALONE, str(_DOCUMENTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _ask(process: "subprocess.Popen[str]") -> float:
    """Seconds that it took."""
    assert process.stdin is not None
    assert process.stdout is not None
    _write(process.stdin)
    return float(process.stdout.readline())


def _write(stdin: IO[str]) -> None:
    stdin.write("\n")
    stdin.flush()
