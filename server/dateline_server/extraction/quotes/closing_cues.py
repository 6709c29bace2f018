"""Cues that close their sentence, with a source in which the parser saw no subject.

"…, added Solberg." reads like a verb with its object, "…, the World Food Programme (WFP) said on Monday" like one more
apposition, and so does a source behind which something is put in: "…, the agency, citing the ministry, said".
"""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.quotes.extents import characters, sentence_start
from dateline_server.extraction.quotes.speakers import Relay, can_speak, cited_by, cue_of, passed_on, phrase_beside
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.speech_cues import Cue

# What stands before a cue that closes a sentence.
_COMMAS = frozenset({",", "”", '"', "»", "'"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# What keeps a cue from closing its sentence: a subject, or content behind it.
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_CONTENT = frozenset({"ccomp", "xcomp", "dobj"})
# The frames of every verb that introduces plain speech.
_SPEECH = frozenset({"quote", "clause"})
_REACH = 25
_OPENING = frozenset({"DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM"})
_NAMING = frozenset({"PROPN", "NOUN", "PRON"})
_JOINING = frozenset({"VERB", "AUX", "SCONJ", "CCONJ"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})


def closing_statement(verb: Token, cue: Cue, dependents: Dependents) -> Statement | None:
    """What the sentence says up to the source of the cue that closes it; None where the cue does not."""
    doc = verb.doc
    cue_tokens = cue_of(verb, dependents)
    speaker = _inverted_speaker(verb, cue, dependents)
    if speaker is not None:
        content = characters(doc, sentence_start(verb.nbor(-1)), verb.i)
        return Statement([content], cue, cue_tokens, phrase_beside(speaker, cue_tokens), "clause")
    source = _source_before(verb, cue, dependents)
    if source is None:
        return None
    content = characters(doc, sentence_start(doc[source.start - 1]), source.start)
    cited = next((cited for token in doc[source.end : verb.i] if (cited := cited_by(token, dependents))), None)
    relay = passed_on(verb, source.root, dependents) if cited is None else Relay(cited, source, source)
    if relay is None:
        return Statement([content], cue, cue_tokens, source, "clause")
    return Statement([content], cue, cue_tokens, relay.source, "clause", relay.via, relay.teller)


def _inverted_speaker(verb: Token, cue: Cue, dependents: Dependents) -> Token | None:
    """The speaker after a cue that closes the sentence, which the parser takes for an object: "…, added Solberg."."""
    doc = verb.doc
    if "quote" not in cue.frames or verb.tag_ not in _FINITE or not verb.i or doc[verb.i - 1].text not in _COMMAS:
        return None
    if doc[verb.i - 1].is_sent_start:
        return None
    after = [child for child in dependents.of(verb) if child.i > verb.i and not child.is_punct]
    before = any(child.dep_ in ("nsubj", "nsubjpass") and child.i < verb.i for child in dependents.of(verb))
    if before or len(after) != 1 or after[0].dep_ not in ("nsubj", "dobj", "oprd"):
        return None
    speaker = after[0]
    if speaker.dep_ == "oprd" and "name" in cue.frames:
        # "…, called the Delta Force": a name, which nobody gives here.
        return None
    end = speaker.right_edge.i + 1
    closes = end >= len(doc) or doc[end].is_punct or doc[end].is_space
    return speaker if closes and (speaker.pos_ in ("PROPN", "PRON") or can_speak(speaker)) else None


def _source_before(verb: Token, cue: Cue, dependents: Dependents) -> Tokens | None:
    """The source behind a comma before the cue, or before what is put in between commas: "the agency, citing X, said"."""
    if not cue.frames >= _SPEECH or verb.tag_ not in _FINITE or not _closes(verb, dependents):
        return None
    doc, last = verb.doc, verb.i
    while last > 0 and doc[last - 1].pos_ == "ADV":
        last -= 1
    put_in = last > 0 and doc[last - 1].text == ","
    if put_in:
        opening = _comma_before(verb, last - 1)
        if opening is None or not _is_put_in(doc[opening + 1 : last - 1]):
            return None
        last = opening
    comma = _comma_before(verb, last)
    if comma is None or comma + 1 >= last or doc[comma].is_sent_start:
        return None
    source = doc[comma + 1 : last]
    if any(token.pos_ in _JOINING for token in source):
        return None
    if source[0].pos_ not in _OPENING or not (source[-1].pos_ in _NAMING or source[-1].text == ")"):
        return None
    if put_in and not (can_speak(source.root) and _says_something(doc[sentence_start(doc[comma]) : comma])):
        return None
    return source


def _closes(verb: Token, dependents: Dependents) -> bool:
    """True where the verb has no subject and nothing behind it but when, where and on whose word it is said."""
    for child in dependents.of(verb):
        if child.dep_ in _SUBJECTS:
            return False
        behind = child.i > verb.i and (child.dep_ in _CONTENT or child.pos_ in ("VERB", "AUX"))
        if behind and cited_by(child, dependents) is None:
            return False
    doc, after = verb.doc, verb.i + 1
    if after >= len(doc) or doc[after].is_punct or doc[after].is_space or doc[after].pos_ == "ADP":
        return True
    return doc[after].ent_type_ in ("DATE", "TIME")


def _comma_before(verb: Token, last: int) -> int | None:
    """Index of the nearest comma or closing mark before `last` in the sentence, not far from the verb."""
    for index in range(last - 1, max(verb.i - 2 * _REACH, 0), -1):
        if verb.doc[index].text in _COMMAS:
            return index
        if verb.doc[index].is_sent_start:
            return None
    return None


def _is_put_in(words: Tokens) -> bool:
    """True for what may stand between a source and its verb: an apposition, a relative clause, "citing the ministry"."""
    if not len(words):
        return False
    return words[0].tag_ in _RELATIVE or not any(token.tag_ in _FINITE for token in words)


def _says_something(words: Tokens) -> bool:
    return any(token.tag_ in _FINITE for token in words)
