"""Persons, brought together from full names, surnames and forms of address."""

from collections import Counter

from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name, is_honorific
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.first_names import load_first_names

_GENDER_OF_HONORIFIC = {
    **dict.fromkeys(("mr", "sir", "lord", "señor", "herr", "monsieur"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "dame", "lady", "madam", "madame", "frau"), "f"),
}
# Parts of surnames that stand in lower case before them.
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "bin", "ibn", "al", "el"}
)


def words_of_people(names: list[Name]) -> frozenset[str]:
    """First and last words of names that the model takes for persons, in lower case, where it does so more often than not."""
    votes: Counter[str] = Counter()
    for name in names:
        if name.entry is None:
            words = [token.lower_ for token in name.tokens if token.is_alpha] or [""]
            for word in {words[0], words[-1]}:
                votes[word] += 1 if name.label == "PERSON" else -1
            if name.label == "PERSON" and len(words) > 1:
                votes[words[-1]] += 2  # a full name is the surest sign
    return frozenset(word for word, balance in votes.items() if balance > 0)


class People:
    """The persons met so far, found by the words of a name in time independent of their number."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._by_word: dict[str, list[tuple[Entity, tuple[str, ...]]]] = {}

    def meet(self, tokens: Tokens) -> Entity:
        """The person that the name means, made new when no earlier name fits; the mention is recorded."""
        words, honorific = _read_name(tokens)
        gender = _GENDER_OF_HONORIFIC.get(honorific.lower().rstrip("."), "")
        person = self._find(words, gender) or self._add(words)
        if len(words) > len(person.name.split()):
            person.name = " ".join(words)
            self._index(person, words)
        person.honorific = person.honorific or honorific
        person.gender = person.gender or gender or load_first_names().get(words[0].lower(), "")
        self._cast.mention(person, tokens, Mention.NAME)
        return person

    def _find(self, words: tuple[str, ...], gender: str) -> Entity | None:
        """Of several who share the name, the one most often named: papers give the others their first names."""
        fitting = [
            person
            for person, known in self._by_word.get(words[-1].lower(), [])
            if not (gender and person.gender and gender != person.gender) and _same_person(words, known)
        ]
        return max(fitting, key=lambda person: len(person.mentions), default=None)

    def _add(self, words: tuple[str, ...]) -> Entity:
        person = Entity(name=" ".join(words), kind=Actor.PERSON)
        self._index(person, words)
        return person

    def _index(self, person: Entity, words: tuple[str, ...]) -> None:
        for word in {words[0].lower(), words[-1].lower()}:
            self._by_word.setdefault(word, []).append((person, words))


def _same_person(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether two names can mean one person: the same words, the surname or first name alone, or a fuller form."""
    short, long = sorted(([word.lower() for word in words], [word.lower() for word in known]), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    if short[-1] != long[-1]:
        return False
    first, other = short[0].rstrip("."), long[0].rstrip(".")
    return first == other or (1 in (len(first), len(other)) and first[0] == other[0]) or short[0] in _PARTICLES


def _read_name(tokens: Tokens) -> tuple[tuple[str, ...], str]:
    """The words of a name without titles before it, and the honorific inside or just before it."""
    doc, start = tokens.doc, tokens.start
    honorific = doc[start - 1].text if start and is_honorific(doc[start - 1].text) else ""
    while start < tokens.end - 1 and (is_honorific(doc[start].text) or _is_title(doc[start].text)):
        honorific = doc[start].text if is_honorific(doc[start].text) else honorific
        start += 1
    words = tuple(token.text for token in doc[start : tokens.end] if not token.is_punct) or (tokens.text,)
    return words, honorific


def _is_title(word: str) -> bool:
    noun = load_actor_nouns().ending([word.lower()])
    return noun is not None and noun.title
