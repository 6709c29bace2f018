"""The commands of docs/judgement.md run as they stand there, for an article and actors that are in the store."""

import os
import re
import subprocess
import sys
from pathlib import Path

from dateline.testing import LocalServer

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "judgement.md").read_text(encoding="utf-8")
TEXTS = (
    "Ingrid Solberg, the minister, said on Monday that Norway had signed a treaty. Solberg flew home on Tuesday.",
    "Daniel Otieno, the minister, met dockers in Mombasa on Monday.",
)


def test_the_commands_run_one_after_another() -> None:
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    commands = re.sub(r"\\\n +", "", blocks).splitlines()
    assert len(commands) == 7
    with LocalServer() as server, server.client() as client:
        first, _ = (client.ingest(text, source="Coast Wire", published="2025-04-09").name for text in TEXTS)
        [event] = [event for event in client.articles.get(first).events if event.label.startswith("sign")]
        names = {actor.name for actor in client.actors.list()}
        assert names >= {"actors/person-ingrid-solberg", "actors/person-daniel-otieno"}
        stand_ins = {
            "articles/4f0c2a1be7d9": first,
            "0c1d2e3f40516273": event.key,
            "actors/person-i-solberg": "actors/person-daniel-otieno",
        }
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATELINE_SERVER": server.address,
        }
        printed = []
        for command in commands:
            for written, meant in stand_ins.items():
                command = command.replace(written, meant)
            done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{command}: {done.stderr}"
            printed.append(done.stdout)
    assert event.key in printed[0]
    assert " CORRECTED" in printed[1]
    assert " UNCORRECTED" in printed[2]
    assert "actors/person-ingrid-solberg" in printed[4]
