"""Typed errors and the google.rpc details that they come from."""

import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from dateline import errors
from dateline.errors import DatelineError, from_status
from dateline_server import errors as server_errors


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1, errors.Cancelled),
        (2, errors.Internal),
        (3, errors.InvalidArgument),
        (4, errors.DeadlineExceeded),
        (5, errors.NotFound),
        (6, errors.Conflict),
        (7, errors.PermissionDenied),
        (8, errors.ResourceExhausted),
        (9, errors.Conflict),
        (10, errors.Conflict),
        (11, errors.InvalidArgument),
        (12, errors.Unsupported),
        (13, errors.Internal),
        (14, errors.Unavailable),
        (15, errors.Internal),
        (16, errors.Unauthenticated),
    ],
)
def test_each_code_has_its_class(code: int, kind: type[DatelineError]) -> None:
    error = from_status(Status(code=code, message="Why."))
    assert type(error) is kind
    assert str(error) == "Why."


def test_a_deadline_is_a_kind_of_unavailable() -> None:
    assert issubclass(errors.DeadlineExceeded, errors.Unavailable)


def test_an_error_survives_the_way_through_a_status() -> None:
    error = errors.InvalidFilter(
        "There is no field 'x'.", reason="INVALID_FILTER", field="filter", metadata={"position": "3", "filter": "a x"}
    )
    again = from_status(error.to_status(), document_id="d1")
    assert isinstance(again, errors.InvalidFilter)
    assert again.to_dict() == error.to_dict()
    assert (again.position, again.document_id) == (3, "d1")


@pytest.mark.parametrize(
    ("code", "reason", "kind"),
    [
        ("INVALID_ARGUMENT", "EMPTY_TEXT", errors.UnreadableDocument),
        ("INVALID_ARGUMENT", "LANGUAGE_UNSUPPORTED", errors.UnreadableDocument),
        ("INVALID_ARGUMENT", "TEXT_TOO_LONG", errors.TooLarge),
        ("INVALID_ARGUMENT", "INVALID_FILTER", errors.InvalidFilter),
        ("OUT_OF_RANGE", "CURSOR_TOO_OLD", errors.CursorTooOld),
        ("ABORTED", "ETAG_MISMATCH", errors.EtagMismatch),
        ("ABORTED", "SLOW_READER", errors.SlowReader),
        ("ABORTED", "ALREADY_MERGED", errors.Conflict),
        ("UNAVAILABLE", "NOT_YET_CONSISTENT", errors.NotYetConsistent),
    ],
)
def test_a_reason_to_act_upon_has_a_class_of_its_own(code: str, reason: str, kind: type[DatelineError]) -> None:
    told = DatelineError("Why.", reason=reason, code=code)
    assert type(from_status(told.to_status())) is kind


def test_every_reason_of_the_server_has_a_class_of_its_own_or_that_of_its_code() -> None:
    """The table of reasons names none that no server gives."""
    known = {kind.reason for kind in vars(server_errors).values() if isinstance(kind, type) and hasattr(kind, "reason")}
    assert set(errors._REASONS) - {"BAD_ENCODING"} <= known  # found before anything is sent


def test_a_filter_at_fault_comes_with_what_may_be_meant() -> None:
    error = errors.InvalidFilter("No.", metadata={"position": "4", "hint": "status"})
    assert (error.position, error.hint, errors.InvalidFilter("No.").hint) == (4, "status", "")


def test_without_details_the_reason_is_the_code() -> None:
    assert from_status(Status(code=5, message="No.")).to_dict() == {
        "code": "NOT_FOUND",
        "reason": "NOT_FOUND",
        "message": "No.",
    }


def test_a_code_that_does_not_exist_and_an_empty_message_still_say_something() -> None:
    error = from_status(Status(code=99))
    assert (error.code, bool(error.message)) == ("UNKNOWN", True)


def test_the_time_to_wait_is_in_seconds() -> None:
    status = Status(code=8, message="Busy.")
    status.details.add().Pack(RetryInfo(retry_delay=Duration(seconds=1, nanos=500_000_000)))
    assert from_status(status).retry_after == 1.5


def test_a_filter_without_position_has_none() -> None:
    assert errors.InvalidFilter("No.", metadata={"position": "x"}).position is None
