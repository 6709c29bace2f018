"""Plain text made fit to count offsets in, or refused."""

import re

from dateline_server.errors import BinaryText, EmptyText, TextTooLong

MAX_CODE_POINTS = 200_000

# White space that text may hold; every other control character is a sign of something that is no text.
_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_BINARY_SHARE = 0.02


def clean_text(text: str, field: str = "text") -> str:
    """`text` without byte-order marks and NULs and with `\\n` for every line end; nothing else is changed.

    Raises EmptyText, BinaryText (more than 2 % control or replacement characters) or TextTooLong (over
    MAX_CODE_POINTS), each naming `field`.
    """
    if len(text) > MAX_CODE_POINTS * 2:  # before any work is spent on it; what is cut below is never half of it
        raise _too_long(len(text), field)
    strange = sum(1 for _ in _STRANGE.finditer(text))
    if strange > _BINARY_SHARE * len(text) and strange > 3:
        raise BinaryText(
            f"The text holds {strange} control or replacement characters among {len(text)}: it is no text, or it was "
            "decoded with the wrong charset. Send UTF-8 text, or HTML as bytes.",
            field=field,
        )
    cleaned = text.replace("\ufeff", "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if not cleaned.strip():
        raise EmptyText("The text is empty or only white space. Send the words of the article.", field=field)
    if len(cleaned) > MAX_CODE_POINTS:
        raise _too_long(len(cleaned), field)
    return cleaned


def _too_long(length: int, field: str) -> TextTooLong:
    return TextTooLong(
        f"The text has {length:,} code points; the limit is {MAX_CODE_POINTS:,}. Send it in parts.", field=field
    )
