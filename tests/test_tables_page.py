"""docs/tables.md lists the columns as they are."""

from pathlib import Path
from typing import get_args

import pytest

from dateline.frames import Table, describe

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", get_args(Table))
def test_every_column_is_listed(table: Table) -> None:
    section = PAGE.split(f"## {table}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{name}` | {kind} | {meaning} |" for name, kind, meaning in describe(table)]
