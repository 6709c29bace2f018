"""What log lines hold, whoever writes them and however they look; and what they never hold."""

import json
import logging
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog

from dateline_server.errors import NotFound
from dateline_server.serving.faults import describe_fault
from dateline_server.serving.log_settings import LogFormat, LogLevel
from dateline_server.serving.logs import configure_logs

TEXT, TOKEN = "Beekeepers in Otago sued", "dateline_sesame"
Logged = Callable[[LogFormat, Callable[[], None]], str]


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """What comes to stderr in a format while something runs, at the level of the most lines."""
    handlers, show = logging.getLogger().handlers, warnings.showwarning

    def run(log_format: LogFormat, something: Callable[[], None]) -> str:
        writer = configure_logs(log_format, LogLevel.DEBUG)
        something()
        writer.close()
        return capsys.readouterr().err

    try:
        yield run
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers, warnings.showwarning = handlers, show


def fail_over(text: str, token: str) -> None:
    """Fail with the text in what the error says, and both in the variables at hand."""
    metadata = [("authorization", f"Bearer {token}")]
    try:
        raise KeyError(text, len(metadata))
    except KeyError as error:
        raise ExceptionGroup(
            text, [ValueError(f"{text} cannot be read"), OSError(28, "No space left on device")]
        ) from error


def tell_a_fault() -> None:
    try:
        fail_over(TEXT, TOKEN)
    except ExceptionGroup as error:
        structlog.get_logger().error("fault", request_id="mine-1", exc_info=error)


def let_libraries_tell() -> None:
    log = logging.getLogger("some.library")
    log.debug("reading %s", TEXT)
    log.warning("cannot read %r", TEXT)
    log.warning("one line\n%s", TEXT)
    logging.getLogger("asyncio").error("Exception in callback _read('%s')\nhandle: <Handle>" % TEXT)  # noqa: UP031
    try:
        fail_over(TEXT, TOKEN)
    except ExceptionGroup:
        log.exception("cannot go on")
    warnings.warn(f"{TEXT}: strange", stacklevel=1)


def test_json_lines_have_time_level_and_fields(logged: Logged) -> None:
    line = json.loads(logged(LogFormat.JSON, lambda: structlog.get_logger().info("ready", address="127.0.0.1:1")))
    assert (line["event"], line["level"], line["address"]) == ("ready", "info", "127.0.0.1:1")
    assert line["timestamp"].endswith("+00:00")


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_fault_is_told_with_its_place_and_kind_and_nothing_that_was_at_hand(
    logged: Logged, log_format: LogFormat
) -> None:
    told = logged(log_format, tell_a_fault)
    for part in ("mine-1", "in fail_over", "test_logs.py", "KeyError", "ExceptionGroup", "ValueError", "No space left"):
        assert part in told
    assert TEXT not in told
    assert TOKEN not in told


@pytest.mark.parametrize("log_format", LogFormat)
def test_what_libraries_tell_is_told_without_the_values(logged: Logged, log_format: LogFormat) -> None:
    told = logged(log_format, let_libraries_tell)
    for part in ("some.library", "cannot read %r", "one line", "asyncio", "Exception in callback", "cannot go on"):
        assert part in told
    assert "in fail_over" in told
    assert "UserWarning" in told
    assert TEXT not in told
    assert TOKEN not in told
    assert "reading" not in told


def test_nobody_writes_lines_of_their_own_into_the_columns(logged: Logged) -> None:
    forged = "n1\n2027-01-31 [info] write principal=admin \x1b[2J"
    told = logged(LogFormat.CONSOLE, lambda: structlog.get_logger().error("set aside", document_id=forged))
    assert len(told.splitlines()) == 1
    assert "\x1b[2J" not in told


def test_a_refusal_is_told_by_its_reason_and_errors_that_lead_to_each_other_once() -> None:
    refusal, other = NotFound(f"There is no {TEXT}."), ValueError(TEXT)
    refusal.__cause__, other.__cause__ = other, refusal
    assert describe_fault(refusal) == "ValueError\nwhich led to:\ndateline_server.errors.NotFound NOT_FOUND"
