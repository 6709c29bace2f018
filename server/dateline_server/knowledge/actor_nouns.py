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
    _last_words: frozenset[str]
    _spelled_out: dict[str, str]

    def ending(self, lemmas: Sequence[str]) -> ActorNoun | None:
        """The longest entry that the lower-case lemmas end with: "riot police" for "the heavily armed riot police"."""
        if not lemmas or lemmas[-1] not in self._last_words:
            return None
        for length in range(min(_LONGEST, len(lemmas)), 0, -1):
            noun = self._nouns.get(" ".join(lemmas[-length:]))
            if noun is not None:
                return noun
        return None

    def may_end(self, lemma: str) -> bool:
        """False when no entry ends with this lower-case lemma."""
        return lemma in self._last_words

    def of_name(self, words: Sequence[str]) -> ActorNoun | None:
        """What a name says of its bearer, by its words, the last first: "Bank" in "Harbour Bank"."""
        for word in reversed(words):
            noun = self._name_words.get(word.lower().rstrip(".")) or self._nouns.get(word.lower())
            if noun is not None and noun.kind not in ("PERSON", "COUNTRY") and not word[0].islower():
                return noun
        return None

    def spelled_out(self, word: str) -> str:
        """The title that an abbreviation in lower case stands for: "senator" for "sen."; any other word as it is."""
        return self._spelled_out.get(word, word)

    def names_body(self, word: str) -> bool:
        """True for a capitalised word that ends or heads the names of bodies: "Bank", "Movement"."""
        return word[0].isupper() and word.lower().rstrip(".") in self._name_words


@lru_cache(maxsize=1)
def load_actor_nouns() -> ActorNouns:
    """The tables actor_nouns.tsv, title_abbreviations.tsv and name_words.tsv."""
    nouns = _read("actor_nouns.tsv")
    short = {form: title for row, title in read_rows("title_abbreviations.tsv", 2) for form in (row, f"{row}.")}
    nouns.update({form: nouns[title] for form, title in short.items()})
    last_words = frozenset(noun.rpartition(" ")[2] for noun in nouns)
    return ActorNouns(nouns, _read("name_words.tsv"), last_words, short)


def _read(table: str) -> dict[str, ActorNoun]:
    return {
        noun: ActorNoun(noun, kind, sector, gender, title == "1")
        for noun, kind, sector, gender, title, _why in read_rows(table, 6)
    }
