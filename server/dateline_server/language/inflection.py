"""Regular forms of English words."""

import re

_VOWELS = "aeiou"
_SHORT = re.compile(r"(?:.*[^aeiou])?(?:qu)?[aeiouy][^aeiouwxy]")
_VOWEL_GROUP = re.compile(r"[aeiouy]+")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")


def verb_forms(lemma: str) -> frozenset[str]:
    """What the verb becomes with -s, -ed and -ing by the rules of spelling: "rape" gives "raped", "rap" "rapped".

    A short final syllable doubles its consonant; of a longer word, whose stress the spelling does not show, and after
    "s" both ways stand.
    """
    forms = {plural(lemma)}
    for ending in ("ed", "ing"):
        forms |= {stem + ending for stem in _stems(lemma, ending)}
    return frozenset(forms)


def plural(lemma: str) -> str:
    """The noun's plural and the verb's third person."""
    if _ends_in_consonant_y(lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if _SIBILANT.search(lemma) else "s")


def _stems(lemma: str, ending: str) -> list[str]:
    if lemma.endswith("ie") and ending == "ing":
        return [lemma[:-2] + "y"]
    if lemma.endswith("e") and (ending == "ed" or not lemma.endswith(("ee", "oe", "ye"))):
        return [lemma[:-1]]
    if ending == "ed" and _ends_in_consonant_y(lemma):
        return [lemma[:-1] + "i"]
    if _SHORT.fullmatch(lemma):
        doubled = lemma + lemma[-1]
        is_long = len(_VOWEL_GROUP.findall(lemma)) > 1
        return [doubled, lemma] if is_long or lemma.endswith("s") else [doubled]
    return [lemma]


def _ends_in_consonant_y(lemma: str) -> bool:
    return len(lemma) > 1 and lemma.endswith("y") and lemma[-2] not in _VOWELS
