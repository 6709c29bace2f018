"""Resident memory of the server with its workers, before and after it has read and stored 1,000 articles."""

from pathlib import Path

from bench.articles import distinct_documents
from bench.running import dateline_server
from dateline import Client, DatelineError

_ARTICLES = 1_000


def measure() -> dict[str, float]:
    """`server_megabytes_at_start` and `server_megabytes_after_1000_articles`, all its processes together."""
    with dateline_server() as server:
        before = _resident_megabytes(server.process.pid)
        with Client(server.address) as client:
            answers = client.ingest_many(distinct_documents(_ARTICLES))
            stored = sum(not isinstance(answer, DatelineError) for answer in answers)
        if stored != _ARTICLES:
            raise RuntimeError(f"only {stored} of {_ARTICLES} articles were stored")
        after = _resident_megabytes(server.process.pid)
    return {"server_megabytes_at_start": before, "server_megabytes_after_1000_articles": after}


def _resident_megabytes(pid: int) -> float:
    """Of the process and all below it (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_resident_megabytes(int(child)) for child in children)
