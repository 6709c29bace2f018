"""What the cue table says of the words that govern others: with their particle and preposition, and by themselves."""

from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.status.modality import VERBAL
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues

_CLASS_OF = {
    "VERB": WordClass.VERB,
    "AUX": WordClass.VERB,
    "NOUN": WordClass.NOUN,
    "PROPN": WordClass.NOUN,
    "ADJ": WordClass.ADJECTIVE,
    "ADP": WordClass.PREPOSITION,
    "SCONJ": WordClass.CONJUNCTION,
}


def governor_effect(head: Token, link: Link, around: Dependents, preposition: str = "") -> Effect | None:
    """What the table says of the governor; with a preposition, its phrase comes before the bare noun."""
    if preposition:
        effect = phrase_effect(head, link, around, preposition)
        if effect is not None or head.pos_ in VERBAL:
            return effect
    return phrase_effect(head, link, around)


def phrase_effect(head: Token, link: Link, around: Dependents, preposition: str = "") -> Effect | None:
    """What the table says of the lemma with its particle and the preposition."""
    word_class = _CLASS_OF.get(head.pos_)
    if word_class is None:
        return None
    cues = load_status_cues()
    lemma, form = head.lemma_.lower(), head.lower_
    if word_class is WordClass.VERB:
        particle = next((child.lower_ for child in around.of(head) if child.dep_ == "prt"), "")
        if particle:
            lemma, form = f"{lemma} {particle}", f"{form} {particle}"
    elif word_class is WordClass.ADJECTIVE and head.dep_ == "acomp":
        form = f"{head.head.lower_} {form}"
    tail = f" {preposition}" if preposition else ""
    # "Had to" was done and "has to" was not: the form comes before the lemma.
    effect = cues.effect(form + tail, word_class, link) or cues.effect(lemma + tail, word_class, link)
    if effect is None and head.tag_ == "VBN":
        # Participles that the model reads as verbs: "is poised to".
        effect = cues.effect(form + tail, WordClass.ADJECTIVE, link)
    return effect


def preposition_effect(phrase: str, link: Link) -> Effect | None:
    """What the table says of a preposition, or of several words of that function, by itself."""
    return load_status_cues().effect(phrase, WordClass.PREPOSITION, link)
