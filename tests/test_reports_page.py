"""The commands of docs/reports.md run as they stand there, and its pictures are such as the product draws."""

import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from server_here import ServerHere

from dateline.render.report import PICTURES

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "reports.md").read_text(encoding="utf-8")
DATELINE = Path(sys.executable).with_name("dateline")


def test_the_commands_run(sample_server: ServerHere, tmp_path: Path) -> None:
    [block] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines():
        done = subprocess.run(
            [DATELINE, *shlex.split(line)[1:], "--server", sample_server.address],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert (tmp_path / line.split()[-1]).stat().st_size > 1000


def test_every_picture_is_shown_and_is_one_of_the_product() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(images/(\w+)\.svg\)", PAGE)
    assert shown == list(PICTURES)
    for name in shown:
        root = ET.parse(DOCS / "images" / f"{name}.svg").getroot()
        assert root.get("class") == "picture"
        assert "prefers-color-scheme" in ET.tostring(root, encoding="unicode")
