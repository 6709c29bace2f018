"""Who says that an event happened, and what that does to its status.

The rules, in this order:
- An event inside what somebody says is attributed to them, and to whoever says that they say so; innermost first.
- What only a source asserts is CLAIMED: OCCURRED and ONGOING become so. PLANNED, NEGATED and HYPOTHETICAL stay.
- What a source denies is NEGATED, also what is to come, unless the article says that it did not deny it.
- What a source makes of itself or of a thing is its word: "presented itself as willing to help".
- A party that confirms its own deed ("the army admitted that it …"), a body whose word is the deed ("the council announced
  sanctions"), and a cue that the author shares ("knows that …") leave the status as it is.
- What a source judges or speaks about without stating it ("condemned the attack") stays the author's word.
- A mention of the same event in the author's own words keeps it the author's word; headlines, which leave the source
  out, count only for what the body does not tell.
- The cue is not part of its own content: "X accused Y of Z" reports the accusation and attributes Z.
- What only stands beside an aim is no part of it: "agreed to open it after talks mediated by Z", "wants them to go and
  has threatened to strike" leave the talks and the threat the author's word.
- A party's own refusal, promise or threat is the deed itself: "the party said it would not support it" has refused.
- A marker between the doer and the deed makes it a claim: "men allegedly from abroad shot two".
- A claim without a source ("allegedly") gets one attribution that names the marker and no source.
"""

from collections.abc import Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline.v1.event_pb2 import Attribution, Event, Participant
from dateline.v1.quote_pb2 import Quote
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.coordination import leaves_clause
from dateline_server.extraction.quotes import said_time, sort_times
from dateline_server.extraction.quotes.covering import Coverage
from dateline_server.extraction.quotes.reported_speech import find_speech
from dateline_server.extraction.quotes.speakers import phrase_of, referent_of, source_of_noun, source_of_verb
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.extraction.relatives import takes_up_charge
from dateline_server.extraction.status import decide_status
from dateline_server.extraction.status.clause_signs import is_definite
from dateline_server.knowledge.speech_cues import Cue, speech_cues

# Frames in which the source states the content, and does not only speak about it.
_STATING = frozenset({"clause", "quote", "of", "gerund", "object", "infinitive", "order", "with"})
_ASSERTED = (Event.OCCURRED, Event.ONGOING)
# Words between a claim and the marker that qualifies it, and steps up the sentence to the word that governs it.
_MARKER_REACH = 6
_STEPS = 8
# Links by which a claim hangs on its cue: not those of relative clauses and subjects.
_COMPLEMENTS = frozenset({"ccomp", "xcomp", "pcomp", "pobj", "prep", "dobj", "acl", "conj", "oprd", "attr", "compound"})
_AIMS = frozenset({"infinitive", "order"})
# Who does not hold these holds the contrary: "do not believe that".
_OPINIONS = frozenset({"believe", "think", "accept"})
_CLAUSES = frozenset({"clause", "quote"})
_DECLARATIONS = frozenset({"REJECT", "AGREE", "THREATEN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"}


def attribute_events(draft: Draft) -> None:
    """Fill `attributions` of the article's events and settle their status by them.

    Reads the article's events, actors and times; quotes are found anew from the text, the nested ones with them.
    """
    article = draft.article
    coverage = Coverage(find_speech(draft))
    times = sort_times(article.times)
    for event in article.events:
        mentions = [draft.reading.tokens(span) for span in _deciding_mentions(event)]
        statements = _stating(coverage.around(_position(mentions[0])), event, mentions[0], draft.around)
        # Whose claim it is that somebody rejects or repeats, nobody says.
        statements = [statement for statement in statements if statement.source is not None] or statements
        if statements and not _author_says_so(draft, mentions[1:], coverage):
            event.attributions.extend(_attribution(draft, statement, times) for statement in statements)
            event.status = _status(draft, event, statements[0])
        if event.status in _ASSERTED and _is_hedged(draft.reading.tokens(event.trigger)):
            event.status = Event.CLAIMED
        if event.status == Event.CLAIMED and not event.attributions:
            event.attributions.append(_unsourced(draft, event, draft.reading.tokens(event.trigger), coverage))


def _deciding_mentions(event: Event) -> list[Span]:
    """The mentions that say whose word the event is: those in the body where there are any, since headlines leave it out."""
    mentions = [event.trigger, *event.coreferent]
    return [span for span in mentions if span.part != Span.TITLE] or mentions


def _position(trigger: Tokens) -> int:
    return int(trigger.root.idx)


def _stating(statements: list[Statement], event: Event, trigger: Tokens, around: Dependents) -> list[Statement]:
    """Those of the statements that state the event, or ask for, plan or refuse it; not those of its own cue."""
    kept = []
    for statement in statements:
        cue_tokens = statement.cue_tokens
        if cue_tokens is not None and cue_tokens.start < trigger.end and trigger.start < cue_tokens.end:
            continue
        if event.status in _ASSERTED and _stands_beside(statement, trigger.root, around):
            continue
        if _is_added(statement, trigger.root, around):
            continue
        stated = statement.frame in _STATING or _is_pictured(statement, trigger.root)
        if stated or event.status not in _ASSERTED:
            kept.append(statement)
    return kept


def _is_added(statement: Statement, word: Token, around: Dependents) -> bool:
    """True for what the author adds: behind a comma and "but", or as the condition of an aim: "vowed to leave unless"."""
    cue = statement.cue_tokens
    if cue is None or statement.kind == Quote.DIRECT:
        return False
    for _ in range(_STEPS):
        head = word.head
        if cue.start <= word.i < cue.end or head.i == word.i:
            return False
        if word.dep_ == "advcl" and statement.frame in _AIMS and any(mark.dep_ == "mark" for mark in around.of(word)):
            return True
        if word.dep_ == "conj" and cue.start <= head.i < cue.end:
            links = [child for child in around.of(head) if child.dep_ == "cc" and head.i < child.i < word.i]
            has_subject = any(child.dep_ in ("nsubj", "nsubjpass") for child in around.of(word))
            return has_subject and bool(links) and links[-1].lower_ == "but" and links[-1].nbor(-1).text == ","
        word = head
    return False


def _is_pictured(statement: Statement, word: Token) -> bool:
    """True behind "as" in what a source makes of itself or of a thing: "presents itself as ready to help"."""
    cue = statement.cue_tokens
    if cue is None or statement.frame != "as" or (statement.cue is not None and statement.cue.stance == "DENY"):
        return False
    for _ in range(_STEPS):
        if word.head.i == word.i or cue.start <= word.i < cue.end:
            return False
        word = word.head
        if word.lower_ == "as" and word.i >= cue.end:
            return True
    return False


def _stands_beside(statement: Statement, word: Token, around: Dependents) -> bool:
    """True where the content ends before the word in the syntax, though it seems to hold it in the text.

    Of an aim or order, what it takes for done: "asked them to free those who attacked it"; of a denial, what it tells in
    passing; of an object, the clause beside it: "rejected a ban after it was attacked"; of "according to which", what
    comes before; what is coordinated with the cue; and what the author adds on the saying itself: "accused them of it, a
    charge that they denied", "accused them of it, which they deny".
    """
    cue = statement.cue_tokens
    if cue is None or statement.kind == Quote.DIRECT:
        return False
    if statement.frame in _AIMS:
        return True
    if statement.source is not None and statement.source.root.tag_ in ("WDT", "WP"):
        return word.i < cue.start
    if leaves_clause(word, around.of):
        return True
    denies = statement.cue is not None and statement.cue.stance == "DENY"
    if denies and statement.frame == "clause" and _is_known(word, around):
        return True
    for _ in range(_STEPS):
        if cue.start <= word.i < cue.end or word.head.i == word.i:
            return False
        if word.dep_ == "advcl" and cue.start <= word.head.i < cue.end and statement.frame not in _CLAUSES:
            # "Turned down the offer a week after gunmen attacked it".
            return any(child.dep_ == "mark" for child in around.of(word))
        if word.dep_ == "relcl":
            on_saying = word.head.dep_ == "appos" and (word.head.lemma_.lower(), "noun") in speech_cues()
            answers = any(takes_up_charge(child, word.lemma_.lower()) for child in around.of(word))
            if on_saying or answers or denies:
                return True
        word = word.head
    return False


def _is_known(noun: Token, around: Dependents) -> bool:
    """True for a noun behind a preposition that names something as known: "any part in the deaths of the nine"."""
    return noun.dep_ == "pobj" and noun.pos_ == "NOUN" and is_definite(noun, around)


def _author_says_so(draft: Draft, mentions: list[Tokens], coverage: Coverage) -> bool:
    """True when another mention of the event stands in the author's own words as a fact."""
    return any(
        not coverage.around(_position(mention)) and decide_status(draft, mention) in _ASSERTED for mention in mentions
    )


def _status(draft: Draft, event: Event, innermost: Statement) -> Event.Status.ValueType:
    cue = innermost.cue
    denied = _is_negated(innermost)
    if event.status == Event.CLAIMED and cue is not None and cue.stance == "DENY" and not denied:
        return Event.NEGATED
    if event.status == Event.PLANNED and cue is not None and cue.stance == "DENY" and not denied:
        return Event.NEGATED
    if event.status not in _ASSERTED:
        return event.status
    if cue is None:
        return Event.CLAIMED
    if cue.stance == "DENY":
        return Event.CLAIMED if denied else Event.NEGATED
    if "factive" in cue.frames and not denied:
        return event.status
    if not denied and innermost.source is not None and _is_own_deed(draft, event, innermost.source, cue):
        if _is_declared(draft, event):
            return event.status
        shares = cue.stance == "CONFIRM" or ("performative" in cue.frames and innermost.frame == "object")
        return event.status if shares else Event.CLAIMED
    return Event.CLAIMED


def _is_declared(draft: Draft, event: Event) -> bool:
    """True for a refusal, promise or threat made with "will": saying it is doing it."""
    verb = draft.reading.tokens(event.trigger).root
    modals = [child for child in draft.around.labelled(verb, "aux") if child.tag_ == "MD"]
    return event.type in _DECLARATIONS and bool(modals)


def _is_hedged(trigger: Tokens) -> bool:
    """True when an adverb such as "allegedly" stands between the doer and the deed: "men allegedly from there shot"."""
    doc, cues, word = trigger.doc, speech_cues(), trigger.root
    for index in range(word.i - 1, max(0, word.i - 2 * _MARKER_REACH) - 1, -1):
        token = doc[index]
        if (
            doc[index + 1].is_sent_start
            or token.tag_ in _FINITE
            or token.is_punct
            or token.is_space
            or token.dep_ == "cc"
        ):
            return False
        marker = cues.get((token.lower_, "marker")) if token.pos_ == "ADV" else None
        if marker is not None and "itself" in marker.frames:
            return token.head.pos_ in ("VERB", "AUX")
    return False


def _is_own_deed(draft: Draft, event: Event, source: Tokens, cue: Cue) -> bool:
    """True when the source takes part in the event, or, in a performative, when nobody else is said to do it."""
    actor = draft.actor_of(source)
    if actor is not None and any(participant.actor == actor.id for participant in event.participants):
        return True
    agents = [participant for participant in event.participants if participant.role == Participant.AGENT]
    if actor is not None and any(_belongs_to(draft, agent, actor.id) for agent in agents):
        return True
    named = draft.reading.span_of(source)
    if any(named.start <= side.span.start < named.end and side.span.part == named.part for side in event.participants):
        return True
    return "performative" in cue.frames and not agents


def _belongs_to(draft: Draft, participant: Participant, owner: str) -> bool:
    """True for "its troops" where "its" means the owner."""
    words = draft.reading.tokens(participant.span)
    return any(token.tag_ == "PRP$" and draft.actor_at.get(token.i) == owner for token in words)


def _is_negated(statement: Statement) -> bool:
    cue_tokens = statement.cue_tokens
    return cue_tokens is not None and any(token.dep_ == "neg" for token in cue_tokens)


def _attribution(draft: Draft, statement: Statement, times: Sequence[TimeExpression]) -> Attribution:
    attribution = _sourced(draft, statement.source)
    if statement.via is not None:
        through = draft.actor_of(statement.via)
        attribution.via.extend([through.id] if through is not None else [])
    attribution.stance = Attribution.ASSERT
    if statement.cue is not None and statement.cue_tokens is not None:
        _name_cue(draft, attribution, statement.cue, statement.cue_tokens)
        if statement.cue.lemma in _OPINIONS and _is_negated(statement):
            attribution.stance = Attribution.DENY
        attribution.said_time = said_time(draft.reading, statement, times)
    return attribution


def _sourced(draft: Draft, source: Tokens | None) -> Attribution:
    """An attribution to the phrase, without a cue yet."""
    if source is None:
        return Attribution()
    actor = draft.actor_of(referent_of(source.root))
    named = actor.named if actor is not None else any(token.pos_ == "PROPN" for token in source[-1:])
    return Attribution(
        source=actor.id if actor is not None else "", named=named, source_span=draft.reading.span_of(source)
    )


def _name_cue(draft: Draft, attribution: Attribution, cue: Cue, cue_tokens: Tokens | Token) -> None:
    attribution.verb = cue.lemma
    attribution.verb_span.CopyFrom(draft.reading.span_of(cue_tokens))
    attribution.stance = Attribution.Stance.Value(cue.stance)


def _unsourced(draft: Draft, event: Event, trigger: Tokens, coverage: Coverage) -> Attribution:
    """Who makes a claim that no content holds: the cue above it, or the marker beside it with the nearest source."""
    governed = _governing_cue(draft, trigger.root)
    if governed is not None:
        return governed
    parties = {participant.actor for participant in event.participants if participant.actor}
    attribution = Attribution(stance=Attribution.CLAIM)
    for statement in coverage.beside(trigger.root):
        actor = draft.actor_of(statement.source) if statement.source is not None else None
        # Who is said to have done it is not the one who says so.
        if actor is not None and actor.id not in parties and statement.cue is not None:
            attribution = _sourced(draft, statement.source)
            assert statement.cue_tokens is not None
            _name_cue(draft, attribution, statement.cue, statement.cue_tokens)
            break
    marker = _marker_beside(trigger)
    if marker is not None:
        cue, token = marker
        _name_cue(draft, attribution, cue, token)
    return attribution


def _governing_cue(draft: Draft, word: Token) -> Attribution | None:
    """The cue on which the claim hangs, as in "was suspected of theft" and "claimed responsibility"."""
    cues, around = speech_cues(), draft.around
    for _ in range(_STEPS):
        if word.dep_ not in _COMPLEMENTS or word.head.i == word.i:
            return None
        word = word.head
        part = _PARTS.get(word.pos_)
        cue = cues.get((word.lemma_.lower(), part)) if part else None
        if cue is not None and not cue.frames.isdisjoint(_STATING):
            head = source_of_noun(word, around) if part == "noun" else source_of_verb(word, around)
            source = phrase_of(head, (0, word.i) if head.i < word.i else (word.i + 1, len(word.doc))) if head else None
            attribution = _sourced(draft, source)
            _name_cue(draft, attribution, cue, word)
            return attribution
    return None


def _marker_beside(trigger: Tokens) -> tuple[Cue, Token] | None:
    """The nearest "allegedly", "suspected" and the like, in the same sentence."""
    doc, cues = trigger.doc, speech_cues()
    sentence = trigger.root.sent
    first = max(sentence.start, trigger.start - _MARKER_REACH)
    last = min(sentence.end, trigger.end + _MARKER_REACH)
    found = [token for token in doc[first:last] if (token.lower_, "marker") in cues]
    if not found:
        return None
    nearest = min(found, key=lambda token: abs(token.i - trigger.root.i))
    return cues[nearest.lower_, "marker"], nearest
