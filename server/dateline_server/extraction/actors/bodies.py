"""Organisations, companies, media and state bodies, brought together from names, short forms and acronyms."""

from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.base import Entry, Naming

_SMALL_WORDS = frozenset(["of", "the", "and", "for", "in", "on", "to", "a"])


class Bodies:
    """The bodies met so far, found by name, by the start of a name and by its initials."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._by_entry: dict[str, Entity] = {}
        self._by_form: dict[str, Entity] = {}

    def meet(self, name: Name, how: Mention.Type.ValueType = Mention.NAME) -> Entity:
        """The body that the name means, made new when it is the first to name it; the mention is recorded."""
        entity = self.of_entry(name.entry, name.naming) if name.entry else self._of_words(name.tokens)
        self._cast.mention(entity, name.tokens, how)
        return entity

    def meet_again(self, tokens: Tokens) -> None:
        """Record a mention when the words are the name or short form of a body met before; else nothing."""
        entity = self._by_form.get(tokens.text.lower())
        if entity is not None:
            self._cast.mention(entity, tokens, Mention.NAME)

    def of_entry(self, entry: Entry, naming: Naming | None) -> Entity:
        """The entity of a knowledge entry, without a mention yet when it is new."""
        entity = self._by_entry.get(entry.id)
        if entity is None:
            entity = self._by_entry[entry.id] = Entity(
                name=entry.name,
                kind=Actor.Kind.Value(entry.kind),
                country_code=entry.country_code,
                sector=entry.sector,
                entry=entry,
                link_basis=Actor.EXACT if naming is Naming.NAME else Actor.ALIAS,
                nouns=_common_nouns(entry.name.split()),
            )
        elif naming is Naming.NAME:
            entity.link_basis = Actor.EXACT
        return entity

    def _of_words(self, tokens: Tokens) -> Entity:
        words = [token.text for token in tokens if not token.is_punct] or [tokens.text]
        form = " ".join(words).lower()
        entity = self._by_form.get(form)
        if entity is None:
            noun = load_actor_nouns().of_name(words)
            if noun is None and words[0] == "The":
                noun = load_actor_nouns().of_name(["newspaper"])  # bodies wear their article in capitals on front pages
            entity = Entity(
                name=tokens.text,
                kind=Actor.Kind.Value(noun.kind) if noun and noun.kind != "GROUP" else Actor.ORGANIZATION,
                sector=noun.sector if noun else "",
                nouns=_common_nouns(words),
            )
            for other in (form, *_short_forms(words)):
                self._by_form.setdefault(other, entity)
        return entity


def _common_nouns(words: list[str]) -> set[str]:
    """The actor nouns in a name, by which the text may return to it: "bank" for "Harbour Bank"."""
    nouns = load_actor_nouns()
    return {word.lower() for word in words if nouns.ending([word.lower()]) or nouns.of_name([word])}


def _short_forms(words: list[str]) -> list[str]:
    """Forms in lower case under which a name may come back: initials, and all but the word that says what it is."""
    big = [word for word in words if word.lower() not in _SMALL_WORDS]
    forms = []
    if len(big) > 1:
        initials = "".join(word[0] for word in big)
        forms.append(initials.lower())
        if big == words and load_actor_nouns().of_name(words[-1:]) is not None:
            forms.append(" ".join(words[:-1]).lower())
    return forms
