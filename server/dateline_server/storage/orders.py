"""In what order a list comes: the fields that `order_by` may name, and how it is read.

Only fields are here of which an index keeps the order, so that a page costs the same however far in it lies.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dateline_server.errors import InvalidField

# Fields by their meaning; the first one is what a list is ordered by, downwards, when nothing is said.
Orders = Mapping[str, str]

_PUBLISHED = (
    "day of publication, and the instant where it is known; what has no day comes after all others in falling order"
)
ARTICLE_ORDERS: Orders = {"published_date": _PUBLISHED, "create_time": "when the article was first stored"}
CLAIM_ORDERS: Orders = {"published_date": _PUBLISHED}
ACTOR_ORDERS: Orders = {
    "article_count": "number of articles that mention it",
    "display_name": "the name most articles use, without regard to case",
}

STORY_ORDERS: Orders = {
    "last_date": "last publication day of its articles; what has none comes after all others in falling order",
    "article_count": "number of its articles",
    "update_time": "when an article last joined or left it",
}

_FORM = re.compile(r"\s*([^\s,]+)(?:\s+(asc|desc))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """A field and its direction."""

    field: str
    descending: bool

    def __str__(self) -> str:
        return f"{self.field} desc" if self.descending else self.field


LATEST = Order("published_date", True)


def read_order(text: str, orders: Orders) -> Order:
    """The order that `order_by` asks for: `field`, or `field desc`. Raises InvalidField with the fields there are."""
    if not text.strip():
        return Order(next(iter(orders)), True)
    match = _FORM.fullmatch(text)
    if match is None:
        raise InvalidField(
            f"{text[:80]!r} is no order of this list. Give one field, with `desc` behind it for falling order. "
            f"{_known(orders)}",
            field="order_by",
        )
    name, direction = match.groups()
    if name not in orders:
        near = difflib.get_close_matches(name, orders, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise InvalidField(f"This list is not ordered by {name[:80]!r}.{hint} {_known(orders)}", field="order_by")
    return Order(name, (direction or "").lower() == "desc")


def _known(orders: Orders) -> str:
    return f"Fields: {', '.join(orders)}."
