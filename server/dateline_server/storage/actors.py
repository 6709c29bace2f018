"""Profiles of actors over all articles of a store."""

from collections import defaultdict
from collections.abc import Mapping

from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline_server.errors import NotFound
from dateline_server.storage.actor_words import is_phrase, named_by
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, ACTOR_ID, Condition, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import UNPUBLISHED, published_day
from dateline_server.storage.orders import ACTOR_ORDERS, Order, read_order
from dateline_server.storage.page_tokens import PageTokens, Position, read_page_size
from dateline_server.storage.search_words import read_search_terms
from dateline_server.storage.store import ListQuery, Page, SearchQuery
from dateline_server.storage.term_match import TermMatcher

PROFILE_COLUMNS = (
    "id, name, display_name, kind, country, sector, article_count, event_count, quote_count, mention_count,"
    f" (SELECT min(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED}),"
    f" (SELECT max(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED}),"
    " display_folded"
)

# id, name, display name, kind, country, sector, four counts, first and last time, display name to sort by
_Row = tuple[int, str, str, Actor.Kind.ValueType, str, str, int, int, int, int, int | None, int | None, str]

MOST_ARTICLES = Order("article_count", True)
# Column, and the directions of it and of the name behind it: an index has them so, or just the other way round.
_ORDERS: Mapping[Order, tuple[str, tuple[str, str]]] = {
    MOST_ARTICLES: ("article_count", ("DESC", "ASC")),
    Order("article_count", False): ("article_count", ("ASC", "DESC")),
    Order("display_name", False): ("display_folded", ("ASC", "ASC")),
    Order("display_name", True): ("display_folded", ("DESC", "DESC")),
}
_BEYOND = {"ASC": ">", "DESC": "<"}
# Actors looked at for one page of a search: their names can hold the words of a phrase apart.
_MOST_EXAMINED = 2000


class Actors:
    """Actors over all articles of one store."""

    def __init__(self, database: Database, tokens: PageTokens) -> None:
        self._database = database
        self._tokens = tokens

    def get(self, name: str) -> bytes:
        """The serialised ActorProfile. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {PROFILE_COLUMNS} FROM actors WHERE id = {ACTOR_ID} AND article_count > 0", (name,)
            ).fetchone()
            if row is None:
                raise NotFound(f"No stored article mentions {name!r}.", field="name", name=name)
            return make_profiles(connection, [row])[0]

    def list(self, query: ListQuery) -> Page:
        """Serialised ActorProfiles."""
        order = read_order(query.order_by, ACTOR_ORDERS)
        size = read_page_size(query.page_size)
        binding = ("actors", query.filter, str(order))
        after = self._tokens.open(binding, query.page_token)
        condition = compile_filter(parse_filter(query.filter, ACTOR_FIELDS), ACTOR_BINDINGS)
        with self._database.reading() as connection:
            rows = _read_rows(connection, order, condition, after, size + 1)
            items = make_profiles(connection, rows[:size])
        token = self._tokens.seal(binding, _position(order, rows[size - 1])) if len(rows) > size else ""
        return Page(items, token)

    def search(self, query: SearchQuery) -> Page:
        """Serialised ActorProfiles of those whose names hold the words, those in most articles first."""
        size = read_page_size(query.page_size)
        binding = ("search actors", query.query, query.filter)
        after = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        matcher = TermMatcher(terms)
        condition = join_conditions(
            "AND", [named_by(terms), compile_filter(parse_filter(query.filter, ACTOR_FIELDS), ACTOR_BINDINGS)]
        )
        found: list[_Row] = []
        with self._database.reading() as connection:
            rows = _read_rows(connection, MOST_ARTICLES, condition, after, max(size + 1, _MOST_EXAMINED))
            names = _read_names(connection, rows) if any(is_phrase(term) for term in terms) else None
            last = None
            for row in rows:
                if names is None or matcher.holds(names[row[0]]):
                    if len(found) == size:
                        break
                    found.append(row)
                last = row
            else:
                # All were looked at: there are more only if there can have been more to look at.
                last = last if len(rows) >= max(size + 1, _MOST_EXAMINED) else None
            items = make_profiles(connection, found)
        return Page(items, self._tokens.seal(binding, _position(MOST_ARTICLES, last)) if last else "")


def _read_rows(
    connection: Connection, order: Order, condition: Condition, after: Position | None, limit: int
) -> list[_Row]:
    """Up to `limit` actors after a position."""
    # Of those in equally many articles the name decides, the other way round where the order is.
    column, directions = _ORDERS[order]
    conditions = [Condition("article_count > 0"), condition]
    if after is not None:
        first, second = (_BEYOND[direction] for direction in directions)
        key, name = after
        conditions.append(
            Condition(f"{column} {first}= ? AND ({column} {first} ? OR name {second} ?)", (key, key, name))
        )
    where = join_conditions("AND", conditions)
    rows: list[_Row] = connection.execute(
        f"SELECT {PROFILE_COLUMNS} FROM actors WHERE {where.sql}"
        f" ORDER BY {column} {directions[0]}, name {directions[1]} LIMIT ?",
        (*where.parameters, limit),
    ).fetchall()
    return rows


def _position(order: Order, row: _Row) -> Position:
    return (row[6] if order.field == "article_count" else row[12], row[1])


def make_profiles(connection: Connection, rows: list[_Row]) -> list[bytes]:
    """The serialised ActorProfiles of rows of PROFILE_COLUMNS."""
    if not rows:
        return []
    marks = ", ".join("?" * len(rows))
    ids = [row[0] for row in rows]
    aliases: dict[int, list[ActorProfile.Alias]] = defaultdict(list)
    for actor, name, articles in connection.execute(
        f"SELECT actor, name, articles FROM actor_names WHERE actor IN ({marks}) ORDER BY actor, articles DESC, name",
        ids,
    ):
        aliases[actor].append(ActorProfile.Alias(name=name, article_count=articles))
    roles: dict[int, list[ActorProfile.RoleSpell]] = defaultdict(list)
    for actor, title, organization, country, first, last in connection.execute(
        "SELECT actor, title, organization, country, min(nullif(published_at, ?)) AS first, max(published_at) AS last"
        f" FROM actor_roles WHERE actor IN ({marks}) GROUP BY actor, title, organization, country"
        " ORDER BY actor, last DESC, first DESC NULLS LAST, title, organization, country",
        [UNPUBLISHED, *ids],
    ):
        roles[actor].append(
            ActorProfile.RoleSpell(
                title=title,
                organization=organization,
                country_code=country,
                first_seen=_day(first),
                last_seen=published_day(last),
            )
        )
    merged: dict[int, list[str]] = defaultdict(list)
    for name, target in connection.execute(
        f"SELECT name, merged_into FROM actors WHERE merged_into IN ({marks}) ORDER BY name", ids
    ):
        merged[target].append(name)
    profiles = [_profile(row, aliases[row[0]], roles[row[0]], merged[row[0]]) for row in rows]
    return [profile.SerializeToString(deterministic=True) for profile in profiles]


def _read_names(connection: Connection, rows: list[_Row]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {row[0]: [] for row in rows}
    if names:
        marks = ", ".join("?" * len(names))
        for actor, name in connection.execute(
            f"SELECT actor, name FROM actor_names WHERE actor IN ({marks})", list(names)
        ):
            names[actor].append(name)
    return names


def _profile(
    row: _Row, aliases: list[ActorProfile.Alias], roles: list[ActorProfile.RoleSpell], merged: list[str]
) -> ActorProfile:
    _, name, display_name, kind, country, sector, articles, events, quotes, mentions, first, last, _ = row
    return ActorProfile(
        name=name,
        display_name=display_name,
        kind=kind,
        country_code=country,
        sector=sector,
        aliases=aliases,
        roles=roles,
        article_count=articles,
        event_count=events,
        quote_count=quotes,
        mention_count=mentions,
        first_seen=_day(first),
        last_seen=_day(last),
        merged=merged,
    )


def _day(seconds: int | None) -> str:
    return "" if seconds is None else published_day(seconds)
