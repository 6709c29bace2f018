"""Speech and thought that the syntax shows: "said that …", "…, she added", "according to …", "a claim that …".

Each cue of the table governs its content in one of the frames that the table gives it; the content is the phrase that
stands in that frame, as characters of `doc.text`.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.quotes.closing_cues import closing_statement
from dateline_server.extraction.quotes.content_of_verbs import content_of_verb, frame_of_clause
from dateline_server.extraction.quotes.extents import Ranges, characters, sentence_end, sentence_start
from dateline_server.extraction.quotes.speakers import (
    Relay,
    can_speak,
    cue_of,
    passed_on,
    phrase_beside,
    phrase_of,
    referent_of,
    saying_of,
    source_of_noun,
    source_of_verb,
)
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.speech_cues import Cue, speech_cues
from dateline_server.language.columns import columns_of

_PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# How far before a verb, in tokens, a quotation is looked for.
_REACH = 25
_PREDICATES = frozenset({"acomp", "conj", "oprd", "ccomp"})
_OPEN = frozenset({"if", "whether"})
# The frames of every verb that introduces plain speech.
_SPEECH = frozenset({"quote", "clause"})
# The frames in which only people and bodies speak: a plan may "promise to" and a split "threaten to" do something.
_OF_PERSONS = frozenset({"infinitive", "quote"})
# Where a passive without an agent shows that somebody unnamed speaks: "was accused of …", "is said to …".
_PASSIVE_FRAMES = frozenset({"infinitive", "order", "of", "as", "name", "for"})


def find_statements(doc: Doc, dependents: Dependents) -> Iterator[Statement]:
    """The statements of the text in the order of their cues; those inside the content of others among them."""
    cues, columns = speech_cues(), columns_of(doc)
    for index, (part_of_speech, lower) in enumerate(zip(columns.parts, columns.lowered, strict=True)):
        part = _PARTS.get(part_of_speech)
        if part is None and lower != "according":
            continue
        token = doc[index]
        phrase = cues.get((lower, "phrase")) if part == "noun" else None
        if phrase is not None:
            yield from _of_phrase(token, phrase, dependents)
        state = _state_of(token, dependents) if part == "verb" and columns.tags[index] == "VBN" else None
        cue = state or (cues.get((columns.lemmas[index], part)) if part else None)
        if cue is None:
            if lower == "according":
                yield from _according_to(token, dependents, cues["according to", "preposition"])
        elif cue.part == "verb":
            yield from _of_verb(token, cue, dependents)
        elif cue.part == "noun":
            yield from _of_noun(token, cue, dependents)
        else:
            yield from _of_adjective(token, cue, dependents)


def _of_verb(verb: Token, cue: Cue, dependents: Dependents) -> Iterator[Statement]:
    closing = closing_statement(verb, cue, dependents)
    if closing is not None:
        yield closing
        return
    cue_tokens = cue_of(verb, dependents)
    found = content_of_verb(verb, cue, dependents)
    if found is None or saying_of(verb, dependents) is not None:
        return
    frame, content = found
    if frame == "clause" and _leaves_open(cue, cue_tokens, content):
        return
    if (
        frame == "object"
        and cue.lemma in ("cite", "quote")
        and any(child.dep_ == "dobj" and can_speak(child) for child in dependents.of(verb))
    ):
        # "citing the ministry" names a source and says nothing itself.
        return
    if (
        frame == "name"
        and verb.dep_ == "acl"
        and not any(child.dep_ in ("dobj", "agent") for child in dependents.of(verb))
    ):
        return
    source = _phrase_beside(source_of_verb(verb, dependents), cue_tokens)
    if frame == "infinitive" and any(child.dep_ == "mark" and child.lower_ == "with" for child in dependents.of(verb)):
        # "…, with the king expected to leave": who expects it is not said.
        return
    if frame in _OF_PERSONS and source is not None and _is_thing(source.root):
        return
    relay: Relay | None = None
    judged = next((child for child in dependents.of(verb) if child.dep_ == "nsubjpass" and child.i < verb.i), None)
    if judged is not None and frame in _PASSIVE_FRAMES and (source is not None or "quote" in cue.frames):
        # "The mayor was accused of fraud": what is said begins with the one of whom it is said.
        last = min(judged.right_edge.i + 1, cue_tokens.start)
        if judged.tag_ not in ("WP", "WDT"):
            content = [characters(verb.doc, judged.left_edge.i, last), *content]
    elif source is None:
        return
    if source is not None:
        relay = passed_on(verb, source.root, dependents)
        source = relay.source if relay is not None else _before_content(source, content)
    statement = Statement(content, cue, cue_tokens, source, frame)
    if relay is not None:
        statement.via, statement.teller = relay.via, relay.teller
    yield statement


def _is_thing(head: Token) -> bool:
    """True for a noun that names nobody and nothing that speaks: "a split that threatens to ruin the party"."""
    named = referent_of(head)
    return named.pos_ == "NOUN" and not can_speak(named)


def _leaves_open(cue: Cue, cue_tokens: Tokens, content: Ranges) -> bool:
    """True for a question that somebody leaves open: "did not say whether …" says nothing."""
    negated = cue.stance != "DENY" and any(token.dep_ == "neg" for token in cue_tokens)
    after = cue_tokens.end
    return negated and after < len(cue_tokens.doc) and cue_tokens.doc[after].lower_ in _OPEN and len(content) == 1


def _of_noun(noun: Token, cue: Cue, dependents: Dependents) -> Iterator[Statement]:
    found = _complement(noun, cue, dependents)
    if found is None:
        return
    frame, target = found
    head = source_of_noun(noun, dependents)
    if target.pos_ == "PRON" and target.left_edge.i == target.right_edge.i:
        return
    if (
        frame == "clause"
        and noun.dep_ == "pobj"
        and noun.head.lower_ == "in"
        and _passes_on(noun.head.head, dependents)
    ):
        # "said in a statement that …": the verb is the cue.
        return
    if head is not None and (target.left_edge.i <= head.i <= target.right_edge.i or _is_thing(head)):
        return
    if head is None and frame in ("infinitive", "for"):
        return
    cue_tokens = noun.doc[noun.i : noun.i + 1]
    yield Statement(_whole(target), cue, cue_tokens, _phrase_beside(head, cue_tokens), frame)


def _of_adjective(adjective: Token, cue: Cue, dependents: Dependents) -> Iterator[Statement]:
    own = [child for child in dependents.of(adjective) if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ != "it"]
    found = _complement(adjective, cue, dependents)
    if found is None or (not own and (adjective.dep_ not in _PREDICATES or adjective.head is adjective)):
        return
    head = own[0] if own else source_of_verb(adjective.head, dependents)
    if head is None:
        return
    frame, target = found
    if target.pos_ == "PRON" and target.left_edge.i == target.right_edge.i:
        return
    cue_tokens = adjective.doc[adjective.i : adjective.i + 1]
    yield Statement(_whole(target), cue, cue_tokens, _phrase_beside(head, cue_tokens), frame)


def _state_of(verb: Token, dependents: Dependents) -> Cue | None:
    """The cue of a participle that tells a state: "convinced" in "they are convinced that …", not "convinced him"."""
    cue = speech_cues().get((verb.lower_, "adjective"))
    if cue is None or verb.dep_ == "acomp":
        return cue
    links = {child.dep_ for child in dependents.of(verb)}
    return cue if "auxpass" in links and "agent" not in links else None


def _complement(cue_token: Token, cue: Cue, dependents: Dependents) -> tuple[str, Token] | None:
    """Frame and head of what hangs on a noun or adjective: "the claim that …", "afraid of …"."""
    for child in dependents.of(cue_token):
        if child.i < cue_token.i:
            continue
        follows = child.dep_ == "advcl" and child.left_edge.i == cue_token.i + 1 and cue.part == "adjective"
        if child.dep_ in ("acl", "ccomp", "xcomp", "relcl") or follows:
            frame = frame_of_clause(child, dependents)
            if child.dep_ == "relcl" and not any(inner.dep_ == "mark" for inner in dependents.of(child)):
                continue
            if child.dep_ == "acl" and frame != "infinitive":
                # "the claim that …", not "the claim made on Monday".
                frame = "clause" if any(inner.dep_ == "mark" for inner in dependents.of(child)) else ""
            if frame in cue.frames:
                return frame, child
        elif child.dep_ == "prep" and child.lower_ in cue.frames:
            target = next((inner for inner in dependents.of(child) if inner.dep_ in ("pobj", "pcomp")), None)
            if target is not None:
                return child.lower_, target
    return None


def _according_to(token: Token, dependents: Dependents, cue: Cue) -> Iterator[Statement]:
    """What "according to" says of its sentence; nothing where it only tells who passes on what somebody says."""
    doc = token.doc
    if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return
    head = next((child for child in dependents.of(doc[token.i + 1]) if child.dep_ == "pobj"), None)
    relayed = _passes_on(token.head, dependents)
    # What a paper says that somebody said in so many words is still theirs.
    relayed = relayed and head is not None and (can_speak(head) or _is_quoted(token.head))
    if head is not None and not relayed:
        yield from _beside(token, cue, doc[token.i : token.i + 2], head)


def _is_quoted(verb: Token) -> bool:
    """True for a verb of speech behind a quotation: '“…,” the general told his visitors'."""
    before = verb.left_edge.i
    return any(token.is_quote for token in verb.doc[max(before, verb.i - _REACH) : verb.i])


def _of_phrase(noun: Token, cue: Cue, dependents: Dependents) -> Iterator[Statement]:
    """What "in the words of the envoy" and "by his own account" say of their sentence."""
    preposition = noun.head
    if preposition.lower_ not in cue.frames or noun.dep_ != "pobj" or preposition.i > noun.i:
        return
    for child in dependents.of(noun):
        inner = dependents.of(child) if child.dep_ == "prep" and child.lower_ == "of" else []
        head = child if child.dep_ == "poss" else next((one for one in inner if one.dep_ == "pobj"), None)
        if head is not None and (can_speak(head) or head.pos_ in ("PRON", "PROPN")):
            yield from _beside(preposition, cue, noun.doc[noun.i : noun.i + 1], head)


def _beside(preposition: Token, cue: Cue, cue_tokens: Tokens, head: Token) -> Iterator[Statement]:
    """The sentence before a phrase that names its source where it is whole there, else what stands around the phrase."""
    doc, governor = preposition.doc, preposition.head
    first, last = sentence_start(preposition), sentence_end(preposition)
    if governor.dep_ == "ccomp" and governor.head.i < preposition.i < governor.i:
        # "The paper said that, according to the files, it was late": only what it said is from the files.
        first, last = max(first, governor.left_edge.i), min(last, governor.right_edge.i + 1)
    source = phrase_of(head, (preposition.i + 1, last))
    end = max(source.end, cue_tokens.end)
    before, after = characters(doc, first, preposition.i), characters(doc, end, last)
    # "…, according to a report on Sunday": what follows is content only where the sentence is not whole before.
    whole = any(inner.tag_ in _FINITE for inner in doc[first : preposition.i])
    whole = whole or all(inner.ent_type_ in ("DATE", "TIME") or inner.is_punct for inner in doc[end:last])
    content = [piece for piece in ((before,) if whole else (before, after)) if piece[1] > piece[0]]
    if content:
        yield Statement(content, cue, cue_tokens, source, "clause")


def _passes_on(verb: Token, dependents: Dependents) -> bool:
    """True for a main verb of speech with its source: "he said, according to the paper" and "in a post" is his word."""
    if verb.pos_ != "VERB" or verb.dep_ in ("advcl", "relcl", "acl", "xcomp"):
        return False
    cue = speech_cues().get((verb.lemma_.lower(), "verb"))
    return cue is not None and cue.frames >= _SPEECH and source_of_verb(verb, dependents) is not None


def _phrase_beside(head: Token | None, cue_tokens: Tokens) -> Tokens | None:
    return phrase_beside(head, cue_tokens) if head is not None else None


def _before_content(source: Tokens, content: Ranges) -> Tokens:
    """The source without what the parser hung on it of the content."""
    start = content[-1][0]
    if not source.start_char < start < source.end_char:
        return source
    last = source.root.i + 1
    while last < source.end and source.doc[last].idx < start:
        last += 1
    while last > source.root.i + 1 and source.doc[last - 1].pos_ in ("ADP", "PUNCT"):
        last -= 1
    return source.doc[source.start : last]


def _whole(head: Token) -> Ranges:
    return [characters(head.doc, head.left_edge.i, head.right_edge.i + 1)]
