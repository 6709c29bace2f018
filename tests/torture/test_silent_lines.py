"""A caller whose machine is gone without a word: the server notices, and ends its calls."""

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from silent_line import SilentLine
from victims import QUICK_SERVER, Victim, free_address, wait_until_it_answers

from dateline import Client, DatelineError

pytestmark = pytest.mark.slow

SECONDS = 55  # the page on serving says 40


def watch_for_ever(client: Client, began: threading.Event) -> None:
    with suppress(DatelineError, ValueError):
        for _ in client.watch(heartbeat=300):
            began.set()


def test_the_watch_of_a_caller_that_is_gone_ends(tmp_path: Path) -> None:
    address, log = free_address(), tmp_path / "server.log"
    server = Victim(log, QUICK_SERVER, address, str(tmp_path / "store.db"))
    try:
        wait_until_it_answers(address)
        line = SilentLine(address)
        with Client(line.address) as client:
            began = threading.Event()
            threading.Thread(target=watch_for_ever, args=(client, began), daemon=True).start()
            assert began.wait(30)
            line.cut()
            end = time.monotonic() + SECONDS
            while "ChangeService/Watch" not in log.read_text():
                assert time.monotonic() < end, "the watch is still open"
                time.sleep(0.2)
            line.close()
    finally:
        server.end()
