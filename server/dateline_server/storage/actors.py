"""Profiles of actors over all articles of a store."""

from collections import defaultdict

from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline_server.errors import NotFound
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.filter_fields import ACTOR_FIELDS
from dateline_server.storage.filter_sql import ACTOR_BINDINGS, ACTOR_ID, Condition, compile_filter, join_conditions
from dateline_server.storage.filters import parse_filter
from dateline_server.storage.ids import UNPUBLISHED, published_day
from dateline_server.storage.page_tokens import PageTokens, read_page_size
from dateline_server.storage.store import ListQuery, Page

PROFILE_COLUMNS = (
    "id, name, display_name, kind, country, sector, article_count, event_count, quote_count, mention_count,"
    f" (SELECT min(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED}),"
    f" (SELECT max(published_at) FROM article_postings WHERE term = 'a' || actors.id AND published_at > {UNPUBLISHED})"
)

# id, name, display name, kind, country, sector, four counts, first and last time
_Row = tuple[int, str, str, Actor.Kind.ValueType, str, str, int, int, int, int, int | None, int | None]


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
        """Serialised ActorProfiles, those in most articles first."""
        size = read_page_size(query.page_size)
        binding = ("actors", query.filter)
        after = self._tokens.open(binding, query.page_token)
        conditions = [
            Condition("article_count > 0"),
            compile_filter(parse_filter(query.filter, ACTOR_FIELDS), ACTOR_BINDINGS),
        ]
        if after is not None:
            count, name = after
            conditions.append(Condition("article_count <= ? AND (article_count < ? OR name > ?)", (count, count, name)))
        where = join_conditions("AND", conditions)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {PROFILE_COLUMNS} FROM actors WHERE {where.sql} ORDER BY article_count DESC, name LIMIT ?",
                (*where.parameters, size + 1),
            ).fetchall()
            items = make_profiles(connection, rows[:size])
        token = self._tokens.seal(binding, (rows[size - 1][6], rows[size - 1][1])) if len(rows) > size else ""
        return Page(items, token)


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


def _profile(
    row: _Row, aliases: list[ActorProfile.Alias], roles: list[ActorProfile.RoleSpell], merged: list[str]
) -> ActorProfile:
    _, name, display_name, kind, country, sector, articles, events, quotes, mentions, first, last = row
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
