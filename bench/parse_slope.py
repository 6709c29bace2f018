"""How parse time grows with the length of a text: the slope on a log-log scale, 1 for linear, 2 for quadratic.

The worst of several texts counts, among them such as nobody writes: one endless sentence, nothing but quotation marks.
"""

import math
import time

from bench.articles import text_samples
from dateline.v1.document_pb2 import Document
from dateline_server.extraction.parser import Parser

_SHORT, _LONG = 6_000, 48_000  # code points
_ENGLISH = "The minister said on Tuesday that the talks would go on. "


def measure() -> dict[str, float]:
    """`parse_slope`: the steepest of all texts, from 6,000 to 48,000 code points."""
    parser = Parser()
    article = text_samples()[0].text
    units = [
        f"{article}\n\n",
        "the minister of Kenya said that officials who met in Nairobi on Tuesday and ",
        '"We go," he said, "now." ',
        "“Yes” ‘no’ (“maybe ",
        "Mr Ann Otieno of Kenya, Norway, last Tuesday, 3 May, she, they, ",
    ]
    return {"parse_slope": max(_slope(parser, unit) for unit in units)}


def _slope(parser: Parser, unit: str) -> float:
    short, long = (min(_seconds(parser, unit, length) for _ in range(2)) for length in (_SHORT, _LONG))
    return math.log(long / short) / math.log(_LONG / _SHORT)


def _seconds(parser: Parser, unit: str, length: int) -> float:
    # Begins with plain English, so that no unit is taken for another language.
    text = (_ENGLISH * 40 + unit * (length // len(unit) + 1))[:length]
    started = time.perf_counter()
    parser.parse(Document(text=text, published="2025-04-09"))
    return time.perf_counter() - started
