"""Actors without a name of their own: "US officials", "a Russian diplomatic official", "the company"."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.bodies import Bodies
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name
from dateline_server.extraction.actors.phrases import (
    describes,
    ends_with,
    is_amount,
    is_outside_description,
    is_predicate,
    is_told_apart,
    means_no_actor,
    phrase_of,
)
from dateline_server.extraction.actors.returns import GROUPS_AT_LARGE, SEVERAL_ARE_GROUP, Returns
from dateline_server.extraction.actors.scanning import NOUNS, head_of, noun_of, start_of_sentence, tokens_of_parts
from dateline_server.knowledge.actor_nouns import ActorNoun, load_actor_nouns
from dateline_server.knowledge.base import Naming, load_knowledge
from dateline_server.knowledge.leaders import load_leaders
from dateline_server.knowledge.word_classes import words_of
from dateline_server.language.datelines import tokens_in_datelines

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_INSIDE_PHRASE = frozenset({"compound", "nmod", "amod", "npadvmod", "quantmod", "nummod"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_NEW = frozenset({"a", "an", "another", "other"})
# People and bodies of these sectors beside the name of a capital are of the city: "a Nairobi court".
_OF_THE_CITY = frozenset({"COP", "JUD", "CVL", "BUS", "MED"})
_BODIES = frozenset({"COMPANY", "MEDIA", "PARTY", "ORGANIZATION", "ARMED_GROUP", "AGENCY", "GOVERNMENT"})
# Who leads a government.
_HEADS = frozenset({"president", "minister", "chancellor", "premier", "king", "emir", "sultan"})


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose people a phrase means, and the name that says so; `only_place` where they are only said to be there."""

    entity: Entity
    name: Name
    only_place: bool = False


def _sector_of(noun: ActorNoun, owner: _Owner | None) -> str:
    """An officer is of the police, unless an army or another body of its own sector is said to be his."""
    entity = owner.entity if owner else None
    of_body = (
        entity is not None
        and entity.kind == Actor.AGENCY
        and noun.sector == "COP"
        and not noun.noun.startswith("police")
    )
    return entity.sector if entity is not None and of_body and entity.sector else noun.sector


class Nominals:
    """Finds descriptive phrases that mean actors and decides whom they mean."""

    def __init__(self, cast: Cast, bodies: Bodies, name_at: dict[int, Name], home: str) -> None:
        self._cast = cast
        self._home = home
        self._bodies = bodies
        self._name_at = name_at
        self._returns = Returns(cast)
        self._by_description: dict[tuple[str, int, bool], Entity] = {}

    def find(self, doc: Doc) -> None:
        """Record every descriptive mention in the text, new actors and returning ones."""
        nouns = load_actor_nouns()
        inside_datelines = tokens_in_datelines(doc)
        for token in tokens_of_parts(doc, NOUNS):
            if token.i in self._cast.at or not nouns.may_end(noun_of(token)) or token.dep_ in _INSIDE_PHRASE:
                continue
            name = self._name_at.get(token.i)  # the "Prince" of Port-au-Prince is no prince
            if token.i in inside_datelines or (name is not None and (name.entry is not None or name.label != "NORP")):
                continue
            lemmas = [noun_of(doc[index]) for index in range(start_of_sentence(doc, token.i, 2), token.i + 1)]
            noun = nouns.ending(lemmas)
            if noun is not None and not is_predicate(token) and not means_no_actor(token, noun):
                self._returns.advance(token.i)
                self._meet(token, noun)

    def _meet(self, head: Token, noun: ActorNoun) -> None:
        phrase = phrase_of(head)
        named = self._name_behind(head, noun) or self._name_before(head, noun)
        if named is not None:
            self._cast.at[head.i] = named
            named.nouns.add(head.lemma_.lower())
            self._returns.note(named, head.i + 1)
            return
        plural = head.tag_ in _PLURAL_TAGS
        called = None if plural else self._called_by_name(head, noun)
        if called is not None:
            self._cast.mention(called, phrase, Mention.NOMINAL)
            self._returns.note(called, head.i + 1)
            return
        determiner = next((child for child in head.lefts if child.dep_ in ("det", "poss")), None)
        if (determiner is not None and determiner.lower_ == "no") or is_amount(head):
            return
        owners = self._owners(head, phrase, noun)
        if (
            determiner is not None
            and (determiner.lower_ in _DEFINITE or owners)
            and not is_told_apart(head, determiner)
        ):
            known = self._holder(head, phrase, noun, owners) if owners else self._return_to(head, phrase, noun, plural)
            if known is not None:
                self._cast.mention(known, phrase, Mention.NOMINAL)
                self._returns.note(known, head.i + 1)
                return
        if noun.kind == "COUNTRY":
            return
        government = self._led_by(noun, owners) or self._at_home(phrase, noun, owners)
        if government is not None:
            self._cast.mention(government, phrase, Mention.NOMINAL)
            self._returns.note(government, head.i + 1)
            return
        together: list[_Owner | None] = [*(owners if plural else owners[:1])] or [None]
        entities = [self._describe(phrase, head, noun, owner, determiner, len(together) > 1) for owner in together]
        for entity in entities:
            self._cast.mention(entity, phrase, Mention.NOMINAL)
            self._returns.note(entity, head.i + 1)
        self._cast.at[head.i] = entities[0]
        if len(entities) > 1:
            self._cast.joint_at[head.i] = entities[1:]

    def _name_behind(self, head: Token, noun: ActorNoun) -> Entity | None:
        """Whom the noun only introduces: "the news agency Tass", "the owner, Brennor Motors,", "his wife Ann"."""
        name = self._name_at.get(head.i + 1)
        if name is None:
            apposed = next((child for child in head.rights if child.dep_ == "appos"), None)
            name = self._name_at.get(apposed.i) if apposed is not None else None
        if name is None or name.label not in ("ORG", "PERSON"):
            return None
        if name.label == "PERSON" and (noun.kind != "PERSON" or head.tag_ in _PLURAL_TAGS):
            return None
        entity = self._cast.at.get(head_of(name.tokens).i)
        return entity if entity is not None and entity.kind != Actor.COUNTRY else None

    def _name_before(self, head: Token, noun: ActorNoun) -> Entity | None:
        """Whom the noun says more of: "Sahel Register, a research group", "Ann Otieno, a mother of two"."""
        if head.dep_ != "appos":
            return None
        entity = self._cast.at.get(head.head.i)
        if entity is None or not entity.named or entity.kind == Actor.COUNTRY:
            return None
        if entity.kind == Actor.PERSON or noun.kind == "PERSON":
            return entity if entity.kind == Actor.PERSON and noun.kind == "PERSON" and head.tag_ == "NN" else None
        if entity.entry is None and not entity.sector and noun.kind in _BODIES:
            entity.kind, entity.sector = Actor.Kind.Value(noun.kind), noun.sector
        return entity if noun.kind in (*_BODIES, "GROUP") else None

    def _called_by_name(self, head: Token, noun: ActorNoun) -> Entity | None:
        """Whom name and noun mean together: "the Hamas militant group", "the Brennor Motors company"."""
        first = head.i - len(noun.noun.split())
        at_large = noun.noun in GROUPS_AT_LARGE
        is_class = (at_large or noun.kind in _BODIES) and noun.noun not in words_of("parts_of_bodies")
        name = self._name_at.get(first) if is_class else None
        if name is None or name.label != "ORG":
            return None
        entity = self._cast.at.get(head_of(name.tokens).i)
        if entity is None or not entity.named:
            return None
        if entity.kind == Actor.ORGANIZATION and entity.entry is None and not entity.sector and noun.kind in _BODIES:
            entity.kind, entity.sector = Actor.Kind.Value(noun.kind), noun.sector
        return entity if at_large or entity.kind == Actor.Kind.Value(noun.kind) else None

    def _led_by(self, noun: ActorNoun, owners: list[_Owner]) -> Entity | None:
        """The government of the state whose leader owns it: "Ms Otieno's administration" of the president of Kenya."""
        if noun.kind != "GOVERNMENT" or not owners or owners[0].entity.kind != Actor.PERSON:
            return None
        leader = owners[0].entity
        leads = any(role.title.split()[-1] in _HEADS for role in leader.roles)
        code = leader.country_code if leads else load_leaders().led_by(leader.name, None)
        entry = load_knowledge().body_of(code, "government") if code else None
        return self._bodies.of_entry(entry, Naming.ALIAS) if entry is not None else None

    def _at_home(self, phrase: Tokens, noun: ActorNoun, owners: list[_Owner]) -> Entity | None:
        """The body of the home country that "the government" or "the foreign ministry" is."""
        is_of_state = noun.kind == "GOVERNMENT" or noun.sector == "LEG"
        if not self._home or owners or not is_of_state or phrase[0].lower_ != "the" or describes(phrase, noun):
            return None
        entry = load_knowledge().body_of(self._home, noun.noun)
        return self._bodies.of_entry(entry, Naming.ALIAS) if entry is not None else None

    def _describe(
        self, phrase: Tokens, head: Token, noun: ActorNoun, owner: _Owner | None, determiner: Token | None, joint: bool
    ) -> Entity:
        """The unnamed actor of this description; the same words mean the same one, but for "a" and "another"."""
        counted = {
            index
            for child in head.lefts
            if child.dep_ in ("nummod", "quantmod")
            for index in range(child.left_edge.i, child.i + 1)
        }
        words = [token for token in phrase if token.i not in counted and not is_outside_description(token)] or [head]
        inside = {token.i for token in owner.name.tokens} if owner else set()
        description = " ".join(
            token.text
            for token in words
            if token.i not in (self._name_at if joint else inside) and token.tag_ not in ("CC", "POS")
        )
        plural = head.tag_ in _PLURAL_TAGS
        key = (description.lower(), id(owner.entity) if owner else 0, plural)
        entity = self._by_description.get(key)
        if entity is not None and (determiner is None or determiner.lower_ not in _NEW):
            return entity
        entity = Entity(
            name=f"{owner.name.tokens.text} {description}"
            if owner and joint
            else phrase.doc[words[0].i : head.i + 1].text,
            kind=Actor.GROUP if plural and noun.kind in SEVERAL_ARE_GROUP else Actor.Kind.Value(noun.kind),
            named=False,
            description=description,
            plural=plural or noun.kind != "PERSON",
            country_code=owner.entity.country_code if owner else "",
            sector=_sector_of(noun, owner),
            gender="" if plural else noun.gender,
            affiliation=owner.entity if owner and not owner.only_place else None,
            nouns={noun.noun, head.lemma_.lower()},
        )
        self._by_description[key] = entity
        return entity

    def _owners(self, head: Token, phrase: Tokens, noun: ActorNoun) -> list[_Owner]:
        """The countries or bodies whose people they are: before the noun ("US officials") or after "of" and "from"."""
        reach = [self._name_at[index] for index in range(phrase.start, head.i) if index in self._name_at]
        where: list[Name] = []
        for child in head.rights:
            if not reach and child.dep_ == "prep" and child.lower_ in ("of", "from", "in", "at", "for"):
                inside = [other for other in child.children if other.dep_ == "pobj" and other.i in self._name_at]
                reach += [self._name_at[other.i] for other in inside if child.lower_ not in ("in", "at")]
                if noun.sector in ("GOV", "COP", "MIL", "LEG", "JUD"):
                    where += [self._name_at[other.i] for other in inside if child.lower_ in ("in", "at")]
            elif child.dep_ != "punct":
                break
        owners: dict[int, _Owner] = {}
        for name in dict.fromkeys(reach):
            if name.naming is Naming.METONYM and noun.sector in _OF_THE_CITY:
                where.append(name)
                continue
            entity = self._owner_of(name)
            if entity is not None:
                owners.setdefault(id(entity), _Owner(entity, name))
        for name in where:
            if name.entry is not None and name.entry.country_code and noun.noun != "diplomat":
                entity = self._bodies.of_entry(name.entry, name.naming)
                owners.setdefault(id(entity), _Owner(entity, name, only_place=True))
        return list(owners.values())

    def _owner_of(self, name: Name) -> Entity | None:
        if name.entry is None:
            return self._cast.at.get(head_of(name.tokens).i) if name.label in ("ORG", "PERSON") else None
        entity = self._bodies.of_entry(name.entry, name.naming)
        metonym = name.naming is Naming.METONYM
        self._cast.mention(entity, name.tokens, Mention.METONYM if metonym else Mention.MODIFIER)
        return entity

    def _return_to(self, head: Token, phrase: Tokens, noun: ActorNoun, plural: bool) -> Entity | None:
        """The earlier actor that "the …" comes back to: by role or name, then by class and nearness."""
        if describes(phrase, noun):
            same = self._returns.bearer(noun.noun, plural, head.i)
            if same is not None and not same.named and ends_with(same.description, phrase):
                return same
            return None if plural or noun.kind != "COUNTRY" else self._returns.of_class(noun, head.i)
        bearer = self._returns.bearer(noun.noun, plural, head.i)
        if bearer is None and noun.noun != head.lemma_.lower():
            bearer = self._returns.bearer(head.lemma_.lower(), plural, head.i)
            if bearer is not None and noun.noun.split()[0] not in bearer.name.lower():
                bearer = None  # "the police force" is no other force, "the health ministry" no other ministry
        if bearer is not None:
            return bearer
        return None if plural else self._returns.of_class(noun, head.i)

    def _holder(self, head: Token, phrase: Tokens, noun: ActorNoun, owners: list[_Owner]) -> Entity | None:
        """The one person met before who holds the office: "the Kenyan president" when the president of Kenya is named."""
        if noun.kind != "PERSON" or not noun.title or len(owners) != 1 or head.tag_ in _PLURAL_TAGS:
            return None
        owner = owners[0]
        said = {token.i for token in owner.name.tokens}
        more = [token for token in phrase if token.i not in said and token.dep_ not in ("det", "case", "punct")]
        if len(more) > len(noun.noun.split()):
            return None
        known = self._returns.bearer(noun.noun, False, head.i)
        if known is None or not known.named or known.kind != Actor.PERSON:
            return None
        if owner.entity.kind == Actor.COUNTRY:
            return known if known.country_code == owner.entity.country_code else None
        return known if known.affiliation is owner.entity else None
