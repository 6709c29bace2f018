"""Regular forms of verbs."""

import pytest

from dateline_server.language.inflection import plural, verb_forms


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("rape", {"rapes", "raped", "raping"}),
        ("rap", {"raps", "rapped", "rapping"}),
        ("carry", {"carries", "carried", "carrying"}),
        ("deploy", {"deploys", "deployed", "deploying"}),
        ("tie", {"ties", "tied", "tying"}),
        ("free", {"frees", "freed", "freeing"}),
        ("shell", {"shells", "shelled", "shelling"}),
        ("box", {"boxes", "boxed", "boxing"}),
        ("rebel", {"rebels", "rebeled", "rebelled", "rebeling", "rebelling"}),
    ],
)
def test_verbs_change_by_the_rules_of_spelling(lemma: str, forms: set[str]) -> None:
    assert verb_forms(lemma) == forms


@pytest.mark.parametrize(("noun", "several"), [("sit-in", "sit-ins"), ("clash", "clashes"), ("ally", "allies")])
def test_plurals(noun: str, several: str) -> None:
    assert plural(noun) == several
