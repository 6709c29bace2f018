"""Reports as JSON files, and the difference to the last one."""

import json
from datetime import UTC, datetime
from pathlib import Path

from dateline.v1.article_pb2 import Engine
from evaluation.scoring import PartReport

FOLDER = Path(__file__).parent / "reports"


def last_figures() -> dict[str, dict[str, float]]:
    """Figures by part of the newest report; empty when there is none."""
    files = sorted(FOLDER.glob("*.json"))
    if not files:
        return {}
    report: dict[str, dict[str, float]] = json.loads(files[-1].read_text())["figures"]
    return report


def write_report(engine: Engine, parts: list[PartReport]) -> Path:
    """Write a report named by the time and return where; parts that were not measured keep their last figures."""
    FOLDER.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    figures = {**last_figures(), **{part.name: part.figures for part in parts}}
    worst = {part.name: [{"id": case.id, "figures": case.figures} for case in part.worst] for part in parts}
    report = {
        "time": now.isoformat(timespec="seconds"),
        "engine": {"version": engine.version, "model": engine.model, "digest": engine.digest},
        "figures": figures,
        "worst": worst,
    }
    path = FOLDER / f"{now:%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return path


def show_part(part: PartReport, before: dict[str, float]) -> str:
    """The figures of a part, each with its change since the last report, as lines of text."""
    lines = [part.name]
    for name, value in part.figures.items():
        change = value - before[name] if name in before else 0.0
        lines.append(f"  {name:32} {value:8.3f}" + (f"  {change:+.3f}" if abs(change) >= 0.0005 else ""))
    return "\n".join(lines)


def show_worst(part: PartReport) -> str:
    """The lowest cases with their texts and what was found, as lines of text."""
    lines = []
    for worst in part.worst:
        shown = " ".join(f"{name}={value:.2f}" for name, value in worst.figures.items() if isinstance(value, float))
        lines += [
            f"  ── {worst.id}  {shown}",
            f"     text  {str(worst.case.get('text') or worst.case.get('url'))[:500]!r}",
        ]
        lines += [f"     gold  {json.dumps(worst.case.get('gold'), ensure_ascii=False)[:500]}"]
        lines += [f"     found {found}" for found in _found(part.name, worst.answer)]
    return "\n".join(lines)


def _found(part: str, answer: dict[str, object]) -> list[str]:
    article = answer.get("article")
    if not isinstance(article, dict):
        return [str(answer.get("error"))]
    field = {"attribution": "quotes", "newsevents": "events"}.get(part, part)
    if field == "html":
        return [repr(str(article.get("body", ""))[:300])]
    return [json.dumps(_brief(item), ensure_ascii=False)[:300] for item in article.get(field, [])[:8]]


def _brief(item: dict[str, object]) -> dict[str, object]:
    """An item with its spans as plain words."""
    return {key: _words(value) for key, value in item.items() if key not in ("id", "evidence", "gist", "key", "actor")}


def _words(value: object) -> object:
    if isinstance(value, dict):
        return value["text"] if "text" in value and "end" in value else _brief(value)
    return [_words(part) for part in value] if isinstance(value, list) else value
