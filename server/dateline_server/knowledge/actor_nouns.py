"""Common nouns that name actors ("spokeswoman", "riot police") and words that end the names of bodies ("Bank")."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows

_LONGEST = 3


@dataclass(frozen=True, slots=True)
class ActorNoun:
    """A noun in the singular; `kind` as in Actor.Kind, `gender` "m", "f" or "", `title` when it may precede a name."""

    noun: str
    kind: str
    sector: str
    gender: str
    title: bool


@dataclass(frozen=True, slots=True)
class ActorNouns:
    """All actor nouns, found by the words that end a phrase."""

    _nouns: dict[str, ActorNoun]
    _name_words: dict[str, ActorNoun]

    def ending(self, lemmas: Sequence[str]) -> ActorNoun | None:
        """The longest entry that the lower-case lemmas end with: "riot police" for "the heavily armed riot police"."""
        for length in range(min(_LONGEST, len(lemmas)), 0, -1):
            noun = self._nouns.get(" ".join(lemmas[-length:]))
            if noun is not None:
                return noun
        return None

    def of_name(self, words: Sequence[str]) -> ActorNoun | None:
        """What a name says of its bearer, by its words, the last first: "Bank" in "Harbour Bank"."""
        for word in reversed(words):
            noun = self._name_words.get(word.lower().rstrip(".")) or self._nouns.get(word.lower())
            if noun is not None and noun.kind not in ("PERSON", "COUNTRY"):
                return noun
        return None


@lru_cache(maxsize=1)
def load_actor_nouns() -> ActorNouns:
    """The tables actor_nouns.tsv and name_words.tsv."""
    return ActorNouns(_read("actor_nouns.tsv"), _read("name_words.tsv"))


def _read(table: str) -> dict[str, ActorNoun]:
    return {
        noun: ActorNoun(noun, kind, sector, gender, title == "1")
        for noun, kind, sector, gender, title, _why in read_rows(table, 6)
    }
