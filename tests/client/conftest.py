"""A small real server for each test of the client, and one browser for all that look at pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, BrowserPage
from small_server import SmallServer

from dateline.client import Client


@pytest.fixture
def server() -> Iterator[SmallServer]:
    small = SmallServer()
    yield small
    small.hold.set()
    small.server.stop(None).wait()


@pytest.fixture
def client(server: SmallServer) -> Iterator[Client]:
    with Client(server.address, timeout=5) as client:
        yield client


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    running = Browser(tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., BrowserPage]]:
    """Opens a page of that source, in a window of that `width` or in the `dark`; it is closed when the test ends."""
    opened: list[Any] = []

    def open_page(source: str, width: int = 1280, dark: bool = False) -> BrowserPage:
        opened.append(browser.page(source, tmp_path, width=width, dark=dark))
        page: BrowserPage = opened[-1].__enter__()
        return page

    yield open_page
    for page in opened:
        page.__exit__(None, None, None)
