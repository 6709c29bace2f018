"""Typed errors and the google.rpc details that they come from."""

import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from dateline import errors
from dateline.errors import DatelineError, from_status


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
