"""Actors without a name of their own: "US officials", "a Russian diplomatic official", "the company"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.bodies import Bodies
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name
from dateline_server.knowledge.actor_nouns import ActorNoun, load_actor_nouns
from dateline_server.knowledge.base import Naming

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_INSIDE_PHRASE = frozenset({"compound", "nmod", "amod", "npadvmod", "quantmod", "nummod"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
# Several of them are a group.
_GROUPED = frozenset({"PERSON", "COMPANY", "MEDIA", "PARTY", "ORGANIZATION", "GOVERNMENT", "COUNTRY"})
# One of these may be meant by its class noun alone: "the company".
_MEANT_BY_CLASS = frozenset({"COMPANY", "PARTY", "ARMED_GROUP", "COUNTRY", "MEDIA"})
# How far back a class noun reaches, in tokens.
_REACH = 300


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose people a phrase means, and the name that says so."""

    entity: Entity
    name: Name


class Nominals:
    """Finds descriptive phrases that mean actors and decides whom they mean."""

    def __init__(self, cast: Cast, bodies: Bodies, name_at: dict[int, Name]) -> None:
        self._cast = cast
        self._bodies = bodies
        self._name_at = name_at
        self._by_description: dict[tuple[str, int, bool], Entity] = {}

    def find(self, doc: Doc) -> None:
        """Record every descriptive mention in the text, new actors and returning ones."""
        nouns = load_actor_nouns()
        for token in doc:
            if token.pos_ not in ("NOUN", "PROPN") or token.i in self._cast.at or token.dep_ in _INSIDE_PHRASE:
                continue
            lemmas = [other.lemma_.lower() for other in doc[max(token.sent.start, token.i - 2) : token.i + 1]]
            noun = nouns.ending(lemmas)
            if noun is not None and not _is_predicate(token):
                self._meet(token, noun)

    def _meet(self, head: Token, noun: ActorNoun) -> None:
        phrase = _phrase_of(head)
        named = self._name_behind(head)
        if named is not None:
            self._cast.at[head.i] = named
            named.nouns.add(head.lemma_.lower())
            return
        plural = head.tag_ in _PLURAL_TAGS
        determiner = next((child for child in head.lefts if child.dep_ in ("det", "poss")), None)
        owners = self._owners(head, phrase)
        described = _describes(phrase, head, noun)
        if determiner is not None and determiner.lower_ in _DEFINITE and not owners and not described:
            known = self._return_to(head, noun, plural)
            if known is not None:
                self._cast.mention(known, phrase, Mention.NOMINAL)
                return
        if noun.kind == "COUNTRY":
            return
        together: list[_Owner | None] = [*(owners if plural else owners[:1])] or [None]
        entities = [self._describe(phrase, head, noun, owner, determiner, len(together) > 1) for owner in together]
        for entity in entities:
            self._cast.mention(entity, phrase, Mention.NOMINAL)
        self._cast.at[head.i] = entities[0]
        if len(entities) > 1:
            self._cast.joint_at[head.i] = entities[1:]

    def _name_behind(self, head: Token) -> Entity | None:
        """The body that the noun only introduces: "the state news agency Tass"."""
        following = self._name_at.get(head.i + 1)
        return (
            self._cast.at.get(following.tokens.root.i) if following is not None and following.label == "ORG" else None
        )

    def _describe(
        self, phrase: Tokens, head: Token, noun: ActorNoun, owner: _Owner | None, determiner: Token | None, joint: bool
    ) -> Entity:
        """The unnamed actor of this description; the same words mean the same one, but for "a" and "another"."""
        words = [token for token in phrase if not _is_outside_description(token)]
        inside = {token.i for token in owner.name.tokens} if owner else set()
        description = " ".join(
            token.text
            for token in words
            if token.i not in (self._name_at if joint else inside) and token.tag_ not in ("CC", "POS")
        )
        plural = head.tag_ in _PLURAL_TAGS
        key = (description.lower(), id(owner.entity) if owner else 0, plural)
        entity = self._by_description.get(key)
        if entity is not None and (determiner is None or determiner.lower_ not in ("a", "an", "another", "other")):
            return entity
        entity = Entity(
            name=f"{owner.name.tokens.text} {description}"
            if owner and joint
            else phrase.doc[words[0].i : head.i + 1].text,
            kind=Actor.GROUP if plural and noun.kind in _GROUPED else Actor.Kind.Value(noun.kind),
            named=False,
            description=description,
            plural=plural or noun.kind != "PERSON",
            country_code=owner.entity.country_code if owner else "",
            sector=noun.sector,
            gender="" if plural else noun.gender,
            affiliation=owner.entity if owner else None,
            nouns={noun.noun, head.lemma_.lower()},
        )
        self._by_description[key] = entity
        return entity

    def _owners(self, head: Token, phrase: Tokens) -> list[_Owner]:
        """The countries or bodies whose people they are: before the noun ("US officials") or after "of" and "from"."""
        reach = [self._name_at[index] for index in range(phrase.start, head.i) if index in self._name_at]
        for child in head.rights:
            if not reach and child.dep_ == "prep" and child.lower_ in ("of", "from", "in", "at"):
                inside = [other for other in child.children if other.dep_ == "pobj"]
                reach += [self._name_at[other.i] for other in inside if other.i in self._name_at]
            elif child.dep_ != "punct":
                break
        owners: dict[int, _Owner] = {}
        for name in dict.fromkeys(reach):
            entity = self._owner_of(name)
            if entity is not None:
                owners.setdefault(id(entity), _Owner(entity, name))
        return list(owners.values())

    def _owner_of(self, name: Name) -> Entity | None:
        if name.entry is None:
            return self._cast.at.get(name.tokens.root.i) if name.label in ("ORG", "PERSON") else None
        entity = self._bodies.of_entry(name.entry, name.naming)
        metonym = name.naming is Naming.METONYM
        self._cast.mention(entity, name.tokens, Mention.METONYM if metonym else Mention.MODIFIER)
        return entity

    def _return_to(self, head: Token, noun: ActorNoun, plural: bool) -> Entity | None:
        """The earlier actor that "the …" comes back to: by role or name, then by class and nearness."""
        word = head.lemma_.lower()
        called = {
            entity.end_before(head.i): entity
            for entity in self._cast.entities
            if word in entity.nouns and (_plural_of(entity) == plural or entity.kind != Actor.PERSON)
        }
        last = max(called, default=-1)
        if last >= 0 and head.i - last <= 2 * _REACH:
            return called[last]
        if plural or noun.kind not in _MEANT_BY_CLASS:
            return None
        kind = Actor.Kind.Value(noun.kind)
        near = {
            entity.end_before(head.i): entity for entity in self._cast.entities if entity.kind == kind and entity.named
        }
        last = max(near, default=-1)
        return near[last] if last >= 0 and head.i - last <= _REACH else None


def _is_outside_description(token: Token) -> bool:
    """Articles, counts, pronouns and marks that say nothing about who is meant."""
    return (
        token.is_punct
        or token.dep_ in ("det", "predet", "nummod")
        or token.pos_ in ("PRON", "NUM")
        or token.lower_ in ("both", "some", "many", "several", "all")
    )


def _plural_of(entity: Entity) -> bool:
    return entity.plural or entity.kind == Actor.GROUP


def _is_predicate(token: Token) -> bool:
    """ "She is the minister" states a role and brings in nobody new."""
    if token.dep_ == "pobj":
        return token.head.lower_ == "as"
    return token.dep_ in ("attr", "oprd") and token.head.lemma_ in (
        "be",
        "become",
        "remain",
        "name",
        "appoint",
        "elect",
    )


def _phrase_of(head: Token) -> Tokens:
    """From the first word before the noun that belongs to it to the noun itself."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in ("det", "predet", "poss", "compound", "amod", "nmod", "nummod", "quantmod", "advmod"):
            start = min(start, child.left_edge.i)
            break
    return head.doc[max(start, head.sent.start) : head.i + 1]


def _describes(phrase: Tokens, head: Token, noun: ActorNoun) -> bool:
    """True when the phrase says more than its noun: "the wounded fighter" is somebody else than "the fighter"."""
    return len(
        [token for token in phrase if token.dep_ not in ("det", "predet", "poss", "case") and not token.is_punct]
    ) > len(noun.noun.split())
