"""A line between a client and a server that can fall silent: nothing comes through any more, and nobody hangs up."""

import socket
import threading
from contextlib import suppress


class SilentLine:
    """Listens at `address` and passes on what comes, both ways, until `cut`."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._cut = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open = [self._listening]
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Pass on nothing more; connections stay open."""
        self._cut.set()

    def close(self) -> None:
        """Hang up at last."""
        self._cut.set()
        for opened in self._open:
            with suppress(OSError):
                opened.close()

    def _accept(self) -> None:
        host, _, port = self._server.rpartition(":")
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection((host, int(port)))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._cut.is_set():
                    continue
                target.sendall(data)
            if not self._cut.is_set():
                target.shutdown(socket.SHUT_WR)
