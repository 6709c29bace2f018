"""Gold cases: a folder with one JSONL file a part and the scorer `score.py` that says how each part is scored."""

import base64
import gzip
import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from dateline.v1.document_pb2 import Document

Case: TypeAlias = dict[str, Any]
Cases: TypeAlias = dict[str, Case]
# From cases and answers by id to named figures.
Scorer: TypeAlias = Callable[[Cases, Cases], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Part:
    """One gold file: its cases by id, and how they are scored."""

    name: str
    cases: Cases
    score: Scorer


def load_parts(folder: Path, names: list[str]) -> list[Part]:
    """The parts of a gold folder, all of them when `names` is empty. Raises FileNotFoundError for what is not there."""
    scorer_path = folder / "score.py"
    spec = importlib.util.spec_from_file_location("gold_score", scorer_path)
    if spec is None or spec.loader is None or not scorer_path.is_file():
        raise FileNotFoundError(f"{scorer_path}: a gold folder holds score.py and one JSONL file a part")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    files = [folder / f"{name}.jsonl" for name in names] or sorted(folder.glob("*.jsonl"))
    return [Part(file.stem, _read_cases(file), getattr(scorer, file.stem)) for file in files]


def _read_cases(file: Path) -> Cases:
    with file.open(encoding="utf-8") as lines:
        return {case["id"]: case for case in map(json.loads, filter(str.strip, lines))}


def document_of(case: Case) -> Document:
    """The case as a document to read."""
    document = Document(id=case["id"], published=case.get("published", ""), url=case.get("url", ""))
    document.title = case.get("title", "")
    if "html_gz_base64" in case:
        document.html = gzip.decompress(base64.b64decode(case["html_gz_base64"]))
    elif "html" in case:
        document.html = case["html"].encode()
    else:
        document.text = case["text"]
    return document
