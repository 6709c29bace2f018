"""Files that are there whole or not at all, also after a power cut."""

import os
from contextlib import suppress


def write_whole(path: str, text: str) -> None:
    """Put the text in the place of the file. At every moment it holds what was there, or all of the text.

    Raises OSError, which names the file.
    """
    new = f"{path}.new"
    try:
        with open(new, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError as error:
        with suppress(OSError):
            os.remove(new)
        error.filename = path
        raise
    sync_folder_of(path)


def sync_folder_of(path: str) -> None:
    """Have what was renamed or removed beside the file outlive a power cut."""
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
