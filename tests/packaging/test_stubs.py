"""What is written by a script is committed as the script writes it."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "client" / "dateline"


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def files(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob(pattern)}


def test_the_stubs_are_what_the_schema_says(tmp_path: Path) -> None:
    load_script("generate_stubs").generate(tmp_path)
    fresh = files(tmp_path / "dateline" / "v1", "*_pb2*.py*")
    assert fresh == files(CLIENT / "v1", "*_pb2*.py*"), "run `make stubs` and commit the result"


def test_the_synchronous_client_is_what_the_asynchronous_one_says(tmp_path: Path) -> None:
    load_script("generate_client").generate(tmp_path)
    committed = files(CLIENT / "client", "*.py")
    del committed["__init__.py"]
    assert files(tmp_path, "*.py") == committed, "run `make stubs` and commit the result"


def test_the_reference_is_what_the_code_says(tmp_path: Path) -> None:
    load_script("generate_reference").generate(tmp_path)
    assert files(tmp_path, "*.md") == files(ROOT / "docs" / "reference", "*.md"), (
        "run `make reference` and commit the result"
    )
