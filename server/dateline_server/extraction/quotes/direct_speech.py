"""Which cue a quotation belongs to, read from the words right before and after it.

The syntax of a sentence broken up by quotation marks is often misread; the typesetting is not: a comma, question or
exclamation mark before the closing mark hands over to the words that follow, a comma, a colon or a cue before the
opening mark to those that precede.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.quotes.speakers import passed_on, phrase_of, saying_of, source_of_verb
from dateline_server.knowledge.speech_cues import Cue, speech_cues

_REACH = 40
_SIGNATURE = re.compile(r"\s*(?:[-–—―]|--)\s*(?P<name>[^\W\d_a-z][^\n,;:.]{2,60}?(?:\.? [^\n,;:.]{1,40})?)[.,;]?\s*$")
_SENTENCE_END = frozenset({".", "!", "?", ";"})
_NAMING = frozenset({"NOUN", "PROPN", "PRON"})


@dataclass(frozen=True, slots=True)
class Introduction:
    """The cue of a quotation, the tokens that hold it, and those that name its source; the rest as in `Statement`."""

    cue: Cue
    cue_tokens: Tokens
    source: Tokens | None
    via: Tokens | None = None
    teller: Tokens | None = None


def introduction_after(
    doc: Doc, first: int, limit: int, text_before: str, dependents: Dependents
) -> Introduction | None:
    """The cue in the words after a quotation that ends with `text_before`: "…," the aide said.

    `first` is the first token after the closing mark, `limit` the end of the paragraph or the next quotation.
    """
    last = _clause_end(doc, first, limit)
    while first < last and doc[first].text in (",", "-", "–", "—", "--"):
        first += 1
    if first >= last:
        return None
    if text_before[-1:] == "." and not doc[first].text[:1].islower() and doc[first - 1].text != ",":
        return None
    handed_over = text_before[-1:] in ",?!…—" or doc[first - 1].text == ","
    for token in doc[first:last]:
        cue = _quoting_cue(token)
        if cue is None:
            if token.pos_ == "VERB" and token.dep_ not in ("relcl", "acl", "amod") and not handed_over:
                return None
            continue
        if not handed_over and token.i > first + 8:
            return None
        source = _source_beside(token, dependents, first, last)
        if source is not None:
            return _relayed(token, source, dependents) or Introduction(cue, doc[token.i : token.i + 1], source)
    return None


def _relayed(verb: Token, source: Tokens, dependents: Dependents) -> Introduction | None:
    """The cue, source and go-between of "the agency quoted him as saying" and "he said, according to the agency"."""
    saying = saying_of(verb, dependents) or verb
    relay = passed_on(saying, source.root, dependents)
    cue = speech_cues()[saying.lemma_.lower(), "verb"]
    if relay is None:
        return None
    return Introduction(cue, verb.doc[saying.i : saying.i + 1], relay.source, relay.via, relay.teller)


def introduction_before(doc: Doc, limit: int, end: int, dependents: Dependents) -> Introduction | None:
    """The cue in the words before a quotation: The aide said: "…". `end` is the token of the opening mark."""
    first = _clause_start(doc, limit, end)
    last = end
    while last > first and doc[last - 1].is_space:
        last -= 1
    if last <= first:
        return None
    closing = doc[last - 1]
    if closing.text not in (",", ":", "--", "—", "–") and _quoting_cue(closing) is None and closing.pos_ != "SCONJ":
        adverbs = closing.pos_ == "ADV" and last - 2 >= first and _quoting_cue(doc[last - 2]) is not None
        addressee = closing.pos_ in _NAMING and closing.head.i >= first and _quoting_cue(closing.head) is not None
        if not adverbs and not addressee:
            return None
    for index in range(last - 1, first - 1, -1):
        cue = _quoting_cue(doc[index])
        if cue is not None:
            source = _source_beside(doc[index], dependents, first, last)
            if source is not None:
                return Introduction(cue, doc[index : index + 1], source)
    if closing.text == ":":
        return _before_colon(doc, first, last, dependents)
    return None


def _before_colon(doc: Doc, first: int, last: int, dependents: Dependents) -> Introduction | None:
    """ "Solberg took to the stage: …": whoever acts in the sentence that the colon closes, or the name before it."""
    mark = speech_cues()[":", "mark"]
    for token in doc[first:last]:
        if token.pos_ in ("VERB", "AUX") and token.dep_ in ("ROOT", "conj"):
            head = source_of_verb(token, dependents)
            if head is not None and first <= head.i < last:
                return Introduction(mark, doc[last - 1 : last], phrase_of(head, (first, last - 1)))
    if last - first <= 8 and doc[first].text[:1].isupper() and any(token.pos_ == "PROPN" for token in doc[first:last]):
        return Introduction(mark, doc[last - 1 : last], doc[first : last - 1])
    return None


def signature_after(doc: Doc, text: str, start: int, end: int, starts: Sequence[int]) -> Introduction | None:
    """The name after a dash that closes the paragraph: "…" — Ingrid Solberg. `starts` are the tokens' first characters.

    `start` is the character after the closing mark, `end` that of the paragraph's end.
    """
    signature = _SIGNATURE.match(text, start, end)
    if signature is None:
        return None
    first, last = bisect_left(starts, signature.start("name")), bisect_left(starts, signature.end("name"))
    name = doc[first:last]
    if not len(name) or any(token.pos_ in ("VERB", "AUX") and token.text[:1].islower() for token in name):
        return None
    dash = doc[max(0, first - 1) : first] if first else name
    return Introduction(speech_cues()["—", "mark"], dash, name)


def _quoting_cue(token: Token) -> Cue | None:
    if token.pos_ not in ("VERB", "AUX"):
        return None
    if token.tag_ == "VBG" and token.i and token.nbor(-1).text != ",":
        return None
    cue = speech_cues().get((token.lemma_.lower(), "verb"))
    return cue if cue is not None and "quote" in cue.frames else None


def _clause_end(doc: Doc, first: int, limit: int) -> int:
    for token in doc[first : min(limit, first + _REACH)]:
        if token.text in _SENTENCE_END or token.is_space:
            return token.i
    return min(limit, first + _REACH)


def _clause_start(doc: Doc, limit: int, end: int) -> int:
    index = end
    while index > max(limit, end - _REACH):
        token = doc[index - 1]
        if token.text in _SENTENCE_END or (token.is_space and "\n" in token.text):
            break
        index -= 1
    return index


def _source_beside(verb: Token, dependents: Dependents, first: int, last: int) -> Tokens | None:
    """The source within the tokens [first, last): by the syntax, else the name next to the verb."""
    doc = verb.doc
    head = source_of_verb(verb, dependents)
    if head is not None and first <= head.i < last:
        limits = (first, verb.i) if head.i < verb.i else (verb.i + 1, last)
        return phrase_of(head, limits)
    after = _name_run(doc, range(verb.i + 1, min(last, verb.i + 8)))
    before = _name_run(doc, range(verb.i - 1, max(first, verb.i - 8) - 1, -1))
    if after is not None and (before is None or verb.i == first):
        return after
    if before is not None:
        return before
    return phrase_of(head, (head.sent.start, head.sent.end)) if head is not None else None


def _name_run(doc: Doc, indices: Sequence[int]) -> Tokens | None:
    """The naming words that `indices` meet first, with what stands between article and noun."""
    run: list[int] = []
    for index in indices:
        token = doc[index]
        if token.pos_ in _NAMING or token.pos_ in ("DET", "ADJ", "NUM") or token.text == ".":
            run.append(index)
        elif run or token.pos_ not in ("ADV", "AUX", "PUNCT"):
            break
    if not any(doc[index].pos_ in _NAMING for index in run):
        return None
    return doc[min(run) : max(run) + 1]
