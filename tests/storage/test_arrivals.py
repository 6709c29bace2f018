"""Articles are made ready for a store from their bytes, and come out of it as if they had been built."""

from contract.articles import build_article
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline_server.storage.arrivals import NewStamps, arrive, arrive_read, etag_of
from dateline_server.storage.keys import Identity
from dateline_server.storage.postgres.packing import pack, unpack

MICROSECONDS = st.integers(-(10**15), 253_402_300_799_999_999)  # up to the year 9999
IDENTITY = Identity("articles/0123456789abcdef01234567", "f" * 64)


@given(
    received=MICROSECONDS,
    now=MICROSECONDS,
    seq=st.integers(1, 2**63 - 1),
    original=st.sampled_from(["", "articles/first"]),
)
def test_what_is_appended_is_what_the_fields_say(received: int, now: int, seq: int, original: str) -> None:
    article = build_article(body="The pilots of Bergen struck.").article
    arrival = arrive_read(article.SerializeToString(), IDENTITY, article.body, received, pack)
    article.name, article.revision, article.near_duplicate_of = IDENTITY.name, 1, original
    article.etag = etag_of(seq, now)
    article.received_time.FromMicroseconds(received)
    article.create_time.FromMicroseconds(now)
    article.update_time.FromMicroseconds(now)
    stamped = NewStamps(now).stamp(seq, original)
    assert Article.FromString(arrival.serialized + stamped) == article
    assert unpack(arrival.packed + stamped) == arrival.serialized + stamped


def test_what_an_article_said_before_is_overwritten() -> None:
    article = build_article().article
    article.name, article.etag, article.near_duplicate_of = "articles/old", "old", "articles/older"
    article.create_time.nanos = article.update_time.nanos = article.received_time.nanos = 5
    arrival = arrive_read(article.SerializeToString(), IDENTITY, article.body, 2_000_000, pack)
    stored = Article.FromString(arrival.serialized + NewStamps(3_000_000).stamp(10, ""))
    assert (stored.name, stored.etag, stored.near_duplicate_of) == (IDENTITY.name, "a-2dc6c0", "")
    times = (stored.received_time, stored.create_time, stored.update_time)
    assert [(time.seconds, time.nanos) for time in times] == [(2, 0), (3, 0), (3, 0)]


def test_an_article_and_its_bytes_are_made_ready_alike() -> None:
    article = build_article(document_id="7").article
    article.received_time.FromSeconds(1_700_000_000)
    built = arrive(article, pack)
    received = built.received
    article.ClearField("received_time")
    read = arrive_read(article.SerializeToString(), built.identity, article.body, received, pack)
    assert (read.identity, read.body_sha256, read.received) == (built.identity, built.body_sha256, received)
    assert Article.FromString(read.serialized) == Article.FromString(built.serialized)
