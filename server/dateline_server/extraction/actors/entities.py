"""An actor while it is being put together from its mentions, and the cast of all of them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TypeAlias

from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.names import Name
from dateline_server.extraction.actors.scanning import head_of
from dateline_server.knowledge.base import Entry

_Mention: TypeAlias = tuple[Tokens, Mention.Type.ValueType]


def _start(mention: _Mention) -> int:
    return mention[0].start


@dataclass(frozen=True, slots=True)
class Role:
    """An office as the text states it; `tokens` is the whole phrase, `holder` the name of the body or country it is of."""

    title: str
    organization: str
    country_code: str
    tokens: Tokens
    holder: Name | None


@dataclass(slots=True, eq=False)
class Entity:
    """An actor in the making.

    `mentions` are in the order of the text. `nouns` are the lower-case common nouns under which the text may return to
    it; `description` is what an unnamed one is called apart from its country or body: "officials" for "US officials".
    `known_as` is the name under which the tables know a person, whatever the text calls it.
    """

    name: str
    kind: Actor.Kind.ValueType
    named: bool = True
    description: str = ""
    plural: bool = False
    country_code: str = ""
    sector: str = ""
    gender: str = ""
    known_as: str = ""
    honorific: str = ""
    entry: Entry | None = None
    link_basis: Actor.LinkBasis.ValueType = Actor.NEW
    affiliation: "Entity | None" = None
    roles: list[Role] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    mentions: list[_Mention] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """All entities of an article and who is meant at which token.

    `joint_at` holds the others whom a phrase means together: the Russian ones at "officials" in "US and Russian officials".
    """

    entities: list[Entity] = field(default_factory=list)
    at: dict[int, Entity] = field(default_factory=dict)
    joint_at: dict[int, list[Entity]] = field(default_factory=dict)

    def mention(self, entity: Entity, tokens: Tokens, how: Mention.Type.ValueType) -> None:
        """Record that the tokens mean the entity; a token that means somebody already keeps its meaning."""
        if not entity.mentions:
            self.entities.append(entity)
        position = bisect_left(entity.mentions, tokens.start, key=_start)
        if position == len(entity.mentions) or _start(entity.mentions[position]) != tokens.start:
            entity.mentions.insert(position, (tokens, how))
        for token in tokens:
            if token.pos_ != "PRON":  # "his lawyer": the pronoun is somebody else's
                self.at.setdefault(token.i, entity)
        self.at[head_of(tokens).i] = entity
