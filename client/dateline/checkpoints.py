"""A cursor kept in a file, so that a follower goes on where it was after any end, a power cut among them."""

import os
from pathlib import Path


class Checkpoint:
    """The cursor in the file at `path`: one line of text. One follower to a file. Raises OSError."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def read(self) -> str:
        """The cursor; empty when there is no file yet."""
        try:
            return self.path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return ""

    def write(self, cursor: str) -> None:
        """Keep the cursor. At every moment the file holds the old cursor or the new one, whole."""
        new = self.path.with_name(f"{self.path.name}.new")
        with new.open("w", encoding="ascii") as file:
            file.write(f"{cursor}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the renaming too outlives a power cut
        finally:
            os.close(folder)
