"""One wheel, two ways to install it: the light client alone, and an editable checkout; both in fresh environments."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
USERS_SCRIPT = Path(__file__).with_name("users_script.py")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT)
    [built] = target.glob("dateline-*.whl")
    return built


@pytest.fixture(scope="module")
def light_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and only what a plain install brings."""
    folder = tmp_path_factory.mktemp("light")
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(python, *quiet, "--require-hashes", "-r", ROOT / "requirements" / "client.txt")
    run(python, *quiet, "--no-deps", wheel)
    return python


def test_the_wheel_holds_client_server_stubs_and_tables(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "dateline/__init__.py",
        "dateline/py.typed",
        "dateline/v1/article_pb2.py",
        "dateline/v1/article_pb2.pyi",
        "dateline_server/extraction/parser.py",
        "dateline_server/knowledge/data/countries.tsv",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "evaluation/"))]


def test_a_plain_install_brings_no_language_model(light_python: Path) -> None:
    listed = run(light_python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check").lower()
    assert "grpcio==" in listed
    for heavy in ("spacy", "trafilatura", "numpy", "structlog", "lark"):
        assert f"{heavy}==" not in listed


def test_a_plain_install_imports_and_runs(light_python: Path, tmp_path: Path) -> None:
    run(light_python, "-c", "import dateline, dateline.aio; from dateline.v1 import article_pb2", cwd=tmp_path)
    command = light_python.parent / "dateline"
    assert re.search(r"\d+\.\d+\.\d+", run(command, "--version", cwd=tmp_path))
    assert "parse" in run(command, "--help", cwd=tmp_path)


@pytest.mark.slow
def test_the_wheel_with_the_server_half_reads_an_article(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "full")
    python = tmp_path / "full" / "bin" / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(python, *quiet, "--require-hashes", "-r", ROOT / "requirements" / "server.txt")
    run(python, *quiet, "--no-deps", wheel)
    (tmp_path / "article.txt").write_text("The minister left Nairobi on Monday, an aide said.")
    assert '"body"' in run(python.parent / "dateline", "parse", "-o", "json", "article.txt", cwd=tmp_path)


@pytest.mark.parametrize("arguments", [["serve"], ["parse", "article.txt"]])
def test_what_needs_the_server_half_says_how_to_install_it(
    light_python: Path, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "article.txt").write_text("The minister left Nairobi on Monday.")
    done = subprocess.run(
        [light_python.parent / "dateline", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode not in (0, 1)
    assert "pip install 'dateline[server]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_lock_files_pin_every_package_with_hashes_and_name_no_address() -> None:
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        text = file.read_text()
        assert "://" not in text, file
        for requirement in re.findall(r"^[a-z0-9].*(?:\n .*)*", text, re.MULTILINE):
            assert "==" in requirement.splitlines()[0]
            assert "--hash=sha256:" in requirement


def check_types(python: Path, script: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    """mypy, as strict as it can be, on a script of somebody who has the package installed, and no settings of ours."""
    strict = ("--strict", "--config-file=", f"--cache-dir={folder / 'cache'}", f"--python-executable={python}")
    command = [sys.executable, "-m", "mypy", *strict, str(script)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_users_script_is_clean_under_strict_mypy(light_python: Path, tmp_path: Path) -> None:
    done = check_types(light_python, USERS_SCRIPT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_beside_types_protobuf_a_wrong_field_of_a_message_is_told(light_python: Path, tmp_path: Path) -> None:
    stubs = f"types-protobuf=={version('types-protobuf')}"
    run(light_python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", stubs)
    done = check_types(light_python, USERS_SCRIPT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = tmp_path / "wrong.py"
    wrong.write_text(USERS_SCRIPT.read_text().replace("stored.revision", "stored.revison"))
    done = check_types(light_python, wrong, tmp_path)
    assert 'has no attribute "revison"' in done.stdout
    assert "Found 1 error" in done.stdout
