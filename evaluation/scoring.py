"""Reads the cases of a part and scores them, together and one by one."""

from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict

from dateline.v1.article_pb2 import Article
from dateline_server.extraction.parser import Parser
from evaluation.calibration import Bin, calibration_error, judge_events, reliability
from evaluation.cases import Case, Cases, Part, document_of


@dataclass(frozen=True, slots=True)
class WorstCase:
    """A case that scored low: its own figures, and the case and answer as they are."""

    id: str
    figures: dict[str, float]
    case: Case
    answer: Case


@dataclass(frozen=True, slots=True)
class PartReport:
    """Figures of a part over all its cases, the cases that scored lowest, and how right its events are by confidence."""

    name: str
    figures: dict[str, float]
    worst: list[WorstCase]
    reliability: list[Bin]


def evaluate_part(part: Part, parser: Parser, worst: int) -> PartReport:
    """The report of a part with its `worst` lowest cases, by the mean of each case's own figures."""
    answers = read_answers(part.cases, parser)
    singles = [
        WorstCase(identity, _score_one(part, case, answers[identity]), case, answers[identity])
        for identity, case in part.cases.items()
    ]
    singles.sort(key=lambda single: _mean(single.figures))
    bins = reliability(judge_events(part.name, part.cases, answers))
    figures = part.score(part.cases, answers)
    if bins:
        figures["confidence_error"] = calibration_error(bins)
    return PartReport(part.name, figures, singles[:worst], bins)


def read_answers(cases: Cases, parser: Parser) -> Cases:
    """What the parser says of each case, as the command line would print it."""
    documents = (document_of(case) for case in cases.values())
    answers: Cases = {}
    for identity, result in zip(cases, parser.parse_many(documents, keep_foreign_page=True), strict=True):
        if isinstance(result, Article):
            answers[identity] = {"id": identity, "article": MessageToDict(result)}
        else:
            answers[identity] = {"id": identity, "error": {"reason": result.reason, "message": result.message}}
    return answers


def _score_one(part: Part, case: Case, answer: Case) -> dict[str, float]:
    """The figures of one case; none where a figure has nothing to count in it."""
    try:
        return part.score({case["id"]: case}, {case["id"]: answer})
    except ZeroDivisionError:
        return {}


def _mean(figures: dict[str, float]) -> float:
    shares = [value for value in figures.values() if isinstance(value, float)]
    return sum(shares) / len(shares) if shares else 1.0
