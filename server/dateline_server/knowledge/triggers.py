"""The table of trigger words: which words name which type of event, and where its sides stand.

A row's pattern is a head word and elements that must stand around it; `data/event_triggers.tsv` explains the notation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from dateline_server.knowledge.tables import read_rows
from dateline_server.knowledge.word_classes import words_of

INTENT = "INTENT"
"""The type of rows for promises: AGREE or THREATEN, as the promised deed is friendly or hostile."""

NO_EVENT = "NONE"
"""The type of rows for everyday, figurative and generic uses of a word, in which it names no event."""

PARTICLE = "~"
PREPOSITION = "+"
OBJECT = ">"
SUBJECT = "<"
COMPLEMENT = "%"
PREDICATE = "="
MODIFIER = "^"
CONTEXT = "?"

SOMEBODY = "somebody"
"""The word of an element that any name or noun of a person, or a pronoun for one, fits."""

_COUNTRY = "country"
_KINDS = frozenset((PARTICLE, PREPOSITION, OBJECT, SUBJECT, COMPLEMENT, PREDICATE, MODIFIER, CONTEXT))


@dataclass(frozen=True, slots=True)
class Element:
    """Something that must stand (or, `negated`, must not stand) around the head word.

    `words` are the lemmas of which one must be there, empty for any; for a preposition they are those of its object
    and `markers` the prepositions.
    """

    kind: str
    words: frozenset[str]
    markers: frozenset[str] = frozenset()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the sides stand: sources in the order in which they are tried.

    `equal` sides are all PARTICIPANT. Of a `whole` recipient nobody who is named inside its phrase stands for it.
    """

    agents: tuple[str, ...]
    recipients: tuple[str, ...]
    equal: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row: the head's `lemma` and `pos` (V, N or A), what must stand around it, and what it then names."""

    lemma: str
    pos: str
    elements: tuple[Element, ...]
    type: str
    mode: str
    frame: Frame
    confidence: float
    pattern: str = ""
    """The row as the table writes it; empty for a rule that no row stands for."""
    why: str = ""
    """What the table says of the row."""
    needs: tuple[frozenset[str], ...] = ()
    """Sets of words of which the sentence must hold one each, in this form or as a lemma, for the row to fit at all."""

    def may_fit(self, said: frozenset[str]) -> bool:
        """False where the words of the sentence, in their form and as lemmas, lack one that the row needs."""
        for needed in self.needs:  # noqa: SIM110 - most rows that a text brings up end here, and a loop tells it fastest
            if needed.isdisjoint(said):
                return False
        return True

    @property
    def specificity(self) -> float:
        """Grows with what the row asks for; the most specific row that fits wins."""
        weights = (0.5 if element.kind == CONTEXT or element.negated else 1.0 for element in self.elements)
        return sum(weights) + sum(0.25 for element in self.elements if element.words and not element.negated)


@lru_cache(maxsize=1)
def load_triggers() -> dict[tuple[str, str], tuple[Trigger, ...]]:
    """The rows of each head word by (lemma, pos), most specific first; of equal ones those that deny an event."""
    table: dict[tuple[str, str], list[Trigger]] = {}
    for row in _read_rows():
        table.setdefault((row.lemma, row.pos), []).append(row)
    return {
        head: tuple(sorted(rows, key=lambda row: (-row.specificity, row.type != NO_EVENT, -row.confidence)))
        for head, rows in table.items()
    }


def parse_pattern(pattern: str) -> tuple[str, str, tuple[Element, ...]]:
    """Lemma, part of speech and elements of a pattern such as `call/V ~off >strike,@protest`.

    Raises ValueError for an unknown element, KeyError for an unknown class.
    """
    head, *elements = pattern.split()
    lemma, pos = head.rsplit("/", 1)
    return lemma, pos, tuple(_parse_element(element) for element in elements)


@cache
def parse_frame(text: str) -> Frame:
    """The frame written as `s>to,n`, `s~with` or `by>s!`."""
    equal = "~" in text
    agents, recipients = text.removesuffix("!").split("~" if equal else ">")
    return Frame(tuple(agents.split(",")), tuple(recipients.split(",")), equal, text.endswith("!"))


@cache  # the same few stand in many rows
def _parse_element(text: str) -> Element:
    negated = text.startswith("!")
    body = text[1:] if negated else text
    kind, rest = body[0], body[1:]
    if kind not in _KINDS:
        raise ValueError(f"unknown element {text!r}")
    if kind == PREPOSITION:
        markers, _, words = rest.partition(":")
        return Element(kind, _expand(words), frozenset(markers.split(",")), negated)
    return Element(kind, _expand(rest), negated=negated)


@cache
def _expand(text: str) -> frozenset[str]:
    words: set[str] = set()
    for word in filter(None, text.split(",")):
        words |= words_of(word[1:]) if word.startswith("@") else {word}
    return frozenset(words)


def _read_rows() -> Iterator[Trigger]:
    for pattern, type_, mode, frame, confidence, why in read_rows("event_triggers.tsv", 6):
        try:
            lemma, pos, elements = parse_pattern(pattern)
            where, right = parse_frame(frame), float(confidence)
        except (ValueError, KeyError) as error:
            raise ValueError(f"event_triggers.tsv, {pattern!r}: {error}.") from error
        yield Trigger(lemma, pos, elements, type_, mode, where, right, pattern, why, _needs(elements))


def _needs(elements: tuple[Element, ...]) -> tuple[frozenset[str], ...]:
    needed: list[frozenset[str]] = []
    for element in elements:
        if element.negated or element.kind == CONTEXT:
            continue
        # Some words stand for others, too: any person's name, any country's.
        named = element.words and element.words.isdisjoint((SOMEBODY, _COUNTRY))
        needed += [words for words in (element.markers, element.words if named else None) if words]
    return tuple(needed)
