"""Profiles of actors over all articles of a store."""

from collections import defaultdict

from dateline.v1.actor_pb2 import ActorProfile
from dateline_server.errors import NotFound
from dateline_server.storage.actor_pages import PROFILE_COLUMNS, ActorPages, ActorRow
from dateline_server.storage.actor_words import is_phrase, named_by
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, ACTOR_ID, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import UNPUBLISHED, published_day
from dateline_server.storage.orders import ACTOR_ORDERS, Order, read_order
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.search_words import read_search_terms
from dateline_server.storage.store import ListQuery, Page, SearchQuery
from dateline_server.storage.term_match import TermMatcher

MOST_ARTICLES = Order("article_count", True)
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
        token = self._tokens.open(binding, query.page_token)
        condition = compile_filter(parse_filter(query.filter, ACTOR_FIELDS), ACTOR_BINDINGS)
        with self._database.reading() as connection:
            pages = ActorPages.go_on(connection, order, token)
            found = pages.read(connection, condition, size + 1)
            items = make_profiles(connection, [row for row, _ in found[:size]])
        return Page(items, self._tokens.seal(binding, pages.after(found[:size])) if len(found) > size else "")

    def search(self, query: SearchQuery) -> Page:
        """Serialised ActorProfiles of those whose names hold the words, those in most articles first."""
        size = read_page_size(query.page_size)
        binding = ("search actors", query.query, query.filter)
        token = self._tokens.open(binding, query.page_token)
        terms = read_search_terms(query.query)
        matcher = TermMatcher(terms)
        condition = join_conditions(
            "AND", [named_by(terms), compile_filter(parse_filter(query.filter, ACTOR_FIELDS), ACTOR_BINDINGS)]
        )
        most = max(size + 1, _MOST_EXAMINED)
        hits: list[ActorRow] = []
        with self._database.reading() as connection:
            pages = ActorPages.go_on(connection, MOST_ARTICLES, token)
            found = pages.read(connection, condition, most)
            rows = [row for row, _ in found]
            names = _read_names(connection, rows) if any(is_phrase(term) for term in terms) else None
            examined = 0
            for row in rows:
                if names is None or matcher.holds(names[row[0]]):
                    if len(hits) == size:
                        break
                    hits.append(row)
                examined += 1
            items = make_profiles(connection, hits)
        # When all were looked at, there are more only if there can have been more to look at.
        more = examined < len(found) or len(found) == most
        return Page(items, self._tokens.seal(binding, pages.after(found[:examined])) if more else "")


def make_profiles(connection: Connection, rows: list[ActorRow]) -> list[bytes]:
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


def _read_names(connection: Connection, rows: list[ActorRow]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {row[0]: [] for row in rows}
    if names:
        marks = ", ".join("?" * len(names))
        for actor, name in connection.execute(
            f"SELECT actor, name FROM actor_names WHERE actor IN ({marks})", list(names)
        ):
            names[actor].append(name)
    return names


def _profile(
    row: ActorRow, aliases: list[ActorProfile.Alias], roles: list[ActorProfile.RoleSpell], merged: list[str]
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
