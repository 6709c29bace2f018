"""The items of a file, and what the language model reads in them."""

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from spacy.language import Language

from dateline.v1.article_pb2 import Article
from dateline_server.intake.document import Publication, ReadyDocument
from dateline_server.language.pipeline import read_documents
from dateline_server.language.reading import Reading
from evaluation.cases import Case

FOLDER = Path(__file__).parent


def load_items(name: str) -> list[Case]:
    """The items of `{name}.jsonl`: objects with `id`, `text`, `published` day, perhaps `title`, `held` where held out."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_items(nlp: Language, items: Iterable[Case]) -> list[Reading]:
    """The texts of the items after the language pass, in their order."""
    documents = (
        ReadyDocument(
            body=item["text"],
            title=item.get("title", ""),
            publication=Publication(date.fromisoformat(item["published"]), Article.REQUEST),
        )
        for item in items
    )
    return list(read_documents(nlp, documents))


def locate(text: str, words: str) -> tuple[int, int]:
    """Where whole words stand in a text: the first time, or the second for "words#2". Raises IndexError if they do not."""
    words, _, number = words.partition("#")
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    start = starts[int(number or 1) - 1]
    return start, start + len(words)


def share(part: float, whole: float) -> float:
    """The part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of the two."""
    return share(2 * precision * recall, precision + recall)
