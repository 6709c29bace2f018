"""Events of an article: the order of the steps."""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event, Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.background import is_done_to_its_noun, is_known_deed, tell_by_verbs
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.intent import find_modal_claims, settle_types
from dateline_server.extraction.events.matching import match_triggers
from dateline_server.extraction.events.participants import Casting
from dateline_server.extraction.events.politics import settle_field
from dateline_server.extraction.events.scope import drop_contents
from dateline_server.extraction.events.speech import Speeches
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.events.writing import write_events
from dateline_server.knowledge.ontology import event_type


def find_events(draft: Draft) -> list[Event]:
    """The events of title and body in the order of the text, ids `e1`, `e2`, …

    Reads `draft.article.actors`, `times` and `places` as far as they are filled; attributions are set by a later step.
    """
    return write_events(draft, *find_candidates(draft))


def find_candidates(draft: Draft) -> tuple[Syntax, Speeches, list[Candidate]]:
    """The syntax, what is said, and the event candidates in the order of the text."""
    syntax = Syntax(draft.around)
    speeches = Speeches(draft, syntax)
    casting = Casting(draft, syntax)
    candidates = [
        Candidate(match, match.row.type, match.row.mode, match.row.confidence, casting.sides(match))
        for match in match_triggers(syntax)
    ]
    settle_types(draft, syntax, candidates)
    matched = {word.i for candidate in candidates for word in candidate.match.anchors}
    candidates += find_modal_claims(draft, syntax, casting, matched)
    candidates.sort(key=lambda candidate: candidate.head.i)
    candidates = tell_by_verbs(syntax, drop_contents(syntax, candidates))
    candidates = [candidate for candidate in candidates if not speeches.is_echo(candidate)]
    for candidate in candidates:
        if any(side.role in _SIDES for side in candidate.sides):
            settle_field(draft, syntax, candidate)
        speeches.give_speaker(candidate)
        candidate.confidence = _weigh(syntax, candidate)
        candidate.weak = not _is_claim(syntax, candidate)
    return (
        syntax,
        speeches,
        [candidate for candidate in candidates if not candidate.weak or candidate.head.pos_ == "NOUN"],
    )


_AUTHORS = frozenset(("we", "i", "you", "who", "one"))
_DOERS = frozenset((Participant.AGENT, Participant.PARTICIPANT))
_SIDES = frozenset((Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT))
_WITHOUT_SIDES = frozenset(("X_DISASTER", "X_CASUALTY", "X_ECONOMY"))
_WITHOUT_DOER = frozenset(("ASSAULT", "PROTEST"))
_LEAST_WITHOUT_DOER = 0.26
# General news is told by firm words only; what is below is mostly everyday life.
_LEAST_GENERAL = 0.3
_SUBORDINATE = {
    "relcl": 0.8,
    "acl": 0.75,
    "advcl": 0.8,
    "pcomp": 0.75,
    "pobj": 0.65,
    "nsubj": 0.75,
    "dobj": 0.85,
    "ccomp": 0.98,
    "xcomp": 0.85,
}


def _weigh(syntax: Syntax, candidate: Candidate) -> float:
    """The row's confidence, less where the trigger stands deep in the sentence or sides are missing."""
    weight = candidate.confidence * _SUBORDINATE.get(syntax.deps[candidate.head.i], 1.0)
    roles = {side.role for side in candidate.sides}
    if not roles & {Participant.AGENT, Participant.PARTICIPANT}:
        weight *= 0.7
    if not roles & {Participant.RECIPIENT, Participant.PARTICIPANT}:
        weight *= 0.85
    return round(min(weight, 0.99), 4)


def _is_claim(syntax: Syntax, candidate: Candidate) -> bool:
    """False for a word that names no event by itself: a noun without any side, speech without a speaker of the story."""
    roles = {side.role for side in candidate.sides}
    done_by_somebody = bool(roles & {Participant.AGENT, Participant.PARTICIPANT})
    sided = done_by_somebody or Participant.RECIPIENT in roles
    if candidate.head.pos_ == "NOUN" and _is_any(syntax, candidate.head):
        return False
    if candidate.type == "X_STATE":
        return done_by_somebody and candidate.sides[0].head.lower_ not in _AUTHORS
    if is_known_deed(syntax, candidate) or is_done_to_its_noun(syntax, candidate):
        return True
    doer_matters = candidate.type not in _WITHOUT_DOER and not event_type(candidate.type).general
    if not done_by_somebody and doer_matters and candidate.confidence < _LEAST_WITHOUT_DOER:
        return False
    if not sided and (candidate.type not in _WITHOUT_SIDES or candidate.mode == "visit"):
        return False
    if event_type(candidate.type).general:
        return candidate.confidence >= _LEAST_GENERAL and not _is_private(candidate) and not candidate.refusal
    return candidate.confidence >= (0.25 if candidate.head.pos_ in ("NOUN", "PROPN", "ADJ") else 0.2)


def _is_any(syntax: Syntax, noun: Token) -> bool:
    """True for what is named only in case it happens: "any attack will be answered"."""
    return any(child.lower_ == "any" for child in syntax.children(noun, "det"))


def _is_private(candidate: Candidate) -> bool:
    """True for what the speaker or reader does: "we hire with care"."""
    return any(side.head.lower_ in _AUTHORS for side in candidate.sides if side.role in _DOERS)
