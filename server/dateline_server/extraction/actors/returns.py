"""To which earlier actor a noun comes back: the latest that bears it, kept up to date while the text is walked."""

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.knowledge.actor_nouns import ActorNoun, load_actor_nouns

SEVERAL_ARE_GROUP = frozenset({"PERSON", "COMPANY", "MEDIA", "PARTY", "ORGANIZATION", "GOVERNMENT", "COUNTRY"})
"""Kinds of which several under one description are a group."""

# How far back a noun reaches, in tokens: one that the actor bears, and one of its class alone.
_REACH_OF_NOUN = 600
_REACH_OF_CLASS = 300
# Bodies of these kinds may be meant by a noun of their class that nobody gave them: "the company".
_BY_CLASS = {
    "COMPANY": (Actor.COMPANY,),
    "PARTY": (Actor.PARTY, Actor.ARMED_GROUP),
    "ARMED_GROUP": (Actor.ARMED_GROUP,),
    "COUNTRY": (Actor.COUNTRY,),
    "MEDIA": (Actor.MEDIA,),
    "ORGANIZATION": (Actor.ORGANIZATION,),
    "GROUP": (Actor.ARMED_GROUP, Actor.ORGANIZATION, Actor.COMPANY, Actor.PARTY),
}
# Of the nouns that can mean any sort of group, only these come back to a named one.
GROUPS_AT_LARGE = frozenset(
    {
        "group",
        "movement",
        "network",
        "organisation",
        "organization",
        "charity",
        "ngo",
        "association",
        "aid group",
        "rights group",
        "body",
        "bloc",
        "alliance",
    }
)


class Returns:
    """The latest actors by noun and by kind before a point of the text that only moves forwards."""

    def __init__(self, cast: Cast) -> None:
        pairs = ((tokens.end, number) for number, entity in enumerate(cast.entities) for tokens, _ in entity.mentions)
        self._ahead = sorted(pairs, reverse=True)
        self._entities = list(cast.entities)
        self._latest: dict[tuple[str, bool], tuple[int, Entity]] = {}
        self._by_kind: dict[Actor.Kind.ValueType, tuple[int, Entity]] = {}

    def advance(self, index: int) -> None:
        """Take in the mentions that end before the token `index`."""
        while self._ahead and self._ahead[-1][0] <= index:
            end, number = self._ahead.pop()
            self.note(self._entities[number], end)

    def note(self, entity: Entity, end: int) -> None:
        """Take in a mention of the actor that ends before token `end`."""
        plural = entity.plural or entity.kind == Actor.GROUP
        for noun in entity.nouns:
            self._latest[noun, plural] = (end, entity)
            if entity.kind == Actor.GROUP and _is_of_one(noun):
                continue  # "the prosecutor" is not those prosecutors, nor "the firm" those firms
            if entity.kind != Actor.PERSON and (plural or entity.kind == Actor.ARMED_GROUP or not entity.named):
                self._latest[noun, not plural] = (end, entity)
        if entity.named:
            self._by_kind[entity.kind] = (end, entity)

    def bearer(self, word: str, plural: bool, index: int) -> Entity | None:
        """The latest actor that bears the noun, and is many or one as the noun is."""
        latest = self._latest.get((word, plural))
        return latest[1] if latest is not None and index - latest[0] <= _REACH_OF_NOUN else None

    def of_class(self, noun: ActorNoun, index: int) -> Entity | None:
        """The latest named body of the noun's class; an organisation of unknown kind becomes what the noun says."""
        if noun.kind in ("GROUP", "ORGANIZATION") and noun.noun not in GROUPS_AT_LARGE:
            return None
        near = [self._by_kind[kind] for kind in _BY_CLASS.get(noun.kind, ()) if kind in self._by_kind]
        if noun.kind in ("COMPANY", "ARMED_GROUP", "MEDIA") and Actor.ORGANIZATION in self._by_kind:
            end, entity = self._by_kind[Actor.ORGANIZATION]
            if entity.entry is None and not entity.sector:
                near.append((end, entity))
        if not near:
            return None
        end, entity = max(near, key=lambda pair: pair[0])
        if index - end > _REACH_OF_CLASS:
            return None
        if (
            entity.kind == Actor.ORGANIZATION
            and entity.entry is None
            and noun.kind in ("COMPANY", "ARMED_GROUP", "MEDIA")
        ):
            entity.kind = Actor.Kind.Value(noun.kind)
            entity.sector = noun.sector
        return entity


def _is_of_one(noun: str) -> bool:
    """Whether the noun in the singular names one person or body, so that several of it are another actor."""
    known = load_actor_nouns().ending([noun.rpartition(" ")[2]])
    return known is not None and known.kind in SEVERAL_ARE_GROUP
