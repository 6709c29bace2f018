"""Persons, brought together from full names, surnames and forms of address."""

from spacy.tokens import Span as Tokens

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import words_of_name
from dateline_server.extraction.actors.trimming import PARTICLES, is_honorific
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.first_names import load_first_names

_GENDER_OF_HONORIFIC = {
    **dict.fromkeys(("mr", "sir", "lord", "señor", "herr", "monsieur"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "dame", "lady", "madam", "madame", "frau"), "f"),
}
_TITLES_IN_NAME = frozenset({"former", "deputy", "vice", "prime", "acting", "opposition"})


class People:
    """The persons met so far, found by the words of a name in time independent of their number."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._by_word: dict[str, dict[tuple[str, ...], Entity]] = {}

    def meet(self, tokens: Tokens) -> Entity:
        """The person that the name means, made new when no earlier name fits; the mention is recorded."""
        tokens, honorific = _part_address(tokens)
        words = words_of_name(tokens)
        gender = _GENDER_OF_HONORIFIC.get(honorific.lower().rstrip("."), "")
        person = self._find(words, gender)
        if person is None:
            person = Entity(name=_written(tokens), kind=Actor.PERSON)
        elif len(words) > len(person.name.split()):
            person.name = _written(tokens)
        self._index(person, words)
        person.honorific = person.honorific or honorific
        person.gender = person.gender or gender or load_first_names().get(words[0].lower(), "")
        self._cast.mention(person, tokens, Mention.NAME)
        return person

    def meet_again(self, tokens: Tokens) -> bool:
        """Record a mention where the word is the surname of a person met in full before; False when it is not."""
        word = tokens.text.lower()
        for words, person in self._by_word.get(word, {}).items():
            if len(words) > 1 and words[-1] == word:
                self._cast.mention(person, tokens, Mention.NAME)
                return True
        return False

    def _find(self, words: tuple[str, ...], gender: str) -> Entity | None:
        """Of several who share the name, the one most often named: papers give the others their first names."""
        wanted = tuple(word.lower() for word in words)
        fitting = [
            person
            for known, person in self._by_word.get(wanted[-1], {}).items()
            if not (gender and person.gender and gender != person.gender)
            and _is_same(wanted, known)
            and (len(wanted) == 1 or len(known) > 1 or " " not in person.name)
        ]
        return max(fitting, key=lambda person: len(person.mentions), default=None)

    def _index(self, person: Entity, words: tuple[str, ...]) -> None:
        form = tuple(word.lower() for word in words)
        for word in {form[0]: 0, form[-1]: 0, form[-1].rpartition("-")[2]: 0}:
            self._by_word.setdefault(word, {}).setdefault(form, person)


def _is_same(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether two names can mean one person: the same words, the surname or first name alone, or a fuller form."""
    short, long = sorted((words, known), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    if short[-1] != long[-1]:
        return False
    first, other = short[0].rstrip("."), long[0].rstrip(".")
    return first == other or (1 in (len(first), len(other)) and first[0] == other[0]) or short[0] in PARTICLES


def _part_address(tokens: Tokens) -> tuple[Tokens, str]:
    """The name without titles before it, and the honorific inside or just before it."""
    doc, start = tokens.doc, tokens.start
    honorific = doc[start - 1].text if start and is_honorific(doc[start - 1].text) else ""
    while start < tokens.end - 1 and (is_honorific(doc[start].text) or _is_title(doc[start].lower_)):
        honorific = doc[start].text if is_honorific(doc[start].text) else honorific
        start += 1
    return doc[start : tokens.end], honorific


def _written(tokens: Tokens) -> str:
    """The name as the text has it, white space smoothed and marks at its ends left out."""
    return " ".join(tokens.text.split()).strip(",;:()“”\"'")


def _is_title(word: str) -> bool:
    nouns = load_actor_nouns()
    noun = nouns.ending([word]) or nouns.ending([word.removesuffix("s")])  # "Guides Simon Wiget and …"
    return word in _TITLES_IN_NAME or (noun is not None and noun.kind == "PERSON")
