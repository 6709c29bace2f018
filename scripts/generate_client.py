"""Writes the synchronous client, client/dateline/client/, from the asynchronous one, client/dateline/aio/.

Run by `make stubs`. A test writes it again elsewhere and fails when it differs from the committed one. What cannot be
told in the same words (channels, threads beside tasks) is written twice by hand: `connection`, `paging`, `batching`.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "client" / "dateline" / "aio"
TARGET = ROOT / "client" / "dateline" / "client"

HEAD = "# Written by scripts/generate_client.py from dateline/aio/{name}; change that one, then `make stubs`.\n"
# In order, on code and docstrings alike.
WORDS = (
    (r"\bawait \b", ""),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bAsyncGenerator\[(.*), None\]", r"Generator[\1, None, None]"),
    (r"\bAsync([A-Z])", r"\1"),
    (r"\b__a(enter|exit|iter)__\b", r"__\1__"),
    (r"\b(\w+)_async\b", r"\1"),
    (r"\baclosing\b", "closing"),
    (r"\bgrpc\.aio\.Channel\b", "grpc.Channel"),
    (r"\bdateline\.aio\b", "dateline.client"),
)


def translate(code: str) -> str:
    """The synchronous code that says the same as the asynchronous one."""
    for pattern, replacement in WORDS:
        code = re.sub(pattern, replacement, code)
    return code


def generate(target: Path) -> None:
    """Write the modules of the synchronous client into the folder `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted(SOURCE.glob("*.py")):
        if source.name == "__init__.py":
            continue
        path = target / source.name
        path.write_text(HEAD.format(name=source.name) + translate(source.read_text(encoding="utf-8")), encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    settings = ["--quiet", "--config", ROOT / "pyproject.toml", target]
    subprocess.run([ruff, "check", "--fix", "--unsafe-fixes", "--select", "I,F401,UP028,C416", *settings], check=True)
    subprocess.run([ruff, "format", *settings], check=True)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
