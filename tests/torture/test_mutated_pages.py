"""Pages that are broken in every way: each is read or refused in order, within its deadline, and no worker is lost.

DATELINE_FUZZ_SEED repeats a run; a page that should not have been answered so is left in a file, whose name is printed.
"""

import os
import random
from pathlib import Path

import pytest
from barrage import Sent, fire
from pages import mutate_page, seed_page
from running_server import RunningServer

from dateline.v1.document_pb2 import Document
from dateline.v1.parser_service_pb2 import ParseOptions, ParseRequest

_PARSE = "/dateline.v1.ParserService/Parse"


def mutated_page(chance: random.Random) -> Sent:
    page = mutate_page(seed_page(chance), chance)
    options = ParseOptions(unsupported_language=chance.choice((ParseOptions.REFUSE, ParseOptions.KEEP_PAGE)))
    return Sent(_PARSE, (ParseRequest(document=Document(html=page), options=options).SerializeToString(),))


@pytest.mark.parametrize("count", [60, pytest.param(2_000, marks=pytest.mark.slow)])
def test_whatever_a_page_is_it_is_read_or_refused(tmp_path: Path, count: int) -> None:
    seed = int(os.environ.get("DATELINE_FUZZ_SEED", "0")) or random.randrange(10**6)
    print(f"DATELINE_FUZZ_SEED={seed}")
    chance = random.Random(seed)
    server = RunningServer(tmp_path)
    try:
        verdict = fire(server.address, (mutated_page(chance) for _ in range(count)), at_once=3, seconds=60)
        print(verdict.outcomes.most_common())
        assert not verdict.complaints, verdict.write(tmp_path / "complaints")
        assert verdict.outcomes["OK"] > count / 3
        assert server.lines("worker lost") == []
        assert server.lines("fault") == []
        assert server.stop() == 0
    finally:
        server.process.kill()
