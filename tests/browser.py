"""A real Chromium without a window, driven over its DevTools protocol: one for all checks of a run."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOW_TO_INSTALL = "there is no chromium to try the page in: apt-get install chromium"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars --remote-debugging-pipe"
)


def find_chromium() -> str:
    """The path of Chromium; empty where there is none."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), "")


class Browser:
    """A running Chromium with an empty profile. `close` ends it."""

    def __init__(self, folder: Path) -> None:
        to_browser, self._requests = os.pipe()
        self._answers, from_browser = os.pipe()
        # It reads requests from descriptor 3 and writes answers to 4.
        command = f'exec "$0" {_FLAGS} "$1" about:blank 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(
            ["bash", "-c", command, find_chromium(), f"--user-data-dir={folder}"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the protocol; what is told meanwhile goes to `events`."""
        self._number += 1
        request: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        os.write(self._requests, json.dumps(request).encode() + b"\0")
        while True:
            message = self._read()
            if message.get("id") == self._number:
                assert "error" not in message, f"{method}: {message['error']}"
                answer: dict[str, Any] = message["result"]
                return answer
            self.events.append(message)

    def wait_for(self, method: str, session: str) -> None:
        """Until the page tells that."""
        while True:
            told, self.events = self.events, []
            if any(message.get("method") == method and message.get("sessionId") == session for message in told):
                return
            self.events.append(self._read())

    @contextmanager
    def page(self, source: str, folder: Path, *, width: int = 1280, dark: bool = False) -> Iterator["BrowserPage"]:
        """A page of that HTML or SVG, in a window so wide, without a network."""
        file = folder / ("page.svg" if source.startswith("<svg") else "page.html")
        file.write_text(source, encoding="utf-8")
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = BrowserPage(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        page.call("Emulation.setEmulatedMedia", features=[scheme])
        self.events.clear()
        page.call("Page.navigate", url=file.as_uri())
        page.wait_for_load()
        yield page
        self.call("Target.closeTarget", targetId=target)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._answers, 1 << 20)
            assert data, "Chromium has ended"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        read: dict[str, Any] = json.loads(message)
        return read

    def close(self) -> None:
        """End it."""
        self.call("Browser.close")
        self._process.wait(20)
        os.close(self._requests)
        os.close(self._answers)


class BrowserPage:
    """A page that is open."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self.problems: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol for this page."""
        return self._browser.call(method, self._session, **parameters)

    def wait_for_load(self) -> None:
        """Until it is there; `problems` and `requests` tell what came up on the way."""
        seen: list[dict[str, Any]] = []
        while not any(message.get("method") == "Page.loadEventFired" for message in seen):
            if not self._browser.events:
                self._browser.events.append(self._browser._read())
            seen.append(self._browser.events.pop(0))
        for message in seen:
            method, told = message.get("method"), message.get("params", {})
            if method == "Runtime.exceptionThrown":
                self.problems.append(str(told["exceptionDetails"].get("text")))
            elif method == "Log.entryAdded":
                self.problems.append(told["entry"]["text"])
            elif method == "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression. The page's own policy does not stop it."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key: `Tab`, `ArrowRight`, `Escape`, `Enter`."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowRight": 39}
        text = "\r" if key == "Enter" else ""
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **more)

    def screenshot(self, file: Path, part: str = "html") -> None:
        """A part of the page, by its selector, as PNG."""
        box = "(r => [r.x + scrollX, r.y + scrollY, r.width, r.height])"
        x, y, width, height = self.run(f"{box}(document.querySelector({json.dumps(part)}).getBoundingClientRect())")
        clip = {"x": x, "y": y, "width": max(width, 1), "height": min(height, 16_000), "scale": 1}
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(data))
