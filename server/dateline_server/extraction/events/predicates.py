"""What an event says of its subject: the verb in the form of the event's status, and how its clause goes on."""

from dataclasses import dataclass

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event, Participant
from dateline_server.extraction.events.background import is_part_of_phrase
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.clauses import continuation
from dateline_server.extraction.events.phrases import is_time, noun_phrase
from dateline_server.extraction.events.retelling import Retelling
from dateline_server.extraction.events.side import Side
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.extraction.events.verb_forms import finite, participle, passive, perfect
from dateline_server.extraction.events.wording import write_label
from dateline_server.extraction.status import decide_status
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues
from dateline_server.knowledge.word_classes import words_of

_DEFAULT_LINKS = {"AID": "to", "COOPERATE": "with", "AGREE": "with"}
_CONTAINERS, _LIGHT, _PRESENCE = words_of("container"), words_of("light"), words_of("presence")
_TRANSITIVE, _TREATIES = words_of("transitive_label"), words_of("treaty")
_RULES = words_of("restriction") | words_of("sanction")
_ATTEMPTS = words_of("attempt")
# What is done in words does not take place, it is voiced; rules are in force.
_HAPPENING = (
    (frozenset(("REQUEST", "REJECT", "ACCUSE", "THREATEN", "SUPPORT", "X_STATE")), "be voiced"),
    (frozenset(("AGREE", "X_DEAL")), "be reached"),
    (frozenset(("SANCTION", "COERCE")), "be in force"),
)
_NONE = frozenset(("no", "none", "nobody", "nothing", "neither"))
_RELATIVE = frozenset(("WDT", "WP", "WP$"))
_TO_COME = frozenset(("will", "'ll", "wo", "would", "shall"))
_REAL = frozenset((Event.OCCURRED, Event.ONGOING, Event.CLAIMED))
_FAILING = frozenset(("fail", "collapse", "break down", "founder"))
_PARTS = {"VERB": WordClass.VERB, "NOUN": WordClass.NOUN}
_OPEN_MODALS = frozenset(("would", "could", "might", "should", "must"))
_CLIMB = 4


@dataclass(frozen=True, slots=True)
class Predicates:
    """Tells deeds in the words of one retelling; `omitted` are indexes of words that are told elsewhere."""

    syntax: Syntax
    words: Retelling
    omitted: frozenset[int]

    def tell(self, candidate: Candidate, status: Event.Status.ValueType) -> str:
        """The sentence of a deed, without its full stop."""
        head = candidate.head
        if candidate.speech is not None:
            return self._tell_demand(candidate, status)
        if head.pos_ in ("VERB", "AUX"):
            return self._tell_clause(candidate, head, status)
        if head.pos_ == "ADJ":
            return self._tell_state(candidate, status)
        verb = self._light_verb(head)
        if verb is not None and all(side.link == "between" for side in candidate.sides) and candidate.sides:
            # Whose subject the light verb has is no side: "Oslo tries to end clashes between Hutu and Tutsi".
            verb = None
        if verb is not None:
            told = decide_status(self.words.draft, self.syntax.doc[verb.i : verb.i + 1])
            if status in _REAL and told not in _REAL:
                # "Will not talk unless it ends kidnappings": they go on, whoever may end them.
                return self._tell_occasion(candidate, status)
            if status == Event.PLANNED and told in _REAL:
                # "Ordered a raid": the order was given.
                sentence = self._tell_clause(candidate, verb, Event.OCCURRED).rstrip()
                return f"{sentence}, it is claimed" if told == Event.CLAIMED else sentence
        return self._tell_noun(candidate, status) if verb is None else self._tell_clause(candidate, verb, status)

    def _light_verb(self, noun: Token) -> Token | None:
        """The verb that lends itself to the noun: "held" of "held a round of talks"."""
        current = noun
        for _ in range(_CLIMB):
            dep, head = self.syntax.deps[current.i], current.head
            if dep in ("dobj", "nsubjpass") and head.pos_ == "VERB":
                return head if self.syntax.lends_itself(head) else None
            if dep != "pobj" or head.pos_ != "ADP":
                return None
            if head.head.pos_ == "VERB":
                return head.head if self.syntax.lemmas[head.head.i] in _LIGHT | _PRESENCE else None
            if head.lower_ != "of" or head.head.pos_ != "NOUN":
                return None
            current = head.head
        return None

    def _tell_clause(self, candidate: Candidate, verb: Token, status: Event.Status.ValueType) -> str:
        syntax, words = self.syntax, self.words
        kept = syntax.children(verb, "dobj") if syntax.is_passive(verb) else []
        objects = [noun for first in syntax.objects(verb) if first not in kept for noun in syntax.conjuncts(first)]
        subjects = self._subjects(candidate, verb)
        lemma = f"refuse to {syntax.lemmas[verb.i]}" if candidate.refusal else syntax.lemmas[verb.i]
        own = self._own_negation(verb) if status == Event.NEGATED else ""
        if status == Event.HYPOTHETICAL and any(helper.tag_ == "MD" for helper in syntax.children(verb, "aux")):
            own = self._own_negation(verb)
        modal = self._modal_of_perfect(verb) if status == Event.HYPOTHETICAL and not candidate.refusal else ""
        patients = [
            noun
            for noun in objects
            if self._is_patient(noun)
            and (syntax.is_passive(verb) or not is_part_of_phrase(syntax, candidate.match, noun))
        ]
        if syntax.is_passive(verb) and patients and (own or not subjects):
            subject, plural = words.join(patients), words.is_plural(patients)
            shown = self._affirmed(status, subject)
            group = own or self._passive(verb, lemma, shown, plural, modal)
            return " ".join(filter(None, (subject, group, self._rest(verb, self._doing(verb) if subjects else []))))
        if not subjects and patients and not syntax.is_passive(verb):
            subject = words.join(patients)
            shown = self._affirmed(status, subject)
            told = continuation(syntax, patients[-1]) if patients[-1].i > verb.i else []
            rest = self._rest(verb, told, after=max(noun.i for noun in patients))
            return f"{subject} {self._passive(verb, lemma, shown, words.is_plural(patients), modal)} {rest}"
        subject = words.join(subjects) if subjects else "somebody"
        after = self._goes_on(verb, self._doing(verb))
        rest = words.words(after)
        if patients and patients[0] not in after and (patients[0].i < verb.i or not after):
            phrase = words.join(patients, objects=True)
            rest = f"{rest} {phrase}" if self._is_stranded(rest, verb) else f"{phrase} {rest}"
        shown = self._affirmed(self._affirmed(status, subject), rest)
        attempt = self._attempt(verb) if shown == Event.HYPOTHETICAL else ""
        if attempt:
            return f"{subject} {finite(f'{attempt} to {lemma}', Event.OCCURRED, words.is_plural(subjects))} {rest}"
        if status == Event.PLANNED and self._was_planned(verb):
            own = f"{'were' if words.is_plural(subjects) else 'was'} to {lemma}"
        group = own or (perfect(verb, lemma, modal, False) if modal else "")
        group = group or finite(lemma, shown, words.is_plural(subjects), self._is_to_come(verb))
        return f"{subject} {group} {rest}"

    def _passive(self, verb: Token, lemma: str, status: Event.Status.ValueType, plural: bool, modal: str) -> str:
        if modal:
            return perfect(verb, lemma, modal, True)
        return passive(verb, lemma, status, plural, self._is_to_come(verb))

    def _was_planned(self, verb: Token) -> bool:
        """True for a plan of an earlier day, which may be given up: "had been due to meet"."""
        if not self.syntax.marks_infinitive(verb):
            return False
        governor = verb.head
        finite_verb = governor.head if self.syntax.deps[governor.i] == "acomp" else governor
        if self.syntax.lemmas[finite_verb.i] != "be" and not self.syntax.children(finite_verb, "auxpass"):
            return False
        return any(helper.lower_ == "had" for helper in self.syntax.children(finite_verb, "aux"))

    def _modal_of_perfect(self, verb: Token) -> str:
        """The modal of "may have gone", and "may" for what might be so: "whether it has gone"; empty without "have"."""
        helpers = self.syntax.children(verb, "aux")
        subjects = self.syntax.children(verb, "nsubj", "nsubjpass")
        if not any(helper.lemma_ == "have" for helper in helpers):
            return ""
        if any(subject.i > helpers[0].i for subject in subjects):
            # "Had they signed": they did not.
            return ""
        modal = next((helper.lower_ for helper in helpers if helper.tag_ == "MD"), "")
        if not modal and any(helper.tag_ == "TO" for helper in helpers):
            return ""
        return modal if modal in _OPEN_MODALS else "may"

    def _attempt(self, verb: Token) -> str:
        """The verb by which the deed is tried: "seek" in "The firm seeks to buy the port"; empty where none says so."""
        syntax, governor = self.syntax, verb.head
        if (
            syntax.deps[verb.i] != "xcomp"
            or not syntax.marks_infinitive(verb)
            or syntax.children(governor, "aux", "neg")
        ):
            return ""
        is_told = syntax.lemmas[governor.i] in _ATTEMPTS and governor.tag_ in ("VBD", "VBZ", "VBP")
        return syntax.lemmas[governor.i] if is_told else ""

    def _is_patient(self, noun: Token) -> bool:
        return noun.tag_ not in _RELATIVE and self.syntax.deps[noun.i] != "oprd" and not is_time(noun)

    def _is_stranded(self, rest: str, verb: Token) -> bool:
        """True where the clause ends in the preposition of what it is about: "the plane he died in"."""
        preps = [prep for prep in self.syntax.children(verb, "prep") if not self.syntax.children(prep, "pobj", "pcomp")]
        return any(rest.endswith(prep.lower_) for prep in preps)

    def _doing(self, verb: Token) -> list[Token]:
        """The phrase with "by", whose noun is told as the subject."""
        if not self.syntax.is_passive(verb):
            return []
        return [
            token
            for anchor in (verb, *self.syntax.children(verb, "dobj"))
            for prep in self.syntax.children(anchor, "agent", "prep")
            if prep.lower_ == "by"
            for token in (prep, *self.syntax.doc[prep.i : prep.right_edge.i + 1])
        ]

    def _goes_on(self, verb: Token, told: list[Token], after: int = 0) -> list[Token]:
        """How the clause goes on, without the tokens that are told before."""
        left_out = {token.i for token in told} | set(range(verb.i + 1, after + 1)) | self.omitted
        return continuation(self.syntax, verb, frozenset(left_out))

    def _rest(self, verb: Token, told: list[Token], after: int = 0) -> str:
        return self.words.words(self._goes_on(verb, told, after))

    def _subjects(self, candidate: Candidate, verb: Token) -> list[Token]:
        """Whose deed it is in the clause of the verb, or else among the sides."""
        heads, implied = self.syntax.subjects(verb)
        said = [noun for first in heads for noun in self.syntax.conjuncts(first) if self._is_subject(noun)]
        sides = [side for side in candidate.sides if side.role in (Participant.AGENT, Participant.PARTICIPANT)]
        objects = self.syntax.objects(verb)
        doers = [side.head for side in sides if side.link != "with" and side.head.dep_ != "amod"]
        doers = [head for head in doers if head in said or head not in objects]
        if known := [noun for noun in said if noun in doers]:
            return known
        holds = any(is_part_of_phrase(self.syntax, candidate.match, noun) for noun in candidate.match.words)
        raised = implied and not doers and (holds or event_type(candidate.type).general)
        if (implied or candidate.type == "X_STATE" or not (said or self.syntax.is_passive(verb))) and not raised:
            return doers
        return said

    def _is_subject(self, noun: Token) -> bool:
        return noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") and noun.tag_ not in _RELATIVE

    def _own_negation(self, verb: Token) -> str:
        """The verb with its auxiliaries and "not" as the text has them: "has not yet appointed"; empty without "not"."""
        syntax = self.syntax
        if not syntax.children(verb, "neg") or candidate_is_participle(syntax, verb):
            return ""
        helpers = [child.i for child in syntax.children(verb, "aux", "auxpass") if child.i < verb.i]
        if not helpers or verb.i - helpers[0] > 6:
            return ""
        words = syntax.tokens[helpers[0] : verb.i + 1]
        if any(syntax.deps[word.i] in ("nsubj", "nsubjpass", "expl", "punct") for word in words):
            return ""
        return "".join(word.text + word.whitespace_ for word in words).strip().lower()

    def _affirmed(self, status: Event.Status.ValueType, words: str) -> Event.Status.ValueType:
        """OCCURRED for "nobody was hurt", whose negation stands in the phrase already."""
        negative = words.casefold().split(" ")[0] in _NONE
        return Event.OCCURRED if negative and status == Event.NEGATED else status

    def _is_to_come(self, verb: Token) -> bool:
        """True with "will", and for what is planned: "has no plans to march"."""
        if any(child.lower_ in _TO_COME for child in self.syntax.children(verb, "aux")):
            return True
        governor, link, cues = verb.head, Link.TO, load_status_cues()
        lemma = self.syntax.lemmas[governor.i]
        if self.syntax.deps[verb.i] == "pcomp":
            governor, link = governor.head, Link.ING
            lemma = f"{self.syntax.lemmas[governor.i]} {lemma}"
        elif not self.syntax.marks_infinitive(verb):
            return False
        part = _PARTS.get(governor.pos_)
        return part is not None and cues.effect(lemma, part, link) is Effect.PLAN

    def _tell_state(self, candidate: Candidate, status: Event.Status.ValueType) -> str:
        """An adjective of its noun: "Chile is ready to talk"."""
        heads = [side.head for side in candidate.sides if side.role in (Participant.AGENT, Participant.PARTICIPANT)]
        subject = self.words.join(heads) if heads else "somebody"
        rest = self._rest(candidate.head, [])
        return f"{subject} {finite(f'be {candidate.head.lower_}', status, self.words.is_plural(heads))} {rest}"

    def _tell_demand(self, candidate: Candidate, status: Event.Status.ValueType) -> str:
        """What must be done: "The envoy demands that Kenya open its border"."""
        syntax, words, head = self.syntax, self.words, candidate.head
        speakers = [side.head for side in candidate.sides if side.role == Participant.AGENT]
        label = write_label(syntax, candidate)
        start = f"{words.join(speakers)} {finite(label, status, words.is_plural(speakers))} that"
        objects = syntax.objects(head) if head.pos_ == "VERB" else []
        if head.pos_ != "VERB":
            rest = self._rest(head, [])
            addressed = [side.head for side in candidate.sides if side.role == Participant.RECIPIENT]
            return f"{start} {words.join(addressed)} {syntax.lemmas[head.head.i]} {head.lower_} {rest}"
        if syntax.is_passive(head) and objects:
            deed = participle(head, syntax.lemmas[head.i])
            return f"{start} {words.join(objects)} be {deed} {self._rest(head, [])}"
        doers = [noun for first in syntax.subjects(head)[0] for noun in syntax.conjuncts(first)]
        return f"{start} {words.join(doers)} {syntax.lemmas[head.i]} {self._rest(head, [])}"

    def _tell_noun(self, candidate: Candidate, status: Event.Status.ValueType) -> str:
        """A deed named by a noun alone: its doers do what its type is called, or it takes place."""
        if status in _REAL and self._failed(candidate.head):
            return self._tell_occasion(candidate, status)
        agents = [side for side in candidate.sides if side.role == Participant.AGENT]
        equal = [side for side in candidate.sides if side.role == Participant.PARTICIPANT]
        others = [side for side in candidate.sides if side.role == Participant.RECIPIENT]
        subjects = agents or [side for side in equal if side.link != "with"]
        number = self.syntax.sentence_of[candidate.head.i]
        if all(self.syntax.sentence_of[side.head.i] != number for side in subjects):
            # Whose deed it is stands elsewhere: the phrase alone says what it is about.
            return self._tell_occasion(candidate, status)
        if all(side.head.dep_ == "amod" or side.head.tag_ == "PRP$" for side in subjects):
            return self._tell_occasion(candidate, status)
        others = others or [side for side in equal if side not in subjects]
        heads = [side.head for side in subjects]
        label = write_label(self.syntax, candidate)
        if " or " in label:
            return self._tell_occasion(candidate, status)
        subject = self.words.join(heads)
        predicate = finite(label, self._affirmed(status, subject), self.words.is_plural(heads))
        return f"{subject} {predicate} {self._whom(candidate, label, others, bool(equal))}"

    def _failed(self, noun: Token) -> bool:
        """True for "talks collapsed", which says more than that they took place."""
        return self.syntax.deps[noun.i] == "nsubj" and write_group(self.syntax, noun.head) in _FAILING

    def _whom(self, candidate: Candidate, label: str, others: list[Side], equal: bool) -> str:
        if not others:
            return ""
        whom = self.words.join([side.head for side in others], objects=True)
        if label in _TRANSITIVE:
            return whom
        hostile = event_type(candidate.type, candidate.mode).hostile
        link = "with" if equal else "against" if hostile else _DEFAULT_LINKS.get(candidate.type, "for")
        return whom if label.endswith(f" {link}") else f"{link} {whom}"

    def _tell_occasion(self, candidate: Candidate, status: Event.Status.ValueType) -> str:
        """What takes place, when nobody is said to do it: "A second round of talks is planned"."""
        noun = candidate.head
        outer = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun
        head = outer if self.syntax.lemmas[outer.i] in _CONTAINERS else noun
        phrase = noun_phrase(self.syntax, head)
        rest = [token for token in continuation(self.syntax, head, self.omitted) if token.i >= phrase.end]
        subject = self.words.words([*phrase, *rest])
        plural = head.tag_ in ("NNS", "NNPS")
        if status == Event.PLANNED:
            return f"{subject} {'are' if plural else 'is'} planned"
        happens = next((verb for types, verb in _HAPPENING if candidate.type in types), "take place")
        lemma = self.syntax.lemmas[noun.i]
        if happens == "be reached" and lemma not in _TREATIES:
            happens = "be voiced"
        if happens == "be in force" and lemma not in _RULES:
            happens = "take place"
        governor = head.head
        if status in _REAL and self._failed(head):
            return f"{subject} {finite(write_group(self.syntax, governor), status, plural)}"
        will = self.syntax.deps[head.i] in ("nsubj", "nsubjpass") and self._is_to_come(governor)
        return f"{subject} {finite(happens, self._affirmed(status, subject), plural, will)}"


def write_group(syntax: Syntax, verb: Token) -> str:
    """The verb with its particle: "break down"."""
    return " ".join((syntax.lemmas[verb.i], *(child.lower_ for child in syntax.children(verb, "prt"))))


def candidate_is_participle(syntax: Syntax, verb: Token) -> bool:
    """True for a participle without auxiliary, which is no predicate by itself."""
    return verb.tag_ in ("VBG", "VBN") and not syntax.children(verb, "aux", "auxpass")
