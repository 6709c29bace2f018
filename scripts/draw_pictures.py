"""Draws the pictures of docs/images/ from the sample articles, as `dateline report -o svg` draws them.

Run by `make pictures`. They obey the reader's choice of light or dark.
"""

from datetime import UTC, datetime
from pathlib import Path

from dateline.render.pictures.findings import Findings
from dateline.render.pictures.picture import as_file
from dateline.render.report import PICTURES
from dateline.testing import LocalServer
from dateline_server.samples import sample_documents

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images"
# After the last of the sample articles.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH = 800


def draw(target: Path) -> None:
    """Write one SVG file for each picture of a report on the sample articles into the folder `target`."""
    findings = Findings()
    with LocalServer(now=NOW) as server, server.client() as client:
        for document in sample_documents():
            client.ingest(document)
        for record in client.events.list():
            findings.add(record)
    for name, picture in PICTURES.items():
        (target / f"{name}.svg").write_text(as_file(picture(findings, WIDTH)), encoding="utf-8")


if __name__ == "__main__":
    draw(TARGET)
