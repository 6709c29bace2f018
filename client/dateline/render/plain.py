"""Text of strangers, made safe to print, instants and sizes for people."""

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.protobuf.timestamp_pb2 import Timestamp

# Control characters can move the cursor, rename the window or hide text; direction marks can disguise what is read.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

# Longer than any hard-wrapped line.
_LONG_LINE = 120


def visible(text: str) -> str:
    """The text with each control and direction character shown as `�`: one for one, so that offsets hold."""
    return _UNSEEN.sub("\ufffd", text)


# What a terminal that has ASCII alone is shown for the marks that stand between words.
_ASCII = {
    "·": "-",
    "–": "-",
    "—": "-",
    "─": "-",
    "═": "=",
    "★": "*",
    "…": "...",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "→": ">",
    "←": "<",
    "↔": "<>",
}


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Plain marks for those that an encoding lacks, and `?` for what else it lacks."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_ASCII.get(mark, "?") for mark in error.object[error.start : error.end]), error.end


PLAINER = "dateline-plainer"
codecs.register_error(PLAINER, _plainer)


def instant(time: "Timestamp") -> str:
    """`2025-04-09 08:00:00 UTC`."""
    return f"{time.ToJsonString()[:19].replace('T', ' ')} UTC"


def size_of(number: int) -> str:
    """Bytes in the unit that fits: `812 bytes`, `3.9 MiB`, `55.7 GiB`."""
    size, units = float(number), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{number:,} bytes" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"


def paragraph_break(body: str) -> str:
    """What parts the paragraphs of a text: blank lines, or in a text without any, the ends of its long lines."""
    if "\n\n" in body.strip("\n"):
        return "\n\n"
    return "\n" if any(len(line) > _LONG_LINE for line in body.split("\n")) else "\n\n"
