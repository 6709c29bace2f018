"""What a watcher is told of a change depends on what it asked for."""

import pytest
from contract.articles import build_article

from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.errors import InvalidFilter
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.storage.store import LoggedChange

GAZETTE = build_article(source="Gazette", body="Rain fell.").article.SerializeToString()
COURIER = build_article(source="Courier", body="Snow fell.").article.SerializeToString()
FOR_GAZETTE = WatchOptions(filter='source = "Gazette"', full=True, before=True)


def render(before: bytes | None, after: bytes | None, options: WatchOptions) -> Change | None:
    entry = LoggedChange(7, 1_744_286_400_000_000, "articles/x", before, after)
    rendered = ChangeRenderer(options, str).render([entry])
    if not rendered:
        return None
    [change] = WatchResponse.FromString(b"".join(rendered)).changes
    assert (change.name, change.sequence, change.time.ToMicroseconds()) == ("articles/x", 7, 1_744_286_400_000_000)
    return change


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, GAZETTE, Change.CREATED),
        (GAZETTE, GAZETTE, Change.UPDATED),
        (GAZETTE, None, Change.DELETED),
        (COURIER, GAZETTE, Change.CREATED),
        (GAZETTE, COURIER, Change.DELETED),
    ],
)
def test_an_article_comes_and_goes_as_it_begins_and_ceases_to_meet_the_filter(
    before: bytes | None, after: bytes | None, kind: Change.Kind.ValueType
) -> None:
    change = render(before, after, FOR_GAZETTE)
    assert change is not None
    assert (change.kind, change.name, change.sequence) == (kind, "articles/x", 7)
    assert change.time.ToJsonString() == "2025-04-10T12:00:00Z"
    assert change.HasField("before") == (before == GAZETTE)
    assert change.article.body == ("" if kind == Change.DELETED else "Rain fell.")


@pytest.mark.parametrize(("before", "after"), [(None, COURIER), (COURIER, COURIER), (COURIER, None)])
def test_what_never_meets_the_filter_is_not_told(before: bytes | None, after: bytes | None) -> None:
    assert render(before, after, FOR_GAZETTE) is None


def test_the_basic_view_has_no_body() -> None:
    change = render(GAZETTE, COURIER, WatchOptions())
    assert change is not None
    assert (change.kind, change.article.source, change.article.body) == (Change.UPDATED, "Courier", "")
    assert change.before == Article()


def test_a_filter_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidFilter):
        ChangeRenderer(WatchOptions(filter="nonsense = 1"), str)
