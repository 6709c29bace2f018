"""The knowledge base: countries, state bodies, organisations, media, parties and forces, and how texts name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.entries import (
    Entry,
    NamedEntry,
    Naming,
    Sense,
    read_ambiguous_names,
    read_countries,
    read_entries,
)
from dateline_server.knowledge.phrases import PhraseTrie, Pieces, cut_tokens
from dateline_server.knowledge.state_bodies import StateBody, read_state_bodies

__all__ = ["Entry", "Knowledge", "Match", "Naming", "Sense", "load_knowledge"]

_ORDER = {naming: order for order, naming in enumerate(Naming)}


@dataclass(frozen=True, slots=True)
class Match:
    """A known phrase over the tokens [start, end) in its best sense; `ambiguous` when it often means something else."""

    entry: Entry
    naming: Naming
    start: int
    end: int
    ambiguous: bool = False


class Knowledge:
    """Entries by id and by name. Made once by `load_knowledge`; never changed afterwards."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._adjectives: dict[str, str] = {}
        self._names: PhraseTrie[Sense] = PhraseTrie()
        self._bodies = read_state_bodies()
        ambiguous = read_ambiguous_names()
        self._shared_states = frozenset(name for name, bodies in ambiguous.items() if bodies)
        for country, adjective in read_countries():
            self._add(country, ambiguous)
            self._adjectives.setdefault(country.entry.country_code, adjective)
        for named in read_entries():
            self._add(named, ambiguous)

    def _add(self, named: NamedEntry, ambiguous: dict[str, bool]) -> None:
        self._entries[named.entry.id] = named.entry
        for name, naming in dict(reversed(named.names)).items():
            self._names.add(name, Sense(named.entry, naming, name in ambiguous))

    def entry(self, identity: str) -> Entry | None:
        """The entry with this id: `country-ken`."""
        return self._entries.get(identity)

    def country(self, code: str) -> Entry | None:
        """The country with this ISO 3166-1 alpha-3 code."""
        return self._entries.get(f"country-{code.lower()}")

    def adjective(self, code: str) -> str:
        """The adjective of the country with this alpha-3 code: "Kenyan"; empty when it has none."""
        return self._adjectives.get(code, "")

    def lookup(self, phrase: str) -> list[Sense]:
        """What a phrase can mean, best first; a leading "the" and a trailing possessive do not matter, case does.

        A body of a state in words of its own counts too: "Kenya's defence ministry", "the French government".
        """
        words = phrase.replace("’", "'").split()
        for first in (0, 1) if words and words[0].lower() == "the" else (0,):
            pieces = cut_tokens(words[first:])
            if not pieces.texts:
                continue
            found = self._names.longest(pieces, 0)
            if found and found[1] == len(words) - first:
                return sorted(found[2], key=lambda sense: _ORDER[sense.naming])
            match = self._match_at(pieces, 0)
            if match and match[0].end == len(words) - first:
                return [Sense(match[0].entry, match[0].naming, match[0].ambiguous)]
        return []

    def find(self, words: Sequence[str]) -> list[Match]:
        """All longest known phrases over a token sequence, left to right, none overlapping; linear in its length."""
        pieces = cut_tokens(words)
        names, bodies = self._names.beginnings(pieces), self._bodies.beginnings(pieces)
        matches: list[Match] = []
        done = 0
        for position, (text, lower, token) in enumerate(zip(pieces.texts, pieces.lowered, pieces.token, strict=True)):
            if position < done or (text not in names and lower not in bodies) or pieces.at[token] != position:
                continue
            found = self._match_at(pieces, position)
            if found is not None:
                match, done = found
                matches.append(match)
        return matches

    def body_of(self, country_code: str, body_words: Sequence[str] | str) -> Entry | None:
        """The body of a state that words name ("foreign ministry", ["the", "army"]); None when they name none."""
        words = body_words.split() if isinstance(body_words, str) else list(body_words)
        if words and words[0].lower() == "the":
            words = words[1:]
        body = _pick(self._bodies.get(" ".join(words).lower()), country_code)
        return self._compose(body, country_code) if body and country_code in self._adjectives else None

    def _match_at(self, pieces: Pieces, position: int) -> tuple[Match, int] | None:
        """The longest match at a piece that begins a token, and the piece after it."""
        start = pieces.token[position]
        found = self._names.longest(pieces, position)
        if found is None:
            return self._body_before_country(pieces, position)
        after, end, senses = found
        sense = min(senses, key=lambda sense: _ORDER[sense.naming])
        if _is_state(sense.entry) and sense.naming is not Naming.METONYM:
            body = self._body_at(pieces, _skip_possessive(pieces, after), sense.entry.country_code)
            if body:
                return self._body_match(pieces, body[0], position, after, start, body[1])
        before = self._body_before_country(pieces, position)
        if before and before[0].end > end:
            return before
        return Match(sense.entry, sense.naming, start, end, sense.ambiguous), pieces.at[end]

    def _body_at(self, pieces: Pieces, position: int, code: str) -> tuple[Entry, int] | None:
        found = self._bodies.longest(pieces, position)
        body = _pick(found[2], code) if found else None
        return (self._compose(body, code), found[1]) if found and body else None

    def _body_before_country(self, pieces: Pieces, position: int) -> tuple[Match, int] | None:
        """ "Ministry of Defence of Kenya": the body first."""
        found = self._bodies.longest(pieces, position)
        if found is None or found[0] >= len(pieces.texts) or pieces.texts[found[0]] != "of":
            return None
        after = found[0] + 1
        if pieces.texts[after : after + 1] == ["the"]:
            after += 1
        country = self._names.longest(pieces, after)
        if country is None:
            return None
        sense = min(country[2], key=lambda sense: _ORDER[sense.naming])
        body = _pick(found[2], sense.entry.country_code)
        if not _is_state(sense.entry) or sense.naming in (Naming.DEMONYM, Naming.METONYM) or body is None:
            return None
        entry = self._compose(body, sense.entry.country_code)
        return self._body_match(pieces, entry, after, country[0], pieces.token[position], country[1])

    def _body_match(
        self, pieces: Pieces, entry: Entry, first: int, after: int, start: int, end: int
    ) -> tuple[Match, int]:
        """The match of a body over the tokens [start, end) whose country is named by the pieces [first, after)."""
        ambiguous = " ".join(pieces.texts[first:after]) in self._shared_states
        return Match(entry, Naming.NAME, start, end, ambiguous), pieces.at[end]

    def _compose(self, body: StateBody, code: str) -> Entry:
        identity = body.id.format(code.lower())
        known = self._entries.get(identity)
        if known:
            return known
        adjective = self._adjectives[code]
        country = self._entries[f"country-{code.lower()}"]
        name = f"{adjective} {body.title}" if adjective else f"{body.title} of {country.name}"
        return Entry(identity, name, body.kind, code, body.sector)


def _is_state(entry: Entry) -> bool:
    """True for a whole country; a part of one has bodies of its own."""
    return entry.id == f"country-{entry.country_code.lower()}"


def _pick(bodies: list[StateBody], code: str) -> StateBody | None:
    """The row of this country, else the row of every country."""
    own = [body for body in bodies if body.country_code == code]
    return next(iter(own or [body for body in bodies if not body.country_code]), None)


def _skip_possessive(pieces: Pieces, position: int) -> int:
    if pieces.texts[position : position + 2] == ["'", "s"]:
        return position + 2
    return position


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """The knowledge base, loaded once a process."""
    return Knowledge()
