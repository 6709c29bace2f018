"""What modals, negation and promises make of a deed: a help that "will" come is AGREE, a strike that will is THREATEN.

PLOVER codes what the sides say and do now: the promise of a friendly deed is an agreement, that of a hostile one a
threat, the refusal of a friendly one a rejection, and "must" from another's mouth a demand.
"""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.participants import Casting
from dateline_server.extraction.events.phrases import can_act
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.ontology import EventType, event_type
from dateline_server.knowledge.triggers import INTENT, Trigger, parse_frame
from dateline_server.knowledge.word_classes import words_of

_CLIMB = 4
_FUTURE = frozenset(("will", "'ll", "shall", "wo", "would"))
_DUTY = frozenset(("must", "should", "ought"))
_FRIENDLY_DEEDS = {"AID": "aid", "COOPERATE": "cooperate", "CONCEDE": "concede", "RETREAT": "retreat", "SUPPORT": ""}
_HOSTILE_DEEDS = {"SANCTION": "sanction", "COERCE": "restrict", "ASSAULT": "force", "PROTEST": "protest"}
_REFUSABLE = frozenset((*_FRIENDLY_DEEDS, "AGREE", "CONSULT"))
_HOSTILE, _FRIENDLY = words_of("hostile"), words_of("cooperative")
_SPEECH, _COMMON = words_of("speech"), words_of("common_verb")
_OF_OPINION = frozenset(("agree", "ask", "suggest"))
# Verbs of speech that are demands when the clause below has a bare verb.
_MANDATIVE = frozenset(("insist", "say", "decide", "agree", "rule", "stress", "stipulate", "decree", "direct"))
_SINGULAR = frozenset(("NN", "NNP"))
_MAYBE = frozenset(("might", "may", "could", "would"))
_BARE = Trigger("", "V", (), "REQUEST", "demand", parse_frame("s>c"), 0.7, why="what somebody says must be done")
_REFUSAL = Trigger("", "V", (), "REJECT", "", parse_frame("s>to,n,k,with,o"), 0.55, why="what somebody will not do")


def settle_types(draft: Draft, syntax: Syntax, candidates: list[Candidate]) -> None:
    """Set type and mode of each candidate by modal, negation and, for promises, by the deed that is promised."""
    at = {candidate.head.i: candidate for candidate in candidates}
    for candidate in candidates:
        if candidate.type == INTENT:
            _settle_promise(syntax, candidate, at)
    for candidate in candidates:
        if candidate.match.row.lemma == "agree":
            _settle_punishment(syntax, candidate, at)
        if candidate.type == "X_STATE" and candidate.match.row.lemma in _MANDATIVE:
            _settle_insistence(syntax, candidate)
        if candidate.match.row.lemma in _OF_OPINION and _is_opinion(syntax, candidate.head):
            candidate.type, candidate.mode = "X_STATE", ""
        modal, negated = _modal(syntax, _governing_verb(syntax, candidate.match))
        if modal in _FUTURE:
            _settle_future(syntax, candidate, negated)
        elif modal in _DUTY and candidate.type != "X_STATE":
            speech = speech_over(syntax, _governing_verb(syntax, candidate.match))
            if speech is not None and _is_asked_of_somebody(draft, syntax, candidate.match):
                _make_demand(candidate, syntax, speech, modal)


def _is_spoken_to_all(syntax: Syntax, verb: Token) -> bool:
    """True for "we must …", which asks nobody in particular."""
    return any(noun.lower_ in ("we", "i", "you", "it", "there") for noun in syntax.children(verb, "nsubj", "nsubjpass"))


def _is_asked_of_somebody(draft: Draft, syntax: Syntax, match: Match) -> bool:
    """False for what things should do: "lower prices should help the poor"."""
    verb = _governing_verb(syntax, match)
    if _is_spoken_to_all(syntax, verb):
        return False
    subjects = syntax.subjects(verb)[0]
    return syntax.is_passive(verb) or any(can_act(draft, syntax, noun) for noun in subjects)


def _is_opinion(syntax: Syntax, verb: Token) -> bool:
    """True for "agreed that it was late" and "asked how it was": a clause that tells no deed to come."""
    clauses = syntax.children(verb, "ccomp")
    if not clauses or syntax.marks_infinitive(clauses[0]):
        return False
    clause = clauses[0]
    asks = any(child.tag_ in ("WRB", "WP") or child.lower_ in ("if", "whether") for child in syntax.children(clause))
    modal, _ = _modal(syntax, clause)
    return (
        asks
        or (syntax.lemmas[verb.i] == "suggest" and modal in _MAYBE)
        or (not modal and clause.tag_ in ("VBD", "VBZ", "VBP", "VBN") and bool(syntax.children(clause, "mark")))
    )


def _settle_insistence(syntax: Syntax, candidate: Candidate) -> None:
    """Make a demand of what is said in the subjunctive: "insisted that the firm pay", "that it be sold"."""
    for clause in syntax.children(candidate.head, "ccomp"):
        subjects = syntax.children(clause, "nsubj", "nsubjpass")
        if subjects and _is_subjunctive(syntax, clause, subjects[0]):
            candidate.type, candidate.mode = "REQUEST", "demand"
            kept = [side for side in candidate.sides if side.role == Participant.AGENT]
            asked = [head for first in subjects for head in syntax.conjuncts(first)]
            candidate.sides = [*kept, *(Side(Participant.RECIPIENT, head) for head in asked)]
            return


def _is_subjunctive(syntax: Syntax, verb: Token, subject: Token) -> bool:
    """True for a bare verb after "that" and a subject: "that it be", "that he resign", "that the firm pay"."""
    if not any(mark.lower_ == "that" for mark in syntax.children(verb, "mark")):
        return False
    helpers = syntax.children(verb, "aux", "auxpass")
    if helpers:
        return helpers[0].lower_ == "be" and helpers[0].i < verb.i
    is_one = subject.lower_ in ("he", "she", "it") or subject.tag_ in _SINGULAR
    return verb.tag_ == "VB" or (verb.tag_ == "VBP" and is_one and len(syntax.conjuncts(subject)) == 1)


def find_modal_claims(draft: Draft, syntax: Syntax, casting: Casting, matched: set[int]) -> list[Candidate]:
    """Demands ("said X must …") and refusals ("will not …") whose verb is no trigger of its own."""
    found: list[Candidate] = []
    for token in syntax.tokens:
        if token.i in matched or syntax.parts[token.i] != "VERB" or token.tag_ != "VB":
            continue
        modal, negated = _modal(syntax, token)
        if modal in _DUTY:
            speech = speech_over(syntax, token)
            if speech is not None and not _is_spoken_to_all(syntax, token):
                candidate = Candidate(Match(token, _BARE, ()), "REQUEST", "demand", _BARE.confidence)
                _make_demand(candidate, syntax, speech, modal)
                if any(can_act(draft, syntax, side.head) for side in candidate.sides[1:]):
                    found.append(candidate)
        elif modal in _FUTURE and negated and syntax.lemmas[token.i] not in _COMMON:
            match = Match(token, _REFUSAL, ())
            sides = casting.sides(match)
            if sides and sides[0].role == Participant.AGENT and can_act(draft, syntax, sides[0].head):
                found.append(Candidate(match, "REJECT", "", _REFUSAL.confidence, sides, refusal=True))
    return found


def speaker_of(syntax: Syntax, verb: Token) -> list[Token] | None:
    """The subject of the speech verb whose clause the verb stands in; None when it stands in none."""
    speech = speech_over(syntax, verb)
    return syntax.subjects(speech)[0] if speech is not None else None


def speech_over(syntax: Syntax, verb: Token) -> Token | None:
    """The verb of speech, with a subject, whose clause the verb stands in; None when it stands in none."""
    current = verb
    for _ in range(_CLIMB):
        head = current.head
        if syntax.deps[current.i] in ("ccomp", "parataxis") and syntax.lemmas[head.i] in _SPEECH:
            return head if syntax.subjects(head)[0] else None
        if syntax.deps[current.i] not in ("conj", "ccomp", "xcomp"):
            for child in syntax.children(current, "ccomp", "parataxis", "advcl"):
                if syntax.lemmas[child.i] in _SPEECH and syntax.subjects(child)[0]:
                    return child
            return None
        current = head
    return None


def _governing_verb(syntax: Syntax, match: Match) -> Token:
    """The verb whose modal counts: the head, or the light verb over a noun."""
    head = match.head
    if head.pos_ in ("NOUN", "PROPN") and syntax.deps[head.i] in ("dobj", "nsubjpass"):
        return head.head
    if head.pos_ == "ADJ":
        return head.head
    return head


def _modal(syntax: Syntax, verb: Token) -> tuple[str, bool]:
    """The modal of the verb or of the verb it is coordinated with, and whether a "not" belongs to it."""
    current = verb
    for _ in range(3):
        modals = [child.lower_ for child in syntax.children(current, "aux") if child.tag_ == "MD"]
        negated = bool(syntax.children(current, "neg")) or any(
            child.lower_ in ("never", "no longer") for child in syntax.children(current, "advmod")
        )
        if modals:
            return modals[0], negated
        if (
            syntax.deps[current.i] != "conj"
            or current.tag_ != "VB"
            or syntax.children(current, "nsubj", "nsubjpass", "aux")
        ):
            break
        current = current.head
    return "", bool(syntax.children(verb, "neg"))


def _settle_future(syntax: Syntax, candidate: Candidate, negated: bool) -> None:
    sides = {side.role for side in candidate.sides}
    if not sides & {Participant.AGENT, Participant.PARTICIPANT}:
        return
    if candidate.match.head.pos_ not in ("VERB", "AUX", "NOUN") or candidate.type == "X_STATE":
        return
    if negated and candidate.type in _REFUSABLE:
        candidate.type, candidate.mode, candidate.refusal = "REJECT", "", True
    elif negated:
        return
    elif candidate.type in _FRIENDLY_DEEDS and candidate.mode != "resign":
        candidate.mode = _FRIENDLY_DEEDS[candidate.type]
        candidate.type = "THREATEN" if _depends_on_other(syntax, candidate.head) else "AGREE"
        if candidate.type == "THREATEN":
            candidate.mode = ""
    elif candidate.type == "CONSULT" and speaker_of(syntax, candidate.head) and candidate.mode in ("", "negotiate"):
        candidate.type, candidate.mode = "AGREE", "meet"
    elif candidate.type in _HOSTILE_DEEDS:
        candidate.mode = _HOSTILE_DEEDS[candidate.type]
        candidate.type = "THREATEN"


def _depends_on_other(syntax: Syntax, verb: Token) -> bool:
    """True for "unless": what is announced then is a means of pressure."""
    return any(
        child.lower_ == "unless"
        for clause in syntax.children(verb, "advcl")
        for child in syntax.children(clause, "mark")
    )


def _settle_promise(syntax: Syntax, candidate: Candidate, at: dict[int, Candidate]) -> None:
    """AGREE or THREATEN by the first deed of the complement that is known; a weak promise of nothing known is no event."""
    head = candidate.head
    candidate.type, candidate.mode = "AGREE", ""
    if syntax.lemmas[head.i] in ("offer", "propose"):
        return
    deeds = _promised_deeds(syntax, candidate)
    for word in deeds:
        if syntax.children(word, "neg") or (candidate.match.row.pos == "A" and syntax.children(head, "neg")):
            candidate.type = "REJECT"
            return
        deed = at.get(word.i)
        kind = event_type(deed.type) if deed is not None and deed.type != INTENT else None
        lemma = syntax.lemmas[word.i]
        if kind is not None and not kind.general:
            _take_over(candidate, syntax, kind)
            return
        if kind is None and lemma in _HOSTILE and lemma not in _FRIENDLY:
            candidate.type = "THREATEN"
            return
        if lemma in _FRIENDLY:
            return
    if candidate.confidence < 0.6 and deeds:
        candidate.type = "X_OTHER"
        candidate.confidence *= 0.6


def _promised_deeds(syntax: Syntax, candidate: Candidate) -> list[Token]:
    """The verbs of the complement, each with the infinitive, gerund or noun that says what is to be done."""
    deeds: list[Token] = []
    for anchor in candidate.match.anchors:
        for first in syntax.complements(anchor):
            for verb in syntax.conjuncts(first):
                deeds += [verb, *syntax.children(verb, "xcomp", "dobj")]
    return deeds


def _settle_punishment(syntax: Syntax, candidate: Candidate, at: dict[int, Candidate]) -> None:
    """Turn "agreed to extend sanctions" into the sanction: those who agree do it, and to a third side."""
    for word in _promised_deeds(syntax, candidate):
        deed = at.get(word.i)
        if deed is not None and deed.type in ("SANCTION", "COERCE"):
            candidate.type, candidate.mode = deed.type, deed.mode
            return


def _take_over(candidate: Candidate, syntax: Syntax, kind: EventType) -> None:
    """Give a promise the type that fits the deed."""
    if kind.type == "ACCUSE" and candidate.match.row.confidence < 0.6:
        candidate.type, candidate.mode = kind.type, kind.mode
    elif kind.type == "ASSAULT" and syntax.lemmas[candidate.head.i] == "prepare" and candidate.head.pos_ == "VERB":
        candidate.type, candidate.mode = "MOBILIZE", "troops"
    elif kind.hostile:
        candidate.type, candidate.mode = "THREATEN", _HOSTILE_DEEDS.get(kind.type, "")
    else:
        candidate.mode = "meet" if kind.type == "CONSULT" else _FRIENDLY_DEEDS.get(kind.type, "")


def _make_demand(candidate: Candidate, syntax: Syntax, speech: Token, modal: str) -> None:
    verb = _governing_verb(syntax, candidate.match)
    addressed = syntax.subjects(verb)[0] or syntax.objects(verb)
    speakers = [head for first in syntax.subjects(speech)[0] for head in syntax.conjuncts(first)]
    spoken = {speaker.i for speaker in speakers}
    candidate.type, candidate.mode, candidate.speech = "REQUEST", "demand" if modal == "must" else "", speech
    candidate.confidence = min(candidate.confidence, 0.75 if modal == "must" else 0.6)
    candidate.sides = [Side(Participant.AGENT, head) for head in speakers]
    candidate.sides += [
        Side(Participant.RECIPIENT, head)
        for first in addressed
        for head in syntax.conjuncts(first)
        if head.i not in spoken
    ]
