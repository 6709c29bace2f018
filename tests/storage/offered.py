"""Every list with every filter and order that it offers: what the plans of both databases are tried with."""

from collections.abc import Iterator

from dateline_server.storage.filter_fields import (
    ACTOR_FIELDS,
    ARTICLE_FIELDS,
    EVENT_FIELDS,
    QUOTE_FIELDS,
    Fields,
    FieldType,
)
from dateline_server.storage.lists import select_articles, select_events, select_quotes
from dateline_server.storage.orders import ACTOR_ORDERS, ARTICLE_ORDERS, CLAIM_ORDERS

SAMPLES: dict[FieldType, str] = {
    FieldType.STRING: "x",
    FieldType.TEXT: "x",
    FieldType.CODE: "GOV",
    FieldType.EVENT_TYPE: "AID",
    FieldType.COUNTRY: "NOR",
    FieldType.DATE: "2025-04-09",
    FieldType.PERIOD: "2025-04-09",
    FieldType.TIMESTAMP: "2025-04-09",
    FieldType.NUMBER: "0.5",
    FieldType.BOOL: "true",
}


def comparisons(fields: Fields) -> Iterator[str]:
    """Every comparison that a filter can make, with a value that the field takes."""
    for field in fields.values():
        value = next(iter(field.values)) if field.values else field.prefix + SAMPLES[field.type]
        yield from (f"{field.name} {operator} {value}" for operator in field.operators)


LISTS = (
    (select_articles, ARTICLE_FIELDS, ARTICLE_ORDERS),
    (select_events, EVENT_FIELDS, CLAIM_ORDERS),
    (select_quotes, QUOTE_FIELDS, CLAIM_ORDERS),
)


OFFERED = [
    (select, field, text) for select, fields, orders in LISTS for field in orders for text in ("", *comparisons(fields))
]
OFFERED_FOR_ACTORS = [(field, text) for field in ACTOR_ORDERS for text in ("", *comparisons(ACTOR_FIELDS))]
