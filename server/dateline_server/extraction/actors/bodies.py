"""Organisations, companies, media and state bodies, brought together from names, short forms and acronyms."""

from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.knowledge.actor_nouns import ActorNoun, load_actor_nouns
from dateline_server.knowledge.base import Entry, Naming, load_knowledge
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.word_classes import words_of

_SMALL_WORDS = frozenset(["of", "the", "and", "for", "in", "on", "to", "a"])
_LARGE_CITY = 200_000
_KINDS_OF_BODIES = frozenset({"COMPANY", "MEDIA", "PARTY", "ORGANIZATION", "ARMED_GROUP", "AGENCY", "GOVERNMENT"})


class Bodies:
    """The bodies met so far, found by name, by the start of a name and by its initials."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._by_entry: dict[str, Entity] = {}
        self._by_form: dict[str, Entity] = {}
        self._by_noun: dict[str, Entity] = {}

    def meet(self, name: Name, how: Mention.Type.ValueType = Mention.NAME) -> Entity:
        """The body that the name means, made new when it is the first to name it; the mention is recorded."""
        entity = self.of_entry(name.entry, name.naming) if name.entry else self._of_words(name.tokens, name.label)
        self._cast.mention(entity, name.tokens, how)
        if how == Mention.NAME:
            entity.nouns |= _common_nouns([token.text for token in name.tokens])
            for noun in entity.nouns:
                self._by_noun[noun] = entity
        return entity

    def meet_again(self, tokens: Tokens) -> bool:
        """Record a mention when the words are the name or short form of a body met before; False when they are not."""
        entity = self._by_form.get(tokens.text.lower())
        if entity is None:
            return False
        self._cast.mention(entity, tokens, Mention.NAME)
        return True

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

    def of_noun(self, noun: str) -> Entity | None:
        """The body last met whose name holds the noun: the Harbour Bank for "bank"."""
        return self._by_noun.get(noun)

    def _of_words(self, tokens: Tokens, label: str) -> Entity:
        words = list(words_of_name(tokens))
        form = " ".join(words).lower()
        known = self._by_form.get(form) or self._behind_bracket(tokens) or self._by_last_word(words)
        if known is not None:
            self._by_form.setdefault(form, known)
            return known
        shorter = self._by_form.get(words[0].lower()) if len(words) > 1 else None
        if shorter is not None and shorter.entry is None and shorter.name.lower() == words[0].lower():
            shorter.name = tokens.text  # "Brennor" was "Brennor Motors"
            entity = shorter
        else:
            entity = Entity(name=tokens.text, kind=Actor.ORGANIZATION)
        _classify(entity, words, tokens, label)
        for other in (form, *_short_forms(words)):
            self._by_form.setdefault(other, entity)
        return entity

    def _behind_bracket(self, tokens: Tokens) -> Entity | None:
        """ "Lakeside Farmers Union (LFU)": the acronym of the name before it."""
        doc, start = tokens.doc, tokens.start
        if start < 2 or doc[start - 1].text != "(" or not tokens.text.isupper():
            return None
        entity = self._cast.at.get(doc[start - 2].i)
        return entity if entity is not None and entity.kind != Actor.PERSON and entity.named else None

    def _by_last_word(self, words: list[str]) -> Entity | None:
        """ "the Commission": the last body of that noun."""
        if len(words) != 1 or not load_actor_nouns().names_body(words[0]):
            return None
        return self._by_noun.get(words[0].lower())


def _classify(entity: Entity, words: list[str], tokens: Tokens, label: str) -> None:
    """Kind and sector from the noun before the name, the words of the name, or the state that it is."""
    noun = _noun_before(tokens) or load_actor_nouns().of_name(words)
    if noun is None and words[0] == "The":
        noun = load_actor_nouns().of_name(["Newspaper"])  # bodies wear their article in capitals on front pages
    entity.nouns |= _common_nouns(words)
    if noun is not None:
        entity.nouns.add(noun.noun.split()[-1])
        entity.sector = noun.sector
        if noun.kind != "GROUP":
            entity.kind = Actor.Kind.Value(noun.kind)
    elif label == "GPE":
        division = next((row for row in load_gazetteer().candidates(tokens.text) if row.kind == "REGION"), None)
        entity.kind = Actor.GOVERNMENT
        entity.sector = "GOV"
        entity.country_code = division.country_code if division else ""


def _noun_before(tokens: Tokens) -> ActorNoun | None:
    """The noun that says what the name is: "radio station" in "the radio station Sahel One"."""
    doc, start = tokens.doc, tokens.start
    if not start or doc[start - 1].pos_ != "NOUN" or not doc[start - 1].is_lower:
        return None
    noun = load_actor_nouns().ending([token.lemma_.lower() for token in doc[max(0, start - 3) : start]])
    return noun if noun is not None and noun.kind in _KINDS_OF_BODIES else None


def _common_nouns(words: list[str]) -> set[str]:
    """The actor nouns in a name, by which the text may return to it: "bank" for "Harbour Bank"."""
    nouns = load_actor_nouns()
    return {
        word.lower()
        for word in words
        if ((noun := nouns.ending([word.lower()])) is not None and noun.kind not in ("PERSON", "COUNTRY"))
        or nouns.names_body(word)
    }


def _short_forms(words: list[str]) -> list[str]:
    """Forms in lower case under which a name may come back: initials, the name without what says what it is, its first word."""
    big = [word for word in words if word.lower() not in _SMALL_WORDS]
    if len(big) < 2:
        return []
    forms = ["".join(word[0] for word in big).lower()]
    if big != words:
        return forms
    nouns = load_actor_nouns()
    end = len(words)
    while end > 1 and nouns.of_name(words[end - 1 : end]) is not None:
        end -= 1
        short = " ".join(words[:end])
        if short.lower() not in words_of("generic_openers") and not _is_large_place(short):
            forms.append(short.lower())
    first = words[0]
    generic = first.lower() in words_of("generic_openers") or nouns.names_body(first) or len(first) < 4
    if (
        not generic
        and not nouns.ending([first.lower()])
        and not load_knowledge().lookup(first)
        and not _is_large_place(first)
    ):
        forms.append(first.lower())
    return forms


def _is_large_place(text: str) -> bool:
    """ "Queensland" alone is the state and not the Queensland Cabinet."""
    first = next(iter(load_gazetteer().candidates(text)), None)
    return first is not None and first.usual and (first.level != "CITY" or first.population >= _LARGE_CITY)
