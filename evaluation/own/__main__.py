"""`python -m evaluation.own`: figures on the project's own items, tuned on and held out apart, and each fault of the former."""

import argparse
import sys
from collections.abc import Callable
from typing import TypeAlias

from dateline_server.language.pipeline import load_model
from dateline_server.language.reading import Reading
from evaluation.cases import Case
from evaluation.own.actors import compare_item, describe_faults, score_actors
from evaluation.own.attributions import describe_attribution_faults, score_attributions
from evaluation.own.events import describe_event_faults, score_events
from evaluation.own.items import load_items, read_items
from evaluation.own.places import describe_place_faults, score_places
from evaluation.own.statuses import score_statuses
from evaluation.own.times import describe_time_faults, score_times

_Score: TypeAlias = Callable[[list[Case], list[Reading]], dict[str, float]]
_PARTS: dict[str, _Score] = {
    "actors": score_actors,
    "attributions": score_attributions,
    "events": score_events,
    "places": score_places,
    "statuses": score_statuses,
    "times": score_times,
}
# The faults of one item, a line each.
_FAULTS: dict[str, Callable[[Case, Reading], list[str]]] = {
    "actors": lambda item, reading: describe_faults(item, compare_item(item, reading)),
    "attributions": describe_attribution_faults,
    "events": describe_event_faults,
    "places": describe_place_faults,
    "times": describe_time_faults,
}


def main() -> int:
    """Score the parts named on the command line, or all."""
    arguments = argparse.ArgumentParser(prog="python -m evaluation.own", description=__doc__)
    arguments.add_argument("parts", nargs="*", choices=[*_PARTS, []], help="parts to score; all when none is named")
    arguments.add_argument("--faults", action="store_true", help="show the faults in items that are not held out")
    given = arguments.parse_args()
    nlp = load_model()
    for part in given.parts or _PARTS:
        items = load_items(part)
        readings = dict(zip((item["id"] for item in items), read_items(nlp, items), strict=True))
        tuned = [item for item in items if not item.get("held")]
        held = [item for item in items if item.get("held")]
        columns = [_PARTS[part](chosen, [readings[item["id"]] for item in chosen]) for chosen in (tuned, held)]
        print(f"{part}: {len(tuned)} tuned on, {len(held)} held out")
        for name in columns[0]:
            print(f"  {name:20}" + "".join(f"{column[name]:9.3f}" for column in columns))
        for item in tuned if given.faults and part in _FAULTS else []:
            faults = _FAULTS[part](item, readings[item["id"]])
            if faults:
                print(f"── {item['id']}  {item['text']}", *faults, sep="\n     ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
