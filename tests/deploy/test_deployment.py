"""The files that a server is deployed with: they name settings, measures and files that there are."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import click
import pytest
import yaml
from running_server import RunningServer
from telemetry_samples import fetch, free_port

from dateline import Client, DatelineError
from dateline_server.commands.serve import serve

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
VARIABLES = {option.envvar for option in serve.params if isinstance(option, click.Option)}


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bDATELINE_(?!POSTGRES_PASSWORD)[A-Z_]+", text))


@pytest.mark.parametrize("name", ["dateline.service", "Containerfile", "compose.yaml"])
def test_the_settings_that_a_file_names_are_those_of_the_server(name: str) -> None:
    named = names_in((DEPLOY / name).read_text())
    assert named
    assert named <= VARIABLES


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed; on Debian: apt install systemd")
    unit = tmp_path / "dateline.service"
    installed = tmp_path / "dateline"
    installed.write_text("#!/bin/sh\n")
    installed.chmod(0o755)
    unit.write_text((DEPLOY / unit.name).read_text().replace("/opt/dateline/bin/dateline", str(installed)))
    told = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "dateline.service" not in told.stderr, told.stderr


def test_the_image_is_made_of_files_that_there_are() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert copied
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_runs_without_root_and_is_built_here(tmp_path: Path) -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    assert "USER dateline" in lines
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["dateline"]
    assert service["read_only"] is True
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()


def test_the_dashboard_asks_for_what_the_server_measures(tmp_path: Path) -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    asked = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b(\w+)\{job", target["expr"])
    }
    port = free_port()
    server = RunningServer(tmp_path, "--metrics-listen", f"127.0.0.1:{port}")
    try:
        with Client(server.address) as client:
            client.parse("The harbour of Split was closed on Friday.")
            with pytest.raises(DatelineError):
                client.articles.get("articles/none")
        time.sleep(0.1)
        measured = {key.partition("{")[0] for key in fetch(port)}
    finally:
        server.kill()
    # A worker has to be lost before it is counted.
    assert asked - {"dateline_workers_lost_total"} <= measured
