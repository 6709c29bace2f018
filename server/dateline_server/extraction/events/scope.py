"""Which deeds are only the content of another: what is demanded, refused, promised or threatened has not its own event."""

from spacy.tokens import Token

from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.syntax import Syntax

_ABSORBING = frozenset(("REQUEST", "REJECT", "AGREE", "THREATEN", "CONCEDE"))
_ABSORBING_CLAUSES = frozenset(("SUPPORT", "COERCE", "AID"))
_CLIMB = 8
_LINKS = frozenset(
    (
        "xcomp",
        "ccomp",
        "dobj",
        "pobj",
        "prep",
        "pcomp",
        "conj",
        "nsubj",
        "nsubjpass",
        "dative",
        "acl",
        "compound",
        "amod",
        "poss",
        "attr",
        "agent",
        "advcl",
    )
)


def drop_contents(syntax: Syntax, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without those that stand inside the content of a demand, refusal, promise or threat."""
    at = {word.i: candidate for candidate in candidates for word in candidate.match.anchors}
    return [candidate for candidate in candidates if not _is_content(syntax, candidate, at)]


def _is_content(syntax: Syntax, candidate: Candidate, at: dict[int, Candidate]) -> bool:
    current: Token = candidate.head
    in_clause = finite = False
    first_link = syntax.deps[current.i]
    for _ in range(_CLIMB):
        dep, head = syntax.deps[current.i], current.head
        if dep not in _LINKS or head.i == current.i:
            return False
        if (
            dep in ("nsubj", "nsubjpass")
            and head.pos_ in ("VERB", "AUX")
            and not in_clause
            and first_link in ("nsubj", "nsubjpass")
        ):
            return False
        if (
            dep == "conj"
            and current.pos_ in ("VERB", "AUX")
            and head.i in at
            and not in_clause
            and current is candidate.head
        ):
            current = head
            continue
        if dep == "acl" and current.tag_ != "VB":
            return False
        if dep in ("xcomp", "ccomp", "pcomp") or (dep == "acl" and current.tag_ == "VB"):
            in_clause = True
        if current.tag_ == "VBD" and dep in ("ccomp", "pcomp", "relcl"):
            finite = True
        if dep == "advcl" and not syntax.marks_infinitive(current):
            return False
        owner = at.get(head.i)
        if owner is not None and owner is not candidate and dep != "conj":
            if owner.type in _ABSORBING and not finite and (dep != "advcl" or owner.type == "THREATEN"):
                return not _is_time_or_place(current)
            if (
                owner.type == candidate.type != "X_STATE"
                and in_clause
                and dep != "conj"
                and candidate.head.pos_ == "VERB"
            ):
                return True
            if owner.type in _ABSORBING_CLAUSES and in_clause:
                return True
            if owner.type in ("X_STATE",):
                return False
        current = head
    return False


def _is_time_or_place(token: Token) -> bool:
    """True for the phrases that set the scene: "after the attack", "during the talks"."""
    return token.dep_ == "prep" and token.lower_ in (
        "after",
        "before",
        "during",
        "since",
        "at",
        "following",
        "amid",
        "despite",
        "until",
        "as",
    )
