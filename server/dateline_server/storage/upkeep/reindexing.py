"""Derives what lists and searches go by anew from the log."""

from dateline_server.storage.database import Connection, Database
from dateline_server.storage.indexing import take_entries
from dateline_server.storage.log import last_seq, set_mark
from dateline_server.storage.story_sorting import sort_entries
from dateline_server.storage.upkeep.engine import Progress, Upkeep, no_progress
from dateline_server.storage.upkeep.tables import DERIVED
from dateline_server.storage.words import WordIndex

_BATCH = 256
_SORTED_AT_ONCE = 64


def reindex(database: Database, words: WordIndex, upkeep: Upkeep, progress: Progress = no_progress) -> int:
    """Empties the index and takes every entry of the log in again; the number of the last one.

    Others may read and write meanwhile: a reader waits until the index is whole again. What was interrupted goes on
    with the next reader, writer or call.
    """
    with database.writing() as connection:
        clear_index(connection, upkeep)
    return catch_up(database, words, progress)


def catch_up(database: Database, words: WordIndex, progress: Progress = no_progress) -> int:
    """Takes in what the log holds now and the index does not yet; the number of the last entry of the log."""
    with database.reading() as connection:
        target = last_seq(connection)
    indexed = -1
    while indexed < target:
        with database.writing(tidying=True) as connection:
            indexed = take_entries(connection, words, _BATCH)
        progress(indexed, target)
    sorted_to = -1
    while sorted_to < target:
        with database.writing(tidying=True) as connection:
            sorted_to = sort_entries(connection, _SORTED_AT_ONCE)
    return target


def clear_index(connection: Connection, upkeep: Upkeep) -> None:
    """Leaves the index empty, as in a store whose log nobody has followed yet; actors keep their ids."""
    for table in DERIVED:
        connection.execute(f"DELETE FROM {table}")
    upkeep.clear_words(connection)
    connection.execute(
        "UPDATE actors SET display_name = '', display_folded = '', kind = 0, country = '', sector = '',"
        " article_count = 0, event_count = 0, quote_count = 0, mention_count = 0"
    )
    set_mark(connection, "indexed", 0)
    set_mark(connection, "sorted", 0)
