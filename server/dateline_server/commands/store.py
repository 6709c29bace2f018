"""`dateline store`: looks after a store from the command line, and tells `dateline doctor` about one.

The heavy imports are inside the functions: the command line shows its help without them.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.cli.guesses import Group
from dateline.cli.names import FileName
from dateline.cli.options import output_option
from dateline.cli.output import pretty, tell, write
from dateline.render.plain import size_of
from dateline_server.storage.addresses import hide_password

if TYPE_CHECKING:
    from dateline_server.storage.upkeep.inspecting import StoreInfo

_Command = TypeVar("_Command", bound=Callable[..., Any])

_FAULTS = 1
_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


class Age(click.ParamType[int]):
    """A stretch of time as `90m`, `12h`, `30d` or `4w`; in seconds."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The seconds."""
        if isinstance(value, int):
            return value
        read = re.fullmatch(r"(\d{1,6})([mhdw])", str(value).strip())
        if read is None:
            self.fail(f"{value!r} is no age; write 12h, 30d or 4w.", param, ctx)
        return int(read[1]) * _UNITS[read[2]]


def _store_option(function: _Command) -> _Command:
    return click.option(
        "--store",
        metavar="PATH",
        type=FileName(),
        default="dateline.db",
        show_default=True,
        envvar="DATELINE_STORE",
        show_envvar=True,
        help="SQLite file, or postgresql://user@host/database.",
    )(function)


_json_option = output_option(("text", "json"), default="text")


@click.group(cls=Group, short_help="Check, back up, restore and compact a store.")
def store() -> None:
    """Look after a store: the file or database that `dateline serve --store` keeps articles in.

    All but `restore` may be called while servers run on the store.

    \b
    Examples:
      dateline store info --store news.db
      dateline store check --store news.db --full
      dateline store backup --store news.db news-backup.db
      dateline store restore --store news.db news-backup.db
      dateline store compact --store news.db --older-than 30d

    Exit codes: 0 all well, 1 faults were found, 2 wrong usage, 3 there is no such store, 4 what was given
    cannot be used, 5 the store cannot be used.
    """


@store.command(short_help="Print what a store holds, and how far its index is.")
@_store_option
@_json_option
def info(store: str, output: str) -> None:
    """Print what a store holds: articles, changes, size, and how far the index is behind.

    \b
    Examples:
      dateline store info --store news.db -o json
      dateline store info --store news.db
      dateline store info --store postgresql://dateline@db.example/dateline
    """
    figures = _inspect(store)
    if output == "json":
        write(pretty(_info_fields(figures)))
        return
    for name, text in _info_lines(figures):
        tell(f"{name.ljust(9)}{text}")


@store.command()
@_store_option
@click.option("--full", is_flag=True, help="Go through every change and every article, not a sample of 200.")
@_json_option
def check(store: str, full: bool, output: str) -> int:
    """Check a store against itself, changing nothing.

    The database is sound, the log has no gap, each article is where the log says, and the index is what the articles
    say. Each fault comes with what to do about it.

    \b
    Examples:
      dateline store check --store news.db --full
      dateline store check --store news.db
      dateline store check --store postgresql://dateline@db.example/dateline -o json

    Exit code: 0 no fault, 1 faults.
    """
    from dateline_server.storage.upkeep.checking import check_store
    from dateline_server.storage.upkeep.opening import open_existing

    with open_existing(store) as parts, _progress("articles compared") as progress:
        report = check_store(parts.database, parts.upkeep, full, progress)
    if output == "json":
        faults = [{"part": fault.part, "what": fault.what, "advice": fault.advice} for fault in report.faults]
        counts = {name: getattr(report, name) for name in ("changes", "articles", "compared", "behind")}
        write(pretty({**counts, "faults": faults}))
    else:
        for fault in report.faults:
            tell(f"FAULT in the {fault.part}: {fault.what}. {fault.advice}")
        behind = f", the index {report.behind:,} behind" if report.behind else ""
        tell(
            f"{len(report.faults) or 'No'} fault{'s' * (len(report.faults) != 1)}: {report.changes:,} changes,"
            f" {report.articles:,} articles, {report.compared:,} of them compared with the index{behind}."
        )
    return _FAULTS if report.faults else 0


@store.command(short_help="Copy a store while servers go on.")
@_store_option
@click.option("--force", is_flag=True, help="Replace the target when it exists.")
@click.argument("target", type=click.Path(path_type=Path))
def backup(store: str, target: Path, force: bool) -> None:
    """Copy a store into the file TARGET while servers go on reading and writing.

    The copy is the store as it was at one moment, checked before it gets its name. PostgreSQL is copied by its own
    tools: the command is said.

    \b
    Examples:
      dateline store backup --store news.db backups/news-2025-04-09.db
      dateline store backup --store news.db "backups/news-$(date +%F).db"
      dateline store backup --store news.db backups/latest.db --force
    """
    from dateline_server.storage.sqlite.copies import back_up

    path = _sqlite_path(store, f"pg_dump --format=custom --file={target} '{hide_password(store)}'")
    with _progress("pages copied") as progress:
        last = back_up(path, target, force, progress)
    tell(f"{target}: {last:,} changes, {size_of(target.stat().st_size)}, checked.")


@store.command()
@_store_option
@click.option("--force", is_flag=True, help="Replace the store when it exists.")
@click.argument("backup", type=click.Path(path_type=Path))
def restore(store: str, backup: Path, force: bool) -> None:
    """Make a store of the file BACKUP, after checking it.

    No server may have the store open. Cursors given out before are refused afterwards, for the store may have told
    changes that the backup does not know: followers list everything anew.

    \b
    Examples:
      dateline store restore --store news.db backups/news-2025-04-09.db
      dateline store restore --store news.db backups/latest.db --force
      dateline store restore --store elsewhere.db backups/news-2025-04-09.db
    """
    from dateline_server.storage.sqlite.copies import restore as restore_store

    path = _sqlite_path(
        store,
        f"pg_restore --clean --if-exists --no-owner --dbname='{hide_password(store)}' {backup} && "
        f"psql '{hide_password(store)}' -c \"DELETE FROM store_facts WHERE name = 'token_secret'\"",
    )
    with _progress("pages copied") as progress:
        last = restore_store(backup, path, force, progress)
    tell(f"{path}: {last:,} changes, checked.")


@store.command()
@_store_option
@click.option(
    "--older-than",
    type=Age(),
    metavar="AGE",
    required=True,
    help="Drop what was overtaken longer ago than this: 12h, 30d, 4w.",
)
@click.option("--shrink", is_flag=True, help="Give the space back to the disk too; writers wait meanwhile.")
def compact(store: str, older_than: int, shrink: bool) -> None:
    """Drop old revisions, and articles deleted long ago, from the log.

    The latest revision of every article stays. Followers whose cursor is older than AGE list everything anew.
    Without --shrink the space is used for what comes next.

    \b
    Examples:
      dateline store compact --store news.db --older-than 30d
      dateline store compact --store news.db --older-than 90d --shrink
      dateline store compact --store postgresql://dateline@db.example/dateline --older-than 30d
    """
    from dateline_server.storage.upkeep.compacting import compact as compact_store
    from dateline_server.storage.upkeep.opening import open_existing

    before = int((time.time() - older_than) * 1_000_000)
    with open_existing(store) as parts:
        with _progress("changes seen") as progress:
            done = compact_store(parts.database, parts.words, before, progress)
        if shrink:
            parts.upkeep.shrink()
        size = parts.upkeep.size()
    tell(
        f"{done.dropped:,} changes dropped, {size_of(done.bytes)} of articles in them; the store takes {size_of(size)}. "
        f"Every change after number {done.floor:,} is held."
    )


@store.command()
@_store_option
def reindex(store: str) -> None:
    """Derive lists and searches anew from the log.

    Servers may run; who lists or searches waits until it is done.

    \b
    Examples:
      dateline store reindex --store news.db
      dateline store reindex --store postgresql://dateline@db.example/dateline
      dateline store check --store news.db || dateline store reindex --store news.db
    """
    from dateline_server.storage.upkeep.opening import open_existing
    from dateline_server.storage.upkeep.reindexing import reindex as reindex_store

    with open_existing(store) as parts, _progress("changes taken in") as progress:
        last = reindex_store(parts.database, parts.words, parts.upkeep, progress)
    tell(f"The index is derived anew from {last:,} changes.")


def inspect_store(store: str) -> list[tuple[str, str]]:
    """What `dateline doctor` says about a store: pairs of a name and a text. Raises StoreUnavailable for none to use."""
    return list(_info_lines(_inspect(store)))


def _inspect(store: str) -> "StoreInfo":
    from dateline_server.storage.upkeep.inspecting import inspect
    from dateline_server.storage.upkeep.opening import open_existing

    with open_existing(store) as parts:
        return inspect(parts.database, parts.upkeep)


def _info_fields(figures: "StoreInfo") -> dict[str, object]:
    from dataclasses import asdict

    times = {
        name: at.isoformat() if at else None for name, at in (("oldest", figures.oldest), ("newest", figures.newest))
    }
    return asdict(figures) | times


def _info_lines(figures: "StoreInfo") -> Iterator[tuple[str, str]]:
    free = f", {size_of(figures.bytes_free)} free on its disk" if figures.bytes_free is not None else ""
    yield "store", f"{figures.store}, schema {figures.schema}"
    yield "size", f"{size_of(figures.bytes)}{free}"
    yield "articles", f"{figures.articles:,}, and {figures.deleted:,} deleted"
    if figures.oldest and figures.newest:
        yield (
            "changes",
            f"{figures.last_change:,}, from {figures.oldest:%Y-%m-%d %H:%M} to {figures.newest:%Y-%m-%d %H:%M} UTC",
        )
    else:
        yield "changes", "none"
    yield "held", f"every change after number {figures.floor:,}"
    yield "index", f"{figures.behind:,} changes behind" if figures.behind else "up to date"


def _sqlite_path(store: str, otherwise: str) -> Path:
    """The path of a SQLite store; for another, StoreUnavailable with the command that does it there."""
    from dateline_server.errors import StoreUnavailable
    from dateline_server.storage.opening import sqlite_path

    path = sqlite_path(store)
    if path is None:
        raise StoreUnavailable(f"PostgreSQL does this with its own tools: {otherwise}", field="store")
    return path


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Rewrites `1,024 of 9,000 pages copied` on stderr where it is a terminal."""
    shown = sys.stderr.isatty()

    def show(done: int, of: int) -> None:
        if shown:
            click.echo(f"\r{done:,} of {of:,} {what}\x1b[K", err=True, nl=False)

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)


if __name__ == "__main__":
    store()
