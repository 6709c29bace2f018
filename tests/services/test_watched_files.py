"""Files that are replaced are read again; what cannot be read is told once, and changes nothing."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from dateline_server.errors import InvalidField
from dateline_server.services.watched_files import WatchedFiles


def watch(path: Path) -> WatchedFiles[int]:
    def read() -> int:
        try:
            return int(path.read_text())
        except (OSError, ValueError) as error:
            raise InvalidField(str(error), field="number") from error

    return WatchedFiles("number", [str(path)], read)


def test_a_file_that_changes_is_read_again_and_no_other_is(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    watched = watch(path)
    assert (watched.renew(), watched.value) == (False, 1)
    path.write_text("22")
    assert (watched.renew(), watched.value) == (True, 22)
    assert not watched.renew()


def test_what_cannot_be_read_is_told_once_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    watched = watch(path)
    with capture_logs() as told:
        path.write_text("none")
        assert [watched.renew() for _ in range(3)] == [False] * 3
        path.unlink()
        assert [watched.renew() for _ in range(3)] == [False] * 3
    assert [line["event"] for line in told] == ["number not read; the earlier one stays"] * 2
    assert watched.value == 1
    path.write_text("3")
    assert (watched.renew(), watched.value) == (True, 3)


def test_at_the_start_it_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(InvalidField):
        watch(tmp_path / "number")
