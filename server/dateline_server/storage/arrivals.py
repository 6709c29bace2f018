"""Articles on their way into a store, with everything done that need not wait for their turn to be written.

One writer at a time numbers the changes of a store, so whatever is done in its turn is waited for by all others. What can
be known of an article alone is therefore worked out before, by whoever brings it: which article it is, its bytes as the
store keeps them, and their checksum. Only what the store sets is left, and is appended to those bytes.
"""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from dateline.v1.article_pb2 import Article
from dateline_server.storage.keys import Identity, identify_article
from dateline_server.storage.wire import frame, frame_instant, frame_number

# An article as a database keeps it. What is appended to it comes out behind the article when it is read.
Pack: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article to be stored. `received` in microseconds since 1970; `serialized` has its name at the end.

    `packed` is `serialized` as the store keeps it, `checksum` its CRC-32.
    """

    identity: Identity
    body_sha256: bytes
    received: int
    serialized: bytes
    packed: bytes
    checksum: int


def arrive(article: Article, pack: Pack) -> Arrival:
    """The article, received when it says."""
    identity = identify_article(article)
    serialized = article.SerializeToString(deterministic=True) + _frame_name(identity)
    return _pack(serialized, identity, article.body, article.received_time.ToMicroseconds(), pack)


def arrive_read(serialized: bytes, identity: Identity, body: str, received: int, pack: Pack) -> Arrival:
    """The article that a reader made of the document with this identity and body, received at an instant it does not hold.

    The article is not taken apart.
    """
    facts = _frame_name(identity) + frame_instant(Article.RECEIVED_TIME_FIELD_NUMBER, received)
    return _pack(serialized + facts, identity, body, received, pack)


def stamp_new(time: int) -> bytes:
    """What a store sets in every new article, to be appended. `time`, when it is stored, in microseconds since 1970."""
    return (
        frame_instant(Article.CREATE_TIME_FIELD_NUMBER, time)
        + frame_instant(Article.UPDATE_TIME_FIELD_NUMBER, time)
        + frame_number(Article.REVISION_FIELD_NUMBER, 1)
    )


def stamp(etag: str, near_duplicate_of: str) -> bytes:
    """What it sets in this one besides; also an empty field counts, against what the article may say of itself."""
    return frame(Article.ETAG_FIELD_NUMBER, etag.encode()) + frame(
        Article.NEAR_DUPLICATE_OF_FIELD_NUMBER, near_duplicate_of.encode()
    )


def _frame_name(identity: Identity) -> bytes:
    return frame(Article.NAME_FIELD_NUMBER, identity.name.encode())


def _pack(serialized: bytes, identity: Identity, body: str, received: int, pack: Pack) -> Arrival:
    body_sha256 = hashlib.sha256(body.encode()).digest()
    return Arrival(identity, body_sha256, received, serialized, pack(serialized), zlib.crc32(serialized))
