"""Numbers that articles give for one thing and that cannot both be so: tolls, damages, sums."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.v1.event_pb2 import Participant, Quantity
from dateline_server.knowledge.news_words import plain_form, weight_of
from dateline_server.knowledge.number_words import number_bounds, number_parts
from dateline_server.knowledge.word_classes import words_of
from dateline_server.stories.claims import Claim, Party, places_meet, share_party, times_meet

_WORD = re.compile(r"[^\W\d_]+")
_BEHIND = re.compile(r"\b(?:in|of|from|on|at|near|with|who|and)\b|,")
_CROWD = "number taking part"
# What units count as one thing, and how it is called. One happening has one number of each.
_TOLLS = {
    "killed": "killed", "wounded": "hurt", "injured": "hurt", "arrest": "arrested", "detained": "arrested",
    "kidnapped": "kidnapped", "evacuated": "evacuated", "displaced": "displaced", "rescued": "rescued",
    "released": "released", "expelled": "expelled", "deported": "deported",
}  # fmt: skip
_ROUGH = 0.15  # share by which "about" and "dozens" may be off
_ROUNDED = 0.05  # share by which a number that ends in noughts may be off at most
_WITHIN = 2.0  # by what factor two tolls of one article may differ and still be of one thing
_WITHIN_CROWDS = 4.0
_FAR_APART = 5.0  # the same of two articles, where day and place are not told in both
_HARM = ("number killed", "number hurt")


@dataclass(frozen=True, slots=True)
class Said:
    """A number as somebody says it."""

    claim: Claim
    unit: str
    subject: str
    value: float
    low: float
    high: float
    counted: str  # plain form of what is counted; empty for people of any sort
    main: bool = True  # False where the article gives a larger one of another occasion

    @property
    def is_toll(self) -> bool:
        """True for a count of people to whom one thing was done."""
        return self.unit in _TOLLS

    @property
    def is_crowd(self) -> bool:
        """True for a count of those who march or strike."""
        return self.subject == _CROWD


def read_numbers(claims: Iterable[Claim]) -> list[Said]:
    """The numbers of what is said to have happened.

    Numbers of a part ("three of them"), those that come on top of others ("another 18"), and those that may be part of
    a larger one in the same article are left out.
    """
    found: dict[tuple[str, str], list[Said]] = {}
    for claim in claims:
        if claim.is_asserted:
            for quantity in claim.event.quantities:
                said = _read(claim, quantity)
                if said is not None:
                    found.setdefault((claim.record.article, said.subject), []).append(said)
    return [said for numbers in found.values() for said in _leave_out_parts(numbers)]


def _leave_out_parts(numbers: list[Said]) -> list[Said]:
    whole: list[Said] = []
    for said in sorted(numbers, key=lambda said: -said.value):
        if all(_is_no_part(said, larger) for larger in whole):
            other = whole and not _may_be_on_one_occasion(said.claim, whole[0].claim)
            whole.append(replace(said, main=False) if other else said)
    return whole


def _is_no_part(said: Said, larger: Said) -> bool:
    """True for a number of another day or place, and for what somebody else says of the same."""
    if not _may_be_on_one_occasion(said.claim, larger.claim):
        return True
    within = _WITHIN_CROWDS if said.is_crowd else _WITHIN
    return (
        said.claim.speaker != larger.claim.speaker and said.counted == larger.counted and _within(said, larger, within)
    )


def disagree(one: Said, other: Said) -> bool:
    """True when both are of one thing and cannot both be so."""
    if not are_of_one_thing(one, other):
        return False
    if one.counted == other.counted:
        return one.high < other.low or other.high < one.low
    # Some of the dead are dockers: more dockers than dead there cannot be, fewer there can.
    some, everybody = (one, other) if one.counted else (other, one)
    return not everybody.counted and everybody.high < some.low <= _WITHIN * everybody.high


def are_of_one_thing(one: Said, other: Said) -> bool:
    """True when two numbers count the same on the same occasion, as far as the articles tell."""
    here, there = one.claim, other.claim
    if one.subject != other.subject or not _on_one_occasion(here, there) or not places_meet(here, there):
        return False
    if not (one.main and other.main) and not _same_circumstances(here, there):
        return False
    if not _may_be_of_one_hand(here, there, harm=one.subject in _HARM):
        return False
    if one.is_toll or one.is_crowd:
        return (
            here.record.article == there.record.article
            or _within(one, other, _FAR_APART)
            or _same_circumstances(here, there)
        )
    return (
        here.record.article != there.record.article
        and (here.event.type, here.event.mode) == (there.event.type, there.event.mode)
        and one.unit == other.unit
        and share_party(here.agents, there.agents)
    )


def _may_be_on_one_occasion(one: Claim, other: Claim) -> bool:
    return times_meet(one, other) and places_meet(one, other)


def _on_one_occasion(one: Claim, other: Claim) -> bool:
    """True when the days can be the same; a number of a week is none of a day in it."""
    if not times_meet(one, other):
        return False
    if not (one.first and one.last and other.first and other.last):
        return True
    return (one.first, one.last) == (other.first, other.last) or (_is_short(one) and _is_short(other))


def _within(one: Said, other: Said, factor: float) -> bool:
    return max(one.value, other.value) <= factor * min(one.value, other.value)


def _same_circumstances(one: Claim, other: Claim) -> bool:
    """True when both state the same day, and no places that differ, or the same place."""
    same_day = bool(one.first) and (one.first, one.last) == (other.first, other.last)
    return same_day or bool(one.event.place and other.event.place and one.record.place.name == other.record.place.name)


def _may_be_of_one_hand(one: Claim, other: Claim, harm: bool) -> bool:
    """False when two did it; of harm, where one article alone names who did, day or place must be the same in both."""
    doers = [[party for party in claim.agents if _is_known(party)] for claim in (one, other)]
    if all(doers):
        return share_party(*doers)
    same_day = bool(one.first) and (one.first, one.last) == (other.first, other.last)
    same_place = bool(one.event.place and other.event.place)
    return not harm or same_day or same_place or not any(doers)


def _is_known(party: Party) -> bool:
    """True for somebody with a name or a country; "a coach" may be a bus."""
    return bool(party.country) or (bool(party.actor) and not party.actor.startswith("actors/unnamed-"))


def _is_short(claim: Claim) -> bool:
    return (date.fromisoformat(claim.last) - date.fromisoformat(claim.first)).days <= 1


def is_newer(one: Said, other: Said) -> bool:
    """True when one of two numbers is larger and was published on a later day."""
    first, second = sorted((one, other), key=lambda said: said.claim.record.published_date)
    days = (first.claim.record.published_date, second.claim.record.published_date)
    return bool(days[0]) and days[0] < days[1] and first.value < second.value


def _read(claim: Claim, quantity: Quantity) -> Said | None:
    sentence = _sentence_of(claim, quantity)
    if sentence is None:
        return None
    before, after = sentence
    if _says_part(before, after):
        return None
    low, high = _bounds(quantity, before, after)
    subject = _subject(claim, quantity)
    if not subject or any(other != quantity and other.unit == quantity.unit for other in claim.event.quantities):
        return None  # several of one unit: what befell the parts of a whole
    counted = "" if quantity.unit.isupper() else _counted(claim, quantity)
    return Said(claim, quantity.unit, subject, quantity.value, low, high, counted)


def _subject(claim: Claim, quantity: Quantity) -> str:
    """What is counted; empty where a happening may have several such numbers."""
    if quantity.unit in _TOLLS:
        return f"number {_TOLLS[quantity.unit]}"
    if claim.event.type == "PROTEST" and _counts_agents(claim, quantity):
        return _CROWD
    return (
        f"amount: {claim.event.label.partition(' ')[0]}"
        if quantity.unit.isupper() and len(claim.event.quantities) == 1
        else ""
    )


def _counts_agents(claim: Claim, quantity: Quantity) -> bool:
    return any(plain_form(quantity.unit) == plain_form(_last_word(party.text)) for party in claim.agents)


def _sentence_of(claim: Claim, quantity: Quantity) -> tuple[list[str], list[str]] | None:
    """The words before and behind a number, in small letters, in its sentence.

    None where the event is named in another sentence: somebody else may say the number, or of another day.
    """
    span, trigger = quantity.span, claim.event.trigger
    for sentence in claim.event.evidence:
        if all(
            sentence.part == one.part and sentence.start <= one.start and one.end <= sentence.end
            for one in (span, trigger)
        ):
            before = sentence.text[: span.start - sentence.start].lower()
            after = sentence.text[span.end - sentence.start :].lower()
            return _WORD.findall(before), _WORD.findall(after)
    return None


def _says_part(before: Sequence[str], after: Sequence[str]) -> bool:
    return any(_stands(words, where, before, after) for words, where in number_parts())


def _bounds(quantity: Quantity, before: Sequence[str], after: Sequence[str]) -> tuple[float, float]:
    """The least and the most that the words can mean."""
    value, spread = quantity.value, 0.0
    if value >= 100 and value == int(value):
        step = 10 ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))
        spread = min(step / 2, value * _ROUNDED) if step > 1 else 0.0
    if "dozen" in quantity.span.text.lower():
        spread = max(spread, value * _ROUGH)
    for words, where, meaning in number_bounds():
        if _stands(words, where, before, after):
            if meaning == "least":
                return value - spread, math.inf
            if meaning == "most":
                return 0.0, value + spread
            spread = max(spread, value * _ROUGH)
    return value - spread, value + spread


def _stands(words: tuple[str, ...], where: str, before: Sequence[str], after: Sequence[str]) -> bool:
    if where == "before":
        return tuple(before[-len(words) :]) == words
    return tuple(after[: len(words)]) == words


def _counted(claim: Claim, quantity: Quantity) -> str:
    """The plain form of the noun that is counted; empty for people of any sort."""
    for part in _parts_of(claim, quantity):
        noun = _last_word(part.text)
        if noun:
            plain = plain_form(noun)
            return "" if noun in words_of("anybody") or not weight_of(plain) else plain
    return ""


def _last_word(text: str) -> str:
    """The noun that a phrase is built on: "workers" in "dock workers from Riga"."""
    words = _WORD.findall(_BEHIND.split(text.lower())[0])
    return words[-1] if words else ""


def _parts_of(claim: Claim, quantity: Quantity) -> Iterator[Participant]:
    """The participants that the number may count: the one around it, else the one to whom it was done."""
    span = quantity.span
    for part in claim.event.participants:
        if part.span.part == span.part and part.span.start <= span.start and span.end <= part.span.end:
            yield part
    yield from (part for part in claim.event.participants if part.role == Participant.RECIPIENT and not part.implied)
