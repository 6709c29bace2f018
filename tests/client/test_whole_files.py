"""Files that hold what they held, or all of the new text."""

import errno
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.whole_files import write_whole


def test_it_holds_the_new_text(tmp_path: Path) -> None:
    path = tmp_path / "cursor"
    for text in ("one", "two"):
        write_whole(str(path), text)
        assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


def test_where_it_may_not_grow_it_stays_as_it_was_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cursor"
    path.write_text("kept")
    program = f"from dateline.whole_files import write_whole; write_whole({str(path)!r}, 'x' * 100)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16)),
        check=False,
    )
    assert f"[Errno {errno.EFBIG}]" in done.stderr
    assert done.stderr.rstrip().endswith(f"{str(path)!r}")
    assert path.read_text() == "kept"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        write_whole(str(tmp_path / "none" / "cursor"), "x")
    assert refused.value.filename == str(tmp_path / "none" / "cursor")
