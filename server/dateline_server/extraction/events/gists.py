"""The gist of an event: one sentence in the present tense, built from its parts once status and sources are settled."""

from dataclasses import dataclass, field

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.naming import NamesInSentence
from dateline_server.extraction.events.participants import Side
from dateline_server.extraction.events.phrases import noun_phrase
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.events.verb_forms import finite, passive
from dateline_server.extraction.events.wording import write_label
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.word_classes import words_of

_WITH_CLAUSE = frozenset(("AGREE", "REQUEST", "REJECT", "THREATEN", "X_OTHER", "X_DEAL", "MOBILIZE"))
_DEFAULT_LINKS = {"AID": "to", "COOPERATE": "to", "AGREE": "to", "SUPPORT": "to"}
_MOST_NAMES = 4
_LONGEST_OBJECT = 12
# Characters of what is said that a gist repeats.
_LONGEST_CONTENT = 120
_PRONOUNS = {"him": "he", "her": "she", "them": "they", "who": "they", "which": "they", "us": "we", "me": "I"}
_PLURAL_PRONOUNS = frozenset(("they", "we", "you", "i", "who", "them", "these", "those", "both"))
_POSSESSIVES = frozenset(("his", "her", "its", "their", "our", "my", "whose"))
_NONE = frozenset(("no", "none", "nobody", "nothing", "neither", "no one"))
_CONTAINERS = words_of("container")
_PLAIN_DAYS = frozenset((4, 7, 10))
_UNNAMED = frozenset(("we", "i", "you"))
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
    _names: dict[str, str] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {actor.id: actor.name for actor in self.draft.article.actors if actor.named}
        self._places = {place.id: place.name for place in self.draft.article.places}

    def tell(self, candidate: Candidate, statement: Statement | None, event: Event) -> str:
        """The gist of the event as it now stands."""
        told = statement is not None and candidate.speech is None and not candidate.refusal
        clause = statement is not None and statement.frame in _SAID and candidate.type in _SAID_TYPES
        if statement is not None and told and (candidate.type == "X_STATE" or clause):
            words = self._tell_speech(candidate, statement, event)
        else:
            words = self._tell_deed(candidate, statement, event)
        sentence = " ".join(word for word in words if word)
        place = self._places.get(event.place, "") if event.place_basis == Event.STATED else ""
        if place and statement is None and place.casefold() not in sentence.casefold():
            sentence += f" in {place}"
        value = event.time.value
        if len(value) in _PLAIN_DAYS and value.replace("-", "").isdigit():
            sentence += f" ({value})"
        sentence += self._source(event)
        return sentence[:1].upper() + sentence[1:].rstrip(".") + "."

    def _source(self, event: Event) -> str:
        """Who says so, where the event rests on what somebody says."""
        doers = {side.actor for side in event.participants if side.role != Participant.RECIPIENT} - {""}
        for attribution in event.attributions:
            if not attribution.HasField("source_span"):
                continue
            head = self.draft.reading.tokens(attribution.source_span).root
            if head.tag_ in ("WDT", "WP") or head.lower_ in _UNNAMED:
                continue
            if attribution.source in doers:
                return ", by own account"
            source = [Side(Participant.AGENT, head)]
            return f", {self._join(source)} {'say' if self._is_plural(source) else 'says'}"
        return ", it is claimed" if event.status == Event.CLAIMED else ""

    def _tell_speech(self, candidate: Candidate, statement: Statement, event: Event) -> list[str]:
        speakers = self._sides(candidate, Participant.AGENT)
        addressed = [side for side in self._sides(candidate, Participant.RECIPIENT) if side.link in ("", "to", "with")]
        verb = self.syntax.lemmas[candidate.head.i]
        if candidate.head.pos_ not in ("VERB", "AUX"):
            verb = "say"
        words = [self._join(speakers), finite(verb, event.status, self._is_plural(speakers))]
        content = self._content(statement)
        if addressed and not content.startswith(self._join(addressed)):
            words += [addressed[0].link, self._join(addressed)]
        elif not addressed and verb == "tell":
            words.append(self._object(candidate, []))
        words.append(content)
        return [" ".join(filter(None, words)).replace(" :", ":")]

    def _content(self, statement: Statement) -> str:
        """What is said, shortened; between marks where it is a quotation as a whole."""
        text = self.draft.reading.smooth.text
        pieces = [" ".join(text[start:end].split()).strip(" ,;:") for start, end in statement.content]
        content = pieces[0]
        for piece in pieces[1:]:
            content += (". " if piece[:1].isupper() and content[-1:].isalnum() else " ") + piece
        whole = statement.kind != Quote.INDIRECT and not _MARKS & set(content)
        first = self.draft.reading.tokens(self.draft.reading.span(*statement.content[0]))[0]
        if statement.frame == "clause" and not whole and not _opens_phrase(first):
            if first.is_sent_start and not _is_name(first):
                content = content[:1].lower() + content[1:]
            content = f"that {content}"
        if len(content) > _LONGEST_CONTENT:
            content = content[:_LONGEST_CONTENT].rsplit(" ", 1)[0].rstrip(",;:") + " …"
        if whole:
            return f': "{content.rstrip(".")}"'
        return f": {content}" if statement.frame == "quote" else content

    def _tell_deed(self, candidate: Candidate, statement: Statement | None, event: Event) -> list[str]:
        syntax, status = self.syntax, event.status
        agents, equal = self._sides(candidate, Participant.AGENT), self._sides(candidate, Participant.PARTICIPANT)
        others = self._sides(candidate, Participant.RECIPIENT)
        subjects = agents or [side for side in equal if not side.link] or equal
        others = others or [side for side in equal if side not in subjects]
        if equal and not agents and not others:
            others = [side for side in equal if self._is_object(candidate, [side])]
            subjects = [side for side in equal if side not in others]
        will = self._is_to_come(candidate.head)
        label = write_label(syntax, candidate, self._told_apart(candidate, others))
        topics = self._sides(candidate, Participant.TOPIC)
        tail = [topics[0].link, self._join(topics[:1])] if topics and topics[0].link else []
        if subjects and candidate.head.pos_ == "NOUN" and not agents and all(side.link == "with" for side in subjects):
            return [" ".join(noun_phrase(syntax, candidate.head).text.split()), "with", self._join(subjects), *tail]
        if subjects:
            doers = self._join(subjects)
            predicate = finite(label, self._affirmed(status, doers), self._is_plural(subjects), will)
            if statement is not None and statement.frame == "of" and others:
                accused = self.syntax.doc[others[0].head.left_edge.i : others[0].head.i + 1].text
                charge = self._content(statement)
                if others[0].head.pos_ == "PRON" and charge.startswith(accused):
                    charge = self._join(others) + charge.removeprefix(accused)
                return [doers, predicate, charge, *tail]
            return [doers, predicate, *self._complement(candidate, label, others, bool(equal)), *tail]
        if others and candidate.head.pos_ == "VERB" and self._is_object(candidate, others):
            patients = self._join(others)
            status = self._affirmed(status, patients)
            return [patients, passive(candidate.head, label, status, self._is_plural(others), will), *tail]
        objects = syntax.objects(candidate.head) if candidate.head.pos_ == "VERB" else []
        if objects and syntax.is_passive(candidate.head):
            patients = self._join([Side(Participant.RECIPIENT, noun) for noun in objects[:1]])
            status = self._affirmed(status, patients)
            predicate = passive(candidate.head, label, status, objects[0].tag_ == "NNS", will)
            return [patients, predicate, *(self._linked(others[:1]) if others else tail)]
        if candidate.head.pos_ == "NOUN" and not others:
            return self._tell_occasion(candidate.head, status)
        return [label, *self._complement(candidate, label, others, False), *tail]

    def _linked(self, sides: list[Side]) -> list[str]:
        """The sides behind their preposition; those without one are told nowhere else."""
        link = sides[0].link
        if link == "n":
            link = sides[0].head.head.lower_ if sides[0].head.head.pos_ == "ADP" else ""
        return [link, self._join(sides, objects=True)] if link and link != "k" else []

    def _tell_occasion(self, noun: Token, status: Event.Status.ValueType) -> list[str]:
        """What takes place, when nobody is said to do it: "A second round of talks is planned"."""
        outer = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun
        head = outer if self.syntax.lemmas[outer.i] in _CONTAINERS else noun
        if status == Event.PLANNED:
            predicate = "are planned" if head.tag_ in ("NNS", "NNPS") else "is planned"
        else:
            predicate = finite("take place", status, head.tag_ in ("NNS", "NNPS"))
        return [" ".join(_words(noun_phrase(self.syntax, head)).split()), predicate]

    def _told_apart(self, candidate: Candidate, others: list[Side]) -> frozenset[int]:
        """Words of the pattern that the gist tells with their whole phrase: the verb's object and the sides."""
        held = {side.head.i for side in others}
        if candidate.head.pos_ == "VERB":
            phrases = [noun_phrase(self.syntax, noun) for noun in self.syntax.objects(candidate.head)]
            told = [phrase for phrase in phrases if len(phrase) <= _LONGEST_OBJECT]
            held |= {
                word.i for word in candidate.match.words if any(phrase.start <= word.i < phrase.end for phrase in told)
            }
        return frozenset(held)

    def _affirmed(self, status: Event.Status.ValueType, words: str) -> Event.Status.ValueType:
        """OCCURRED for "nobody was hurt", whose negation stands in the phrase already."""
        negative = words.casefold().split(" ")[0] in _NONE
        return Event.OCCURRED if negative and status == Event.NEGATED else status

    def _is_to_come(self, verb: Token) -> bool:
        return any(
            child.lower_ in ("will", "'ll", "wo", "would", "shall") for child in self.syntax.children(verb, "aux")
        )

    def _complement(self, candidate: Candidate, label: str, others: list[Side], equal: bool) -> list[str]:
        """What follows the verb: its object, the other sides behind their preposition, its clause."""
        if candidate.speech is not None:
            return ["that", self._join(others), self._deed(candidate.head)]
        clause = self._clause(candidate)
        if clause:
            outside = [side for side in others if side.head.i < clause.start and side.link not in ("k", "n")]
            linked = [outside[0].link, self._join(outside)] if outside else []
            return [*linked, " ".join(clause.text.split())]
        others = [side for side in others if side.link != "k"]
        object_ = self._object(candidate, others)
        words = [object_] if object_ else []
        if not others or (others[0].link == "n" and object_) or self._join(others) in object_:
            return words
        if self._is_object(candidate, others):
            return [*words, self._join(others, objects=True)]
        link = others[0].link
        if link == "n":
            link = others[0].head.head.lower_ if others[0].head.head.pos_ == "ADP" else "of"
        if not link:
            hostile = event_type(candidate.type, candidate.mode).hostile
            link = "with" if equal else "against" if hostile else _DEFAULT_LINKS.get(candidate.type, "for")
        if label.endswith(f" {link}") or (link == "between" and not equal and len(others) < 2):
            link = ""
        return [*words, link, self._join(others, objects=True)]

    def _clause(self, candidate: Candidate) -> Tokens | None:
        """The infinitive that the trigger governs, from "to" to its object; None when there is none or it is long."""
        syntax = self.syntax
        if candidate.head.pos_ not in ("VERB", "ADJ") or candidate.type not in _WITH_CLAUSE:
            return None
        for verb in syntax.complements(candidate.head):
            marks = [child.i for child in syntax.children(verb, "aux") if child.lower_ == "to"]
            if marks:
                start = marks[0] - (syntax.tokens[marks[0] - 1].lower_ == "not")
                end = max([verb.i + 1, *(noun_phrase(syntax, noun).end for noun in syntax.children(verb, "dobj"))])
                return syntax.doc[start:end] if end - start <= _LONGEST_OBJECT else None
        return None

    def _deed(self, verb: Token) -> str:
        """The verb in its plain form with its object."""
        objects = [noun_phrase(self.syntax, noun).text for noun in self.syntax.children(verb, "dobj")[:1]]
        return " ".join([self.syntax.lemmas[verb.i], *objects])

    def _sides(self, candidate: Candidate, role: Participant.Role.ValueType) -> list[Side]:
        return [side for side in candidate.sides if side.role == role]

    def _join(self, sides: list[Side], objects: bool = False) -> str:
        names = list(dict.fromkeys(self._name(side.head) for side in sides[:_MOST_NAMES]))
        if not objects:
            names = [_PRONOUNS.get(name.casefold(), name) for name in names]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def _name(self, head: Token) -> str:
        """The words of the side; the actor's name for a pronoun and for "his lawyer", which lean on other sentences."""
        phrase = noun_phrase(self.syntax, head)
        if head.pos_ == "PRON" or phrase[0].lower_ in _POSSESSIVES:
            name = self._names.get(self.draft.actor_at.get(head.i, ""))
            if name:
                return name
        named = self.named.name_of(head)
        if named is not None:
            phrase = noun_phrase(self.syntax, named)
        return " ".join(_words(phrase).split())

    def _is_plural(self, sides: list[Side]) -> bool:
        if len(sides) > 1:
            return not any(_is_ampersand(side.head) for side in sides[1:])
        for side in sides:
            if side.head.pos_ == "PRON":
                named = self._names.get(self.draft.actor_at.get(side.head.i, ""))
                return side.head.lower_ in _PLURAL_PRONOUNS and not named
            if side.head.tag_ == "NNS" or (side.head.tag_ == "NNPS" and side.head.ent_type_ != "GPE"):
                return True
            if (side.head.lower_ in _PLURAL_PRONOUNS and not side.head.is_upper) or (
                side.head.tag_ == "CD" and side.head.lower_ not in ("one", "1")
            ):
                return True
        return False

    def _is_object(self, candidate: Candidate, sides: list[Side]) -> bool:
        return candidate.head.pos_ == "VERB" and any(side.head in self.syntax.objects(candidate.head) for side in sides)

    def _object(self, candidate: Candidate, others: list[Side]) -> str:
        """The words of the verb's object, unless a side has them already or they are long."""
        if candidate.head.pos_ != "VERB":
            return ""
        objects = self.syntax.objects(candidate.head)
        held = {head.i for side in others for head in self.syntax.conjuncts(side.head)}
        held |= {side.head.i for side in candidate.sides if side.role not in (Participant.TOPIC, Participant.RECIPIENT)}
        if not objects or any(noun.i in held for noun in objects):
            return ""
        if objects[0].ent_type_ in ("DATE", "TIME"):
            return ""
        phrase = noun_phrase(self.syntax, objects[0])
        return " ".join(_words(phrase).split()) if len(phrase) <= _LONGEST_OBJECT else ""


def _opens_phrase(word: Token) -> bool:
    """True for what follows a verb of speech without "that": "whether …", "to …", "having seen …"."""
    return word.lower_ in _CLAUSE_WORDS or word.tag_ == "VBG"


def _is_ampersand(head: Token) -> bool:
    return head.dep_ == "conj" and any(token.text == "&" for token in head.doc[max(0, head.i - 2) : head.i])


def _words(phrase: Tokens) -> str:
    """The phrase as it reads inside a sentence: without the capital of a sentence's first word."""
    if phrase[0].is_sent_start and not _is_name(phrase[0]):
        return phrase.text[:1].lower() + phrase.text[1:]
    return phrase.text


def _is_name(word: Token) -> bool:
    named = word.ent_type_ not in ("", "CARDINAL", "QUANTITY", "DATE", "TIME")
    return word.pos_ in ("PROPN", "X") or named or (word.is_upper and len(word) > 1) or word.text == "I"
