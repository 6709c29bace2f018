"""Which language a text is in, so that no other language is ever read as English."""

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dateline_server.errors import LanguageUnsupported

SUPPORTED = "en"

# Enough for certainty, and the cost no longer grows with the article.
_SAMPLE = 2_000
# A headline's worth of letters says too little to refuse it.
_LEAST_LETTERS = 30
_CERTAIN = 0.80
_LAST_LATIN = 0x24F


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def require_english(body: str, field: str = "text") -> None:
    """Raise LanguageUnsupported, naming `field`, when the body is surely in another language than English."""
    sample = body.strip()[:_SAMPLE]
    letters = [character for character in sample if character.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return
    latin = sum(ord(character) <= _LAST_LATIN for character in letters)
    # Headlines in capitals look like no language at all to a model of letter sequences.
    language, probability = _identifier().classify(sample.lower())
    if language != SUPPORTED and (probability >= _CERTAIN or latin * 2 < len(letters)):
        raise LanguageUnsupported(
            f"The text is in {language!r} (probability {probability:.2f}); only English ('en') is read.",
            field=field,
            language=language,
        )
