"""`make evaluate GOLD=folder`: figures of every part beside the last report, and the worst cases with their texts."""

import argparse
import sys
from pathlib import Path

from dateline_server.extraction.parser import Parser
from evaluation.calibration import show_reliability
from evaluation.cases import load_parts
from evaluation.reports import last_figures, show_part, show_worst, write_report
from evaluation.scoring import evaluate_part


def main() -> int:
    """Evaluate the parts named on the command line, or all."""
    arguments = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    arguments.add_argument("gold", type=Path, help="folder with score.py and one JSONL file a part")
    arguments.add_argument("parts", nargs="*", help="parts to evaluate, such as times; all when none is named")
    arguments.add_argument("--worst", type=int, default=5, help="how many of the lowest cases to show (5)")
    given = arguments.parse_args()
    try:
        parts = load_parts(given.gold, given.parts)
    except (FileNotFoundError, AttributeError) as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 2
    before = last_figures()
    parser = Parser()
    reports = []
    for part in parts:
        report = evaluate_part(part, parser, given.worst)
        print(show_part(report, before.get(part.name, {})), flush=True)
        if report.reliability:
            print(show_reliability(report.reliability), flush=True)
        if given.worst:
            print(show_worst(report), flush=True)
        reports.append(report)
    print(f"written to {write_report(parser.engine, reports)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
