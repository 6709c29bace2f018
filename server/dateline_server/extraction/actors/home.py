"""Whose country an article speaks of where it gives none: "the Government", "Foreign Minister Ann Otieno"."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity, Role
from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.extraction.actors.scanning import head_of
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.leaders import load_leaders
from dateline_server.knowledge.word_classes import words_of

_BODY_WEIGHT, _NAME_WEIGHT, _PLACE_WEIGHT, _LEADER_WEIGHT = 2, 1, 3, 12
_LEAST_WEIGHT = 2
_LEAST_SHARE = 0.85
# Offices that are of a state where nothing else is said.
_OFFICES_OF_STATE = frozenset(
    {"minister", "senator", "mp", "premier", "chancellor", "parliamentarian", "congressman"}
) | {
    "attorney-general",
    "lawmaker",
}
_OFFICES_BEFORE_NAME = frozenset(
    {"president", "governor", "ambassador", "general", "king", "queen", "governor-general"}
)


def home_country(doc: Doc, names: list[Name], places: Iterable[tuple[int, int]], year: int | None) -> str:
    """The alpha-3 code of the one country that the article is about; empty when it is about several or none.

    What is foreign is named with its country, and what is at home without: so a minister in office who stands without a
    country says most, then the place [start, end) of a dateline; else nearly all that is named must be of one country.
    """
    weights: Counter[str] = Counter()
    for index, name in enumerate(names):
        entry = name.entry
        if entry is None:
            code = _led_without_country(doc, name, names[index - 1] if index else None, year)
            weights[code] += _LEADER_WEIGHT if code else 0
        elif entry.country_code:
            is_body = entry.kind in ("GOVERNMENT", "AGENCY")
            weights[entry.country_code] += _BODY_WEIGHT if is_body else _NAME_WEIGHT if entry.kind == "COUNTRY" else 0
    for start, end in places:
        rows = load_gazetteer().candidates(doc[start:end].text.title())
        if rows and rows[0].country_code:
            weights[rows[0].country_code] += _PLACE_WEIGHT
    weights = +weights
    if not weights:
        return ""
    [(code, weight)] = weights.most_common(1)
    return code if weight >= _LEAST_WEIGHT and weight >= _LEAST_SHARE * weights.total() else ""


def _led_without_country(doc: Doc, name: Name, before: Name | None, year: int | None) -> str:
    """The country of a leader in office behind a bare title: "the Foreign Minister, …"; empty for anybody else."""
    start = name.tokens.start
    if name.label != "PERSON" or year is None or start < 2:
        return ""
    title = doc[start - 1] if doc[start - 1].text != "," else doc[start - 2]
    if not title.is_title or title.lemma_.lower() not in (*_OFFICES_OF_STATE, "president"):
        return ""
    first = title.i
    while first > 0 and doc[first - 1].is_title and not doc[first].is_sent_start:
        first -= 1
    if before is not None and before.tokens.end > first - 1:
        return ""
    codes = {leader.country_code for leader in load_leaders().named(name.tokens.text) if leader.held_in(year)}
    return codes.pop() if len(codes) == 1 else ""


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


def settle_heads_of_groups(cast: Cast) -> None:
    """Give whoever leads a country's delegation, team or the like that country: "will lead the Kenyan delegation"."""
    for person in cast.entities:
        if person.kind == Actor.PERSON and person.named and not person.country_code:
            heads = [head_of(tokens) for tokens, how in person.mentions if how == Mention.NAME]
            heads += [token for role in person.roles for token in role.tokens]
            groups = (_group_led(head, cast) for head in heads)
            person.country_code = next((group.country_code for group in groups if group is not None), "")


def _group_led(person: Token, cast: Cast) -> Entity | None:
    """The group that the bearer of a name or title leads in this clause."""
    head, wanted = person, "dobj"
    if person.dep_ == "pobj" and person.head.dep_ == "agent":
        head, wanted = person.head, "nsubjpass"
    elif person.dep_ != "nsubj":
        return None
    if head.head.lemma_ not in ("lead", "head"):
        return None
    groups = (cast.at.get(child.i) for child in head.head.children if child.dep_ == wanted)
    return next((group for group in groups if group is not None and group.kind == Actor.GROUP), None)


def _is_of_state(role: Role) -> bool:
    words = role.title.split()
    last = words[-1]
    if last == "secretary":
        return words[-2:-1] != [] and words[-2] in words_of("portfolios") and not role.organization
    before_name = role.tokens[-1].is_title and role.tokens.end < len(role.tokens.doc)
    is_office = last in _OFFICES_OF_STATE or (last in _OFFICES_BEFORE_NAME and before_name)
    return is_office and not role.organization and not role.country_code
