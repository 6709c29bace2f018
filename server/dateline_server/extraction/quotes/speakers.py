"""Who speaks: the phrase that names the source of a cue, found in the sentence's syntax."""

from dataclasses import dataclass

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_CONTROLLED = frozenset({"xcomp", "conj", "advcl", "pcomp", "ccomp", "dep", "parataxis"})
_UTTERING, _UTTERANCES = words_of("uttering"), words_of("utterance")
_CLIMB = 5
# Tokens of a source's phrase on either side of its head.
_LONGEST_SIDE = 40
_IMPERSONAL = frozenset({"it", "that", "this"})
# Adverbs before a noun phrase that are no part of the name.
_FOCUS = frozenset({"even", "only", "also", "just"})
_CITING = frozenset({"citing", "quoting"})
_ASIDE = frozenset({"acl", "advcl", "prep"})
_SPEAKING_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "GPE"})


def source_of_verb(verb: Token, dependents: Dependents) -> Token | None:
    """The head of the phrase whose referent says, asks or thinks what `verb` introduces; None when nobody is named.

    A verb without a subject of its own has that of the verb it hangs on ("He refused, saying …"), a participle after a
    noun has the noun ("a letter warning that …"), a passive its agent ("was accused by …").
    """
    current, joined = verb, False
    for _ in range(_CLIMB):
        passive = False
        agent: Token | None = None
        for child in dependents.of(current):
            dep = child.dep_
            if dep in _SUBJECTS:
                if joined and not can_speak(child) and (nearer := _speaker_between(current, verb, dependents)):
                    return nearer
                return None if dep == "expl" or (_is_impersonal(current, child) and not joined) else child
            if dep in _PASSIVE_SUBJECTS or dep == "auxpass":
                passive = True
            elif dep == "agent":
                agent = next((child for child in dependents.of(child) if child.dep_ == "pobj"), None)
        if agent is not None:
            return agent
        if passive:
            # "was held and charged with theft": the second participle is as passive as the first.
            spoken_of = current is verb or (joined and verb.tag_ == "VBN")
            return None if spoken_of else _passive_subject(current, dependents)
        if current.dep_ in ("acl", "relcl"):
            return current.head if current.tag_ != "VBN" else None
        if current.dep_ == "csubj" and current.tag_ == "VBG" and current.head.dep_ == "conj":
            current = current.head.head
            continue
        if current.dep_ not in _CONTROLLED or _is_spoken_to(current, verb, dependents):
            return None
        joined = current.dep_ == "conj"
        if current.dep_ == "xcomp":
            person = _object_before(current, dependents)
            if person is not None:
                return person
        parent = current.head
        if current.dep_ == "pcomp":
            parent = parent.head
        if parent.pos_ not in ("VERB", "AUX"):
            return parent if parent.pos_ in ("NOUN", "PROPN", "PRON") else None
        current = parent
    return None


def _speaker_between(first: Token, verb: Token, dependents: Dependents) -> Token | None:
    """Who speaks in the clause before a verb that the parser joined to what cannot speak.

    "Shares fell after the firm warned of losses and said …": it is the firm that said.
    """
    for clause in dependents.of(first):
        if clause.dep_ in ("advcl", "ccomp") and first.i < clause.i < verb.i:
            for child in dependents.of(clause):
                if child.dep_ in _SUBJECTS and can_speak(child):
                    return child
    return None


def _is_impersonal(verb: Token, subject: Token) -> bool:
    return subject.lower_ in _IMPERSONAL and verb.lemma_ in ("be", "seem", "appear")


def _is_spoken_to(current: Token, verb: Token, dependents: Dependents) -> bool:
    """True where the verb is a passive participle: "Asked about it, she left", "as predicted"."""
    if current is not verb or verb.tag_ != "VBN" or verb.dep_ != "advcl":
        return False
    return not any(child.dep_ == "aux" for child in dependents.of(verb))


def _passive_subject(verb: Token, dependents: Dependents) -> Token | None:
    return next((child for child in dependents.of(verb) if child.dep_ in _PASSIVE_SUBJECTS), None)


def _object_before(verb: Token, dependents: Dependents) -> Token | None:
    """ "them" in "urged them to say": the object of the governing verb is the one who acts."""
    return next(
        (child for child in dependents.of(verb.head) if child.dep_ in ("dobj", "dative") and child.i < verb.i), None
    )


def source_of_noun(noun: Token, dependents: Dependents) -> Token | None:
    """The head of the phrase whose words the noun is: "Oslo's claim", "union claims", "issued a warning"."""
    for child in dependents.of(noun):
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            for grandchild in dependents.of(child):
                if grandchild.dep_ == "pobj":
                    return grandchild
        if child.dep_ in ("compound", "amod") and child.i == noun.i - 1 and can_speak(child):
            return child
    governor = noun.head
    if noun.dep_ == "pobj" and governor.lower_ in ("in", "with"):
        governor = governor.head
    elif noun.dep_ not in ("dobj", "attr") or governor.lemma_.lower() not in _UTTERING:
        return None
    return source_of_verb(governor, dependents) if governor.pos_ == "VERB" else None


@dataclass(frozen=True, slots=True)
class Relay:
    """Who said it and who passed it on; `teller` is the one of them who does what the cue says."""

    source: Tokens
    via: Tokens
    teller: Tokens


def passed_on(verb: Token, source: Token, dependents: Dependents) -> Relay | None:
    """Who said it and who passed it on: the ministry and Tass in "Tass, citing the ministry, said".

    Also "Tass quoted the ministry as saying", its passive, and "the ministry said, according to Tass"; None where the
    source speaks for itself.
    """
    end = len(verb.doc)
    limits = (0, verb.i) if source.i < verb.i else (verb.i + 1, end)
    for governor in (source, verb):
        for child in dependents.of(governor):
            cited = cited_by(child, dependents)
            if cited is not None:
                teller = phrase_of(source, (0, child.i) if source.i < child.i else (0, end))
                return Relay(cited, teller, teller)
    relayer = relayer_of(verb, dependents)
    if relayer is not None and relayer.i != source.i:
        said = phrase_of(source, limits)
        return Relay(said, phrase_of(relayer, (0, end)), said)
    quoting = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "as" else None
    if quoting is None or quoting.lemma_ not in ("quote", "cite"):
        return None
    agent = source_of_verb(quoting, dependents) or _agent_of(verb, dependents)
    quoted = next((child for child in dependents.of(quoting) if child.dep_ in ("dobj", "nsubjpass")), None)
    if quoted is None or agent is None or agent.i == quoted.i:
        return None
    said = phrase_of(quoted, (0, verb.head.i))
    return Relay(said, phrase_of(agent, (0, end)), said)


def cited_by(participle: Token, dependents: Dependents) -> Tokens | None:
    """Whose words "citing" or "quoting" names; None for any other word, and for what cannot speak."""
    if participle.tag_ != "VBG" or participle.lower_ not in _CITING or participle.dep_ not in _ASIDE:
        return None
    cited = _object_of(participle, dependents)
    return phrase_of(cited, (participle.i + 1, len(participle.doc))) if cited is not None and can_speak(cited) else None


def saying_of(verb: Token, dependents: Dependents) -> Token | None:
    """The "saying" of "quoted the ministry as saying", which is the cue then."""
    if verb.lemma_ not in ("quote", "cite"):
        return None
    for child in dependents.of(verb):
        if child.lower_ == "as":
            for inner in dependents.of(child):
                if inner.dep_ == "pcomp" and (inner.lemma_, "verb") in speech_cues():
                    return inner
    return None


def relayer_of(verb: Token, dependents: Dependents) -> Token | None:
    """Who passes on what somebody says: Interfax in "he said, according to Interfax"."""
    for child in dependents.of(verb):
        if child.lower_ == "according":
            for to in dependents.of(child):
                named = _object_of(to, dependents) if to.lower_ == "to" else None
                if named is not None and can_speak(named):
                    return named
    return None


def _object_of(governor: Token, dependents: Dependents) -> Token | None:
    return next((child for child in dependents.of(governor) if child.dep_ in ("dobj", "pobj")), None)


def _agent_of(verb: Token, dependents: Dependents) -> Token | None:
    """ "the agency" in "was quoted as saying by the agency"."""
    by = next((child for child in dependents.of(verb) if child.lower_ == "by"), None)
    return _object_of(by, dependents) if by is not None else None


def referent_of(head: Token) -> Token:
    """The noun that "who", "which" or "that" takes up, else the word itself."""
    clause = head
    for _ in range(_CLIMB if head.tag_ in ("WP", "WDT") else 0):
        if clause.dep_ == "relcl":
            return clause.head
        clause = clause.head
    return head


def can_speak(head: Token) -> bool:
    """True for a name of a person, people, body or country and for nouns such as "officials" and "report"."""
    if head.ent_type_ in _SPEAKING_ENTITIES:
        return True
    nouns, cues = load_actor_nouns(), speech_cues()
    before = [token.lower_ for token in head.doc[max(0, head.i - 2) : head.i]]
    # In headlines the tagger takes plain nouns for names and leaves their plural.
    forms = (head.lemma_.lower(), head.lower_.removesuffix("s"))
    return any(nouns.ending([*before, form]) is not None or (form, "label") in cues for form in forms)


def phrase_of(head: Token, limits: tuple[int, int]) -> Tokens:
    """The whole phrase around its head, cut to the token indices [first, last): with titles, appositions, clauses."""
    doc = head.doc
    first = max(head.left_edge.i, limits[0], head.i - _LONGEST_SIDE)
    last = _before_occasion(head, min(head.right_edge.i + 1, limits[1], head.i + _LONGEST_SIDE))
    while last > head.i + 1 and (doc[last - 1].is_punct or doc[last - 1].is_space or doc[last - 1].dep_ == "cc"):
        if doc[last - 1].text in (")", "]"):
            break
        last -= 1
    while first < head.i and (
        doc[first].is_punct or doc[first].is_space or doc[first].dep_ == "cc" or doc[first].lower_ in _FOCUS
    ):
        first += 1
    return doc[min(first, head.i) : max(last, head.i + 1)]


def phrase_beside(head: Token, cue_tokens: Tokens) -> Tokens:
    """The phrase of a source, kept to its side of the cue."""
    before = head.i < cue_tokens.start
    return phrase_of(head, (0, cue_tokens.start) if before else (cue_tokens.end, len(head.doc)))


def _before_occasion(head: Token, last: int) -> int:
    """The end of a phrase without what tells when or in what its referent speaks: "officials" of "officials on Thursday"."""
    doc, place = head.doc, last - 1
    for _ in range(_LONGEST_SIDE):
        while place > head.i and doc[place].dep_ != "prep":
            place -= 1
        if place <= head.i:
            break
        if doc[place].head.i == head.i:
            inside = doc[place + 1 : last]
            dated = len(inside) > 0 and all(token.ent_type_ in ("DATE", "TIME") for token in inside)
            named = next((token for token in inside if token.dep_ == "pobj" and token.head.i == place), None)
            if dated or (doc[place].lower_ in ("in", "on", "at") and named is not None and named.lemma_ in _UTTERANCES):
                return place
        place -= 1
    return last


def cue_of(verb: Token, dependents: Dependents) -> Tokens:
    """The verb with its auxiliaries, negation and particle: "has not said", "pointed out"."""
    first = last = verb.i
    for child in dependents.of(verb):
        if child.dep_ in ("aux", "auxpass", "neg") and child.i < verb.i and verb.i - child.i < 5:
            first = min(first, child.i)
        elif child.dep_ == "prt" and child.i == last + 1:
            last = child.i
    if first < last and any(token.dep_ in ("nsubj", "nsubjpass") for token in verb.doc[first:last]):
        first = verb.i
    return verb.doc[first : last + 1]
