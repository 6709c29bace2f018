"""Deeds that one tells and another denies, lays at another's door, or puts on another day or in another place."""

import math
from collections.abc import Sequence

from dateline.v1.event_pb2 import Attribution, Event
from dateline.v1.place_pb2 import Place
from dateline_server.knowledge.news_words import plain_form
from dateline_server.stories.claims import (
    Claim,
    Party,
    places_meet,
    same_party,
    share_party,
    times_meet,
)

# Words, judgements and votes are no deeds: somebody can say one thing and deny another.
_WORDS = frozenset(
    {"X_STATE", "ACCUSE", "REQUEST", "CONSULT", "SUPPORT", "REJECT", "THREATEN", "X_ECONOMY", "X_ELECT", "X_OTHER"}
)

# What happens to a person once, as far as one story goes.
_ONCE = frozenset({("ASSAULT", "kill"), ("X_CASUALTY", ""), ("RETREAT", "resign"), ("X_APPOINT", "")})
_INDEFINITE = ("a ", "an ", "any ", "some ")
_NEAR = 50.0  # km, within which two towns may be one place: a suburb, the next town
_DEGREE = 111.2  # km of a degree of latitude
_MANY = 10  # so many killed, or arrested, are hardly as many another time


def is_deed(claim: Claim) -> bool:
    """True for what can be denied or laid at somebody's door."""
    return claim.event.type not in _WORDS


def contradict_status(told: Claim, denied: Claim) -> bool:
    """True when one says that a deed was done and the other that this deed was not."""
    return (
        told.is_asserted
        and denied.is_denied
        and _same_sort(told, denied)
        and bool(told.agents) == bool(denied.agents)
        and (not told.agents or share_party(told.agents, denied.agents))
        and _same_recipient(told, denied)
        and not (_is_any(told) and _is_any(denied) and not denied.event.attributions)
        and times_meet(told, denied)
        and places_meet(told, denied)
    )


def may_be_older(told: Claim, denied: Claim) -> bool:
    """True when what had not happened on one day may have happened by the other: nobody denies it."""
    days = denied.record.published_date, told.record.published_date
    denial = any(attribution.stance == Attribution.DENY for attribution in denied.event.attributions)
    return not denial and bool(days[0]) and days[0] < days[1]


def contradict_agent(one: Claim, other: Claim) -> bool:
    """True when two lay one deed at the doors of two: each other's, or on one stated day somebody else's."""
    if not (one.is_asserted and other.is_asserted and _same_sort(one, other)):
        return False
    if not (one.recipients and share_party(one.recipients, other.recipients)):
        return False
    if not (times_meet(one, other) and places_meet(one, other) and _are_two(one.agents, other.agents)):
        return False
    blame = _is_voice(one, other.agents) or _is_voice(other, one.agents)
    on_one_day = bool(one.first) and one.first == one.last == other.first == other.last
    return one.speaker != other.speaker and (
        blame or (on_one_day and Event.CLAIMED in (one.event.status, other.event.status))
    )


def tell_one_deed(one: Claim, other: Claim) -> bool:
    """True for a deed that can be no other: what happens to somebody but once, or the same done to as many."""
    if one.record.article == other.record.article or not (one.is_asserted and other.is_asserted):
        return False
    if not _same_sort(one, other) or (
        not one.agents == other.agents == () and not share_party(one.agents, other.agents)
    ):
        return False
    return bool(happens_once(one) & happens_once(other))


def happens_once(claim: Claim) -> set[tuple[str, str | float]]:
    """What tells a deed from all others of its sort: whom it befell, or how many, in its sentence."""
    people = claim.recipients or claim.agents if (claim.event.type, claim.event.mode) in _ONCE else ()
    sentence = claim.event.evidence[0] if len(claim.event.evidence) == 1 else None
    return {("", party.actor) for party in people if party.actor.startswith("actors/person-")} | {
        (quantity.unit, quantity.value)
        for quantity in claim.event.quantities
        if sentence and quantity.value >= _MANY and not quantity.unit.isupper()
    }


def contradict_time(one: Claim, other: Claim) -> bool:
    """True when one deed is put on two days."""
    return (
        tell_one_deed(one, other) and not times_meet(one, other) and places_meet(one, other) and _are_days(one, other)
    )


def contradict_place(one: Claim, other: Claim) -> bool:
    """True when one deed is put in two towns."""
    towns = all(
        claim.event.place
        and claim.event.place_basis == Event.PlaceBasis.STATED
        and claim.record.place.kind == Place.CITY
        for claim in (one, other)
    )
    same_day = bool(one.first) and times_meet(one, other) and bool(other.first)
    far = _kilometres_between(one.record.place, other.record.place) > _NEAR
    return towns and same_day and far and tell_one_deed(one, other) and not places_meet(one, other)


def _kilometres_between(here: Place, there: Place) -> float:
    """The distance, on a flat map, which is near enough for towns of one region; endless where one is not known."""
    if not (here.HasField("location") and there.HasField("location")):
        return math.inf
    north = here.location.latitude - there.location.latitude
    east = abs(here.location.longitude - there.location.longitude) % 360
    width = math.cos(math.radians((here.location.latitude + there.location.latitude) / 2))
    return math.hypot(north, min(east, 360 - east) * width) * _DEGREE


def name_deed(claim: Claim) -> str:
    """The deed in a phrase without its doer: "shell the port"."""
    label = claim.event.label
    texts = [part.text for part in claim.recipients if part.words]
    if not texts or any(plain_form(word) in part.words for part in claim.recipients for word in label.split()):
        return label
    return f"{label} {texts[0]}"


def name_doer(claim: Claim) -> str:
    """Who did it, or "somebody"."""
    return claim.agents[0].text if claim.agents else "somebody"


def _same_sort(one: Claim, other: Claim) -> bool:
    if one.event.type != other.event.type:
        return False
    return bool(one.event.mode and one.event.mode == other.event.mode) or one.verb == other.verb


def _same_recipient(one: Claim, other: Claim) -> bool:
    if one.recipients and other.recipients:
        return share_party(one.recipients, other.recipients)
    return one.verb == other.verb and bool(one.agents)


def _is_any(claim: Claim) -> bool:
    """True where it befell some thing or other of a sort: two that pass "a bill" need not mean the same."""
    return any(not part.actor and part.text.lower().startswith(_INDEFINITE) for part in claim.recipients)


def _are_two(some: Sequence[Party], others: Sequence[Party]) -> bool:
    return bool(some and others) and not any(
        same_party(one, other)
        or one.words & other.words
        or not (one.actor and other.actor)
        or (one.country and one.country == other.country)
        for one in some
        for other in others
    )


def _is_voice(claim: Claim, parties: Sequence[Party]) -> bool:
    """True when a claim comes from one of the parties."""
    if not claim.event.attributions:
        return False
    source = claim.event.attributions[0].source
    voice = next((actor for actor in claim.record.actors if actor.id == source), None)
    return voice is not None and any(
        party.actor == voice.actor or (party.country and party.country == voice.country_code) for party in parties
    )


def _are_days(one: Claim, other: Claim) -> bool:
    return all(claim.first == claim.last != "" for claim in (one, other))
