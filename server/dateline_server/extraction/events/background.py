"""Nouns that speak of a deed as known to have happened: "the attack on …", "after talks in …", "riots broke out".

A noun of deed alone claims nothing: "peace talks are needed". It does where the phrase presupposes the deed, being
definite and tied to a side, a place or a day, or setting the scene of another deed, or where the clause says that
the deed took place. A verb claims nothing without a side either, unless the clause is about the noun of the deed itself.
"""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.phrases import container_of, is_somebody
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.triggers import SUBJECT
from dateline_server.knowledge.word_classes import words_of

_DEEDS = frozenset(
    (
        *("CONSULT", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
        *("X_DISASTER", "X_CASUALTY", "X_CONTEST", "X_ELECT", "X_APPOINT", "X_CRIME", "X_DEAL", "X_LAUNCH"),
    )
)
_SIDES = frozenset((Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT))
_HAPPENING, _OUTCOMES = words_of("happening"), words_of("outcome")
_PAST_SCENES = words_of("past_scene")
_PLACES = words_of("territory")
_LIGHT = words_of("light_verb")
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_GONE_BY = words_of("gone_by")
_WHERE = frozenset(("in", "at", "on", "near", "outside", "around"))
_MEANWHILE = frozenset(("amid", "amidst"))
_LENGTHS = frozenset(("DATE", "TIME"))
_SITUATING = frozenset(("DATE", "TIME", "GPE", "LOC", "FAC"))


def is_known_deed(syntax: Syntax, candidate: Candidate) -> bool:
    """True for a noun whose phrase or clause takes or tells the deed as a fact; whether it is one, its status says."""
    nouns = [word for word in candidate.match.anchors if word.pos_ in ("NOUN", "PROPN")]
    if not nouns or candidate.head.pos_ not in ("NOUN", "PROPN"):
        return False
    noun = nouns[0]
    if candidate.type == "AGREE":
        return _is_outcome(syntax, noun)
    if candidate.type not in _DEEDS:
        return False
    whole = container_of(syntax, noun)
    if _takes_place(syntax, whole) or _is_outcome(syntax, whole) or _goes_on_meanwhile(syntax, whole):
        return True
    if not (_sets_scene(syntax, whole) or is_definite(syntax, noun) or is_definite(syntax, whole)):
        return False
    return any(side.role in _SIDES for side in candidate.sides) or any(
        _is_situated(syntax, one) for one in (noun, whole)
    )


def is_done_to_its_noun(syntax: Syntax, candidate: Candidate) -> bool:
    """True for a clause that tells by the noun alone what was done: "the treaty was signed", "the truce took effect"."""
    verb = candidate.head
    if _holding(syntax, candidate) is not None:
        return True
    if verb.pos_ != "VERB" or syntax.deps[verb.i] == "advcl" or not syntax.children(verb, "auxpass"):
        return False
    return any(word in candidate.match.words for word in syntax.children(verb, "nsubjpass"))


def tell_by_verbs(syntax: Syntax, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without the nouns of which a fixed phrase tells that they hold; their sides go to the phrase."""
    nouns = {candidate.head.i: candidate for candidate in candidates if candidate.head.pos_ == "NOUN"}
    told: set[int] = set()
    for candidate in candidates:
        noun = _holding(syntax, candidate)
        named = nouns.get(noun.i) if noun is not None else None
        if named is not None and (named.type == candidate.type or not candidate.sides):
            candidate.sides = candidate.sides or named.sides
            told.add(named.head.i)
    return [candidate for candidate in candidates if candidate.head.i not in told]


def _holding(syntax: Syntax, candidate: Candidate) -> Token | None:
    """The noun of the deed itself, of which a fixed phrase says that it holds: "the truce took effect"."""
    verb, match = candidate.head, candidate.match
    if syntax.lemmas[verb.i] not in _LIGHT or not any(_is_bare_noun(word) for word in match.words):
        return None
    words = [one.words for one in match.row.elements if one.kind == SUBJECT and not one.negated]
    for noun in syntax.subjects(verb)[0]:
        if any(syntax.lemmas[noun.i] in named for named in words) and not is_somebody(syntax, noun):
            return noun
    return None


def is_part_of_phrase(syntax: Syntax, match: Match, noun: Token) -> bool:
    """True for the bare noun of a fixed phrase, to which nothing is done: "took effect", "gave way", "lost ground"."""
    return noun in match.words and syntax.lemmas[match.head.i] in _LIGHT and _is_bare_noun(noun)


def _is_bare_noun(noun: Token) -> bool:
    """True for a noun without an article or a word that describes it, as in fixed phrases: "effect" in "took effect"."""
    return noun.tag_ == "NN" and all(child.dep_ in ("prep", "punct", "advmod") for child in noun.children)


def _takes_place(syntax: Syntax, noun: Token) -> bool:
    """True for what begins, breaks out or takes place, or is there."""
    verb = noun.head
    if syntax.deps[noun.i] in ("nsubj", "nsubjpass"):
        return any(syntax.lemmas[word.i] in _HAPPENING for word in (verb, *syntax.children(verb, "acomp", "xcomp")))
    return syntax.deps[noun.i] == "attr" and bool(syntax.children(verb, "expl"))


def _sets_scene(syntax: Syntax, noun: Token) -> bool:
    """True behind "after", "during", "since": what went before or on meanwhile."""
    prep = noun.head
    return syntax.deps[noun.i] == "pobj" and prep.lower_ in _PAST_SCENES and prep.head.pos_ in ("VERB", "AUX")


def _goes_on_meanwhile(syntax: Syntax, noun: Token) -> bool:
    """True for what the sentence says goes on beside its own deed: "resigned amid protests"."""
    prep = noun.head
    return syntax.deps[noun.i] == "pobj" and prep.lower_ in _MEANWHILE and prep.head.pos_ in ("VERB", "AUX")


def source_of_outcome(syntax: Syntax, candidate: Candidate) -> list[Token]:
    """What led to the deed: "talks" for "the talks resulted in an agreement"; empty where nothing is said to."""
    nouns = [word for word in candidate.match.anchors if word.pos_ == "NOUN"]
    if not nouns or not _is_outcome(syntax, nouns[0]):
        return []
    noun = nouns[0]
    return syntax.subjects(noun.head.head if syntax.deps[noun.i] == "pobj" else noun.head)[0]


def _is_outcome(syntax: Syntax, noun: Token) -> bool:
    """True for what something led to: "the talks resulted in an agreement"."""
    governor = noun.head.head if syntax.deps[noun.i] == "pobj" else noun.head
    return (
        governor.pos_ == "VERB" and syntax.deps[noun.i] in ("pobj", "dobj") and syntax.lemmas[governor.i] in _OUTCOMES
    )


def is_definite(syntax: Syntax, noun: Token) -> bool:
    """True for what the phrase takes as known: "the attack", "his arrest", "last month's raid"."""
    for child in syntax.children(noun, "det", "poss", "amod"):
        if child.dep_ == "poss" or child.lower_ in _DEFINITE or child.lower_ in _GONE_BY:
            return True
    return False


def _is_situated(syntax: Syntax, noun: Token) -> bool:
    """True for a deed of a place, a day or a person: "the September raids", "the last meeting in the city", "his arrest"."""
    if noun.ent_type_ in _LENGTHS:
        return False
    for child in syntax.children(noun, "compound", "nmod", "poss", "npadvmod", "nummod"):
        if child.ent_type_ in _SITUATING or child.tag_ == "PRP$":
            return True
    return any(
        inner.ent_type_ in _SITUATING or syntax.lemmas[inner.i] in _PLACES
        for _, inner in syntax.prepositional(noun, _WHERE)
    )
