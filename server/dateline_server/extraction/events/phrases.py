"""Noun phrases: how far they reach, and whether they name somebody who can act."""

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.word_classes import words_of

_BEFORE = frozenset(
    ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod", "case", "punct")
)
_BOTH = frozenset(("both", "either", "neither"))
_LONGEST_BEFORE = 16
_LONGEST_AFTER = 14
_NAMES_AFTER_OF = 3
_NAMED = frozenset(("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC"))
_ACTOR_CLASSES = (
    "state", "leader", "official", "military", "police", "rebel", "people", "protester", "person", "court", "igo",
    "ngo", "party", "company", "media", "crime_person",
)  # fmt: skip
_ACTOR_NOUNS = frozenset().union(*map(words_of, _ACTOR_CLASSES))
_DOER_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "men", "women", "ee")
_NO_PERSONS = words_of("no_person")
_QUANTIFIERS, _COLLECTIVES = words_of("quantifier"), words_of("collective")
_CONTAINERS = words_of("container") | words_of("time_noun")
_NESTING = frozenset(("of", "by", "from", "with", "to", "against", "for", "in", "on", "between", "among", "over", "at"))
_PERSONAL = frozenset(("he", "she", "they", "it", "him", "her", "them", "we", "i", "you", "us", "who"))
_PERSONS = frozenset(
    ("he", "she", "they", "him", "her", "them", "his", "their", "who", "whom", "whose", "everyone", "everybody", "one")
)
_MEASURES = frozenset(("QUANTITY", "PERCENT", "MONEY"))
_EMPTY = words_of("time_noun") | frozenset(("nobody", "none", "nothing"))
_TIMES = frozenset(("DATE", "TIME"))
_DEPTH = 3
_NESTED = 12


@cache
def _is_actor_noun(lemma: str) -> bool:
    """True for listed nouns and for those built like names of doers ("dockworker", "lobbyist")."""
    if lemma in _ACTOR_NOUNS or load_actor_nouns().ending((lemma,)) is not None:
        return True
    return len(lemma) > 5 and lemma.endswith(_DOER_ENDINGS) and lemma not in _NO_PERSONS


def noun_phrase(syntax: Syntax, head: Token) -> Tokens:
    """The phrase of the head with what stands before it and its "of" and "in" phrases; no clause, no coordination."""
    known = syntax.noun_phrases.get(head.i)
    if known is None:
        known = syntax.noun_phrases[head.i] = _find_noun_phrase(syntax, head)
    return known


def _find_noun_phrase(syntax: Syntax, head: Token) -> Tokens:
    doc = syntax.doc
    start, end = head.i, head.i + 1
    for child in reversed(syntax.children(head)):
        if child.i > head.i:
            continue
        if syntax.deps[child.i] not in _BEFORE or head.i - child.left_edge.i > _LONGEST_BEFORE:
            break
        if syntax.deps[child.i] == "punct" and child.text not in "“”\"'-":
            continue
        if child.ent_type_ == "GPE" and head.ent_type_ == "PERSON" and child.i and doc[child.i - 1].lower_ == "to":
            # Where somebody is sent stands before the name: "ambassador to Peru Olav Brekke".
            break
        if head.tag_ == "NNS" and child.lower_ in ("a", "an"):
            # The article belongs to a noun behind: "a ministers' meeting".
            break
        start = min(start, child.left_edge.i)
    for child in syntax.children(head):
        if child.i < head.i:
            continue
        if syntax.deps[child.i] == "case" or (syntax.deps[child.i] in ("nummod", "npadvmod") and child.i == end):
            end = max(end, child.i + 1)
        elif syntax.deps[child.i] == "prep" and child.lower_ in ("of", "for", "in", "to", "from") and child.i <= end:
            limit = _end_of_prepositional(syntax, child)
            if limit - head.i > _LONGEST_AFTER or (child.lower_ != "of" and limit - child.i > 4):
                break
            end = max(end, limit)
        else:
            break
    while start < head.i and (doc[start].is_punct or doc[start].is_space) and doc[start].text not in '“"':
        start += 1
    if doc[start].text in '“"' and not any(token.text in '”"' for token in doc[start + 1 : end]):
        start += 1
    if (
        start < head.i
        and doc[start].lower_ in _BOTH
        and not any(token.pos_ == "CCONJ" for token in doc[start + 1 : end])
    ):
        # "both" goes with the ones behind this phrase: "both the envoy and his aide".
        start += bool(syntax.children(head, "conj"))
    while end > head.i + 1 and (
        doc[end - 1].pos_ == "ADP" or doc[end - 1].tag_ == "POS" or doc[end - 1].is_space or doc[end - 1].is_punct
    ):
        end -= 1
    return doc[start:end]


def _end_of_prepositional(syntax: Syntax, prep: Token) -> int:
    for noun in syntax.children(prep, "pobj"):
        return max(noun_phrase_end(syntax, member) for member in syntax.conjuncts(noun)[:_NAMES_AFTER_OF])
    return prep.i + 1


def noun_phrase_end(syntax: Syntax, noun: Token) -> int:
    """Index after the noun and its own direct "of" phrase."""
    for prep in syntax.children(noun, "prep"):
        if prep.lower_ == "of" and prep.i == noun.i + 1:
            for inner in syntax.children(prep, "pobj"):
                return max(member.i for member in syntax.conjuncts(inner)[:_NAMES_AFTER_OF]) + 1
    return noun.i + 1


def container_of(syntax: Syntax, noun: Token) -> Token:
    """What the noun fills: "round" in "a round of talks", "days" in "five days of fighting"; else the noun itself."""
    if syntax.deps[noun.i] == "pobj" and noun.head.lower_ == "of" and syntax.lemmas[noun.head.head.i] in _CONTAINERS:
        return noun.head.head
    return noun


def is_time(token: Token) -> bool:
    """True for dates and times; false for "the 26-year-old", who is a person."""
    return token.ent_type_ in _TIMES and token.lower_ not in ("old", "olds", "year-old")


def is_empty(draft: Draft, syntax: Syntax, noun: Token) -> bool:
    """True for words to which nothing is done: dates, times, sums, "there"."""
    sum_of_money = noun.ent_type_ in _MEASURES and noun.i not in draft.actor_at
    return is_time(noun) or sum_of_money or noun.dep_ == "expl" or syntax.lemmas[noun.i] in _EMPTY


def is_measure(syntax: Syntax, noun: Token) -> bool:
    """True for how much, how long or how often: "met several times", "talked for two hours"."""
    return noun.ent_type_ == "QUANTITY" or syntax.lemmas[noun.i] in _EMPTY


def can_act(draft: Draft, syntax: Syntax, token: Token) -> bool:
    """True for words that name people, bodies or countries."""
    if is_time(token) or token.i in syntax.datelines or syntax.deps[token.i] == "expl":
        return False
    if token.ent_type_ in _TIMES:
        return True
    if token.i in draft.actor_at or token.ent_type_ in _NAMED or token.lower_ in _PERSONAL:
        return True
    if syntax.lemmas[token.i] == "state" and _is_condition(syntax, token):
        return False
    if _is_actor_noun(syntax.lemmas[token.i]):
        return True
    if token.pos_ == "PROPN":
        return token.ent_type_ not in ("MONEY", "EVENT", "LAW", "WORK_OF_ART", "PRODUCT")
    lemma = syntax.lemmas[token.i]
    if token.pos_ in ("NUM", "NOUN") and (lemma in _QUANTIFIERS or _counts_people(syntax, token)):
        return True
    return lemma in _COLLECTIVES and any(
        _is_actor_noun(syntax.lemmas[noun.i])
        for prep in syntax.children(token, "prep")
        if prep.lower_ == "of"
        for noun in syntax.children(prep, "pobj")
    )


def is_somebody(syntax: Syntax, token: Token) -> bool:
    """True for a person or people: a name, a noun for a doer, a pronoun, or a number that counts them."""
    if token.ent_type_ == "PERSON" or token.lower_ in _PERSONS:
        return True
    if token.ent_type_ in _NAMED and token.pos_ == "PROPN":
        return False
    if token.pos_ == "NOUN":
        return _is_actor_noun(syntax.lemmas[token.i])
    return token.pos_ == "NUM" and (_counts_people(syntax, token) or syntax.lemmas[token.i] in _QUANTIFIERS)


def _counts_people(syntax: Syntax, number: Token) -> bool:
    """True for "14 of them"."""
    inner = syntax.prepositional(number, frozenset(("of",)))
    return number.like_num and any(token.lower_ in _PERSONAL for _, token in inner)


def _is_condition(syntax: Syntax, noun: Token) -> bool:
    """True for "state of emergency", false for "state of Gujarat"."""
    inner = syntax.prepositional(noun, frozenset(("of",)))
    return any(token.pos_ == "NOUN" for _, token in inner)


def nested_actors(draft: Draft, syntax: Syntax, head: Token) -> Iterator[Token]:
    """Who is named inside the phrase of a noun, nearest first: owner, maker, modifier of nationality."""
    level = [head]
    seen = 0
    for _ in range(_DEPTH):
        below: list[Token] = []
        for noun in level:
            for child in syntax.children(noun):
                if child.tag_ == "PRP$":
                    continue
                seen += 1
                if seen > _NESTED * _DEPTH:
                    return
                dep = syntax.deps[child.i]
                if dep in ("poss", "compound", "amod", "nmod", "appos"):
                    if _is_nested_actor(draft, syntax, child, dep):
                        yield child
                    elif dep == "poss":
                        below.append(child)
                elif dep in ("prep", "agent") and child.lower_ in _NESTING:
                    for inner in syntax.children(child, "pobj"):
                        for member in syntax.conjuncts(inner):
                            if can_act(draft, syntax, member) and syntax.lemmas[member.i] != "it":
                                yield member
                            else:
                                below.append(member)
                    deeds = [verb for verb in syntax.children(child, "pcomp") if verb.tag_ == "VBG"]
                    things = [thing for deed in deeds for thing in syntax.children(deed, "dobj")]
                    below += [thing for thing in things if not can_act(draft, syntax, thing)]
                elif dep == "acl" and child.tag_ == "VBN":
                    # "the march staged by students": those who made it stand for it.
                    yield from (doer for doer in syntax.subjects(child)[0] if can_act(draft, syntax, doer))
                elif dep == "acl" and (own := syntax.children(child, "nsubj", "nsubjpass")):
                    # "reports that a guard had fled to Peru" are about the guard.
                    yield from (subject for subject in own if can_act(draft, syntax, subject))
                elif dep == "acl" and child.tag_ in ("VBG", "VB"):
                    below.append(child)
                elif dep == "dobj" and noun.pos_ == "VERB":
                    if can_act(draft, syntax, child):
                        yield child
                    else:
                        below.append(child)
                elif dep == "conj" and noun is not head and child.pos_ in ("NOUN", "PROPN"):
                    below.append(child)
        level = below


def _is_nested_actor(draft: Draft, syntax: Syntax, child: Token, dep: str) -> bool:
    if dep == "poss":
        return can_act(draft, syntax, child)
    if dep == "appos":
        return child.ent_type_ in ("PERSON", "GPE", "ORG")
    return child.ent_type_ in ("NORP", "GPE", "ORG", "PERSON") or (
        child.i in draft.actor_at and child.text[:1].isupper()
    )
