"""Whose country an article speaks of where it gives none: "the Government", "Foreign Minister Ann Otieno"."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.actors.entities import Cast, Role
from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.gazetteer import load_gazetteer

_BODY_WEIGHT, _NAME_WEIGHT, _DATELINE_WEIGHT = 3, 1, 3
_LEAST_WEIGHT = 3
_LEAST_SHARE = 0.6
# Offices that are of a state where nothing else is said.
_OFFICES_OF_STATE = frozenset({"minister", "senator", "mp", "premier", "chancellor", "parliamentarian", "congressman"})
_OFFICES_BEFORE_NAME = frozenset(
    {"president", "governor", "ambassador", "general", "king", "queen", "governor-general"}
)


def home_country(doc: Doc, names: Iterable[Name], places: Iterable[tuple[int, int]]) -> str:
    """The alpha-3 code of the one country that the article is about; empty when it is about several or none.

    Bodies of a state weigh more than the name and adjective of a country; so does the place [start, end) of a dateline.
    """
    weights: Counter[str] = Counter()
    for name in names:
        entry = name.entry
        if entry is not None and entry.country_code:
            is_body = entry.kind in ("GOVERNMENT", "AGENCY")
            weights[entry.country_code] += _BODY_WEIGHT if is_body else _NAME_WEIGHT if entry.kind == "COUNTRY" else 0
    for start, end in places:
        rows = load_gazetteer().candidates(doc[start:end].text.title())
        if rows and rows[0].country_code:
            weights[rows[0].country_code] += _DATELINE_WEIGHT
    if not weights:
        return ""
    [(code, weight)] = weights.most_common(1)
    return code if weight >= _LEAST_WEIGHT and weight >= _LEAST_SHARE * weights.total() else ""


def name_bodies_of_home(names: list[Name], home: str) -> list[Name]:
    """The names, with "Federal Government" or "Parliament" made known as the bodies of the home country."""
    return [_as_body_of(name, home) if home and name.entry is None and name.label == "ORG" else name for name in names]


def _as_body_of(name: Name, home: str) -> Name:
    entry = load_knowledge().body_of(home, [word.lower() for word in words_of_name(name.tokens)])
    return name if entry is None else replace(name, entry=entry, naming=Naming.ALIAS)


def settle_offices_at_home(cast: Cast, home: str) -> None:
    """Give the holders of offices of state without a country the home country."""
    for person in cast.entities:
        if home and person.kind == Actor.PERSON and person.named and not person.country_code:
            for index, role in enumerate(person.roles):
                if _is_of_state(role):
                    person.roles[index] = replace(role, country_code=home)
                    person.country_code = home


def _is_of_state(role: Role) -> bool:
    last = role.title.split()[-1]
    before_name = role.tokens[-1].is_title and role.tokens.end < len(role.tokens.doc)
    is_office = last in _OFFICES_OF_STATE or (last in _OFFICES_BEFORE_NAME and before_name)
    return is_office and not role.organization and not role.country_code
