"""How much a word tells of what an article is about: `data/news_words.tsv`."""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows

_WEIGHTS = {"empty": 0.0, "common": 0.35}


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, float], dict[str, str]]:
    weights: dict[str, float] = {}
    forms: dict[str, str] = {}
    for name, words, _why in read_rows("news_words.tsv", 3):
        if name == "same":
            plain, *others = words.split()
            forms.update((_stem(word), _stem(plain)) for word in others)
        else:
            for word in words.split():
                weights.setdefault(_stem(word), _WEIGHTS[name])
    return weights, forms


@lru_cache(maxsize=1 << 16)
def plain_form(word: str) -> str:
    """What stands for a word and its forms, and for words that tell the same: small letters without its ending."""
    stem = _stem(word)
    return _tables()[1].get(stem, stem)


def weight_of(plain: str) -> float:
    """How much a word tells, given in its plain form: 0 for an empty word, 1 for one that is not common in news."""
    return 0.0 if len(plain) < 3 else _tables()[0].get(plain, 1.0)


def _stem(word: str) -> str:
    for ending, least, put in _ENDINGS:
        stem = word[: len(word) - len(ending)]
        if word.endswith(ending) and len(stem) >= least and any(letter in "aeiouy" for letter in stem):
            word = stem + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word


# Endings, longest first, with the fewest letters before them and what is put in their place.
_ENDINGS = (
    ("ations", 3, "at"), ("ation", 3, "at"), ("ments", 4, ""), ("ment", 4, ""), ("ings", 3, ""), ("ing", 3, ""),
    ("ies", 3, "y"), ("ied", 3, "y"), ("ers", 4, "er"), ("ed", 3, ""), ("sses", 2, "ss"), ("ches", 2, "ch"),
    ("shes", 2, "sh"), ("xes", 2, "x"), ("ss", 1, "ss"), ("us", 2, "us"), ("is", 2, "is"), ("s", 3, ""),
)  # fmt: skip
