"""The words of the names that actors go by, kept beside the names so that actors are found by them."""

from collections.abc import Iterable, Sequence

from dateline_server.storage.database import Connection
from dateline_server.storage.filter_sql import Condition, join_conditions
from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.tokens import split_words

# Comes after every word that begins in the same way.
_AFTER_ALL = chr(0x10FFFF)


def add_words(connection: Connection, names: Iterable[tuple[int, str]]) -> None:
    """Takes the words of names in, each with the id of its actor; those that are there already stay."""
    rows = {(word, actor) for actor, name in names for word in name_words(name)}
    connection.executemany("INSERT INTO actor_words VALUES (?, ?) ON CONFLICT DO NOTHING", sorted(rows))


def remove_words(connection: Connection, names: Iterable[tuple[int, str]]) -> None:
    """Takes the words of names out that no other name of the same actor holds; the names must be gone."""
    gone: dict[int, set[str]] = {}
    for actor, name in names:
        gone.setdefault(actor, set()).update(name_words(name))
    for actor, words in gone.items():
        for (name,) in connection.execute("SELECT name FROM actor_names WHERE actor = ?", (actor,)):
            words.difference_update(name_words(name))
    connection.executemany(
        "DELETE FROM actor_words WHERE word = ? AND actor = ?",
        [(word, actor) for actor, words in gone.items() for word in sorted(words)],
    )


def is_phrase(term: SearchTerm) -> bool:
    """Whether the term is more than one word, so that `named_by` alone does not decide it."""
    return len(split_words(term.text)) > 1


def named_by(terms: Sequence[SearchTerm]) -> Condition:
    """The actors whose names hold every word of the terms, be it in different names."""
    conditions = []
    for term in terms:
        words = split_words(term.text)
        for at, word in enumerate(words):
            if term.prefix and at == len(words) - 1:
                within = Condition("word >= ? AND word < ?", (word, word + _AFTER_ALL))
            else:
                within = Condition("word = ?", (word,))
            conditions.append(Condition(f"id IN (SELECT actor FROM actor_words WHERE {within.sql})", within.parameters))
    return join_conditions("AND", conditions)


def name_words(name: str) -> set[str]:
    """The words that an actor of this name is found by."""
    return set(split_words(name))
