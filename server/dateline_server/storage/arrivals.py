"""Articles on their way into a store, with everything done that need not wait for their turn to be written.

One writer at a time numbers the changes of a store, so whatever is done in its turn is waited for by all others. What can
be known of an article alone is therefore worked out before, by whoever brings it: which article it is, its bytes as the
store keeps them, and their checksum. Only what the store sets is left, and is appended to those bytes.
"""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from dateline.v1.article_pb2 import Article
from dateline_server.storage.keys import Identity, identify_article
from dateline_server.storage.wire import frame, frame_instant, frame_number, frame_tag

# An article as a database keeps it. What is appended to it comes out behind the article when it is read.
Pack: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article to be stored. `received` in microseconds since 1970; `serialized` has its name at the end.

    `packed` is `serialized` as the store keeps it, `checksum` its CRC-32. Of an article that had to wait since then,
    `log_end` is the last change that there was at that time.
    """

    identity: Identity
    body_sha256: bytes
    received: int
    serialized: bytes
    packed: bytes
    checksum: int
    log_end: int | None = None


def arrive(article: Article, pack: Pack) -> Arrival:
    """The article, received when it says; which story it belongs to is not for it to say."""
    identity = identify_article(article)
    if article.story:
        article = _without_story(article)
    serialized = article.SerializeToString(deterministic=True) + _frame_name(identity)
    return _pack(serialized, identity, article.body, article.received_time.ToMicroseconds(), pack)


def arrive_read(serialized: bytes, identity: Identity, body: str, received: int, pack: Pack) -> Arrival:
    """The article that a reader made of the document with this identity and body, received at an instant it does not hold.

    The article is not taken apart.
    """
    facts = _frame_name(identity) + frame_instant(Article.RECEIVED_TIME_FIELD_NUMBER, received)
    return _pack(serialized + facts, identity, body, received, pack)


def receive_at(arrival: Arrival, received: int) -> Arrival:
    """The article as one that was received at another instant."""
    facts = frame_instant(Article.RECEIVED_TIME_FIELD_NUMBER, received)
    return replace(
        arrival,
        received=received,
        serialized=arrival.serialized + facts,
        packed=arrival.packed + facts,
        checksum=zlib.crc32(facts, arrival.checksum),
    )


class NewStamps:
    """What a store sets in articles that are new at `time` (microseconds since 1970), each to be appended to its own.

    Also an empty field counts, against what the article may say of itself.
    """

    def __init__(self, time: int) -> None:
        shared = (
            frame_instant(Article.CREATE_TIME_FIELD_NUMBER, time)
            + frame_instant(Article.UPDATE_TIME_FIELD_NUMBER, time)
            + frame_number(Article.REVISION_FIELD_NUMBER, 1)
        )
        self._shared = shared + frame_tag(Article.ETAG_FIELD_NUMBER)
        self._etag_end = etag_of(0, time)[1:].encode()

    def stamp(self, seq: int, near_duplicate_of: str) -> bytes:
        """That of the article that entry `seq` of the log holds."""
        etag = b"%x%b" % (seq, self._etag_end)
        original = _frame_original(near_duplicate_of) if near_duplicate_of else _NO_ORIGINAL
        return b"%b%c%b%b" % (self._shared, len(etag), etag, original)  # one byte tells the length: it is below 128


def etag_of(seq: int, time: int) -> str:
    """The etag of a revision: another one for every change, also where a store goes on from a copy made before."""
    return f"{seq:x}-{time:x}"


def _frame_original(name: str) -> bytes:
    return frame(Article.NEAR_DUPLICATE_OF_FIELD_NUMBER, name.encode())


_NO_ORIGINAL = _frame_original("")


def _frame_name(identity: Identity) -> bytes:
    return frame(Article.NAME_FIELD_NUMBER, identity.name.encode())


def _without_story(article: Article) -> Article:
    own = Article()
    own.CopyFrom(article)
    own.ClearField("story")
    return own


def _pack(serialized: bytes, identity: Identity, body: str, received: int, pack: Pack) -> Arrival:
    body_sha256 = hashlib.sha256(body.encode()).digest()
    return Arrival(identity, body_sha256, received, serialized, pack(serialized), zlib.crc32(serialized))
