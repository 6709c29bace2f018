"""The examples of docs/concepts.md and docs/extending.md do what the pages say."""

import json
import re
import subprocess
import sys
from pathlib import Path

from dateline_server.knowledge.tables import EXTENDABLE

DOCS = Path(__file__).resolve().parents[1] / "docs"
BIN = Path(sys.executable).parent


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def run(script: str, folder: Path) -> str:
    done = subprocess.run(
        ["sh", "-ec", script],
        cwd=folder,
        env={"PATH": f"{BIN}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands_run_and_the_statuses_are_those_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "quota.txt").write_text(blocks("concepts.md", "text")[0])
    printed = run("\n".join(blocks("concepts.md", "sh")), tmp_path)
    assert "event_triggers.tsv: agree/V" in printed
    events = json.loads((tmp_path / "quota.json").read_text())["events"]
    statuses = {event["trigger"]["text"]: event["status"] for event in events}
    assert statuses == {
        "said": "OCCURRED",
        "agreed": "CLAIMED",
        "hold talks": "PLANNED",
        "denied": "OCCURRED",
        "attacked": "NEGATED",
        "arrested two men": "OCCURRED",
    }


def test_rows_of_ones_own_are_read_as_the_page_says(tmp_path: Path) -> None:
    [script] = [block for block in blocks("extending.md", "text") if "mkdir" in block]
    assert '"X_STREETART"' in run(script, tmp_path)


def test_every_table_that_takes_rows_is_told() -> None:
    rows = [line for line in (DOCS / "extending.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+\.tsv)`", "\n".join(row.split("|")[1] for row in rows))) == set(EXTENDABLE)
