"""The committed stubs are what the schema says."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "client" / "dateline" / "v1"


def test_the_stubs_are_not_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("generate_stubs", ROOT / "scripts" / "generate_stubs.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.generate(tmp_path)
    fresh = {path.name: path.read_text() for path in (tmp_path / "dateline" / "v1").glob("*_pb2*.py*")}
    committed = {path.name: path.read_text() for path in COMMITTED.glob("*_pb2*.py*")}
    assert fresh == committed, "run `make stubs` and commit the result"
