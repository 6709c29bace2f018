"""Which actors come on which page of a list.

What actors are listed by shifts while others write: every article that is stored moves those in it. The pages follow the
order as it is at the time, without those that an earlier one held; what has moved over to where the pages have been
already comes at the end. So each actor that is there all the while comes exactly once, and a page costs the same
wherever it lies, but for that end.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from dateline.v1.actor_pb2 import Actor
from dateline_server.storage.database import Connection
from dateline_server.storage.filter_sql import Condition, join_conditions
from dateline_server.storage.ids import UNPUBLISHED
from dateline_server.storage.orders import Order
from dateline_server.storage.page_tokens import Position
from dateline_server.storage.seen import Seen

PROFILE_COLUMNS = (
    "id, name, display_name, kind, country, sector, article_count, event_count, quote_count, mention_count,"
    f" (SELECT min(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED}),"
    f" (SELECT max(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED}),"
    " display_folded"
)

# id, name, display name, kind, country, sector, four counts, first and last time, display name to sort by
ActorRow = tuple[int, str, str, Actor.Kind.ValueType, str, str, int, int, int, int, int | None, int | None, str]

# Column, and the directions of it and of the name behind it: an index has them so, or just the other way round.
_ORDERS: Mapping[Order, tuple[str, tuple[str, str]]] = {
    Order("article_count", True): ("article_count", ("DESC", "ASC")),
    Order("article_count", False): ("article_count", ("ASC", "DESC")),
    Order("display_name", False): ("display_folded", ("ASC", "ASC")),
    Order("display_name", True): ("display_folded", ("DESC", "DESC")),
}
_BEYOND = {"ASC": ">", "DESC": "<"}


def select_actors(order: Order, condition: Condition, position: Position, limit: int) -> Condition:
    """The statement for up to `limit` actors behind a position, `()` for the beginning."""
    condition = _behind(order, condition, position)
    return Condition(
        f"SELECT {PROFILE_COLUMNS} FROM actors WHERE {condition.sql} ORDER BY {_sorting(order)} LIMIT ?",
        (*condition.parameters, limit),
    )


def count_actors(order: Order, condition: Condition, position: Position) -> Condition:
    """The statement for the number of actors behind a position."""
    condition = _behind(order, condition, position)
    return Condition(f"SELECT count(*) FROM actors WHERE {condition.sql}", condition.parameters)


def _behind(order: Order, condition: Condition, position: Position) -> Condition:
    if not position:
        return condition
    column, directions = _ORDERS[order]
    first, second = (_BEYOND[direction] for direction in directions)
    key, name = position
    beyond = Condition(f"{column} {first}= ? AND ({column} {first} ? OR name {second} ?)", (key, key, name))
    return join_conditions("AND", [condition, beyond])


def place_of(row: ActorRow, order: Order) -> Position:
    """Where the actor stands in the order."""
    return (row[6] if order.field == "article_count" else row[12], row[1])


def _sorting(order: Order) -> str:
    # Of those in equally many articles the name decides, the other way round where the order is.
    column, directions = _ORDERS[order]
    return f"{column} {directions[0]}, name {directions[1]}"


# An actor, and where the page that ends with it ends: nowhere in the order when it has moved.
Found = tuple[ActorRow, Position]


@dataclass(frozen=True, slots=True)
class ActorPages:
    """How far the pages have come.

    Up to `newest` goes the list: the id of the last actor when it began. `position` is where the last page ended; `()`
    before the first page, and when only those are left that have moved.
    """

    order: Order
    newest: int
    seen: Seen
    position: Position = ()

    @classmethod
    def go_on(cls, connection: Connection, order: Order, token: Position | None) -> "ActorPages":
        """The pages that the position in a token, as `after` gives it, belongs to; new ones without."""
        if token is None:
            newest = connection.execute("SELECT COALESCE(max(id), 0) FROM actors").fetchone()[0]
            return cls(order, newest, Seen())
        newest, seen, *position = token
        return cls(order, int(newest), Seen(str(seen)), tuple(position))

    def after(self, found: Sequence[Found]) -> Position:
        """Where to go on after these, the first ones of what was read."""
        self.seen.add(row[0] for row, _ in found)
        return (self.newest, self.seen.encode(), *found[-1][1])

    def read(self, connection: Connection, condition: Condition, limit: int) -> list[Found]:
        """The next actors that meet the condition, `limit` of them where there are as many."""
        condition = join_conditions(
            "AND", [Condition("article_count > 0"), Condition("id <= ?", (self.newest,)), condition]
        )
        found: list[Found] = []
        position = self.position
        while position or not self.seen:
            batch = self._read_in_order(connection, condition, position, limit)
            found += [(row, self._place(row)) for row in batch if row[0] not in self.seen]
            if len(batch) < limit or len(found) >= limit:
                break
            position = self._place(batch[-1])
        if self.seen and len(found) < limit:
            found += self._read_moved(connection, condition, {row[0] for row, _ in found}, limit - len(found))
        return found[:limit]

    def _read_in_order(
        self, connection: Connection, condition: Condition, position: Position, limit: int
    ) -> list[ActorRow]:
        statement = select_actors(self.order, condition, position, limit)
        rows: list[ActorRow] = connection.execute(statement.sql, statement.parameters).fetchall()
        return rows

    def _read_moved(self, connection: Connection, condition: Condition, but: Set[int], limit: int) -> Iterator[Found]:
        """Those that no page has held and none is about to."""
        ids = connection.execute(
            f"SELECT id FROM actors WHERE {condition.sql} ORDER BY {_sorting(self.order)} LIMIT ?",
            (*condition.parameters, len(self.seen) + len(but) + limit),
        )
        moved = list(islice((actor for (actor,) in ids if actor not in self.seen and actor not in but), limit))
        if moved:
            rows = connection.execute(
                f"SELECT {PROFILE_COLUMNS} FROM actors WHERE id IN ({', '.join('?' * len(moved))})"
                f" ORDER BY {_sorting(self.order)}",
                moved,
            )
            for row in rows:
                yield row, ()

    def _place(self, row: ActorRow) -> Position:
        return place_of(row, self.order)
