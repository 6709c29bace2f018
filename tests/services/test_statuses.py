"""What a refusal looks like to the caller."""

from collections.abc import Iterator

import pytest
from google.protobuf.message import Message
from google.rpc import code_pb2
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from dateline_server import errors
from dateline_server.errors import DatelineError, EmptyText, InvalidDate, InvalidFilter, NotFound, Overloaded
from dateline_server.services.errors import internal_status, place_within, reason_of, status_of


def detail(status: Status, kind: type[Message]) -> Message | None:
    for packed in status.details:
        unpacked = kind()
        if packed.Unpack(unpacked):
            return unpacked
    return None


def every_class(root: type[DatelineError] = DatelineError) -> Iterator[type[DatelineError]]:
    yield root
    for child in root.__subclasses__():
        yield from every_class(child)


def test_a_refusal_has_code_reason_and_domain() -> None:
    status = status_of(NotFound("There is no article 'articles/x'."))
    info = detail(status, ErrorInfo)
    assert (status.code, info.reason, info.domain) == (code_pb2.NOT_FOUND, "NOT_FOUND", "dateline")


def test_a_field_at_fault_is_named_with_its_path() -> None:
    status = status_of(InvalidDate("'May' is no day.", field="published"), within="documents[3]")
    [violation] = detail(status, BadRequest).field_violations
    assert (violation.field, violation.description) == ("documents[3].published", "'May' is no day.")


def test_without_a_field_there_is_no_violation() -> None:
    assert detail(status_of(EmptyText("Nothing.")), BadRequest) is None


def test_a_status_made_elsewhere_is_placed_in_the_request() -> None:
    placed = place_within(status_of(EmptyText("Nothing.", field="text")), "document")
    [violation] = detail(placed, BadRequest).field_violations
    assert (violation.field, reason_of(placed)) == ("document.text", "EMPTY_TEXT")


def test_metadata_goes_along() -> None:
    info = detail(status_of(InvalidFilter("What?", field="filter", position="7")), ErrorInfo)
    assert info.metadata == {"position": "7"}


def test_where_trying_again_helps_it_says_when() -> None:
    status = status_of(Overloaded("Too much."))
    assert status.code == code_pb2.RESOURCE_EXHAUSTED
    assert detail(status, RetryInfo).retry_delay.seconds == 1
    assert detail(status_of(EmptyText("Nothing.")), RetryInfo) is None


@pytest.mark.parametrize("error_class", list(every_class()), ids=lambda error_class: error_class.__name__)
def test_every_refusal_has_a_code_and_a_reason_of_its_own(error_class: type[DatelineError]) -> None:
    status = status_of(error_class("What was wrong."))
    assert code_pb2.Code.Name(status.code) not in ("OK", "UNKNOWN")
    reasons = [other.reason for other in every_class()]
    assert reasons.count(error_class.reason) == 1


def test_a_message_as_long_as_the_request_still_fits_into_headers() -> None:
    status = status_of(errors.InvalidFilter("é" * 100_000, field="filter", near="é" * 100_000))
    assert len(status.SerializeToString()) < 4_096
    assert status.message.startswith("é" * 100)


def test_a_fault_of_ours_shows_an_id_and_nothing_else() -> None:
    status = internal_status("7f-3")
    assert status.code == code_pb2.INTERNAL
    assert "7f-3" in status.message
