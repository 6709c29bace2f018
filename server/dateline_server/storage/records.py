"""Event and quote records, cut out of the stored Articles that they come from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.quote_pb2 import QuoteRecord
from dateline_server.storage.ids import read_row_id
from dateline_server.storage.wire import frame, split_fields


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """Which fields of an Article go into which fields of a record.

    `facts` are taken as they are, `claim` is the one that the row stands for, and `parts` are chosen by the row.
    """

    facts: tuple[tuple[int, int], ...]
    claim: tuple[int, int]
    parts: tuple[tuple[int, int], ...]


EVENT_LAYOUT = RecordLayout(
    facts=(
        (Article.NAME_FIELD_NUMBER, EventRecord.ARTICLE_FIELD_NUMBER),
        (Article.TITLE_FIELD_NUMBER, EventRecord.ARTICLE_TITLE_FIELD_NUMBER),
        (Article.SOURCE_FIELD_NUMBER, EventRecord.SOURCE_FIELD_NUMBER),
        (Article.PUBLISHED_DATE_FIELD_NUMBER, EventRecord.PUBLISHED_DATE_FIELD_NUMBER),
        (Article.URL_FIELD_NUMBER, EventRecord.ARTICLE_URL_FIELD_NUMBER),
    ),
    claim=(Article.EVENTS_FIELD_NUMBER, EventRecord.EVENT_FIELD_NUMBER),
    parts=(
        (Article.ACTORS_FIELD_NUMBER, EventRecord.ACTORS_FIELD_NUMBER),
        (Article.PLACES_FIELD_NUMBER, EventRecord.PLACE_FIELD_NUMBER),
        (Article.TIMES_FIELD_NUMBER, EventRecord.TIME_FIELD_NUMBER),
    ),
)
QUOTE_LAYOUT = RecordLayout(
    facts=(
        (Article.NAME_FIELD_NUMBER, QuoteRecord.ARTICLE_FIELD_NUMBER),
        (Article.TITLE_FIELD_NUMBER, QuoteRecord.ARTICLE_TITLE_FIELD_NUMBER),
        (Article.SOURCE_FIELD_NUMBER, QuoteRecord.SOURCE_FIELD_NUMBER),
        (Article.PUBLISHED_DATE_FIELD_NUMBER, QuoteRecord.PUBLISHED_DATE_FIELD_NUMBER),
        (Article.URL_FIELD_NUMBER, QuoteRecord.ARTICLE_URL_FIELD_NUMBER),
    ),
    claim=(Article.QUOTES_FIELD_NUMBER, QuoteRecord.QUOTE_FIELD_NUMBER),
    parts=((Article.ACTORS_FIELD_NUMBER, QuoteRecord.ACTORS_FIELD_NUMBER),),
)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of events or quotes: its id, and for each of the layout's parts the ordinals that it refers to."""

    id: int
    parts: Sequence[str]


def cut_records(rows: Iterable[RecordRow], articles: Mapping[int, bytes], layout: RecordLayout) -> list[bytes]:
    """The serialised record of each row; `articles` holds the serialised Article under each row's article id."""
    taken_apart: dict[int, tuple[bytes, dict[int, list[bytes]]]] = {}
    source_of_claim, target_of_claim = layout.claim
    records = []
    for row in rows:
        article_id, ordinal = read_row_id(row.id)
        known = taken_apart.get(article_id)
        if known is None:
            fields = split_fields(articles[article_id])
            facts = b"".join(
                frame(target, value) for source, target in layout.facts for value in fields.get(source, ())
            )
            known = taken_apart[article_id] = (facts, fields)
        facts, fields = known
        pieces = [facts, frame(target_of_claim, fields[source_of_claim][ordinal])]
        for (source, target), ordinals in zip(layout.parts, row.parts, strict=True):
            if ordinals:
                pieces += [frame(target, fields[source][int(chosen)]) for chosen in ordinals.split()]
        records.append(b"".join(pieces))
    return records
