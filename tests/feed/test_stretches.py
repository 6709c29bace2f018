"""What is put together without building messages reads like the messages that it stands for."""

from collections.abc import Callable

from contract.articles import build_article
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.article_pb2 import Article
from dateline.v1.change_service_pb2 import Change, WatchResponse
from dateline_server.feed.rendering import ChangeRenderer, WatchOptions
from dateline_server.feed.stretches import CAUGHT_UP, end_with_cursor
from dateline_server.storage.store import LoggedChange

SOURCES = ["Gazette", "Courier"]
# Lengths that are written in one byte, in two and in three.
BODIES = ["", "Rain fell.", "Snow fell in Oslo. " * 30, "Hail fell in Turku. " * 1_000]
# The second is no longer than the first, but in bytes.
NAMES = ["articles/x", "articles/é", "articles/" + "y" * 150]
FILTERS = {
    "": lambda article: True,
    'source = "Gazette"': lambda article: article.source == "Gazette",
    'source = "Nobody"': lambda article: False,
}


def write_article(source: str, body: str) -> bytes:
    article = build_article(source=source, body=body).article
    article.ClearField("name")
    return article.SerializeToString() + Article(name="articles/x").SerializeToString()


ARTICLES = st.builds(write_article, st.sampled_from(SOURCES), st.sampled_from(BODIES))
MERGES = st.builds(
    lambda names, reason: ActorMerge(sources=names, target="actors/x", reason=reason).SerializeToString(),
    st.lists(st.just("actors/y"), max_size=3),
    st.text(max_size=200),
)
SIDES = st.one_of(
    st.fixed_dictionaries({"before": st.none(), "after": ARTICLES}),
    st.fixed_dictionaries({"before": ARTICLES, "after": st.one_of(ARTICLES, st.none())}),
    st.fixed_dictionaries({"before": st.none(), "after": st.none(), "merged": MERGES}),
    st.fixed_dictionaries({"before": st.none(), "after": st.none(), "unmerged": MERGES}),
)
TIMES = st.integers(0, 4_102_444_800_000_000)


@st.composite
def logs(draw: st.DrawFn) -> list[LoggedChange]:
    """Some changes one after another, from anywhere in a log of any length."""
    first = draw(st.integers(1, 1 << 40))
    return [
        LoggedChange(seq, draw(TIMES), draw(st.sampled_from(NAMES)), **sides)
        for seq, sides in enumerate(draw(st.lists(SIDES, max_size=6)), first)
    ]


def show(serialized: bytes, options: WatchOptions) -> Article:
    article = Article.FromString(serialized)
    if not options.full:
        for field in ("body", "actors", "events", "quotes", "places", "times", "topics", "warnings"):
            article.ClearField(field)
    return article


def tell(entry: LoggedChange, options: WatchOptions) -> Change | None:
    """The change as a message, made field by field."""
    change = Change(name=entry.name, sequence=entry.seq)
    change.time.FromMicroseconds(entry.at)
    if entry.merged is not None or entry.unmerged is not None:
        change.kind = Change.MERGED if entry.unmerged is None else Change.UNMERGED
        change.merge.ParseFromString(entry.merged or entry.unmerged or b"")
        return change
    meets: Callable[[Article], bool] = FILTERS[options.filter]
    before, after = (
        side if side is not None and meets(Article.FromString(side)) else None for side in (entry.before, entry.after)
    )
    if before is None and after is None:
        return None
    change.kind = Change.DELETED if after is None else Change.CREATED if before is None else Change.UPDATED
    change.article.CopyFrom(Article(name=entry.name) if after is None else show(after, options))
    if before is not None and options.before:
        change.before.CopyFrom(show(before, options))
    return change


@given(logs(), st.builds(WatchOptions, st.sampled_from(sorted(FILTERS)), st.booleans(), st.booleans()), st.booleans())
def test_a_stretch_reads_like_the_message_of_its_changes(
    entries: list[LoggedChange], options: WatchOptions, once: bool
) -> None:
    renderer = ChangeRenderer(options, str)
    last = entries[-1].seq if entries else 7
    pieces = renderer.render_once(entries) if once else renderer.render(entries)
    stretch = end_with_cursor(pieces, last, f"after {last}").join()
    changes = [change for entry in entries if (change := tell(entry, options)) is not None]
    assert (stretch.last, stretch.empty) == (last, not changes)
    expected = WatchResponse(changes=changes, cursor=f"after {last}")
    assert WatchResponse.FromString(stretch.message) == expected
    expected.caught_up = True
    assert WatchResponse.FromString(stretch.message + CAUGHT_UP) == expected
