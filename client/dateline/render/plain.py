"""Text of strangers, made safe to print."""

import re

# Control characters can move the cursor, rename the window or hide text; direction marks can disguise what is read.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def visible(text: str) -> str:
    """The text with each control and direction character shown as `�`: one for one, so that offsets hold."""
    return _UNSEEN.sub("\ufffd", text)
