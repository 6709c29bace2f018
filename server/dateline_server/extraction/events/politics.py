"""Whether an event is politics or everyday news: an arrest after a burglary is X_CRIME, that of a dissident COERCE.

The types of PLOVER are meant for states, public bodies, armed forces and movements. An event without such a side, in a
sentence that speaks of something else, gets the general type that the ontology names as its counterpart.
"""

from dataclasses import replace

from spacy.tokens import Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.phrases import noun_phrase
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.triggers import COMPLEMENT
from dateline_server.knowledge.word_classes import words_of

_PUBLIC = frozenset().union(
    *map(words_of, ("state", "leader", "official", "military", "rebel", "igo", "protester"))
) - frozenset(("crowd", "mob"))
_WATCHDOGS = words_of("police") | words_of("court") | frozenset(("authority", "suspect", "guard", "officer", "jury"))
_COURTS, _POLICE = words_of("court"), words_of("police")
_POLITICAL = words_of("political") | words_of("political_crime")
_OTHER_FIELDS = {
    name: words_of(name) for name in ("sport", "business", "show", "crime", "accident", "nature", "disease", "obituary")
}
_PUBLIC_KINDS = frozenset((Actor.COUNTRY, Actor.GOVERNMENT, Actor.PARTY, Actor.ARMED_GROUP))
_PUBLIC_SECTORS = frozenset(("GOV", "MIL", "REB", "OPP", "LEG", "IGO", "NGO", "UAF", "SPY", "INS", "SEP"))
# Share of sentences with a political word above which the whole article is political.
_POLITICAL_SHARE = 0.4
# Modes that only states, armed forces and movements have the means for.
_PUBLIC_MODES = frozenset(
    ("heavy-weapons", "aerial", "cbrn", "martial-law", "ceasefire", "embargo", "troops", "weapons", "crowd-control")
)
# What a deed among players is, if it is not words or business.
_IN_GAMES = frozenset(("X_CRIME", "X_OTHER", "X_MEETING"))
_FORCE = frozenset(("ASSAULT", "COERCE", "AGREE", "COOPERATE", "AID", "MOBILIZE"))


def settle_field(draft: Draft, syntax: Syntax, candidate: Candidate) -> None:
    """Change the type to its general counterpart where neither the sides nor the sentence are political."""
    kind = event_type(candidate.type, candidate.mode)
    if (
        kind.type == "THREATEN"
        and not kind.mode
        and any(one.kind == COMPLEMENT for one in candidate.match.row.elements)
    ):
        # To threaten to do what is no violence is no crime.
        kind = replace(kind, counterpart="X_STATE")
    if kind.general or kind.counterpart == kind.type:
        return
    if kind.mode == "visit" and not any(side.role == Participant.RECIPIENT for side in candidate.sides):
        _make_general(syntax, candidate, "X_OTHER")
        return
    if kind.mode in _PUBLIC_MODES:
        return
    words = syntax.sentence_words[syntax.sentence_of[candidate.head.i]]
    public, watchdogs, named = _count_sides(draft, syntax, candidate)
    political = len(words & _POLITICAL)
    words -= {syntax.lemmas[candidate.head.i]}
    other = max(len(words & field) for field in _OTHER_FIELDS.values())
    sporting = len(words & _OTHER_FIELDS["sport"])
    if sporting > political and (sporting >= 2 or syntax.is_about(_OTHER_FIELDS["sport"])):
        _make_general(syntax, candidate, "X_CONTEST" if kind.counterpart in _IN_GAMES else kind.counterpart)
    elif public or (watchdogs and political + named > 0 and political + named >= len(words & _OTHER_FIELDS["crime"])):
        return
    elif (political and political >= other) or (
        other == 0 and (syntax.speaks_of(_POLITICAL) >= _POLITICAL_SHARE or (named and kind.type not in _FORCE))
    ):
        candidate.confidence *= 0.85
    else:
        _make_general(syntax, candidate, kind.counterpart)


def _make_general(syntax: Syntax, candidate: Candidate, type_: str) -> None:
    """Give the candidate the general type; what people are merely ready for, and a meeting of one, is no news."""
    row = candidate.match.row
    if row.pos == "A" or (type_ == "X_MEETING" and candidate.head.pos_ == "VERB" and _is_alone(candidate)):
        candidate.confidence = 0.0
    if type_ == "X_DEAL" and row.lemma == "agree" and not row.elements:
        type_ = "X_STATE"
    if type_ == "X_STATE" and any(syntax.lemmas[side.head.i] in _COURTS for side in candidate.sides[:1]):
        type_ = "X_COURT"
    elif type_ == "X_STATE" and (candidate.refusal or (syntax.lemmas[candidate.head.i], "verb") not in speech_cues()):
        type_ = "X_OTHER"
    candidate.type, candidate.mode = type_, ""
    candidate.confidence *= 0.7


def _is_alone(candidate: Candidate) -> bool:
    return len(candidate.sides) < 2 and all(side.head.tag_ in ("NN", "NNP", "PRP") for side in candidate.sides)


def _count_sides(draft: Draft, syntax: Syntax, candidate: Candidate) -> tuple[int, int, int]:
    """Number of public sides, of police and courts, and of other sides with a name."""
    public = watchdogs = named = 0
    for side in candidate.sides:
        if candidate.mode == "visit" and side.role == Participant.RECIPIENT:
            continue
        verdict = _public(draft, syntax, side.head)
        public += verdict == "public"
        watchdogs += verdict == "watchdog"
        named += verdict == "named"
    return public, watchdogs, named


def _public(draft: Draft, syntax: Syntax, head: Token) -> str:
    lemma = syntax.lemmas[head.i]
    span = noun_phrase(syntax, head)
    phrase = syntax.tokens[span.start : span.end]
    foreign = any(token.ent_type_ in ("NORP",) or (token.ent_type_ == "GPE" and token.i != head.i) for token in phrase)
    if lemma in _WATCHDOGS or any(syntax.lemmas[child.i] in _POLICE for child in syntax.children(head, "compound")):
        return "watchdog"
    actor = draft.actor_of(head)
    if actor is not None:
        if actor.kind in _PUBLIC_KINDS or actor.sector in _PUBLIC_SECTORS:
            return "public"
        if any(not _PUBLIC.isdisjoint(role.title.lower().split()) for role in actor.roles):
            return "public"
        if actor.sector in ("COP", "JUD"):
            return "watchdog"
        if actor.country_code and actor.kind in (Actor.GROUP, Actor.AGENCY) and foreign:
            return "public"
    if lemma in _PUBLIC or any(
        syntax.lemmas[token.i] in _PUBLIC for token in phrase if token.dep_ in ("compound", "amod", "poss")
    ):
        return "public"
    if any(token.ent_type_ == "NORP" for token in phrase):
        return "public"
    if head.ent_type_ == "GPE":
        return "public"
    return "named" if head.ent_type_ in ("PERSON", "ORG") or head.pos_ == "PROPN" else ""
