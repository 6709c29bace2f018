"""How far stated confidence and share right are apart."""

import pytest
from evaluation.calibration import calibration_error, judge_events, reliability, show_reliability


def test_confidence_that_keeps_its_word_has_no_error() -> None:
    judged = [(0.75, True)] * 3 + [(0.75, False)]
    assert calibration_error(reliability(judged)) == pytest.approx(0)


def test_the_error_weighs_each_bin_by_its_events() -> None:
    judged = [(0.9, True)] * 3 + [(0.5, False)]
    assert calibration_error(reliability(judged)) == pytest.approx((3 * 0.1 + 0.5) / 4)


def test_certainty_is_in_the_last_bin() -> None:
    assert [(one.low, one.count) for one in reliability([(1.0, True)])] == [(0.9, 1)]


def test_only_events_on_the_marked_words_are_judged_where_the_gold_tells_one_a_sentence() -> None:
    case = {"id": "c", "gold": {"type": "ASSAULT", "trigger": "attacked village"}}
    events = [
        {"type": "ASSAULT", "trigger": {"text": "attacked"}, "confidence": 0.9},
        {"type": "X_STATE", "trigger": {"text": "said"}, "confidence": 0.7},
        {"type": "REJECT", "trigger": {"text": "refused"}, "confidence": 0.7},
    ]
    answers = {"c": {"id": "c", "article": {"events": events}}}
    assert judge_events("events", {"c": case}, answers) == [(0.9, True)]
    assert judge_events("times", {"c": case}, answers) == []


def test_the_table_names_the_error() -> None:
    assert show_reliability(reliability([(0.5, True)])).endswith("expected calibration error 0.500")
