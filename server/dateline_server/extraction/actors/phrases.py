"""The phrase around a noun that names an actor, and whether it brings one in at all."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.actors.scanning import start_of_sentence
from dateline_server.knowledge.actor_nouns import ActorNoun
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_BARE_PREPOSITIONS = frozenset({"to", "in", "at", "from", "by", "into"})
_AMOUNTS = frozenset({"both", "some", "many", "most", "several", "all", "each", "few", "more", "than"})
_BREAKS = frozenset({"—", "–", "--", ":", ";", "“", "”", "(", ")"})
_LONGEST_PHRASE = 20


def ends_with(description: str, phrase: Tokens) -> bool:
    """Whether the phrase says no more than a description did: "the gang members" after "militia gang members"."""
    words = [token.lower_ for token in phrase if not is_outside_description(token)]
    return description.lower().split()[-len(words) :] == words


def is_outside_description(token: Token) -> bool:
    """Articles, counts, ages, pronouns and marks that say nothing about who is meant."""
    return (
        token.is_punct
        or token.lower_ in ("year", "old", "aged")
        or token.dep_ in ("det", "predet", "nummod", "quantmod")
        or token.pos_ in ("PRON", "NUM")
        or token.lower_ in _AMOUNTS
    )


def is_amount(head: Token) -> bool:
    """ "A couple of days", "the majority of votes": how many, and nobody."""
    return head.lower_ in ("couple", "majority", "minority", "group", "generation") and any(
        child.lower_ == "of" for child in head.rights
    )


def means_no_actor(token: Token, noun: ActorNoun) -> bool:
    """ "Taken to hospital" only says where; "his authority", "on the radio", "B-52 bombers" mean things."""
    if (
        token.dep_ == "pobj"
        and token.tag_ == "NN"
        and noun.kind in ("ORGANIZATION", "AGENCY", "GOVERNMENT", "GROUP", "MEDIA")
        and noun.noun not in ("police",)
        and token.head.lower_ in _BARE_PREPOSITIONS
        and token.left_edge == token
    ):
        return True
    modifiers = [child for child in token.lefts if child.dep_ in ("compound", "nmod", "punct", "nummod")]
    if noun.noun in words_of("craft") and any(character.isdigit() for child in modifiers for character in child.text):
        return True
    if token.tag_ == "NN" and noun.kind == "PERSON" and token.is_lower and not token.is_sent_start:
        return not any(token.lefts) and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")  # "bring to justice"
    if noun.noun in words_of("actors_if_they_speak"):
        return token.dep_ != "nsubj" or (token.head.lemma_.lower(), "verb") not in speech_cues()
    if noun.noun in words_of("no_actors_when_bare") and token.tag_ == "NN" and not any(token.lefts):
        return True
    return token.tag_ == "NN" and noun.noun in words_of("actors_if_told_which") and not modifiers


def is_told_apart(head: Token, determiner: Token) -> bool:
    """ "The minister who resigned": a clause without a comma says which of several."""
    return determiner.lower_ == "the" and any(
        child.dep_ == "relcl" and head.doc[child.left_edge.i - 1].text != "," and child.left_edge.i == head.i + 1
        for child in head.rights
    )


def is_predicate(token: Token) -> bool:
    """ "She is the minister" states a role and brings in nobody new."""
    if token.dep_ == "pobj":
        return token.head.lower_ == "as"
    return token.dep_ in ("attr", "oprd") and token.head.lemma_ in (
        "be",
        "become",
        "remain",
        "name",
        "appoint",
        "elect",
    )


def phrase_of(head: Token) -> Tokens:
    """From the first word before the noun that belongs to it to the noun itself; a dash or colon parts it from before."""
    start = head.i
    for child in head.lefts:
        if child.dep_ in ("det", "predet", "poss", "compound", "amod", "nmod", "nummod", "quantmod", "advmod"):
            start = min(start, child.left_edge.i)
            break
    start = max(start, start_of_sentence(head.doc, head.i, _LONGEST_PHRASE))
    for index in range(head.i - 1, start - 1, -1):
        if head.doc[index].text in _BREAKS or head.doc[index].is_space:
            start = index + 1
            break
    return head.doc[start : head.i + 1]


def describes(phrase: Tokens, noun: ActorNoun) -> bool:
    """True when the phrase says more than its noun: "the wounded fighter" is somebody else than "the fighter"."""
    return len(
        [token for token in phrase if token.dep_ not in ("det", "predet", "poss", "case") and not token.is_punct]
    ) > len(noun.noun.split())
