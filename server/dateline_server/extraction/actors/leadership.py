"""What the table of leaders knows: "the Obama administration" is a government, "President Obama" is Barack Obama."""

from dataclasses import replace
from datetime import date

from spacy.tokens import Doc

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.leaders import Leader, load_leaders

# Titles of those who lead states, or their diplomacy.
_HEADS = frozenset({"president", "minister", "premier", "chancellor", "leader", "ruler", "taoiseach"})
_DIPLOMATS = frozenset({"foreign", "secretary"})
_GOVERNMENTS = frozenset({"administration", "government", "cabinet", "presidency", "regime"})


def name_governments(doc: Doc, names: list[Name], published: date | None) -> list[Name]:
    """The names, where the name of a known leader and the noun behind it have become one name of the government."""
    return [_as_government(doc, name, published) if name.entry is None else name for name in names]


def _as_government(doc: Doc, name: Name, published: date | None) -> Name:
    tokens = name.tokens
    words = words_of_name(tokens)
    if words[-1].lower() in _GOVERNMENTS and len(words) > 1:
        words, end = words[:-1], tokens.end
    elif tokens.end < len(doc) and doc[tokens.end].lower_ in _GOVERNMENTS:
        end = tokens.end + 1
    else:
        return name
    code = load_leaders().led_by(" ".join(words), published.year if published else None)
    entry = load_knowledge().body_of(code, "government") if code else None
    if entry is None:
        return name
    return replace(name, tokens=doc[tokens.start : end], label="ORG", entry=entry, naming=Naming.ALIAS)


def know_leaders(cast: Cast, names: list[Name], published: date | None) -> None:
    """Give each person who led a state when the article came out the full name and the country.

    A surname alone means the leader who was in office in that year or the year before, if the article gives the title
    or speaks of the leader's country; a private person of the same surname is introduced by a first name.
    """
    countries = {name.entry.country_code for name in names if name.entry is not None}
    for person in cast.entities:
        if person.kind != Actor.PERSON or not person.named:
            continue
        known = load_leaders().named(person.name)
        full = [leader for leader in known if " " in person.name and _is_meant(leader, person, countries)]
        fitting = full or [leader for leader in known if published and _fits(leader, person, countries, published.year)]
        if not fitting or len({(leader.name, leader.country_code) for leader in fitting}) != 1:
            continue
        if person.country_code not in ("", fitting[0].country_code):
            continue
        person.name = person.name if full else fitting[0].name
        person.known_as = fitting[0].name
        person.country_code = fitting[0].country_code
        if published and any(leader.office == "HEAD" and leader.held_in(published.year) for leader in fitting):
            person.nouns.add("leader")
        if not full:
            person.link_basis = Actor.ALIAS


def _is_meant(leader: Leader, person: Entity, countries: set[str]) -> bool:
    """Whether the full name is the leader's: foreign ministers have namesakes where nothing speaks of their country."""
    return leader.office == "HEAD" or leader.country_code in countries or bool(person.roles)


def _fits(leader: Leader, person: Entity, countries: set[str], year: int) -> bool:
    """Whether a surname alone may mean the leader: in office, and of a country or an office that the article names."""
    if not (leader.held_in(year) or leader.held_in(year - 1)):
        return False
    if not person.roles:
        return leader.office == "HEAD" and leader.country_code in countries
    if any(role.country_code not in ("", leader.country_code) or role.organization for role in person.roles):
        return False
    words = {word for role in person.roles for word in role.title.split()}
    return bool(words & (_HEADS if leader.office == "HEAD" else _DIPLOMATS)) and "former" not in words
