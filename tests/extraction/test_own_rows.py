"""Rows of one's own beside the tables of the package: they are read, they make another engine, and faults are told."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline_server.errors import KnowledgeInvalid
from dateline_server.extraction.engine import load_tables
from dateline_server.knowledge.base import load_knowledge
from dateline_server.knowledge.ontology import load_ontology
from dateline_server.knowledge.tables import read_rows
from dateline_server.knowledge.triggers import load_triggers

TEXT = "Coast Line painted a mural in Bergen on Monday."
ROWS = {
    "ontology.tsv": "X_STREETART\t\t\t\t\tX_STREETART\tpaint a mural\tPaints on a wall for all to see.\n",
    "event_triggers.tsv": "# murals\npaint/V >mural\tX_STREETART\t\ts>o\t0.9\ta wall is painted\n",
    "companies.tsv": "company-coast-line\tCoast Line\tCOMPANY\tNOR\tBUS\tCoast Line AS\t\t\n",
}


CACHES = (load_ontology, load_triggers, load_knowledge)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of rows of one's own, for tables that are read anew."""
    monkeypatch.setenv("DATELINE_KNOWLEDGE", str(tmp_path))
    for name, text in ROWS.items():
        (tmp_path / name).write_text(text)
    for loader in CACHES:
        loader.cache_clear()
    yield tmp_path
    for loader in CACHES:
        loader.cache_clear()


def parse(environment: dict[str, str]) -> dict[str, object]:
    """The article of the text as a process of its own reads it: tables are read once a process."""
    command = [str(Path(sys.executable).with_name("dateline")), "parse", "-", "--published", "2025-04-09", "-o", "json"]
    done = subprocess.run(command, input=TEXT, env={**os.environ, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    article: dict[str, object] = json.loads(done.stdout)
    return article


def test_own_rows_are_read_and_make_another_engine(folder: Path) -> None:
    own, plain = parse({}), parse({"DATELINE_KNOWLEDGE": ""})
    assert [event["type"] for event in own["events"]] == ["X_STREETART"]  # type: ignore[attr-defined]
    assert [actor["actor"] for actor in own["actors"]] == ["actors/company-coast-line"]  # type: ignore[attr-defined]
    assert "X_STREETART" not in json.dumps(plain)
    assert own["engine"]["digest"] != plain["engine"]["digest"]  # type: ignore[index]


def test_own_rows_come_after_those_of_the_package(folder: Path) -> None:
    *_, last = read_rows("companies.tsv", 8)
    assert last[:2] == ("company-coast-line", "Coast Line")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("companies.tsv", "company-coast-line Coast Line\n", "companies.tsv, line 1: 1 fields between tabs"),
        ("event_triggers.tsv", "paint/V >mural\tX_GRAFFITI\t\ts>o\t0.9\tpaint\n", "'X_GRAFFITI'"),
        ("event_triggers.tsv", "paint/V $mural\tX_STREETART\t\ts>o\t0.9\tpaint\n", "'paint/V $mural'"),
        ("event_triggers.tsv", "paint/V >mural\tX_STREETART\t\ts>o\thigh\tpaint\n", "'high'"),
        ("companys.tsv", "", "there is no such table"),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_place(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(KnowledgeInvalid) as caught:
        load_tables()
    assert said in caught.value.message


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATELINE_KNOWLEDGE", str(tmp_path / "nowhere"))
    with pytest.raises(KnowledgeInvalid, match="There is no folder"):
        load_tables()
