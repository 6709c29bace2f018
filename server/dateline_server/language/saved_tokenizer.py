"""Loads a pipeline without making its language's tokenizer first, which the one that was saved with it replaces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident

from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import registry

_USUAL = "spacy.Tokenizer.v1"

_Factory = Callable[[Language], Tokenizer]


@contextmanager
def saved_tokenizer() -> Iterator[None]:
    """Within the block a pipeline that this thread loads from disk gets the rules that it was saved with, once.

    They are some thousand special cases, and putting them in is a tenth of the time in which a model is loaded.
    """
    thread = get_ident()
    make_usual: Callable[[], _Factory] = registry.get("tokenizers", _USUAL)

    def make() -> _Factory:
        return _make_empty if get_ident() == thread else make_usual()

    registry.tokenizers.register(_USUAL, func=make)
    try:
        yield
    finally:
        registry.tokenizers.register(_USUAL, func=make_usual)


def _make_empty(nlp: Language) -> Tokenizer:
    return Tokenizer(nlp.vocab)
