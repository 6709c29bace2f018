"""How well the actors of the items are found: mention by mention, and what is said of each.

An item's `actors` carry their mentions as words in the order of the text, "he#2" for the second "he". A mention is found
when the words found end where its own end, or are nearly the same ones. Adjectives and nested names count neither way,
and neither does what the item marks as `free`.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.language.reading import Reading
from evaluation.cases import Case

_AROUND = (Mention.MODIFIER, Mention.NESTED)
_SAID = ("kind", "country", "sector", "named")
Place = tuple[int, int]


@dataclass(slots=True)
class ItemResult:
    """What was found in one item: `pairs` leads from (gold actor, mention) to the actor found there; -1 is nobody."""

    actors: list[Actor]
    pairs: dict[tuple[int, Place], int] = field(default_factory=dict)
    spurious: list[str] = field(default_factory=list)
    false_names: list[str] = field(default_factory=list)


def compare_item(item: Case, reading: Reading) -> ItemResult:
    """The actors found in the item's text against its own."""
    text = item["text"]
    actors = find_actors(Draft(reading, Article(body=text)))
    found = [
        (_strip(text, mention.span.start, mention.span.end), number)
        for number, actor in enumerate(actors)
        for mention in actor.mentions
        if mention.type not in _AROUND
    ]
    acting = {number for _, number in found}
    names = [actor.name for number, actor in enumerate(actors) if number in acting]
    result = ItemResult(actors, false_names=[name for name in names if name in item["absent"]])
    used: set[int] = set()
    for key, gold in enumerate(item["actors"]):
        for words in gold["mentions"]:
            place = _locate(text, words)
            fitting = [number for number, (span, _) in enumerate(found) if _same(span, place)]
            fitting.sort(key=lambda number: (actors[found[number][1]].country_code != gold.get("country", ""), number))
            used.update(fitting)
            result.pairs[key, place] = found[fitting[0]][1] if fitting else -1
    around = [*(place for _, place in result.pairs), *(_locate(text, words) for words in item.get("free", []))]
    for number, ((start, end), _) in enumerate(found):
        inside = any(
            (other[0] <= start and end <= other[1] and (start, end) != other) or _same((start, end), other)
            for other in around
        )
        if number not in used and not inside:
            result.spurious.append(text[start:end])
    return result


def score_actors(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Mention precision, recall and F; B³ (Bagga & Baldwin 1998) over the mentions; accuracies over the actors found."""
    counts: Counter[str] = Counter()
    for item, reading in zip(items, readings, strict=True):
        _count(item, compare_item(item, reading), counts)
    precision = _share(counts["found"], counts["found"] + counts["spurious"])
    recall = _share(counts["found"], counts["mentions"])
    purity, completeness = counts["purity"] / 1e6, counts["completeness"] / 1e6
    b3_precision, b3_recall = _share(purity, counts["found"]), _share(completeness, counts["mentions"])
    return {
        "mention_p": precision,
        "mention_r": recall,
        "mention_f": _f1(precision, recall),
        "b3_p": b3_precision,
        "b3_r": b3_recall,
        "b3_f": _f1(b3_precision, b3_recall),
        **{name: _share(counts[f"{name} right"], counts[f"{name} of"]) for name in _SAID},
        "absent_kept_out": 1 - _share(counts["false names"], counts["absent"]),
    }


def describe_faults(item: Case, result: ItemResult) -> list[str]:
    """What went wrong in an item, a line a fault; empty when all is right."""
    lines = [f"spurious: {words!r}" for words in result.spurious]
    lines += [f"must be absent: {name!r}" for name in result.false_names]
    for (key, (start, end)), number in result.pairs.items():
        if number < 0:
            lines.append(f"missed: {item['text'][start:end]!r} ({item['actors'][key]['name']})")
    for key, gold in enumerate(item["actors"]):
        means = [number for (owner, _), number in result.pairs.items() if owner == key and number >= 0]
        if len(set(means)) > 1:
            lines.append(
                f"split: {gold['name']} into {[result.actors[number].name for number in dict.fromkeys(means)]}"
            )
        if means:
            said = _said(result.actors[Counter(means).most_common(1)[0][0]])
            lines += [
                f"{name} of {gold['name']}: {said[name]!r}"
                for name in _SAID
                if said[name] != _wanted(gold, name) and _wanted(gold, name) is not None
            ]
    owners: dict[int, set[int]] = defaultdict(set)
    for (key, _), number in result.pairs.items():
        owners[number].add(key)
    merged = [number for number, keys in owners.items() if number >= 0 and len(keys) > 1]
    return lines + [f"merged into one: {result.actors[number].name}" for number in merged]


def _count(item: Case, result: ItemResult, counts: Counter[str]) -> None:
    gold_size = Counter(key for key, _ in result.pairs)
    found_size = Counter(number for number in result.pairs.values() if number >= 0)
    both = Counter((key, number) for (key, _), number in result.pairs.items() if number >= 0)
    counts["mentions"] += len(result.pairs)
    counts["found"] += sum(found_size.values())
    counts["spurious"] += len(result.spurious)
    counts["absent"] += len(item["absent"])
    counts["false names"] += len(result.false_names)
    for (key, number), size in both.items():
        counts["purity"] += round(1e6 * size * size / found_size[number])
        counts["completeness"] += round(1e6 * size * size / gold_size[key])
    for key, gold in enumerate(item["actors"]):
        means = Counter(number for owner, number in both.elements() if owner == key)
        if not means:
            continue
        said = _said(result.actors[means.most_common(1)[0][0]])
        for name in _SAID:
            wanted = _wanted(gold, name)
            if wanted is not None:
                counts[f"{name} of"] += 1
                counts[f"{name} right"] += said[name] == wanted


def _said(actor: Actor) -> dict[str, str | bool]:
    kind = Actor.Kind.Name(actor.kind)
    return {"kind": kind, "country": actor.country_code, "sector": actor.sector, "named": actor.named}


def _wanted(gold: Case, name: str) -> str | bool | None:
    """What the item says of an actor; None where it says nothing."""
    value: str | bool | None = gold.get(name, True if name == "named" else None)
    return value


def _locate(text: str, words: str) -> Place:
    words, _, number = words.partition("#")
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    start = starts[int(number or 1) - 1]
    return start, start + len(words)


def _strip(text: str, start: int, end: int) -> Place:
    """The words without a possessive at their end."""
    return start, end - 2 if text[start:end].endswith(("'s", "’s")) else end


def _same(found: Place, gold: Place) -> bool:
    shared = min(found[1], gold[1]) - max(found[0], gold[0])
    if shared <= 0:
        return False
    return found[1] == gold[1] or 2 * shared > max(found[1], gold[1]) - min(found[0], gold[0])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return _share(2 * precision * recall, precision + recall)
