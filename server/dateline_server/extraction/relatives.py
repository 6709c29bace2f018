"""Relative pronouns that take up more than the noun before them."""

from spacy.tokens import Token

from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_ANSWERS = words_of("charge_answer")


def takes_up_charge(relative: Token, verb: str) -> bool:
    """True for ", which" before the lemma of a verb that answers a charge: "held him for theft from a baker, which he denies".

    Not where the charge itself stands before it: "made an accusation, which he denies", nor whoever denies it.
    """
    if (
        relative.lower_ != "which"
        or relative.dep_ in ("nsubj", "nsubjpass")
        or verb not in _ANSWERS
        or relative.i < 2
        or relative.nbor(-1).text != ","
    ):
        return False
    return (relative.nbor(-2).lemma_.lower(), "noun") not in speech_cues()
