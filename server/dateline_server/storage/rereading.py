"""A stored article read again: what of it stays whatever the engine, and whether it reads as before."""

from enum import Enum, auto

from dateline.v1.article_pb2 import Article, Engine

# What the document and the store settled; the rest is what an engine reads.
_FACTS = (
    *("name", "title", "body", "language", "url", "source", "authors", "section"),
    *("published_time", "published_date", "publish_tz", "date_basis", "received_time", "create_time", "update_time"),
    *("revision", "etag", "body_sha256", "document_id", "story", "near_duplicate_of"),
)


class Reread(Enum):
    """What became of an article that was read again."""

    CHANGED = auto()  # it reads otherwise, and has a new revision
    UNCHANGED = auto()  # it reads as before, and stays as it is
    SKIPPED = auto()  # it was edited or deleted meanwhile


def take_facts(reading: Article, stored: Article) -> None:
    """Gives a new reading everything that the stored article has from its document and its store."""
    facts = Article()
    facts.CopyFrom(stored)
    for field, _ in stored.ListFields():
        if field.name not in _FACTS:
            facts.ClearField(field.name)  # type: ignore[arg-type]
    for name in _FACTS:
        reading.ClearField(name)  # type: ignore[arg-type]
    reading.MergeFrom(facts)


def is_same(reading: Article, stored: Article) -> bool:
    """Whether two readings of one document differ in nothing but the engine that made them."""
    engine = Engine()
    engine.CopyFrom(reading.engine)
    if stored.HasField("engine"):
        reading.engine.CopyFrom(stored.engine)
    else:
        reading.ClearField("engine")
    same = reading == stored
    reading.engine.CopyFrom(engine)
    return same
