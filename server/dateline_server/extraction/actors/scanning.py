"""Where in a text tokens of a sort stand, read from the model's arrays: far cheaper than to ask token after token."""

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.language.columns import columns_of

_DEEPEST = 100
NOUNS = ("NOUN", "PROPN")
NAMES = ("PROPN",)
PRONOUNS = ("PRON",)
SPACES = ("SPACE",)


def tokens_of_parts(doc: Doc, parts: tuple[str, ...]) -> Iterator[Token]:
    """The tokens of these parts of speech, in the order of the text."""
    return _tokens_with(doc, columns_of(doc).parts, parts)


def tokens_written(doc: Doc, texts: frozenset[str]) -> Iterator[Token]:
    """The tokens that are written as one of the texts, in the order of the text."""
    return _tokens_with(doc, columns_of(doc).texts, texts)


def words_written(doc: Doc) -> frozenset[str]:
    """The different words of the text as written."""
    return frozenset(columns_of(doc).texts)


def _tokens_with(doc: Doc, column: list[str], wanted: Collection[str]) -> Iterator[Token]:
    return (doc[index] for index, value in enumerate(column) if value in wanted)


def head_of(tokens: Tokens) -> Token:
    """The word of a phrase that governs the others, like `Span.root`, but at a cost that long sentences do not raise."""
    start, end = tokens.start, tokens.end
    if end - start == 1:
        return tokens[0]
    heads = [token for token in tokens if token.head.i == token.i or not start <= token.head.i < end]
    return heads[0] if len(heads) == 1 else min(heads, key=_depth)


def noun_of(token: Token) -> str:
    """The noun in lower case and in the singular; models leave proper nouns in the plural: "Muslims"."""
    lemma = token.lemma_.lower()
    return lemma.removesuffix("s") if token.tag_ == "NNPS" else lemma


def start_of_sentence(doc: Doc, index: int, furthest: int) -> int:
    """Where the sentence of a token begins, or `furthest` tokens before it where that is nearer."""
    start = index
    while start > 0 and index - start < furthest and not doc[start].is_sent_start:
        start -= 1
    return start


def _depth(token: Token) -> int:
    """Steps up to the word on which the sentence hangs, at most a hundred."""
    steps = 0
    while token.head.i != token.i and steps < _DEEPEST:
        token = token.head
        steps += 1
    return steps
