"""Text of strangers, made safe to print."""

import re

# Control characters can move the cursor, rename the window or hide text; direction marks can disguise what is read.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

# Longer than any hard-wrapped line.
_LONG_LINE = 120


def visible(text: str) -> str:
    """The text with each control and direction character shown as `�`: one for one, so that offsets hold."""
    return _UNSEEN.sub("\ufffd", text)


def paragraph_break(body: str) -> str:
    """What parts the paragraphs of a text: blank lines, or in a text without any, the ends of its long lines."""
    if "\n\n" in body.strip("\n"):
        return "\n\n"
    return "\n" if any(len(line) > _LONG_LINE for line in body.split("\n")) else "\n\n"
