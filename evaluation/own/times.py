"""How well the times of the items are found, and whether value, type, mod and bounds of those found are right.

An item's `times` are its time expressions in the order of the text: the words, type, TIMEX3 value, mod where there is
one, earliest and latest. A time is found when the words found overlap its own.
"""

from collections import Counter

from dateline.v1.article_pb2 import Article
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.times import find_times
from dateline_server.language.reading import Reading
from evaluation.cases import Case


def score_times(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Detection F; of the times found the share whose span, type, value, mod and bounds are right; F of right values."""
    counts: Counter[str] = Counter()
    for item, reading in zip(items, readings, strict=True):
        found, hits = _match(item, reading)
        counts["found"] += len(found)
        counts["gold"] += len(hits)
        for time, hit in hits:
            if hit is not None:
                counts["hit"] += 1
                counts.update(name for name, right in _compare(time, hit).items() if right)
    share = {name: counts[name] / max(1, counts["hit"]) for name in ("span", "type", "value", "mod", "bounds")}
    both = max(1, counts["found"] + counts["gold"])
    return {"detect_f": 2 * counts["hit"] / both, **share, "value_f": 2 * counts["value"] / both}


def describe_time_faults(item: Case, reading: Reading) -> list[str]:
    """What is missed, wrong or too much, a line each."""
    found, hits = _match(item, reading)
    faults = []
    for time, hit in hits:
        if hit is None:
            faults.append(f"missed {time['text']!r} {time['value']}")
            continue
        wrong = [name for name, right in _compare(time, hit).items() if not right]
        if wrong:
            read = f"{hit.span.text!r} {hit.value} {hit.earliest} {hit.latest} {TimeExpression.Mod.Name(hit.mod)}"
            faults.append(f"{', '.join(wrong)} of {time['text']!r} {time['value']}: {read}")
    used = {hit.id for _, hit in hits if hit is not None}
    return [*faults, *(f"too much: {time.span.text!r} {time.value}" for time in found if time.id not in used)]


def _match(item: Case, reading: Reading) -> tuple[list[TimeExpression], list[tuple[Case, TimeExpression | None]]]:
    """The times found in the item's text, and those of the item, each with the first found that overlaps it."""
    found = find_times(Draft(reading, Article()))
    hits, end = [], 0
    for time in item["times"]:
        start = item["text"].index(time["text"], end)
        end = start + len(time["text"])
        hits.append((time, next((each for each in found if each.span.start < end and start < each.span.end), None)))
    return found, hits


def _compare(time: Case, found: TimeExpression) -> dict[str, bool]:
    """Which fields of a time found are those of the item's."""
    return {
        "span": found.span.text == time["text"],
        "type": TimeExpression.Type.Name(found.type) == time["type"],
        "value": found.value == time["value"],
        "mod": TimeExpression.Mod.Name(found.mod) == time.get("mod", "MOD_UNSPECIFIED"),
        "bounds": (found.earliest, found.latest) == (time["earliest"], time["latest"]),
    }
