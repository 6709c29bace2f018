"""Which deeds are only the content of another: what is demanded, refused, promised or threatened has not its own event."""

from dataclasses import replace

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.events.background import is_definite
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

# Types that take up whatever stands below them, and those that take up only the deeds of the clause they govern.
_ABSORBING = frozenset(("REQUEST", "REJECT", "AGREE", "THREATEN", "CONCEDE"))
_ABSORBING_CLAUSES = frozenset(("SUPPORT", "COERCE", "AID", "CONSULT"))
_AIMS, _ABILITIES = words_of("aim"), words_of("ability")
_CHARGING = frozenset(("ACCUSE", "X_COURT", "COERCE", "X_CRIME"))
_SUBJECTS = frozenset(("on", "about", "over", "for", "toward", "towards"))
_CHARGES = frozenset(("with", "of", "for", "on"))
_PURPOSES = frozenset(("REQUEST", "ACCUSE", "PROTEST"))
_SCENE = words_of("scene")
_CLIMB = 8
_CLAUSES = frozenset(("xcomp", "ccomp", "pcomp"))
_LINKS = frozenset(
    ("xcomp", "ccomp", "pcomp", "advcl", "acl", "conj", "dobj", "dative", "attr", "nsubj", "nsubjpass", "agent")
) | frozenset(("pobj", "prep", "compound", "amod", "poss"))


def drop_contents(syntax: Syntax, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without those that stand inside the content of a demand, refusal, promise or threat.

    What a protest is for ("marched to demand his resignation") goes into the protest, with the side it is aimed at.
    """
    at = {word.i: candidate for candidate in candidates for word in candidate.match.anchors}
    own = [
        candidate
        for candidate in candidates
        if not _join_protest(syntax, candidate, at) and not _is_only_able(syntax, candidate)
    ]
    return [candidate for candidate in own if not _is_content(syntax, candidate, at)]


def _is_only_able(syntax: Syntax, candidate: Candidate) -> bool:
    """True for what somebody is able or free to do: "its power to arrest suspects"."""
    head = candidate.head
    return syntax.deps[head.i] == "acl" and head.tag_ == "VB" and syntax.lemmas[head.head.i] in _ABILITIES


def _is_content(syntax: Syntax, candidate: Candidate, at: dict[int, Candidate]) -> bool:
    """True when the way up from the candidate meets a candidate that takes it up."""
    current: Token = candidate.head
    in_clause = finite = False
    for _ in range(_CLIMB):
        dep, head = syntax.deps[current.i], current.head
        if dep not in _LINKS or head.i == current.i:
            return False
        if dep == "conj" and not (current.pos_ == "NOUN" and head.pos_ == "VERB"):
            # A verb beside the owner is no content of it, and shares what the owner is in. A noun beside a verb is
            # one beside its object that the parser hung too high.
            current = head
            continue
        if _leaves_content(syntax, candidate, current, dep, in_clause):
            return False
        in_clause = (
            in_clause or dep in _CLAUSES or dep == "acl" or (dep == "advcl" and syntax.marks_infinitive(current))
        )
        finite = finite or (current.tag_ == "VBD" and dep in _CLAUSES)
        owner = at.get(head.i)
        if owner is not None and owner is not candidate:
            if owner.type in _ABSORBING and not finite and (dep != "advcl" or owner.type == "THREATEN"):
                return not (dep == "prep" and current.lower_ in _SCENE)
            if dep == "prep" and (
                _is_charge(owner, candidate, current) or _is_talked_about(syntax, owner, candidate, current)
            ):
                return True
            same = owner.type == candidate.type and candidate.head.pos_ == "VERB"
            if in_clause and not finite and owner.type != "X_STATE" and (same or owner.type in _ABSORBING_CLAUSES):
                return True
            if owner.type == "X_STATE":
                return False
        current = head
    return False


def _is_charge(owner: Candidate, candidate: Candidate, prep: Token) -> bool:
    """True for the crime that somebody is charged with: "sentenced for murder"."""
    noun = candidate.head
    return owner.type in _CHARGING and noun.pos_ == "NOUN" and noun.head.i == prep.i and prep.lower_ in _CHARGES


def _is_talked_about(syntax: Syntax, owner: Candidate, candidate: Candidate, prep: Token) -> bool:
    """True for what talks are to bring about: "negotiations on a truce", but not "talks on the attack", which is known."""
    noun = candidate.head
    behind = noun.pos_ == prep.head.pos_ == "NOUN" and noun.head.i == prep.i and prep.lower_ in _SUBJECTS
    return behind and owner.type == "CONSULT" != candidate.type and not is_definite(syntax, noun)


def _leaves_content(syntax: Syntax, candidate: Candidate, current: Token, dep: str, in_clause: bool) -> bool:
    """True at a link that nothing is taken up through: the subject of a verb, a participle, a clause that is no aim."""
    if dep in ("nsubj", "nsubjpass"):
        return not in_clause and current.head.pos_ in ("VERB", "AUX") and current.i == candidate.head.i
    if dep == "acl":
        return current.tag_ != "VB" and syntax.lemmas[current.i] not in _AIMS
    return dep == "advcl" and not syntax.marks_infinitive(current)


def _join_protest(syntax: Syntax, candidate: Candidate, at: dict[int, Candidate]) -> bool:
    """Whether the candidate is the aim of a protest, which then takes its addressee for its own."""
    if candidate.type not in _PURPOSES or syntax.deps[candidate.head.i] not in ("xcomp", "advcl", "acl"):
        return False
    protest = at.get(candidate.head.head.i)
    if protest is None:
        for child in syntax.children(candidate.head.head, "dobj"):
            protest = at.get(child.i)
    if protest is None or protest is candidate or protest.type != "PROTEST":
        return False
    addressed = [side for side in candidate.sides if side.role == Participant.RECIPIENT]
    own = [side for side in protest.sides if side.role == Participant.RECIPIENT]
    if addressed and all(side.link in ("in", "at", "outside", "n") for side in own):
        protest.sides = [side for side in protest.sides if side.role != Participant.RECIPIENT] + [
            replace(side, link="against") for side in addressed
        ]
    return True
