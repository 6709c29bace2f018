"""Which words of the text name events: rows of the trigger table laid over the syntax."""

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from dateline_server.extraction.events.phrases import is_somebody
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge import triggers as table
from dateline_server.knowledge.triggers import Element, Trigger, load_triggers
from dateline_server.knowledge.word_classes import words_of

_POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}
_CONTAINERS, _VAGUE, _WARNINGS = words_of("container"), words_of("vague"), words_of("warning")
_WHEN = frozenset(("DATE", "TIME"))
_NAME_TYPES = frozenset(("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"))


@dataclass(frozen=True)
class Match:
    """A row that fits at `head`; `words` are further tokens that the pattern took up (its object, its particle)."""

    head: Token
    row: Trigger
    words: tuple[Token, ...]

    @cached_property
    def anchors(self) -> tuple[Token, ...]:
        """The head and the nouns of the pattern: what the arguments may hang on."""
        return (self.head, *(word for word in self.words if word.pos_ in ("NOUN", "PROPN")))


def match_triggers(syntax: Syntax) -> list[Match]:
    """The best row at each token, in the order of the text; a noun that a verb's pattern took up has none of its own."""
    rows = load_triggers()
    found: list[Match] = []
    taken: set[int] = set()
    for token, lemma, part in zip(syntax.tokens, syntax.lemmas, syntax.parts, strict=True):
        pos = _POS.get(part)
        if pos is None:
            continue
        candidates = rows.get((lemma, pos))
        if candidates is None or _is_no_deed(syntax, token, pos):
            continue
        said = syntax.sentence_words[syntax.sentence_of[token.i]]
        for row in candidates:
            words = _fit(syntax, token, row) if row.may_fit(said) else None
            if words is None:
                continue
            if row.type != table.NO_EVENT:
                found.append(Match(token, row, words))
                taken.update(word.i for word in words if word.i != token.i)
            break
    return [match for match in found if match.head.i not in taken]


def _is_no_deed(syntax: Syntax, token: Token, pos: str) -> bool:
    """True for participles that describe a noun ("armed men"), for words inside names, and for what is only warned of."""
    dep = syntax.deps[token.i]
    if pos == "V":
        return dep in ("amod", "compound", "aux", "auxpass")
    if token.pos_ == "PROPN" and token.ent_type_ in _NAME_TYPES:
        return True
    if pos == "N" and token.i + 1 < len(syntax.tokens) and syntax.lowered[token.i + 1].removesuffix("s") in _WARNINGS:
        # "issued a tsunami warning", of which the parser makes a verb
        return True
    return pos == "N" and dep in ("compound", "nmod", "npadvmod") and token.head.pos_ in ("NOUN", "PROPN")


def _fit(syntax: Syntax, head: Token, row: Trigger) -> tuple[Token, ...] | None:
    """The tokens that the row's elements took up, or None when the row does not fit."""
    words: list[Token] = []
    for element in row.elements:
        found = _find(syntax, head, element, words)
        if (found is None) != element.negated:
            return None
        if found:
            words.extend(found)
    return tuple(words)


def _find(syntax: Syntax, head: Token, element: Element, taken: list[Token]) -> list[Token] | None:
    """The tokens that fill the element (may be none), or None when nothing does."""
    kind, words = element.kind, element.words
    if kind == table.CONTEXT:
        return [] if _is_spoken_of(syntax, head, words) else None
    if kind == table.PARTICLE:
        for child in syntax.children(head, "prt", "advmod", "prep", "acomp", "oprd"):
            if child.lower_ in words:
                return [child]
        return None
    if kind == table.PREPOSITION:
        return _find_preposition(syntax, head, element, taken)
    if kind == table.OBJECT:
        objects = syntax.objects(head)
        if not words:
            return [] if any(noun.ent_type_ not in _WHEN for noun in objects) else None
        if syntax.lemmas[head.i] == "call" and syntax.children(head, "oprd") and not element.negated:
            # "Called the strike illegal": it was given a name, and nobody was called out.
            return None
        return _first_with(syntax, objects, words)
    if kind == table.SUBJECT:
        subjects = _first_with(syntax, syntax.subjects(head)[0], words)
        return None if subjects is None else []
    if kind == table.COMPLEMENT:
        verbs = [verb for first in syntax.complements(head) for verb in syntax.conjuncts(first)]
        if not words:
            return [] if verbs else None
        # What stands before is said and not asked for: "They left, he told reporters".
        return [] if any(syntax.lemmas[verb.i] in words and verb.i > head.i for verb in verbs) else None
    if kind == table.PREDICATE:
        for child in syntax.children(head, "acomp", "attr", "oprd", "advmod", "xcomp", "dobj", "ccomp"):
            if syntax.lemmas[child.i] in words or child.lower_ in words:
                return [child]
        return None
    return _find_modifier(syntax, [head, *syntax.objects(head)] if head.pos_ == "VERB" else [head], words)


def _is_spoken_of(syntax: Syntax, head: Token, words: frozenset[str]) -> bool:
    """True where the sentence holds one of the words beside the head itself, or where most of a longer text does."""
    inside = words & syntax.sentence_words[syntax.sentence_of[head.i]]
    if inside - {syntax.lemmas[head.i], head.lower_}:
        return True
    return syntax.is_about(words)


def _find_modifier(syntax: Syntax, nouns: list[Token], words: frozenset[str]) -> list[Token] | None:
    """A word before one of the nouns, or before that word: "suicide" in "a suicide car bombing"."""
    for noun in nouns:
        for child in syntax.children(noun, "compound", "amod", "nmod", "poss", "nummod", "advmod"):
            if syntax.lemmas[child.i] in words or child.lower_ in words:
                return [child]
            if table.SOMEBODY in words and child.dep_ == "poss" and is_somebody(syntax, child):
                return []
            for inner in syntax.children(child, "compound", "amod", "npadvmod", "nmod"):
                if syntax.lemmas[inner.i] in words:
                    return [inner]
    return None


def _find_preposition(syntax: Syntax, head: Token, element: Element, taken: list[Token]) -> list[Token] | None:
    """Looks at the head and at the nouns taken up so far, since parsers hang phrases on either."""
    for anchor in (head, *taken):
        if not element.words:
            if "by" in element.markers and anchor.pos_ == "NOUN" and _is_followed_by_doer(syntax, anchor):
                return []
            for child in syntax.children(anchor, "prep", "agent", "dative", "prt", "mark"):
                if child.lower_ in element.markers:
                    return []
            continue
        for _prep, noun in syntax.prepositional(anchor, element.markers):
            found = _first_with(syntax, [noun], element.words)
            if found is not None:
                return found
    return None


def _is_followed_by_doer(syntax: Syntax, noun: Token) -> bool:
    """True for a noun right before "by", on whatever the parser hung that: "coincided with a march by nurses"."""
    return noun.i + 1 < len(syntax.tokens) and syntax.lowered[noun.i + 1] == "by"


def _first_with(syntax: Syntax, nouns: list[Token], words: frozenset[str]) -> list[Token] | None:
    """The first noun, conjuncts included, whose lemma is among the words, also inside "a series of …", "tons of …"."""
    for first in nouns:
        for noun in syntax.conjuncts(first):
            if noun.ent_type_ in _WHEN:
                continue
            if _names(syntax, noun, words):
                return [noun]
            if syntax.lemmas[noun.i] not in _CONTAINERS and not _is_measure(syntax, noun):
                continue
            for prep in syntax.children(noun, "prep"):
                for inner in syntax.children(prep, "pobj") if prep.lower_ == "of" else []:
                    if _names(syntax, inner, words):
                        return [noun, inner]
    return None


def _names(syntax: Syntax, noun: Token, words: frozenset[str]) -> bool:
    lemma = syntax.lemmas[noun.i]
    if lemma in words or noun.lower_ in words or _is_named_kind(syntax, noun, words):
        return True
    if table.SOMEBODY in words and is_somebody(syntax, noun):
        return True
    return lemma in _VAGUE and any(syntax.lemmas[child.i] in words for child in syntax.children(noun, "compound"))


def _is_measure(syntax: Syntax, noun: Token) -> bool:
    """True for "tons of wheat", "thousands of workers"."""
    return noun.like_num or (noun.tag_ == "NNS" and bool(syntax.children(noun, "nummod")))


def _is_named_kind(syntax: Syntax, noun: Token, words: frozenset[str]) -> bool:
    """True for a country where the words are those of states, and for a name whose title is among the words."""
    if noun.pos_ != "PROPN":
        return False
    if noun.ent_type_ == "GPE" and "country" in words:
        return True
    return any(syntax.lemmas[child.i] in words for child in syntax.children(noun, "compound"))
