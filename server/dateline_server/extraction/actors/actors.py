"""The actors of an article, from names through descriptions to pronouns."""

import re
import unicodedata

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.bodies import Bodies
from dateline_server.extraction.actors.coreference import resolve_pronouns
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.home import (
    home_country,
    name_bodies_of_home,
    settle_heads_of_groups,
    settle_offices_at_home,
)
from dateline_server.extraction.actors.labels import settle_labels
from dateline_server.extraction.actors.leadership import know_leaders, name_governments
from dateline_server.extraction.actors.metonyms import acts_as_country, belongs_to_office, stands_for_state
from dateline_server.extraction.actors.names import Name, find_names
from dateline_server.extraction.actors.nominals import Nominals
from dateline_server.extraction.actors.offices import find_roles
from dateline_server.extraction.actors.people import People
from dateline_server.extraction.actors.peoples import find_peoples
from dateline_server.extraction.actors.scanning import NOUNS, head_of, tokens_of_parts
from dateline_server.extraction.actors.unmarked import find_unmarked_names
from dateline_server.extraction.draft import Draft
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.word_classes import words_of
from dateline_server.language.datelines import datelines_of, tokens_in_datelines

# Letters that no decomposition takes apart.
_UNMARKED = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_MODIFIER_DEPENDENCIES = frozenset({"amod", "compound", "nmod"})


def find_actors(draft: Draft) -> list[Actor]:
    """The actors of the article, in the order of their first mention; `draft.actor_at` is filled on the way.

    Ids are a1, a2, … in that order.
    """
    doc = draft.reading.doc
    dateline = tokens_in_datelines(doc)
    names = find_names(doc, load_knowledge(), dateline)
    name_at = {index: name for name in names for index in range(name.tokens.start, name.tokens.end)}
    missed = list(find_unmarked_names(doc, name_at, dateline))
    names = settle_labels(doc, sorted([*names, *missed], key=lambda name: name.tokens.start))
    names = name_governments(doc, names, draft.reading.published)
    published = draft.reading.published
    places = [(dateline.start, dateline.place_end) for dateline in datelines_of(doc)]
    home = home_country(doc, names, places, published.year if published else None)
    names = name_bodies_of_home(names, home)
    name_at = {index: name for name in names for index in range(name.tokens.start, name.tokens.end)}
    cast = Cast()
    bodies, people = Bodies(cast), People(cast)
    for name in names:
        _meet_name(name, bodies, people)
    for token in tokens_of_parts(doc, NOUNS):
        if token.i not in name_at and token.i not in dateline and len(token) > 1 and token.text[0].isupper():
            tokens = doc[token.i : token.i + 1]
            if not people.meet_again(tokens):
                bodies.meet_again(tokens)
    find_peoples(doc, names, bodies, cast)
    find_roles(doc, cast, name_at, bodies)
    know_leaders(cast, names, draft.reading.published)
    settle_offices_at_home(cast, home)
    Nominals(cast, bodies, name_at, home).find(doc)
    settle_heads_of_groups(cast)
    resolve_pronouns(doc, cast)
    _note_modifiers(names, bodies, cast)
    return _write_actors(draft, cast)


def _meet_name(name: Name, bodies: Bodies, people: People) -> None:
    """Decide whether a name in the text brings in an actor, and which."""
    if _is_make(name):
        return
    if name.entry is None:
        if name.label == "PERSON":
            people.meet(name.tokens)
        elif name.label == "ORG" or (name.label == "GPE" and _speaks(name)):
            bodies.meet(name)
        return
    if name.naming is Naming.DEMONYM:
        return
    if name.naming is Naming.METONYM:
        is_capital = name.entry.kind == "COUNTRY"
        if stands_for_state(name.tokens) if is_capital else acts_as_country(name.tokens):
            bodies.meet(name, Mention.METONYM)
        return
    if name.entry.kind != "COUNTRY" or (
        head_of(name.tokens).dep_ not in _MODIFIER_DEPENDENCIES
        and acts_as_country(name.tokens)
        and not belongs_to_office(name.tokens)
    ):
        bodies.meet(name)


def _is_make(name: Name) -> bool:
    """ "A Ford Focus": one of the things that a firm makes."""
    if name.label != "ORG" or (name.entry is not None and name.entry.kind != "COMPANY"):
        return False
    root = head_of(name.tokens)
    thing = root.head
    return (
        root.dep_ == "compound"
        and thing.i == name.tokens.end
        and thing.tag_ == "NNP"
        and any(child.dep_ == "det" and child.lower_ in ("a", "an") for child in thing.lefts)
    )


def _speaks(name: Name) -> bool:
    """A city or state that is no country acts only where it rules or speaks: "Texas sued"."""
    root = head_of(name.tokens)
    return root.dep_ == "nsubj" and root.head.lemma_ in words_of("ruling_verbs")


def _note_modifiers(names: list[Name], bodies: Bodies, cast: Cast) -> None:
    """Adjectives and nested names add to the mentions of countries that are actors already; alone they bring in none."""
    for name in names:
        if name.entry is None or name.entry.kind != "COUNTRY" or name.naming is Naming.METONYM:
            continue
        entity = bodies.of_entry(name.entry, name.naming)
        if entity.mentions and head_of(name.tokens).dep_ in _MODIFIER_DEPENDENCIES:
            cast.mention(entity, name.tokens, Mention.MODIFIER)


def _write_actors(draft: Draft, cast: Cast) -> list[Actor]:
    """The entities as messages, in the order of their first mention."""
    order = sorted(cast.entities, key=lambda entity: entity.mentions[0][0].start)
    local = {id(entity): f"a{number}" for number, entity in enumerate(order, 1)}
    draft.actor_at = {index: local[id(entity)] for index, entity in cast.at.items()}
    draft.joint_at = {index: [local[id(entity)] for entity in others] for index, others in cast.joint_at.items()}
    return [_write_actor(draft, entity, local) for entity in order]


def _write_actor(draft: Draft, entity: Entity, local: dict[int, str]) -> Actor:
    reading = draft.reading
    return Actor(
        id=local[id(entity)],
        actor=f"actors/{_global_id(entity)}",
        name=entity.name,
        kind=entity.kind,
        country_code=entity.country_code or (entity.affiliation.country_code if entity.affiliation else ""),
        sector=entity.sector,
        honorific=entity.honorific,
        roles=[
            Actor.Role(
                title=role.title,
                organization=role.organization,
                country_code=role.country_code,
                span=reading.span_of(role.tokens),
            )
            for role in entity.roles
        ],
        affiliation=local.get(id(entity.affiliation), "") if entity.affiliation else "",
        mentions=[Mention(span=reading.span_of(tokens), type=how) for tokens, how in entity.mentions],
        confidence=_confidence(entity),
        link_basis=entity.link_basis,
        external_ids=dict(entity.entry.external_ids) if entity.entry else {},
        named=entity.named,
    )


def _confidence(entity: Entity) -> float:
    """Known entries are surest; a name seen once or a description is less so."""
    if entity.entry is not None:
        return 0.95
    if not entity.named:
        return 0.6
    return 0.85 if len(entity.mentions) > 1 else 0.7


def _global_id(entity: Entity) -> str:
    """The id behind `actors/`, the same for the same actor in every article."""
    if entity.entry is not None:
        return entity.entry.id
    prefix = Actor.Kind.Name(entity.kind).lower().replace("_", "-")
    if entity.named:
        return f"{prefix}-{slug(entity.known_as or entity.name)}"
    owner = _global_id(entity.affiliation) if entity.affiliation else ""
    return "-".join(part for part in ("unnamed", owner.removeprefix("country-"), slug(entity.description)) if part)


def slug(name: str) -> str:
    """A name as lower-case ASCII words with hyphens: "José Müller" gives "jose-muller"; other scripts by code point."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_UNMARKED)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words) or "-".join(f"{ord(character):x}" for character in name[:16] if not character.isspace())
