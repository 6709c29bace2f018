"""Who is known to a server, what each may do, and how often."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dateline_server.errors import InvalidField, TooManyCalls, Unauthenticated
from dateline_server.services.access import files, principals, rates
from dateline_server.services.access.audit import describe_write
from dateline_server.services.access.files import AccessFile, write_lines
from dateline_server.services.access.principals import AccessList, Principal, digest_of, write_line
from dateline_server.services.access.rates import Rates
from dateline_server.services.access.scopes import NEEDED, WRITING, Scope
from dateline_server.serving.channelz import CHANNELZ
from dateline_server.serving.server import SERVICES

DESK = Principal("desk", frozenset({Scope.READ, Scope.INGEST}), date(2100, 1, 31))


def test_a_principal_is_found_by_its_token_alone() -> None:
    known = AccessList([write_line(DESK, "token", digest_of("right"))])
    assert known.find_by_token("right") == DESK
    assert known.find_by_token("wrong") is None
    assert known.find_by_token("") is None


@pytest.mark.parametrize("times", [1, 2])  # found by its digest, and then by having been right before
@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Bearer right", DESK),
        ("bearer  right ", DESK),
        ("Bearer wrong", None),
        ("Bearer righ", None),
        ("Bearer ", None),
        ("right", None),
        ("Basic right", None),
        ("", None),
    ],
)
def test_a_principal_is_found_by_the_header_with_its_token(header: str, found: Principal | None, times: int) -> None:
    known = AccessList([write_line(DESK, "token", digest_of("right"))])
    assert [known.find_by_header(header) for _ in range(times)] == [found] * times


def test_a_header_that_was_right_is_not_let_in_after_the_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    known = AccessList([write_line(DESK, "token", digest_of("right"))])
    assert known.find_by_header("Bearer right") == DESK
    monkeypatch.setattr(Principal, "expired", True)
    principal = known.find_by_header("Bearer right")
    assert principal is not None
    with pytest.raises(Unauthenticated, match="was good until"):
        principal.require_valid()


def test_ever_new_ways_to_write_a_header_take_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(principals, "_MOST_HEADERS", 3)
    known = AccessList([write_line(DESK, "token", digest_of("right"))])
    for spaces in range(9):
        assert known.find_by_header(f"Bearer right{' ' * spaces}") == DESK
    assert len(known._by_header) == 3


def test_the_list_holds_no_token() -> None:
    assert "right" not in write_line(DESK, "token", digest_of("right"))


def test_a_principal_is_found_by_any_name_in_its_certificate() -> None:
    known = AccessList([write_line(DESK, "certificate", "desk.example")])
    assert known.find_by_certificate(["other.example", "desk.example"]) == DESK
    assert known.find_by_certificate(["other.example"]) is None


def test_the_last_day_is_a_day_on_which_it_is_let_in() -> None:
    today = datetime.now(UTC).date()
    assert Principal("desk", DESK.scopes, today).require_valid()
    with pytest.raises(Unauthenticated, match="was good until"):
        Principal("desk", DESK.scopes, today - timedelta(days=1)).require_valid()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("desk\tread\n", "Line 2 has 2 columns"),
        ("desk\tread,write\ttoken\tsha256:00\n", "'read,write' are no scopes; give some of read, parse"),
        ("desk\tread\tpassword\tsecret\n", "known by `token`"),
        ("desk\tread\ttoken\tin-the-clear\n", "known by `token`"),
        ("desk\tread\ttoken\tsha256:00\tsoon\n", "'soon' is no day"),
        ("desk\tread\ttoken\tsha256:00\n", "64 hexadecimal digits"),
        (f"desk\tread\ttoken\tsha256:{'AB' * 32}\n", "64 hexadecimal digits"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(line: str, says: str) -> None:
    with pytest.raises(InvalidField, match=says):
        AccessList(["# a comment\n", line])


def test_a_changed_file_is_read_again_and_a_broken_one_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_SECONDS_BETWEEN_LOOKS", -1.0)
    path = tmp_path / "access.tsv"
    write_lines(path, [write_line(DESK, "token", digest_of("first"))])
    access = AccessFile(str(path))
    write_lines(path, [write_line(DESK, "token", digest_of("second"))])
    assert access.now.find_by_token("second") == DESK
    assert access.now.find_by_token("first") is None
    path.write_text("nonsense\n")
    assert access.now.find_by_token("second") == DESK
    path.unlink()
    assert access.now.find_by_token("second") == DESK


def test_only_its_owner_can_read_the_list(tmp_path: Path) -> None:
    write_lines(tmp_path / "access.tsv", ["# nobody\n"])
    assert (tmp_path / "access.tsv").stat().st_mode & 0o777 == 0o600


def test_every_method_needs_a_scope_that_is_known() -> None:
    services = [*SERVICES, CHANNELZ]
    assert set(NEEDED) == {f"/{service.full_name}/{method.name}" for service in services for method in service.methods}


def test_what_changes_something_is_known_and_what_tells_alone_is_not_among_it() -> None:
    assert {method.rpartition("/")[2] for method in WRITING} == {
        *("IngestArticles", "QueueArticles", "DeleteArticle", "UndeleteArticle", "ReparseArticles"),
        *("CorrectEvent", "UncorrectEvent", "MergeActors", "UnmergeActor", "CancelOperation", "DeleteOperation"),
        *("DeleteSetAside", "Drain"),
    }
    beginnings = ("Get", "List", "Search", "Batch", "Aggregate", "Diff", "Resolve", "Watch", "Wait", "Export", "Parse")
    for method in set(NEEDED) - WRITING:
        assert method.rpartition("/")[2].startswith(beginnings), f"{method} writes, and has no audit line"


def test_a_caller_that_asks_too_often_is_told_when_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(rates.time, "monotonic", lambda: now)
    limit = Rates(calls_per_second=10, calls_at_once=0)
    for _ in range(20):  # two seconds' worth, saved up
        limit.enter("desk")
    with pytest.raises(TooManyCalls) as refused:
        limit.enter("desk")
    assert refused.value.retry_after == pytest.approx(0.1)
    limit.enter("somebody else")
    now += refused.value.retry_after + 0.001
    limit.enter("desk")


def test_a_caller_may_have_so_many_calls_under_way_and_no_more() -> None:
    limit = Rates(calls_per_second=0, calls_at_once=2)
    limit.enter("desk")
    limit.enter("desk")
    with pytest.raises(TooManyCalls, match="2 calls under way"):
        limit.enter("desk")
    limit.leave("desk")
    limit.enter("desk")


def test_callers_are_forgotten_but_not_while_they_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_MOST_CALLERS", 3)
    limit = Rates(calls_per_second=0, calls_at_once=1)
    limit.enter("busy")
    for number in range(10):
        limit.enter(f"caller {number}")
        limit.leave(f"caller {number}")
    with pytest.raises(TooManyCalls):
        limit.enter("busy")


def test_the_audit_says_which_resources_a_write_was_about() -> None:
    from dateline.v1.actor_service_pb2 import MergeActorsRequest
    from dateline.v1.article_service_pb2 import DeleteArticleRequest, IngestArticlesResponse, IngestResult

    merge = MergeActorsRequest(target="actors/a", sources=["actors/b", "actors/c"], by="Ana", reason="the same office")
    assert describe_write(merge, b"") == {"resources": ["actors/a", "actors/b", "actors/c"], "by": "Ana"}
    assert describe_write(DeleteArticleRequest(name="articles/x"), b"") == {"resources": ["articles/x"]}
    failed = IngestResult(id="2")
    failed.error.message = "No text."
    stored = IngestResult(id="1", name="articles/x", outcome=IngestResult.CREATED)
    assert describe_write(None, IngestArticlesResponse(results=[stored, failed])) == {
        "resources": ["articles/x"],
        "outcomes": {"CREATED": 1, "error": 1},
    }
