"""The places of an article: names that mean a place, each with the place that is most likely meant."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log2

from spacy.tokens import Doc

from dateline.v1.actor_pb2 import Actor
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.places.evidence import Evidence
from dateline_server.extraction.places.hints import find_hints
from dateline_server.extraction.places.names import PlaceName, are_joined, find_names, lies_in
from dateline_server.extraction.places.ranking import Ambiguity, rank, without_seated
from dateline_server.extraction.places.words import Words, list_words
from dateline_server.extraction.places.writing import Meant, write_places
from dateline_server.knowledge.base import Knowledge, Naming, load_knowledge
from dateline_server.knowledge.gazetteer import PlaceRow, load_gazetteer
from dateline_server.knowledge.place_keys import fold_place_name
from dateline_server.knowledge.place_words import load_country_signs

_MOST_CANDIDATES = 40
_MOST_PEERS = 6
_DEMONYM = 0.5
_SIGN = 0.5
# What a noun beside a name says of it.
_LEVELS = {
    **dict.fromkeys(
        ("state", "states", "province", "provinces", "region", "governorate"), frozenset({"ADMIN1", "REGION"})
    ),
    **dict.fromkeys(
        ("county", "counties", "district", "districts", "prefecture", "borough"), frozenset({"ADMIN1", "ADMIN2"})
    ),
    **dict.fromkeys(("city", "town", "village", "suburb", "capital", "port"), frozenset({"CITY"})),
    "island": frozenset({"REGION"}),
}


@dataclass(slots=True)
class _Group:
    """The mentions of one name in one sense."""

    rows: tuple[PlaceRow, ...]
    container: PlaceRow | None = None
    levels: frozenset[str] = frozenset()
    names: list[PlaceName] = field(default_factory=list)


def find_places(draft: Draft) -> list[Place]:
    """The places that the article names, `p1`, `p2` … in the order of the text.

    A name means one place in an article, unless it is followed by different states or countries. What is not in the
    gazetteer is given without a location, or with the one of the state named after it. A capital that acts for its
    government and the adjectives of countries are no places.
    """
    reading = draft.reading
    gazetteer, knowledge = load_gazetteer(), load_knowledge()
    words = list_words(reading.doc)
    found = find_names(words, gazetteer)
    actors = _named_actors(draft)
    names = [
        name
        for name in Evidence(reading.doc, words, knowledge).places_among(found)
        if name.rows or name.container or name.text not in actors
    ]
    groups = _group(names)
    ambiguities = [
        Ambiguity(
            rows=group.rows,
            weight=1 + log2(len(group.names)) / 2,
            container=group.container,
            capital_of=_capital_of(group, knowledge),
            levels=group.levels,
        )
        for group in groups
    ]
    _link_lists(words, names, groups, ambiguities)
    kept = set(map(id, names))
    hints = find_hints(draft.article, words.source, (name for name in found if id(name) not in kept), gazetteer)
    rank([*ambiguities, *hints], _profile(reading.doc, words, knowledge), gazetteer)
    meant = (
        Meant(group.names, tuple(zip(ambiguity.beliefs, group.rows, strict=True)), ambiguity.unknown)
        for group, ambiguity in zip(groups, ambiguities, strict=True)
    )
    return write_places(draft, [one for one in meant if _is_borne_out(one)])


def _named_actors(draft: Draft) -> set[str]:
    """The names of persons and firms, which are no places where the gazetteer, too, knows none."""
    return {
        mention.span.text
        for actor in draft.article.actors
        if actor.named and actor.kind not in (Actor.COUNTRY, Actor.GOVERNMENT)
        for mention in actor.mentions
        if mention.type == Mention.NAME
    }


def _is_borne_out(one: Meant) -> bool:
    """False where no place of that name is believed in, and neither the words around nor the model call it one."""
    return one.best() is not None or any(name.sure or name.label in ("GPE", "LOC", "FAC") for name in one.names)


def _link_lists(words: Words, names: list[PlaceName], groups: list[_Group], ambiguities: list[Ambiguity]) -> None:
    """Tells each name which ones stand beside it in lists."""
    meaning = {
        id(name): ambiguity for group, ambiguity in zip(groups, ambiguities, strict=True) for name in group.names
    }
    for first, second in pairwise(names):
        if not second.contains and are_joined(words, first, second):
            one, other = meaning[id(first)], meaning[id(second)]
            for ambiguity, peer in ((one, other), (other, one)):
                if one is not other and len(ambiguity.peers) < _MOST_PEERS:
                    ambiguity.peers.append(peer)


def _profile(doc: Doc, words: Words, knowledge: Knowledge) -> dict[str, float]:
    """How much the article speaks of each country otherwise than by its places: by its people and its public life."""
    profile: dict[str, float] = defaultdict(float)
    for entity in doc.ents:
        if entity.label_ == "NORP":
            for sense in knowledge.lookup(entity.text)[:1]:
                if sense.naming is Naming.DEMONYM:
                    profile[sense.entry.country_code] += _DEMONYM
    signs = load_country_signs()
    for sign in sorted(signs.keys() & {*words.texts, *words.lowered}):
        for code in signs[sign]:
            profile[code] += _SIGN / len(signs[sign])
    return profile


def _group(names: list[PlaceName]) -> list[_Group]:
    """The names by what they must mean alike; a bare name joins the first one that a state or country follows."""
    groups: dict[tuple[str, int], _Group] = {}
    contained: dict[str, tuple[str, int]] = {}
    for name in names:
        if name.container and not name.contains:
            key = fold_place_name(name.text)
            contained.setdefault(key, (key, name.container.geonames_id))
    for name in names:
        key = fold_place_name(name.text)
        if name.contains:
            identity = (f"{key},", name.rows[0].geonames_id)
        elif name.container:
            identity = (key, name.container.geonames_id)
        else:
            identity = contained.get(key, (key, 0))
        levels = _LEVELS.get(name.called, frozenset())
        if levels and any(row.level in levels for row in name.rows):
            identity = (f"{key} {min(levels)}", identity[1])
        else:
            levels = frozenset()
        group = groups.get(identity)
        if group is None:
            rows = name.rows if levels else without_seated(name.rows)
            group = groups[identity] = _Group(rows[:_MOST_CANDIDATES], name.container, levels)
        group.container = group.container or name.container
        group.names.append(name)
    for group in groups.values():
        if group.container:
            group.rows = _in_container(group.names[0], group.container, group.rows)
    return list(groups.values())


def _in_container(name: PlaceName, container: PlaceRow, rows: tuple[PlaceRow, ...]) -> tuple[PlaceRow, ...]:
    """The rows; for a name that the gazetteer does not know there, somewhere in the container."""
    if any(lies_in(row, container) for row in rows):
        return rows
    return (replace(container, name=name.text, kind="CITY", level="CITY", population=0, geonames_id=0),)


def _capital_of(group: _Group, knowledge: Knowledge) -> str:
    senses = knowledge.lookup(group.names[0].text)
    return next((sense.entry.country_code for sense in senses if sense.naming is Naming.METONYM), "")
