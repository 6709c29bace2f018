"""What docs/exports.md shows is what happens: its commands and its Python run as they stand there, one after another."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import parquet
from server_here import ServerHere

from dateline import Client
from dateline.cli.main import run
from dateline.exports import FORMATS
from dateline.v1.event_pb2 import Event

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
DATELINE = Path(sys.executable).with_name("dateline")


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_the_commands_and_the_python_run(
    sample_server: ServerHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in commands():
        code = run([*arguments, "--server", sample_server.address])
        out, err = capfd.readouterr()
        assert code == 0, f"{arguments}: {err}"
        if arguments[0] == "ingest":
            outcomes = {line.split()[-1] for line in out.splitlines()}
            assert outcomes == {"UNCHANGED"}
        elif arguments[-1] == "-":
            assert out.startswith("name,")
        else:
            assert (tmp_path / arguments[-1]).stat().st_size
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    program = program.replace("127.0.0.1:50051", sample_server.address)
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    assert (tmp_path / "protests.csv").read_text().startswith("article,")


def test_parquet_in_parts_goes_on_where_it_broke(sample_server: ServerHere, tmp_path: Path) -> None:
    [script] = re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL)
    with Client(sample_server.address) as client:
        days = sorted({record.published_date for record in client.events.list()} - {""})[-3:]
        expected = sum(record.published_date in days for record in client.events.list())
    for written, day in zip(re.findall(r"\d{4}-\d{2}-\d{2}", script), days, strict=True):
        script = script.replace(written, day)
    environment = {
        **os.environ,
        "PATH": f"{DATELINE.parent}:{os.environ['PATH']}",
        "DATELINE_SERVER": sample_server.address,
    }

    def write_parts() -> dict[str, int]:
        subprocess.run(["bash", "-ec", script], cwd=tmp_path, env=environment, check=True)
        return {path.name: path.stat().st_mtime_ns for path in (tmp_path / "events").iterdir()}

    first = write_parts()
    assert sorted(first) == [f"{day}.parquet" for day in days]
    assert parquet.read_table(tmp_path / "events").num_rows == expected > 0
    (tmp_path / "events" / f"{days[1]}.parquet").unlink()  # as where the run broke before it
    again = write_parts()
    assert {name for name in again if again[name] == first[name]} == {f"{days[0]}.parquet", f"{days[2]}.parquet"}
    assert parquet.read_table(tmp_path / "events").num_rows == expected


def test_every_format_is_told_of() -> None:
    table = PAGE.split("## Formats")[1].split("\n## ")[0]
    for format in FORMATS:
        assert re.search(rf"^\| [^|]*`{format}`", table, re.MULTILINE), format


def test_what_gdelt_cannot_say_it_does_not_write_unless_asked(sample_server: ServerHere) -> None:
    with Client(sample_server.address) as client:
        coded = [record.event for record in client.events.list() if record.event.cameo_code]
        statuses = [event.status for event in coded]
        for asked, expected in (((), [Event.OCCURRED]), ((Event.CLAIMED, Event.NEGATED),) * 2):
            file = b"".join(piece.data for piece in client.export("events", "gdelt", statuses=asked))
            assert file.count(b"\n") == sum(status in expected for status in statuses) > 0
