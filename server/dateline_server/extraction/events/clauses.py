"""How a word goes on: the words after it that complete what it says, as far as one short sentence repeats them."""

from spacy.tokens import Token

from dateline_server.extraction.events.syntax import Syntax

_CLIMB = 12
_LONGEST = 24
_STOPS = frozenset(":;—–[]…|")
_QUOTES = frozenset('“”"')
_SINGLE_QUOTES = frozenset("'‘’")
_COORDINATION = frozenset(("conj", "cc", "preconj", "parataxis", "nsubj", "nsubjpass", "meta", "case"))
_APART = frozenset(("relcl", "appos", "acl", "advcl", "advmod", "npadvmod"))
_SOFT = frozenset(("prep", "relcl", "acl", "cc", "advcl", "agent", "npadvmod"))
# Phrases with these tell what else went on, those with the second ones wherever they hang.
_BACKGROUND = frozenset(("after", "before", "during"))
_MEANWHILE = frozenset(("following", "amid", "despite"))
_NO_ENDS = frozenset(("PUNCT", "CCONJ", "DET", "SPACE"))


def continuation(
    syntax: Syntax, head: Token, omitted: frozenset[int] = frozenset(), longest: int = _LONGEST
) -> list[Token]:
    """At most `longest` tokens after the head that belong to it, without those whose indexes are `omitted`.

    Ends before coordination, before what a comma or dash sets apart, and before clauses that only set the scene.
    """
    kept: list[Token] = []
    belonging = {head.i}
    may_end = aside = 0
    for token in syntax.tokens[head.i + 1 : head.i + 1 + 2 * longest + len(omitted)]:
        aside += (token.text == "(") - (token.text == ")")
        if token.i in omitted or aside > 0 or token.text == ")":
            continue
        if token.text in _STOPS or "\n" in token.text or _ends_before(syntax, head, token, belonging):
            break
        if token.text == "," and head.pos_ in ("NOUN", "PROPN") and not _is_in_list(syntax, token):
            break
        if kept and (token.text == "," or _opens(syntax, token)):
            may_end = len(kept)
        if len(kept) == longest:
            kept = kept[: may_end or longest]
            break
        kept.append(token)
    closed = sum(map(_is_quote, kept)) % 2 == 0
    while kept and not (closed and _is_quote(kept[-1])) and _leans_on(syntax, kept[-1]):
        kept.pop()
    return kept


def _is_quote(token: Token) -> bool:
    return token.text in _QUOTES or (token.text in _SINGLE_QUOTES and token.tag_ in ("``", "''"))


def _is_in_list(syntax: Syntax, comma: Token) -> bool:
    return any(member.i > comma.i for member in syntax.children(comma.head, "conj"))


def _leans_on(syntax: Syntax, last: Token) -> bool:
    """True for a word that says nothing without the next: a conjunction, "the", a preposition or verb before its noun."""
    if last.pos_ in _NO_ENDS or last.lower_ == "that" or last.tag_ == "POS":
        return True
    if last.pos_ in ("VERB", "AUX"):
        return any(child.i > last.i for child in syntax.children(last, "dobj", "attr", "acomp"))
    return last.head.i > last.i or (last.pos_ in ("ADP", "SCONJ", "ADV") and last.right_edge.i > last.i)


def _opens(syntax: Syntax, token: Token) -> bool:
    """True for the first word of a phrase or clause without which the words before it are whole."""
    current = token
    for _ in range(_CLIMB):
        if syntax.deps[current.i] in _SOFT:
            return True
        if current.head.left_edge.i != token.i or current.head.i == current.i:
            return False
        current = current.head
    return False


def _ends_before(syntax: Syntax, head: Token, token: Token, belonging: set[int]) -> bool:
    """True where the token does not hang on the head, or hangs there on a link that leads to something else.

    `belonging` holds the indexes of the words that are known to hang on the head, and grows.
    """
    current, path = token, []
    for _ in range(_CLIMB):
        if current.i in belonging:
            break
        above = current.head
        if above.i == current.i or _leads_away(syntax, current, above.i == head.i):
            return True
        path.append(current.i)
        current = above
    else:
        return True
    belonging.update(path)
    return False


def _leads_away(syntax: Syntax, node: Token, direct: bool) -> bool:
    dep = syntax.deps[node.i]
    if direct and (dep in _COORDINATION or (dep == "prep" and node.lower_ in _BACKGROUND)):
        return True
    if node.lower_ in _MEANWHILE or node.lower_ == "according":  # who says so is told apart
        return True
    if dep == "advcl" and not syntax.marks_infinitive(node):
        return True
    if dep not in _APART:
        return False
    before = syntax.tokens[node.left_edge.i - 1] if node.left_edge.i else None
    return before is not None and before.i >= 0 and before.text in (",", "-", "--")
