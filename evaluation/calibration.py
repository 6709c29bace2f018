"""How far the confidence of events can be trusted: of those with confidence c about the share c should be right.

An event is judged where the gold can tell. In `events`, with one event a sentence, those whose trigger shares a word with
the gold one, right when the type is the same. In `newsevents`, where coders marked whole sentences, every event but
general news that they had no type for, right when a coder marked those words with that type. The expected calibration
error (Guo et al., "On Calibration of Modern Neural Networks", 2017) is the mean gap between confidence and share right
over bins of equal width, each weighed by its events.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evaluation.cases import Case, Cases

_BINS = 10
_STEM = 5
_STATEMENT = "X_STATE"


@dataclass(frozen=True, slots=True)
class Bin:
    """Events of one range of confidence: how many, their mean confidence, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def judge_events(part: str, cases: Cases, answers: Cases) -> list[tuple[float, bool]]:
    """(confidence, whether it is right) of each event of the answers that the part's gold can judge."""
    judge = _JUDGES.get(part)
    if judge is None:
        return []
    return [verdict for identity, case in cases.items() for verdict in judge(case, answers[identity])]


def reliability(judged: list[tuple[float, bool]]) -> list[Bin]:
    """The bins that hold events, from low confidence to high."""
    bins = []
    for number in range(_BINS):
        low, high = number / _BINS, (number + 1) / _BINS
        inside = [one for one in judged if low <= one[0] < high or (number == _BINS - 1 and one[0] == high)]
        if inside:
            count = len(inside)
            bins.append(
                Bin(low, high, count, sum(one[0] for one in inside) / count, sum(one[1] for one in inside) / count)
            )
    return bins


def calibration_error(bins: list[Bin]) -> float:
    """The mean gap between confidence and share right, 0 (best) to 1; 0 without events."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / total if total else 0.0


def show_reliability(bins: list[Bin]) -> str:
    """A line for each bin, and the expected calibration error."""
    lines = ["  confidence   events   mean   right"]
    lines += [
        f"  {one.low:.1f} … {one.high:.1f} {one.count:8d}  {one.confidence:.3f}   {one.right:.3f}" for one in bins
    ]
    return "\n".join([*lines, f"  expected calibration error {calibration_error(bins):.3f}"])


def _judge_single(case: Case, answer: Case) -> Iterator[tuple[float, bool]]:
    gold = case["gold"]
    wanted = _stems(gold["trigger"])
    for event in _events(answer):
        if not event["type"].startswith("X_") and wanted & _stems(event["trigger"]["text"]):
            yield event.get("confidence", 0.0), event["type"] == gold["type"]


def _judge_coded(case: Case, answer: Case) -> Iterator[tuple[float, bool]]:
    marked = [event for coder in case["gold"]["coders"] for event in coder["events"]]
    for event in _events(answer):
        if event["type"].startswith("X_") and event["type"] != _STATEMENT:
            continue
        words = event["trigger"]["text"].casefold()
        right = any(
            event["type"] in gold["types"]
            and any(words in phrase.casefold() or phrase.casefold() in words for phrase in gold["trigger"])
            for gold in marked
        )
        yield event.get("confidence", 0.0), right


def _events(answer: Case) -> list[Case]:
    events: list[Case] = answer.get("article", {}).get("events", [])
    return events


def _stems(words: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"\w+", words.casefold()) if len(word) > 2}


_JUDGES: dict[str, Callable[[Case, Case], Iterator[tuple[float, bool]]]] = {
    "events": _judge_single,
    "newsevents": _judge_coded,
}
