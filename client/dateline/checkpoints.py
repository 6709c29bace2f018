"""A cursor kept in a file, so that a follower goes on where it was after any end, a power cut among them."""

import os

from dateline.whole_files import write_whole


class Checkpoint:
    """The cursor in the file at `path`: one line of text. One follower to a file. Raises OSError."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)

    def read(self) -> str:
        """The cursor; empty when there is no file yet."""
        try:
            with open(self.path, encoding="ascii", errors="replace") as file:
                return file.read().strip()
        except FileNotFoundError:
            return ""

    def write(self, cursor: str) -> None:
        """Keep the cursor. At every moment the file holds the old cursor or the new one, whole."""
        write_whole(self.path, f"{cursor}\n")
