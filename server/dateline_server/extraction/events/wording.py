"""The plain words for an event: its label ("hold talks") and its gist, one sentence built from the parts."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline.v1.event_pb2 import Event, Participant
from dateline_server.extraction.events.candidate import Candidate
from dateline_server.extraction.events.participants import Side
from dateline_server.extraction.events.phrases import noun_phrase
from dateline_server.extraction.events.syntax import Syntax
from dateline_server.knowledge.ontology import event_type
from dateline_server.knowledge.word_classes import words_of

_LIGHT = words_of("light")
_AUXILIARY = {
    Event.PLANNED: "will",
    Event.NEGATED: "did not",
    Event.HYPOTHETICAL: "may",
}
_PASSIVE = {Event.PLANNED: "will be", Event.NEGATED: "was not", Event.HYPOTHETICAL: "may be"}
_CONTAINERS = words_of("container")
_IRREGULAR = {
    "beat": "beaten",
    "shoot": "shot",
    "hold": "held",
    "take": "taken",
    "steal": "stolen",
    "slay": "slain",
    "find": "found",
}
_WITH_CLAUSE = frozenset(("AGREE", "REQUEST", "REJECT", "THREATEN", "X_OTHER", "MOBILIZE"))
_PARTICLES = frozenset(("prt", "advmod", "oprd", "acomp"))
_DEFAULT_LINKS = {"AID": "to", "COOPERATE": "to", "AGREE": "to", "SUPPORT": "to"}
_MOST_NAMES = 4
_LONGEST_OBJECT = 12
_PRONOUNS = {"him": "he", "her": "she", "them": "they", "who": "they", "which": "they"}


def write_label(syntax: Syntax, candidate: Candidate, omitted: frozenset[int] = frozenset()) -> str:
    """A verb phrase without subject, lower-case but for names: "carry out attack", "call for ceasefire".

    `omitted` are indexes of words of the pattern to leave out.
    """
    head = candidate.head
    lemma = syntax.lemmas[head.i]
    if candidate.speech is not None:
        return event_type(candidate.type, candidate.mode).label
    if candidate.refusal:
        return f"refuse to {lemma}"
    if head.pos_ in ("VERB", "AUX"):
        words = [word for word in candidate.match.words if word.i not in omitted]
        nouns = [word for word in words if word.pos_ in ("NOUN", "PROPN") and syntax.lemmas[word.i] not in _CONTAINERS]
        particles = [word.lower_ for word in words if word not in nouns and syntax.deps[word.i] in _PARTICLES]
        return " ".join(filter(None, (lemma, *particles, *(_noun_words(syntax, noun) for noun in nouns))))
    if head.pos_ == "ADJ":
        return f"be {lemma}"
    governor = head.head
    if syntax.deps[head.i] in ("dobj", "nsubjpass") and syntax.lemmas[governor.i] in _LIGHT:
        return f"{syntax.lemmas[governor.i]} {head.lower_}"
    return lemma if candidate.type == "X_OTHER" else event_type(candidate.type, candidate.mode).label


def _noun_words(syntax: Syntax, noun: Token) -> str:
    """The noun with its preposition, the nouns before it and what "of" adds to an empty one: "on alert"."""
    words = [noun.head.lower_] if syntax.deps[noun.i] == "pobj" and noun.head.head.pos_ == "VERB" else []
    words += [child.lower_ for child in syntax.children(noun, "compound") if child.pos_ == "NOUN"]
    words.append(noun.text if noun.pos_ == "PROPN" else noun.lower_)
    if syntax.lemmas[noun.i] == "state":
        words += [f"of {inner.lower_}" for _, inner in syntax.prepositional(noun, frozenset(("of",)))][:1]
    return " ".join(words)


def write_gist(
    syntax: Syntax, candidate: Candidate, label: str, status: Event.Status.ValueType, place: str, time: str
) -> str:
    """Who does what to whom, where and when, in one sentence in the present tense."""
    agents, equal = _sides(candidate, Participant.AGENT), _sides(candidate, Participant.PARTICIPANT)
    others = _sides(candidate, Participant.RECIPIENT)
    subjects = agents or [side for side in equal if not side.link] or equal
    others = others or [side for side in equal if side not in subjects]
    held = frozenset(side.head.i for side in others)
    if held & {word.i for word in candidate.match.words}:
        label = write_label(syntax, candidate, held)
    if subjects:
        doers = _join(syntax, subjects)
        words = [_PRONOUNS.get(doers.lower(), doers), _inflect(label, status, _is_plural(syntax, subjects))]
        words += _complement(syntax, candidate, label, others, bool(equal))
    elif others and candidate.head.pos_ == "VERB" and _is_object(syntax, candidate, others):
        auxiliary = _PASSIVE.get(status) or ("were" if _is_plural(syntax, others) else "was")
        words = [_join(syntax, others), auxiliary, _participle(candidate.head, label)]
    else:
        words = [label, *_complement(syntax, candidate, label, others, False)]
    topics = _sides(candidate, Participant.TOPIC)
    if topics:
        words += [topics[0].link, _join(syntax, topics[:1])] if topics[0].link else []
    if place:
        words += ["in", place]
    if time and time[:1].isdigit():
        words.append(f"({time})")
    sentence = " ".join(word for word in words if word)
    return sentence[:1].upper() + sentence[1:].rstrip(".") + "."


def _complement(syntax: Syntax, candidate: Candidate, label: str, others: list[Side], equal: bool) -> list[str]:
    """What follows the verb: its object where the label lacks it, the other sides behind their preposition, its clause."""
    if candidate.speech is not None:
        return ["that", _join(syntax, others), _deed(syntax, candidate.head)]
    clause = _clause(syntax, candidate)
    if clause:
        outside = [side for side in others if side.head.i < clause.start and side.link not in ("k", "n")]
        return [*_linked(syntax, outside), " ".join(clause.text.split())]
    others = [side for side in others if side.link != "k"]
    object_ = _object(syntax, candidate, others)
    words = [object_] if object_ else []
    if not others or (others[0].link == "n" and object_):
        return words
    if _is_object(syntax, candidate, others):
        return [*words, _join(syntax, others)]
    link = others[0].link
    if link == "n":
        link = others[0].head.head.lower_ if others[0].head.head.pos_ == "ADP" else "of"
    if not link:
        hostile = event_type(candidate.type, candidate.mode).hostile
        link = "with" if equal else "against" if hostile else _DEFAULT_LINKS.get(candidate.type, "for")
    if label.endswith(f" {link}") or (link == "between" and not equal):
        link = ""
    return [*words, link, _join(syntax, others)]


def _linked(syntax: Syntax, sides: list[Side]) -> list[str]:
    return [sides[0].link, _join(syntax, sides)] if sides else []


def _clause(syntax: Syntax, candidate: Candidate) -> Tokens | None:
    """The infinitive that the trigger governs, from "to" to its object; None when there is none or it is long."""
    if candidate.head.pos_ not in ("VERB", "ADJ") or candidate.type not in _WITH_CLAUSE:
        return None
    for verb in syntax.complements(candidate.head):
        marks = [child.i for child in syntax.children(verb, "aux") if child.lower_ == "to"]
        if marks:
            end = max([verb.i + 1, *(noun_phrase(syntax, noun).end for noun in syntax.children(verb, "dobj"))])
            return syntax.doc[marks[0] : end] if end - marks[0] <= _LONGEST_OBJECT else None
    return None


def _deed(syntax: Syntax, verb: Token) -> str:
    """The verb in its plain form with its object."""
    objects = [noun_phrase(syntax, noun).text for noun in syntax.children(verb, "dobj")[:1]]
    return " ".join([syntax.lemmas[verb.i], *objects])


def _sides(candidate: Candidate, role: Participant.Role.ValueType) -> list[Side]:
    return [side for side in candidate.sides if side.role == role]


def _join(syntax: Syntax, sides: list[Side]) -> str:
    names = [" ".join(_words(noun_phrase(syntax, side.head)).split()) for side in sides[:_MOST_NAMES]]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _words(phrase: Tokens) -> str:
    """The phrase as it reads inside a sentence: without the capital of a sentence's first word."""
    first = phrase[0]
    if first.is_sent_start and first.pos_ not in ("PROPN", "X") and not first.ent_type_ and not first.is_upper:
        return phrase.text[:1].lower() + phrase.text[1:]
    return phrase.text


def _is_plural(syntax: Syntax, sides: list[Side]) -> bool:
    return len(sides) > 1 or any(
        side.head.tag_ in ("NNS", "NNPS") or side.head.lower_ in ("they", "who") for side in sides
    )


def _inflect(label: str, status: Event.Status.ValueType, plural: bool) -> str:
    auxiliary = _AUXILIARY.get(status)
    if auxiliary:
        return f"{auxiliary} {label}"
    verb, _, rest = label.partition(" ")
    if verb == "be":
        verb = "are" if plural else "is"
    elif not plural:
        verb = _third_person(verb)
    return f"{verb} {rest}".strip()


def _participle(verb: Token, label: str) -> str:
    """The past participle with what the label adds to the verb: "shot down"."""
    first, _, rest = label.partition(" ")
    if verb.tag_ == "VBN":
        participle = verb.lower_
    elif first in _IRREGULAR:
        participle = _IRREGULAR[first]
    else:
        participle = first + ("d" if first.endswith("e") else "ed")
    return f"{participle} {rest}".strip()


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _is_object(syntax: Syntax, candidate: Candidate, sides: list[Side]) -> bool:
    return candidate.head.pos_ == "VERB" and any(side.head in syntax.objects(candidate.head) for side in sides)


def _object(syntax: Syntax, candidate: Candidate, others: list[Side]) -> str:
    """The words of the verb's object, unless the label or a side has them already or they are long."""
    if candidate.head.pos_ != "VERB":
        return ""
    objects = syntax.objects(candidate.head)
    held = {head.i for side in others for head in syntax.conjuncts(side.head)}
    held |= {side.head.i for side in candidate.sides if side.role != Participant.TOPIC} | {
        word.i for word in candidate.match.words
    }
    if not objects or any(noun.i in held for noun in objects):
        return ""
    phrase = noun_phrase(syntax, objects[0])
    return " ".join(phrase.text.split()) if len(phrase) <= _LONGEST_OBJECT else ""
