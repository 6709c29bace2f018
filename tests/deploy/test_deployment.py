"""The files that a server is deployed with: they name settings, measures and files that there are."""

import json
import re
import shlex
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path

import click
import pytest
import yaml
from compose_spec import PyCompose
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


def test_a_builder_of_images_takes_the_container_file_and_its_reader_finds_nothing_amiss() -> None:
    linter = Path(sysconfig.get_path("scripts")) / "hadolint"
    told = subprocess.run([linter, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout + told.stderr) == (0, "")


def test_the_compose_file_is_one_after_the_specification() -> None:
    composed = PyCompose.from_yaml((DEPLOY / "compose.yaml").read_text())
    composed.validate()
    assert sorted(composed.service_names()) == ["dateline", "postgres", "prometheus"]


def test_what_a_file_says_to_build_and_run_it_is_what_it_needs() -> None:
    """Each command is read as a shell does; nothing here builds an image."""
    container, composed = ((DEPLOY / name).read_text() for name in ("Containerfile", "compose.yaml"))
    build, run = (shlex.split(line) for line in re.findall(r"^#   (podman .*)", container, re.MULTILINE))
    assert build[:2] == ["podman", "build"]
    assert (ROOT / build[build.index("--file") + 1]).samefile(DEPLOY / "Containerfile")
    tag = build[build.index("--tag") + 1]
    assert run[-1] == tag
    volume = run[run.index("--volume") + 1]
    assert f"VOLUME {volume.partition(':')[2]}\n" in container
    port = run[run.index("--publish") + 1].rpartition(":")[2]
    assert f"EXPOSE {port}\n" in container
    assert f"DATELINE_LISTEN=0.0.0.0:{port} " in container
    [up] = (shlex.split(line) for line in re.findall(r"^#   (.*podman compose .*)", composed, re.MULTILINE))
    assert (ROOT / up[up.index("--file") + 1]).samefile(DEPLOY / "compose.yaml")
    assert f"${{{up[0].partition('=')[0]}:?" in composed


def test_the_image_is_made_of_files_that_there_are() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert copied
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_runs_without_root_and_is_built_here() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    [made] = [line for line in lines if line.startswith("RUN useradd")]
    [user] = [line.removeprefix("USER ") for line in lines if line.startswith("USER ")]
    assert f"--uid {user} " in made
    assert int(user) > 0
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
