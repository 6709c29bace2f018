"""The offices that the text gives its persons, and the bodies and countries they hold them for."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.bodies import Bodies
from dateline_server.extraction.actors.entities import Cast, Entity, Role
from dateline_server.extraction.actors.names import Name
from dateline_server.extraction.actors.roles import role_before_name, role_of_phrase
from dateline_server.extraction.actors.scanning import head_of
from dateline_server.knowledge.actor_nouns import load_actor_nouns

_STATES = frozenset({"be", "become", "remain"})
_GIVEN = frozenset({"appoint", "name", "elect", "choose", "make", "re-elect", "reelect"})
_OPEN = frozenset({"if", "unless", "whether"})
# "(D-Mo.)" behind the name of a member of Congress.
_PARTY_AND_STATE = re.compile(r"[DRI] ?- ?[A-Z][a-z.]+")
# Without a bound a list of thousands would cost the square of its length.
_LONGEST_LIST = 12
_PREDICATES = frozenset({"attr", "oprd", "dobj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def find_roles(doc: Doc, cast: Cast, name_at: dict[int, Name], bodies: Bodies) -> None:
    """Give each person the roles that stand around its mentions."""
    for person in cast.entities:
        if person.kind != Actor.PERSON or not person.named:
            continue
        for tokens, how in person.mentions:
            if how != Mention.NAME:
                continue
            for role in _roles_around(tokens, name_at, cast):
                _give(person, role, bodies, cast)
            _belong(person, tokens, name_at, bodies, cast)


def _belong(person: Entity, tokens: Tokens, name_at: dict[int, Name], bodies: Bodies, cast: Cast) -> None:
    """The country or body that the name's own phrase gives: "Ann Otieno of Kenya", "Kenya's Ann Otieno", "the union's …"."""
    doc, start, after = tokens.doc, tokens.start, tokens.end
    owner: Name | None = None
    body: Entity | None = None
    if after + 2 < len(doc) and doc[after].lower_ in ("of", "from", "at", "with"):
        owner = name_at.get(after + 1 + (doc[after + 1].lower_ == "the"))
        if owner is not None and owner.entry is None and doc[after].lower_ == "with":
            owner = None  # "Ann Otieno with the Harbour Bank" may only meet it
    if after < len(doc) and doc[after].text == "(" and _PARTY_AND_STATE.match(doc[after + 1 : after + 4].text):
        person.country_code = person.country_code or "USA"
    if owner is None and start > 1 and doc[start - 1].tag_ == "POS":
        owner = name_at.get(start - 2)
        body = bodies.of_noun(doc[start - 2].lower_) if owner is None else None
    if owner is not None and owner.label == "ORG":
        body = bodies.of_entry(owner.entry, owner.naming) if owner.entry else cast.at.get(head_of(owner.tokens).i)
    if owner is not None and owner.entry is not None:
        person.country_code = person.country_code or owner.entry.country_code
    if body is not None and body.kind != Actor.PERSON and body.mentions and person.affiliation is None:
        person.affiliation = body


def _roles_around(tokens: Tokens, name_at: dict[int, Name], cast: Cast) -> Iterator[Role]:
    root = head_of(tokens)
    found = [role_before_name(tokens, name_at) or _role_in_list(root, name_at)]
    for child in root.children:
        if child.dep_ == "appos" and child.i not in cast.at and not _introduces_next(child, name_at):
            found.append(role_of_phrase(child, name_at))
        elif child.dep_ == "relcl" and child.lemma_ in _GIVEN | _STATES and _is_settled(child):
            found += [role_of_phrase(noun, name_at) for noun in _predicates(child)]
    holder = _apposed_to(root)
    if holder is not None and holder.i not in cast.at:
        found.append(role_of_phrase(holder, name_at))
    if (
        root.dep_ in _SUBJECTS
        and _is_settled(root.head)
        and (root.head.lemma_ in _STATES or (root.dep_ == "nsubjpass" and root.head.lemma_ in _GIVEN))
    ):
        found += [role_of_phrase(noun, name_at) for noun in _predicates(root.head)]
    return (role for role in found if role is not None)


def _is_settled(verb: Token) -> bool:
    """False for an office that somebody may, will or does not hold: "if she is elected president"."""
    return not any(
        child.tag_ == "MD" or child.dep_ == "neg" or (child.dep_ == "mark" and child.lower_ in _OPEN)
        for child in verb.lefts
    )


def _role_in_list(root: Token, name_at: dict[int, Name]) -> Role | None:
    """The title of many before the first of a list: that of "Senators Lund and Ek" for Ek."""
    if root.dep_ != "conj":
        return None
    for _ in range(_LONGEST_LIST):
        if root.dep_ != "conj" or root.head.i >= root.i or name_at.get(root.head.i) is None:
            break
        root = root.head
    first = name_at.get(root.i)
    if first is None or first.label != "PERSON" or not first.tokens.start:
        return None
    several = first.tokens.doc[first.tokens.start - 1].tag_ in ("NNS", "NNPS")
    return role_before_name(first.tokens, name_at) if several else None


def _introduces_next(title: Token, name_at: dict[int, Name]) -> bool:
    """In a list, "Ann Lund, the treasurer, Lars Ek, and …", the title may be that of the name behind it."""
    doc, after = title.doc, title.i + 2
    following = name_at.get(after) if after < len(doc) and doc[after - 1].text == "," else None
    return following is not None and following.label == "PERSON"


def _apposed_to(root: Token) -> Token | None:
    """The noun of which a name is the apposition, also past a place: "the director in Kenya, Ann Otieno"."""
    if root.dep_ != "appos" or root.head.pos_ not in ("NOUN", "PROPN"):
        return None
    noun = root.head
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ == "NOUN":
        governor = load_actor_nouns().ending([noun.head.head.lemma_.lower()])
        if governor is not None and governor.kind == "PERSON":
            return noun.head.head
    return noun


def _predicates(verb: Token) -> list[Token]:
    return [child for child in verb.rights if child.dep_ in _PREDICATES]


def _give(person: Entity, role: Role, bodies: Bodies, cast: Cast) -> None:
    same = [other for other in person.roles if other.title == role.title]
    if not any(
        role.organization in ("", other.organization) and role.country_code in ("", other.country_code)
        for other in same
    ):
        person.roles.append(role)
    person.country_code = person.country_code or role.country_code
    word = role.title.split()[-1]
    person.nouns.add(word)
    noun = load_actor_nouns().ending(role.title.split())
    if noun is not None:
        person.nouns.add(noun.noun)
        person.gender = person.gender or noun.gender
    for token in role.tokens:
        if token.dep_ != "poss" and token.head.dep_ != "poss":  # "the charity's director": the charity is another
            cast.at.setdefault(token.i, person)
    _affiliate(person, role, bodies, cast)
    if not person.sector:
        body = person.affiliation
        person.sector = body.sector if body and body.kind != Actor.COUNTRY else noun.sector if noun else ""


def _affiliate(person: Entity, role: Role, bodies: Bodies, cast: Cast) -> None:
    """A person belongs to the body, else the country, whose office it holds."""
    holder = role.holder
    if person.affiliation is not None:
        return
    if holder is None:
        body = bodies.of_noun(role.organization.lower())
        person.affiliation = body if body is not None and body.mentions else None
        return
    if holder.entry is not None:
        person.affiliation = bodies.of_entry(holder.entry, holder.naming)
        cast.mention(person.affiliation, holder.tokens, Mention.NESTED)
    else:
        body = cast.at.get(head_of(holder.tokens).i)
        person.affiliation = body if body is not person else None
