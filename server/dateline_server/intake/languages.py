"""Which language a text is in, so that no other language is ever read as English."""

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dateline_server.errors import LanguageUnsupported

SUPPORTED = "en"
_UNDETERMINED = "und"

# Enough for certainty, and the cost no longer grows with the article.
_SAMPLE = 1_000
# A headline's worth of letters says too little to refuse it.
_LEAST_LETTERS = 30
_CERTAIN = 0.80
_LAST_LATIN = 0x24F


@lru_cache(maxsize=1)
def load_identifier() -> LanguageIdentifier:
    """What tells languages apart: half a second, most of it unpacking, the first time in a process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def require_english(body: str, field: str = "text") -> None:
    """Raise LanguageUnsupported, naming `field`, when the body is surely in another language than English."""
    sample = body.strip()[:_SAMPLE]
    letters = [character for character in sample if character.isalpha()]
    foreign_script = 2 * sum(ord(character) > _LAST_LATIN for character in letters) > len(letters)
    if len(letters) < _LEAST_LETTERS and not foreign_script:
        return
    # Headlines in capitals look like no language at all to a model of letter sequences.
    language, probability = load_identifier().classify(sample.lower())
    if foreign_script and language == SUPPORTED:
        language = _UNDETERMINED
    if language != SUPPORTED and (probability >= _CERTAIN or foreign_script):
        raise LanguageUnsupported(
            f"The text is in {language!r} (probability {probability:.2f}); only English ('en') is read.",
            field=field,
            language=language,
        )
