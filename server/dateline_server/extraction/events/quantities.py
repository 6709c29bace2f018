"""Numbers that a sentence gives for an event: how many killed, arrested or marching, how much money."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from dateline.v1.event_pb2 import Quantity
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ONES = {word: value for value, word in enumerate(_SMALL)}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "m": 1e6,
    "bn": 1e9,
    "dozen": 12,
}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CURRENCIES = {
    "$": "USD", "us$": "USD", "dollar": "USD", "€": "EUR", "euro": "EUR", "£": "GBP", "pound": "GBP", "sterling": "GBP",
    "¥": "JPY", "yen": "JPY", "yuan": "CNY", "rouble": "RUB", "ruble": "RUB", "rupee": "INR", "franc": "CHF",
}  # fmt: skip
_DONE_TO = {
    "kill": "killed", "die": "killed", "murder": "killed", "execute": "killed", "slay": "killed", "wound": "wounded",
    "injure": "injured", "hurt": "injured", "arrest": "arrest", "detain": "detained", "expel": "expelled",
    "release": "released", "free": "released", "kidnap": "kidnapped", "abduct": "kidnapped", "evacuate": "evacuated",
    "deploy": "deployed", "displace": "displaced", "rescue": "rescued", "deport": "deported",
}  # fmt: skip


def read_quantities(draft: Draft, syntax: Syntax, candidate: Candidate) -> list[Quantity]:
    """The numbers on the trigger's own nouns, in the order of the text."""
    found: dict[int, Quantity] = {}
    for noun in _counted(syntax, candidate):
        for number in syntax.children(noun, "nummod"):
            _add_number(draft, syntax, candidate, noun, number, found)
        if noun.like_num and noun.pos_ in ("NUM", "NOUN"):
            _add_number(draft, syntax, candidate, noun, noun, found)
    return [found[index] for index in sorted(found)]


def parse_number(words: list[str]) -> float | None:
    """The value of a number in digits or words ("1,200", "two dozen", "3.5 million"); None when it is none."""
    total, current, seen = 0.0, 0.0, False
    for word in (part for text in words for part in text.lower().replace("-", " ").split()):
        if _DIGITS.fullmatch(word):
            current += float(word.replace(",", ""))
        elif word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in _SCALES:
            scale = _SCALES[word]
            current = (current if seen else 1.0) * scale
            if scale >= 1e3:
                total, current = total + current, 0.0
        elif word in ("and", "a", "an"):
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


def _counted(syntax: Syntax, candidate: Candidate) -> Iterator[Token]:
    head = candidate.head
    nouns = syntax.objects(head) if head.pos_ in ("VERB", "AUX") else [head]
    if syntax.lemmas[head.i] in words_of("own_number"):
        nouns = nouns + syntax.subjects(head)[0]
    for first in nouns:
        for noun in syntax.conjuncts(first):
            yield noun
            if noun.i != head.i and syntax.lemmas[noun.i] not in _CURRENCIES:
                continue
            for prep in syntax.children(noun, "prep"):
                if prep.lower_ == "of":
                    for inner in syntax.children(prep, "pobj"):
                        yield from syntax.conjuncts(inner)


def _add_number(
    draft: Draft, syntax: Syntax, candidate: Candidate, noun: Token, number: Token, found: dict[int, Quantity]
) -> None:
    parts = [child for child in syntax.children(number, "compound", "nummod") if child.i < number.i and child.like_num]
    tokens = syntax.doc[min((part.i for part in parts), default=number.i) : number.i + 1]
    value = parse_number([token.text for token in tokens])
    if value is None or noun.ent_type_ in ("DATE", "TIME") or _is_year(number, noun):
        return
    symbols = [child for child in syntax.children(number, "quantmod", "nmod") if child.lower_ in _CURRENCIES]
    lemma = syntax.lemmas[noun.i]
    if symbols:
        unit = _CURRENCIES[symbols[0].lower_]
    elif lemma in _CURRENCIES:
        unit = _CURRENCIES[lemma]
    else:
        unit = _DONE_TO.get(syntax.lemmas[candidate.head.i], "" if noun.like_num else lemma)
    if unit:
        found.setdefault(number.i, Quantity(value=value, unit=unit, span=draft.reading.span_of(tokens)))


def _is_year(number: Token, noun: Token) -> bool:
    """True for "the 1999 accident": one thing of that year, not so many."""
    return len(number) == 4 and number.is_digit and number.lower_[0] in "12" and noun.tag_ in ("NN", "NNP")
