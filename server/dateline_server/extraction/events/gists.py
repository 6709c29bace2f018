"""The gist of an event: one sentence in the present tense, built from its clause once status and sources are settled."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline.v1.event_pb2 import Attribution, Event, Participant
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.naming import NamesInSentence
from dateline_server.extraction.events.predicates import Predicates
from dateline_server.extraction.events.retelling import Names, Retelling, is_name
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.events.verb_forms import finite
from dateline_server.extraction.quotes.statement import Statement

# Characters of what is said that a gist repeats; a longer sentence is cut.
_LONGEST_CONTENT = 400
_PLAIN_DAYS = frozenset((4, 7, 10))
_UNNAMED = frozenset(("we", "i", "you"))
_DAY_MARKERS = frozenset(("on", "in", "at", "during"))
# Frames of a cue in which a clause or a quotation says it all.
_SAID = frozenset(("clause", "quote"))
_SAID_TYPES = frozenset(("ACCUSE", "AGREE", "REJECT", "REQUEST", "THREATEN"))
_MARKS = frozenset('“”"')
_CLAUSE_WORDS = frozenset(("that", "whether", "if", "how", "why", "what", "who", "when", "where", "which", "to"))


def write_gists(draft: Draft) -> None:
    """Set `gist` of the article's events from their final status, sides, place, time and source."""
    for event in draft.article.events:
        tell = draft.gist_of.get(event.id)
        if tell is not None:
            event.gist = tell(event)


@dataclass(slots=True)
class Narrator:
    """Tells events of one draft."""

    draft: Draft
    syntax: Syntax
    named: NamesInSentence
    _names: Names = field(init=False)
    _places: dict[str, str] = field(default_factory=dict)
    _times: dict[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = Names(self.draft)
        self._places = {place.id: place.name for place in self.draft.article.places}

    def tell(self, candidate: Candidate, statement: Statement | None, called: bool, event: Event) -> str:
        """The gist of the event as it now stands; `called` means that its verb is done and only the deed to come."""
        told = statement is not None and candidate.speech is None and not candidate.refusal
        clause = statement is not None and statement.frame in _SAID
        words = Retelling(self.draft, self.syntax, self.named, self._names, self._speaker(event), candidate.head.i)
        value = event.time.value
        dated = len(value) in _PLAIN_DAYS and value.replace("-", "").isdigit()
        speech = candidate.type == "X_STATE" and (clause or candidate.head.pos_ not in ("VERB", "AUX"))
        if statement is not None and told and (speech or (clause and candidate.type in _SAID_TYPES)):
            sentence = self._tell_speech(words, candidate, statement, event)
        else:
            omitted = self._day_words(event) if dated else frozenset()
            status = Event.OCCURRED if called else event.status
            sentence = Predicates(self.syntax, words, omitted).tell(candidate, status)
        place = self._places.get(event.place, "") if event.place_basis == Event.STATED else ""
        if place and statement is None and place.casefold() not in sentence.casefold():
            sentence += self._where(candidate, event.place, sentence)
        sentence = " ".join(sentence.split()).rstrip(".")
        if dated:
            sentence += f" ({value})"
        sentence += self._source(words, candidate, event)
        full_stop = "" if sentence.endswith(('."', ".”", '?"', '!"')) else "."
        return sentence[:1].upper() + sentence[1:] + full_stop

    def _speaker(self, event: Event) -> str:
        """Name of the source on whose words the event rests; empty when it is none or nameless."""
        return next((name for source in event.attributions if (name := self._names.of(source.source))), "")

    def _day_words(self, event: Event) -> frozenset[int]:
        """Indexes of the words that date the event, with their preposition: what the day in brackets says."""
        if not self._times:
            for expression in self.draft.article.times:
                tokens = self.draft.reading.tokens(expression.span)
                before = tokens.start - 1
                marked = before >= 0 and self.syntax.tokens[before].lower_ in _DAY_MARKERS
                end = tokens.end + (
                    tokens.end < len(self.syntax.tokens) and self.syntax.tokens[tokens.end].tag_ == "POS"
                )
                self._times[expression.id] = frozenset(range(before if marked else tokens.start, end))
        return self._times.get(event.time.expression, frozenset())

    def _where(self, candidate: Candidate, place: str, sentence: str) -> str:
        """The phrase of place as the event's sentence has it; nothing where the gist has its words already."""
        number = self.syntax.sentence_of[candidate.head.i]
        for known in self.draft.article.places:
            if known.id != place:
                continue
            for mention in known.mentions:
                tokens = self.draft.reading.tokens(mention.span)
                if self.syntax.sentence_of[tokens.start] != number:
                    continue
                if tokens.text.casefold() in sentence.casefold():
                    return ""
                prep = tokens.root.head
                if prep.pos_ == "ADP" and prep.i < tokens.start and tokens.start - prep.i <= 3:
                    marker = "in" if prep.lower_ == "of" else prep.lower_
                    name = " ".join(self.syntax.doc[prep.i + 1 : tokens.end].text.split())
                    return f" {marker} {name}"
        return f" in {self._places[place]}"

    def _source(self, words: Retelling, candidate: Candidate, event: Event) -> str:
        """Who says so, where the event rests on what somebody says."""
        doers = {side.actor for side in event.participants if side.role != Participant.RECIPIENT} - {""}
        words_of_doers = {side.text for side in event.participants if side.role != Participant.RECIPIENT}
        disputed = event.status != Event.NEGATED
        denied = {one.source for one in event.attributions if disputed and one.stance == Attribution.DENY}
        # That others tell of a plan says more than that it is the planner's own.
        for attribution in sorted(event.attributions, key=lambda one: one.source in doers):
            if not attribution.HasField("source_span"):
                continue
            head = self.draft.reading.tokens(attribution.source_span).root
            if head.tag_ in ("WDT", "WP") or head.lower_ in _UNNAMED:
                continue
            if attribution.source in doers or (
                not attribution.source and attribution.source_span.text in words_of_doers
            ):
                return ", by own account" if candidate.speech is None and not denied else ""
            if attribution.source in denied and attribution.stance != Attribution.DENY:
                # "Refused to confirm that": neither said nor denied.
                return ""
            plural = words.is_plural([head])
            if attribution.source in denied:
                verb = "deny" if attribution.verb == "deny" else "reject"
                return f", which {words.join([head])} {finite(verb, Event.OCCURRED, plural)}"
            return f", {words.join([head])} {'say' if plural else 'says'}"
        return ", it is claimed" if event.status == Event.CLAIMED else ""

    def _tell_speech(self, words: Retelling, candidate: Candidate, statement: Statement, event: Event) -> str:
        sides = [side for side in candidate.sides if side.link in ("", "to", "with")]
        speakers = [side.head for side in candidate.sides if side.role == Participant.AGENT]
        addressed = [
            side
            for side in sides
            if side.role == Participant.RECIPIENT
            and not any(start <= side.head.idx < end for start, end in statement.content)
        ]
        verb = self.syntax.lemmas[candidate.head.i]
        hearers = [noun for noun in self.syntax.objects(candidate.head) if noun.i > candidate.head.i]
        if candidate.head.pos_ not in ("VERB", "AUX") or (verb == "tell" and not addressed and not hearers):
            verb = "say"
        pieces = [words.join(speakers), finite(verb, event.status, words.is_plural(speakers))]
        content = self._content(statement)
        if addressed:
            told = words.join([side.head for side in addressed], objects=True)
            pieces += [addressed[0].link, told] if not content.startswith(told) else []
        elif verb == "tell" and hearers:
            told = words.join(hearers[:1], objects=True)
            pieces.append("" if content.startswith(told) else told)
        pieces.append(content)
        return " ".join(filter(None, pieces)).replace(" :", ":")

    def _content(self, statement: Statement) -> str:
        """What is said, its first sentence at least; between marks where it is a quotation as a whole."""
        text = self.draft.reading.smooth.text
        pieces = [" ".join(text[start:end].split()).strip(" ,;:") for start, end in statement.content]
        content = pieces[0]
        for piece in pieces[1:]:
            content += (". " if piece[:1].isupper() and content[-1:].isalnum() else " ") + piece
        whole = statement.kind != Quote.INDIRECT and not _MARKS & set(content)
        first = self.draft.reading.tokens(self.draft.reading.span(*statement.content[0]))[0]
        if statement.frame == "clause" and not whole and not _opens_phrase(first):
            if first.is_sent_start and not is_name(first):
                content = content[:1].lower() + content[1:]
            content = f"that {content}"
        if len(content) > _LONGEST_CONTENT:
            content = content[:_LONGEST_CONTENT].rsplit(" ", 1)[0].rstrip(",;:") + " …"
        if whole:
            return f': "{content.rstrip(".")}"'
        return f": {content}" if statement.frame == "quote" else content


def _opens_phrase(word: Token) -> bool:
    """True for what follows a verb of speech without "that": "whether …", "to …", "having seen …"."""
    return word.lower_ in _CLAUSE_WORDS or word.tag_ == "VBG"
