"""The plain words for what an event is: its label ("hold talks")."""

from spacy.tokens import Token

from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.word_classes import words_of

_LIGHT = words_of("light")
_CONTAINERS = words_of("container")
_PARTICLES = frozenset(("prt", "advmod", "oprd", "acomp"))


def write_label(syntax: Syntax, candidate: Candidate, omitted: frozenset[int] = frozenset()) -> str:
    """A verb phrase without subject, lower-case but for names: "carry out attack", "call for ceasefire".

    `omitted` are indexes of words of the pattern to leave out.
    """
    head = candidate.head
    lemma = syntax.lemmas[head.i]
    if candidate.speech is not None:
        return event_type(candidate.type, candidate.mode).label
    if candidate.refusal:
        return f"refuse to {lemma}"
    if head.pos_ in ("VERB", "AUX"):
        words = [word for word in candidate.match.words if word.i not in omitted]
        nouns = [word for word in words if word.pos_ in ("NOUN", "PROPN") and syntax.lemmas[word.i] not in _CONTAINERS]
        particles = [word.lower_ for word in words if word not in nouns and syntax.deps[word.i] in _PARTICLES]
        particles += [word.lower_ for word in syntax.children(head, "prt") if word not in words]
        return " ".join(filter(None, (lemma, *particles, *(_noun_words(syntax, noun) for noun in nouns))))
    if head.pos_ == "ADJ":
        return f"be {lemma}"
    governor = head.head
    if syntax.deps[head.i] in ("dobj", "nsubjpass") and syntax.lemmas[governor.i] in _LIGHT:
        return f"{syntax.lemmas[governor.i]} {head.lower_}"
    return lemma if candidate.type == "X_OTHER" else event_type(candidate.type, candidate.mode).label


def _noun_words(syntax: Syntax, noun: Token) -> str:
    """The noun with its preposition, the nouns before it and what "of" adds to an empty one: "on alert"."""
    words = [noun.head.lower_] if syntax.deps[noun.i] == "pobj" and noun.head.head.pos_ == "VERB" else []
    words += [child.lower_ for child in syntax.children(noun, "compound") if child.pos_ == "NOUN"]
    words.append(noun.text if noun.pos_ == "PROPN" else noun.lower_)
    if syntax.lemmas[noun.i] == "state":
        words += [f"of {inner.lower_}" for _, inner in syntax.prepositional(noun, frozenset(("of",)))][:1]
    return " ".join(words)
