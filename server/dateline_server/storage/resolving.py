"""Whom a name can mean: the actors of a store that go by it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.actor_service_pb2 import ActorCandidate, ResolveActorResponse
from dateline_server.storage.actor_pages import PROFILE_COLUMNS
from dateline_server.storage.actors import make_profiles
from dateline_server.storage.database import Connection, Database
from dateline_server.storage.hints import Hints
from dateline_server.storage.ids import read_day_number
from dateline_server.storage.names import fold_name

_BY_NAME = (
    "SELECT n.actor, n.name, n.articles FROM actor_names n WHERE n.folded = ? ORDER BY n.actor, n.articles DESC, n.name"
)
_BY_FORMER_NAME = (
    "SELECT a.merged_into, m.known_as FROM actor_merges m JOIN actors a ON a.name = m.source"
    " WHERE m.known_folded = ? AND m.until IS NULL AND a.merged_into IS NOT NULL ORDER BY m.since"
)
_BY_RESOURCE_NAME = "SELECT COALESCE(merged_into, id), id FROM actors WHERE name = ?"
_PER_BASIS = {ActorCandidate.NAME: 1.0, ActorCandidate.FORMER_NAME: 0.95, ActorCandidate.ALIAS: 0.9}
_OF_ANOTHER_KIND = 0.3
_OF_ANOTHER_COUNTRY = 0.3
_OF_NO_KNOWN_KIND_OR_COUNTRY = 0.8
_NOT_SEEN_THEN = 0.7
_DAYS_AROUND = 365


@dataclass(slots=True)
class _Match:
    name: str
    basis: ActorCandidate.Basis.ValueType
    articles: int


def resolve_actor(database: Database, text: str, hints: Hints, most: int) -> bytes:
    """A serialised ResolveActorResponse with the `most` likeliest candidates."""
    with database.reading() as connection:
        matches = dict(_match(connection, text))
        if not matches:
            return b""
        marks = ", ".join("?" * len(matches))
        rows = connection.execute(
            f"SELECT {PROFILE_COLUMNS} FROM actors WHERE id IN ({marks}) AND article_count > 0", list(matches)
        ).fetchall()
        profiles = [ActorProfile.FromString(profile) for profile in make_profiles(connection, rows)]
    whole = sum(matches[row[0]].articles for row in rows)
    folded = fold_name(text)
    candidates = []
    for row, profile in zip(rows, profiles, strict=True):
        match = matches[row[0]]
        if match.basis == ActorCandidate.ALIAS and fold_name(profile.display_name) == folded:
            match.basis = ActorCandidate.NAME
        score = match.articles / whole * _PER_BASIS[match.basis] * _agreement(profile, hints)
        candidates.append(
            ActorCandidate(actor=profile, score=round(score, 4), basis=match.basis, matched_name=match.name)
        )
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.actor.name))
    response = ResolveActorResponse(candidates=candidates[:most], total_candidates=len(candidates))
    return response.SerializeToString(deterministic=True)


def _match(connection: Connection, text: str) -> Iterator[tuple[int, _Match]]:
    """The ids of the actors that go by the name, each once, and how."""
    if text.startswith("actors/"):
        row = connection.execute(_BY_RESOURCE_NAME, (text,)).fetchone()
        if row is not None:
            basis = ActorCandidate.NAME if row[0] == row[1] else ActorCandidate.FORMER_NAME
            yield row[0], _Match(text, basis, 1)
        return
    folded = fold_name(text)
    found: dict[int, _Match] = {}
    for actor, name, articles in connection.execute(_BY_NAME, (folded,)).fetchall():
        match = found.setdefault(actor, _Match(name, ActorCandidate.ALIAS, 0))
        match.articles += articles
    for actor, name in connection.execute(_BY_FORMER_NAME, (folded,)).fetchall():
        match = found.setdefault(actor, _Match(name, ActorCandidate.FORMER_NAME, 1))
        match.basis = ActorCandidate.FORMER_NAME
    yield from found.items()


def _agreement(profile: ActorProfile, hints: Hints) -> float:
    agreement = 1.0
    for wanted, held, differing in (
        (hints.kind, profile.kind, _OF_ANOTHER_KIND),
        (hints.country, profile.country_code, _OF_ANOTHER_COUNTRY),
    ):
        if wanted and wanted != held:
            agreement *= differing if held else _OF_NO_KNOWN_KIND_OR_COUNTRY
    day = read_day_number(hints.day)
    first, last = read_day_number(profile.first_seen), read_day_number(profile.last_seen)
    if day is not None and first is not None and last is not None:
        seen = first - _DAYS_AROUND <= day <= last + _DAYS_AROUND
        agreement *= 1.0 if seen else _NOT_SEEN_THEN
    return agreement
