"""A follower that keeps what it was told in a file, and may be killed at any moment.

    python follower.py HOST:PORT CHECKPOINT JOURNAL

Each change becomes a line of the journal; one that is there already, by its sequence, is left out.
"""

import json
import sys
import time
from pathlib import Path

from dateline import Client
from dateline.v1.change_service_pb2 import Change

_SECONDS_A_CHANGE = 0.002  # a kill should meet changes that are received and not taken yet


def read_journal(path: Path) -> list[dict[str, str]]:
    """The whole lines of the journal; what a kill left of a line is cut off."""
    if not path.exists():
        return []
    whole, _, broken = path.read_text().rpartition("\n")
    if broken:
        path.write_text(f"{whole}\n" if whole else "")
    return [json.loads(line) for line in whole.splitlines()]


def entry(change: Change) -> dict[str, str]:
    """What the journal tells of a change."""
    return {
        "sequence": str(change.sequence),
        "kind": Change.Kind.Name(change.kind),
        "name": change.name,
        "revision": str(change.article.revision),
        "etag": change.article.etag,
    }


def main(address: str, checkpoint: str, journal: str) -> None:
    known = read_journal(Path(journal))
    last = int(known[-1]["sequence"]) if known else 0
    with Client(address) as client, Path(journal).open("a") as file:
        for change in client.follow(checkpoint=checkpoint):
            time.sleep(_SECONDS_A_CHANGE)
            if change.sequence > last:
                file.write(json.dumps(entry(change)) + "\n")
                file.flush()
                last = change.sequence


if __name__ == "__main__":
    main(*sys.argv[1:])
