"""Several who have one store open, in this process and in another, do the same things to it: `python -m storage.sides STORE`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from contract.articles import build_article

from dateline.v1.article_pb2 import Article
from dateline_server.errors import NotFound
from dateline_server.storage.opening import open_store
from dateline_server.storage.store import Store

GONE = "gone"


class Side(Protocol):
    """One of those who have the store open. Each returns when what it did is acknowledged."""

    def do(self, action: str, subject: str, text: str = "") -> str:
        """`put` document `subject` with the body `text`: its name. `delete`, `undelete`, `read` the article of that name."""
        ...


class Here:
    """A store that is open in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def do(self, action: str, subject: str, text: str = "") -> str:
        """See Side."""
        try:
            match action:
                case "put":
                    return self._store.ingest([build_article(document_id=subject, body=text).article])[0].name
                case "delete":
                    self._store.delete_article(subject)
                    return "done"
                case "undelete":
                    self._store.undelete_article(subject)
                    return "done"
                case _:
                    return Article.FromString(self._store.get_article(subject)).body
        except NotFound:
            return GONE


class There:
    """The same store, open in another process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, action: str, subject: str, text: str = "") -> str:
        """See Side."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(action, subject, text, sep="\t", file=self._process.stdin, flush=True)
        return self._process.stdout.readline().rstrip("\n")


@contextmanager
def another_process(store: Path) -> Iterator[There]:
    """Has the store open until the block ends."""
    process = run_python("-m", "storage.sides", str(store))
    try:
        yield There(process)
    finally:
        process.kill()
        process.communicate()


def run_python(*arguments: str) -> "subprocess.Popen[str]":
    """A Python that finds these tests."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])}
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def main(store: str) -> None:
    """Does what it is told on a line, and tells on a line what came of it."""
    here = Here(open_store(store))
    for line in sys.stdin:
        action, subject, text = line.rstrip("\n").split("\t")
        print(here.do(action, subject, text), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
