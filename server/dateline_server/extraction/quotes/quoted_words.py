"""What the words between marks look like: sentences, mere expressions, or the title of a work."""

from dateline_server.extraction.quotes.quotation_marks import Quotation

# From so many words on, words between marks are speech and no mere expression.
SPEECH_WORDS = 6
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


def is_sentence(words: str) -> bool:
    """True for quoted words that stand as sentences of their own."""
    return (words[:1].isupper() and words[-1:] in ".!?,…—") or words.count(" ") >= SPEECH_WORDS


def stands_alone(text: str, quotation: Quotation) -> bool:
    """True for a quotation that begins like a sentence and ends like one, its comma inside or behind the marks."""
    words = text[quotation.inner_start : quotation.inner_end]
    return not words[:1].islower() and (is_sentence(words) or text[quotation.end : quotation.end + 1] == ",")


def is_title(words: str) -> bool:
    """True for the capitalised name of a book, show or song: "The Long Road Home"."""
    parts = words.rstrip(".,").split()
    if len(parts) < 2 or len(parts) > 14 or words[-1:] in "!?":
        return False
    return all(part[:1].isupper() or part[:1].isdigit() or part in _SMALL_WORDS for part in parts)
