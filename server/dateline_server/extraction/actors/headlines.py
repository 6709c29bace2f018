"""Headlines that write every word with a capital, so that capitals mark no names in them."""

from spacy.tokens import Doc

# Shorter words stay small in such headlines.
_LONG_WORD = 4
_LONGEST_HEADLINE = 40
_LEAST_SHARE = 0.8


def end_of_headline(doc: Doc) -> int:
    """The token after the first paragraph when nearly all its longer words begin with capitals; else 0."""
    end = next((token.i for token in doc[:_LONGEST_HEADLINE] if token.is_space and "\n" in token.text), 0)
    words = [token for token in doc[:end] if token.is_alpha and len(token) >= _LONG_WORD]
    capitals = sum(token.text[0].isupper() for token in words)
    return end if len(words) > 2 and capitals >= _LEAST_SHARE * len(words) else 0
