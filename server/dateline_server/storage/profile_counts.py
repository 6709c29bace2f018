"""Counts over all articles from which the profiles of actors are made, kept by adding and taking away sightings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dateline_server.storage.actor_words import add_words, remove_words
from dateline_server.storage.database import Connection
from dateline_server.storage.index_rows import Sighting
from dateline_server.storage.names import fold_name


def _most_frequent(trait: str, unknown: str) -> str:
    return (
        f"COALESCE((SELECT {trait} FROM actor_traits WHERE actor = actors.id AND {trait} <> {unknown}"
        f" GROUP BY {trait} ORDER BY sum(articles) DESC, {trait} LIMIT 1), {unknown})"
    )


_MAIN_NAME = "(SELECT name FROM actor_names WHERE actor = actors.id ORDER BY chosen DESC, articles DESC, name LIMIT 1)"
_LEADERS = {
    "display_name": f"COALESCE({_MAIN_NAME}, '')",
    "kind": _most_frequent("kind", "0"),
    "country": _most_frequent("country", "''"),
    "sector": _most_frequent("sector", "''"),
}
_CHOOSE_LEADERS = (
    f"UPDATE actors SET {', '.join(f'{column} = {choice}' for column, choice in _LEADERS.items())} WHERE id = ?"
)
# Names of the actors whose main name or traits are not those of most articles.
WRONG_LEADERS = (
    f"SELECT name FROM actors WHERE {' OR '.join(f'{column} <> {choice}' for column, choice in _LEADERS.items())}"
    " ORDER BY name"
)
_LOOKED_UP_AT_ONCE = 500


# Main name, kind, country and sector of an actor, as most articles have them.
Leader = tuple[str, int, str, str]


class ProfileCounts:
    """Changes gathered over a batch, so that an actor of many of its articles is written once."""

    def __init__(self) -> None:
        self._unsettled: set[int] = set()
        self._actors: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self._names: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        self._traits: dict[tuple[int, int, str, str], int] = defaultdict(int)
        self._roles: dict[tuple[int, str, str, str, int, int], int] = defaultdict(int)

    def add(
        self,
        sightings: Mapping[int, Sighting],
        leaders: Mapping[int, Leader],
        article: int,
        published_at: int,
        sign: int,
    ) -> None:
        """Counts the sightings of an article in (`sign` 1) or out (-1); `leaders` are those of the actors as stored."""
        for actor, sighting in sightings.items():
            # One more vote for what leads already changes nothing.
            if sign < 0 or leaders.get(actor) != (sighting.name, *sighting.traits):
                self._unsettled.add(actor)
            counts = self._actors[actor]
            counts[0] += sign
            counts[1] += sign * sighting.events
            counts[2] += sign * sighting.quotes
            counts[3] += sign * sighting.mentions
            for name in sighting.names:
                uses = self._names[actor, name]
                uses[0] += sign
                uses[1] += sign * (name == sighting.name)
            self._traits[(actor, *sighting.traits)] += sign
            for role in sighting.roles:
                self._roles[(actor, *role, published_at, article)] += sign

    def rows(self) -> dict[str, set[tuple[object, ...]]]:
        """The rows that the counts make where there were none before, by table."""
        return {
            "actor_names": {(*key, *uses, fold_name(key[1])) for key, uses in self._names.items()},
            "actor_traits": {(*key, articles) for key, articles in self._traits.items()},
            "actor_roles": set(self._roles),
        }

    def write(self, connection: Connection) -> None:
        """Writes the changes, and what follows from them for the actors concerned."""
        connection.executemany(
            "INSERT INTO actor_names (actor, name, articles, chosen, folded) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (actor, name) DO UPDATE"
            " SET articles = actor_names.articles + excluded.articles, chosen = actor_names.chosen + excluded.chosen",
            [(*key, *uses, fold_name(key[1])) for key, uses in self._names.items() if any(uses)],
        )
        connection.executemany(
            "DELETE FROM actor_names WHERE actor = ? AND name = ? AND articles <= 0",
            [key for key, (articles, _) in self._names.items() if articles < 0],
        )
        add_words(connection, [key for key, (articles, _) in self._names.items() if articles > 0])
        remove_words(connection, [key for key, (articles, _) in self._names.items() if articles < 0])
        connection.executemany(
            "INSERT INTO actor_traits VALUES (?, ?, ?, ?, ?) ON CONFLICT (actor, kind, country, sector) DO UPDATE"
            " SET articles = actor_traits.articles + excluded.articles",
            [(*key, articles) for key, articles in self._traits.items() if articles],
        )
        connection.executemany(
            "DELETE FROM actor_traits WHERE actor = ? AND kind = ? AND country = ? AND sector = ? AND articles <= 0",
            [key for key, articles in self._traits.items() if articles < 0],
        )
        connection.executemany(
            "INSERT INTO actor_roles VALUES (?, ?, ?, ?, ?, ?)", [key for key, net in self._roles.items() if net > 0]
        )
        connection.executemany(
            "DELETE FROM actor_roles WHERE actor = ? AND title = ? AND organization = ? AND country = ?"
            " AND published_at = ? AND article = ?",
            [key for key, net in self._roles.items() if net < 0],
        )
        connection.executemany(
            "UPDATE actors SET article_count = article_count + ?, event_count = event_count + ?,"
            " quote_count = quote_count + ?, mention_count = mention_count + ? WHERE id = ?",
            [(*counts, actor) for actor, counts in self._actors.items() if any(counts)],
        )
        self._settle(connection, sorted(self._unsettled))

    def _settle(self, connection: Connection, actors: Sequence[int]) -> None:
        """Chooses main name, kind, country and sector of the actors anew."""
        connection.executemany(_CHOOSE_LEADERS, [(actor,) for actor in actors])
        for at in range(0, len(actors), _LOOKED_UP_AT_ONCE):
            chosen = actors[at : at + _LOOKED_UP_AT_ONCE]
            marks = ", ".join("?" * len(chosen))
            names = connection.execute(
                f"SELECT id, display_name, display_folded FROM actors WHERE id IN ({marks})", chosen
            ).fetchall()
            # No database folds case as filters do.
            connection.executemany(
                "UPDATE actors SET display_folded = ? WHERE id = ?",
                [(name.casefold(), actor) for actor, name, folded in names if name.casefold() != folded],
            )
