"""Which triggers speak of one and the same event: "held talks … the talks"."""

from dateline.v1.event_pb2 import Participant
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.word_classes import words_of

_LOOK_BACK = 6
_ANOTHER = words_of("another")
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "both"))
_KEEP_APART = frozenset(("X_STATE",))


def merge_mentions(draft: Draft, syntax: Syntax, candidates: list[Candidate], times: list[str]) -> list[list[int]]:
    """Numbers of the candidates that mean one event, first mention first; `times` are their stated TIMEX3 values, or empty."""
    groups: list[list[int]] = []
    recent: dict[str, list[int]] = {}
    for number, candidate in enumerate(candidates):
        if candidate.type in _KEEP_APART:
            groups.append([number])
            continue
        earlier = recent.setdefault(candidate.type, [])
        for group in reversed(earlier[-_LOOK_BACK:]):
            if _same(draft, syntax, candidates, times, groups[group], number):
                groups[group].append(number)
                break
        else:
            if candidate.weak:
                continue
            earlier.append(len(groups))
            groups.append([number])
    return groups


def _same(
    draft: Draft, syntax: Syntax, candidates: list[Candidate], times: list[str], group: list[int], number: int
) -> bool:
    later, first = candidates[number], candidates[group[0]]
    if _is_part(syntax, candidates[group[-1]], later):
        return True
    stated = [times[member] for member in group if times[member]]
    if times[number] and stated and times[number] not in stated:
        return False
    if not _related(syntax, first, later):
        return False
    before = set().union(*(_keys(draft, syntax, candidates[member]) for member in group[:3]))
    own = _keys(draft, syntax, later)
    if later.head.pos_ in ("NOUN", "PROPN"):
        words = {child.lower_ for child in syntax.children(later.head, "det", "amod", "poss")}
        if words & _ANOTHER:
            return False
        if own:
            return own <= before
        return bool(words & _DEFINITE) or bool(syntax.children(later.head, "poss"))
    return bool(own) and own <= before and syntax.lemmas[later.head.i] == syntax.lemmas[first.head.i]


def _is_part(syntax: Syntax, earlier: Candidate, later: Candidate) -> bool:
    """True for two words for one deed in one clause: "the bombing killed 3 and wounded 5", "died in the attack"."""
    if syntax.sentence_of[earlier.head.i] != syntax.sentence_of[later.head.i]:
        return False
    for inner, outer in ((earlier.head, later.head), (later.head, earlier.head)):
        current = inner
        for _ in range(3):
            dep = syntax.deps[current.i]
            if dep not in ("nsubj", "prep", "pobj", "conj", "advcl", "agent", "dobj", "xcomp", "acl"):
                break
            if dep == "conj" and (current.pos_ != outer.pos_ or syntax.children(current, "nsubj", "nsubjpass")):
                break
            current = current.head
            if current.i == outer.i:
                return True
    return False


def _related(syntax: Syntax, first: Candidate, later: Candidate) -> bool:
    """True when both name the same kind of deed: a shared word, or the same mode of a type that has one."""
    ours = {syntax.lemmas[word.i] for word in first.match.anchors}
    theirs = {syntax.lemmas[word.i] for word in later.match.anchors}
    if ours & theirs:
        return True
    stems = {lemma[:4] for lemma in ours if len(lemma) > 3}
    if stems & {lemma[:4] for lemma in theirs if len(lemma) > 3}:
        return True
    return first.mode == later.mode and later.head.pos_ == "NOUN"


def _keys(draft: Draft, syntax: Syntax, candidate: Candidate) -> set[str]:
    keys: set[str] = set()
    for side in candidate.sides:
        if side.role in (Participant.AGENT, Participant.RECIPIENT, Participant.PARTICIPANT):
            keys.add(draft.actor_at.get(side.head.i) or syntax.lemmas[side.head.i])
    return keys
