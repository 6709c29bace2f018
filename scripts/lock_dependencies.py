"""Pins every dependency, with hashes and without addresses, in requirements/: one file for the light client, one for all.

Run by `make lock` after a change of pyproject.toml. The files hold for every platform and Python that Dateline supports.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "client.txt": [],
    "server.txt": ["--extra", "server", "--extra", "telemetry"],
    "lock.txt": ["--extra", "server", "--extra", "telemetry", "--group", "dev"],
}


def lock(name: str, selection: list[str]) -> None:
    """Write requirements/`name` with what `selection` needs. Raises CalledProcessError when it cannot be resolved."""
    target = ROOT / "requirements" / name
    target.parent.mkdir(exist_ok=True)
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
    ]
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "pyproject.toml", *selection, *options]
    subprocess.run(
        [*command, "--custom-compile-command", "make lock", "--output-file", str(target)], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    for name, selection in FILES.items():
        lock(name, selection)
