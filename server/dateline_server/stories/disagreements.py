"""What the articles of a story, or those whom they quote, do not agree on."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from dateline.v1.event_pb2 import EventRecord
from dateline.v1.story_pb2 import Disagreement, Position, PositionClaim
from dateline_server.stories.claims import Claim, read_claims, same_party
from dateline_server.stories.deeds import (
    contradict_agent,
    contradict_place,
    contradict_status,
    contradict_time,
    happens_once,
    is_deed,
    may_be_older,
    name_deed,
    name_doer,
)
from dateline_server.stories.numbers import Said, are_of_one_thing, disagree, is_newer, read_numbers

Told = TypeVar("Told", Claim, Said)


def find_disagreements(story: str, records: Sequence[EventRecord]) -> list[Disagreement]:
    """The disagreements of `story`, over the events of its articles: contradictions first, of these most voices first.

    Two that might be of two happenings are none: rather one too few than one that is wrong.
    """
    claims = read_claims(records)
    found = [*_find_quantities(claims), *_find_about_deeds(claims)]
    for disagreement in found:
        disagreement.story = story
    return sorted(found, key=_order)


def _find_quantities(claims: Sequence[Claim]) -> Iterator[Disagreement]:
    said = read_numbers(claims)
    groups = _group(
        said, lambda one: (one.subject, one.value, one.low, one.high, one.counted, _circumstances(one.claim))
    )
    for component in _components(groups, disagree):
        told = [one for group in component for one in group]
        held = {id(one) for one in told}
        told += [one for one in said if id(one) not in held and any(_agree(one, member) for member in told)]
        pairs = [
            (one, other) for first, second in combinations(component, 2) if disagree(first[0], second[0])
            for one in first for other in second
        ]  # fmt: skip
        newer = all(is_newer(one, other) for one, other in pairs)
        units = [one.unit for one in told]
        yield _build(
            Disagreement.QUANTITY,
            Disagreement.DEVELOPMENT if newer else Disagreement.CONTRADICTION,
            told[0].subject,
            [(f"{one.value:.15g}", one.claim) for one in told],
            unit=max(units, key=units.count),
        )


def _agree(one: Said, other: Said) -> bool:
    return one.value == other.value and are_of_one_thing(one, other)


def _find_about_deeds(claims: Sequence[Claim]) -> Iterator[Disagreement]:
    deeds = [claim for claim in claims if is_deed(claim)]
    for type_ in dict.fromkeys(claim.event.type for claim in deeds):
        groups = _group([claim for claim in deeds if claim.event.type == type_], _deed)
        yield from _find_denials(groups)
        done = [group for group in groups if group[0].is_asserted and group[0].agents and group[0].recipients]
        once = [group for group in groups if group[0].is_asserted and happens_once(group[0])]
        for kind, among, contradict, answer, ask in (
            (Disagreement.AGENT, done, contradict_agent, _agent, "who"),
            (Disagreement.TIME, once, contradict_time, _day, "when"),
            (Disagreement.PLACE, once, contradict_place, _town, "where"),
        ):
            for component in _components(among, contradict):
                told = [claim for group in component for claim in group]
                doer = "" if kind == Disagreement.AGENT else f" {name_doer(told[0])}"
                subject = f"{ask}{doer} did {name_deed(told[0])}"
                yield _build(kind, Disagreement.CONTRADICTION, subject, _answers(told, answer))


def _find_denials(groups: Sequence[list[Claim]]) -> Iterator[Disagreement]:
    def contradict(one: Claim, other: Claim) -> bool:
        return contradict_status(one, other) or contradict_status(other, one)

    if not any(group[0].is_denied for group in groups):
        return
    either = [group for group in groups if group[0].is_asserted or group[0].is_denied]
    for component in _components(either, contradict):
        told = [claim for group in component for claim in group]
        denials = [claim for claim in told if claim.is_denied]
        asserted = [claim for claim in told if not claim.is_denied]
        older = all(may_be_older(one, other) for one in asserted for other in denials)
        yield _build(
            Disagreement.STATUS,
            Disagreement.DEVELOPMENT if older else Disagreement.CONTRADICTION,
            f"whether {name_doer(asserted[0])} did {name_deed(asserted[0])}",
            [(_answer_whether(claim), claim) for claim in told],
        )


def _answer_whether(claim: Claim) -> str:
    if not claim.is_denied:
        return "happened"
    return "denied" if claim.voice else "did not happen"


def _agent(claim: Claim) -> str:
    return claim.agents[0].text


def _day(claim: Claim) -> str:
    return claim.first


def _town(claim: Claim) -> str:
    return claim.record.place.name


def _answers(told: Sequence[Claim], answer: Callable[[Claim], str]) -> list[tuple[str, Claim]]:
    """The answer of each claim; an actor under the name that stands first for it."""
    names: list[Claim] = []
    found = []
    for claim in told:
        known = claim
        if answer is _agent:
            known = next((one for one in names if same_party(one.agents[0], claim.agents[0])), claim)
            names.append(known)
        found.append((answer(known), claim))
    return found


def _circumstances(claim: Claim) -> tuple[str, ...]:
    place = claim.record.place.name if claim.event.place else ""
    verb, people = claim.event.label, [party.text for party in claim.agents]
    return (claim.record.article, claim.first, claim.last, place, verb, *people)


def _deed(claim: Claim) -> tuple[Hashable, ...]:
    """What two claims have in common that stand alike to every other claim."""
    return (
        *(claim.event.mode, claim.event.label, claim.event.status, claim.voice, claim.record.article),
        *(claim.agents, claim.recipients, claim.first, claim.last, claim.record.place.name),
        *((quantity.unit, quantity.value) for quantity in claim.event.quantities),
    )


def _group(told: Iterable[Told], key: Callable[[Told], Hashable]) -> list[list[Told]]:
    groups: dict[Hashable, list[Told]] = {}
    for one in told:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())


def _components(groups: Sequence[list[Told]], contradict: Callable[[Told, Told], bool]) -> Iterator[list[list[Told]]]:
    """The groups that contradict one another, directly or through others, in the order of their first members."""
    leaders = list(range(len(groups)))

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = leaders[leaders[number]]
            number = leaders[number]
        return number

    for one, other in combinations(range(len(groups)), 2):
        if contradict(groups[one][0], groups[other][0]):
            leaders[leader(other)] = leader(one)
    components: dict[int, list[list[Told]]] = {}
    for number, group in enumerate(groups):
        components.setdefault(leader(number), []).append(group)
    return (component for component in components.values() if len(component) > 1)


def _build(
    kind: Disagreement.Kind.ValueType,
    nature: Disagreement.Nature.ValueType,
    subject: str,
    told: Iterable[tuple[str, Claim]],
    unit: str = "",
) -> Disagreement:
    positions: dict[str, list[Claim]] = {}
    for value, claim in told:
        positions.setdefault(value, []).append(claim)
    ordered = [(value, sorted(claims, key=lambda claim: claim.order)) for value, claims in positions.items()]
    ordered.sort(key=lambda position: (-_count_voices(position[1]), position[1][0].order))
    return Disagreement(
        kind=kind, nature=nature, subject=subject, unit=unit,
        positions=[
            Position(value=value, claims=[PositionClaim(voice=claim.voice, event=claim.record) for claim in claims])
            for value, claims in ordered
        ],
    )  # fmt: skip


def _count_voices(claims: Iterable[Claim]) -> int:
    return len({claim.speaker for claim in claims})


def _order(disagreement: Disagreement) -> tuple[int, int, int, str, str]:
    speakers = {
        claim.voice or claim.event.source or claim.event.article
        for position in disagreement.positions
        for claim in position.claims
    }
    return disagreement.nature, -len(speakers), disagreement.kind, disagreement.subject, disagreement.unit
