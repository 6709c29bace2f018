"""English verbs as a gist needs them: the third person, the past participle, and auxiliaries by status."""

from spacy.tokens import Token

from dateline.v1.event_pb2 import Event
from dateline_server.knowledge.verb_participles import verb_participles

_AUXILIARY = {Event.PLANNED: "will", Event.NEGATED: "did not", Event.HYPOTHETICAL: "may"}
_PASSIVE = {Event.PLANNED: "will be", Event.NEGATED: "was not", Event.HYPOTHETICAL: "may be"}
_VOWELS = "aeiou"


def finite(label: str, status: Event.Status.ValueType, plural: bool, will: bool = False) -> str:
    """The label as a predicate in the present tense: "holds talks", "will hold talks", "did not hold talks".

    With `will` what is negated is still to come: "will not hold talks".
    """
    auxiliary = "will not" if will and status == Event.NEGATED else _AUXILIARY.get(status)
    if auxiliary:
        return f"{auxiliary} {label}"
    verb, _, rest = label.partition(" ")
    if verb == "be":
        verb = "are" if plural else "is"
    elif not plural:
        verb = _third_person(verb)
    return f"{verb} {rest}".strip()


def passive(verb: Token, label: str, status: Event.Status.ValueType, plural: bool, will: bool = False) -> str:
    """The label as a predicate of whom it is done to: "was shot down", "will be shot down"."""
    auxiliary = _PASSIVE.get(status) or ("were" if plural else "was")
    if status == Event.NEGATED:
        auxiliary = "will not be" if will else "were not" if plural else "was not"
    return f"{auxiliary} {participle(verb, label)}"


def perfect(verb: Token, label: str, modal: str, is_passive: bool) -> str:
    """The label as a predicate of what may lie back: "may have signed the pact", "would have been shot down"."""
    return f"{modal} have {'been ' * is_passive}{participle(verb, label)}"


def participle(verb: Token, label: str) -> str:
    """The past participle with what the label adds to the verb: "shot down"."""
    first, _, rest = label.partition(" ")
    form = verb.lower_ if verb.tag_ == "VBN" else verb_participles().get(first) or _regular(first)
    return f"{form} {rest}".strip()


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    short = len(verb) >= 3 and sum(letter in _VOWELS for letter in verb) == 1
    if short and verb[-2] in _VOWELS and verb[-1] not in _VOWELS + "wxy":
        return verb + verb[-1] + "ed"
    return verb + "ed"


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"
