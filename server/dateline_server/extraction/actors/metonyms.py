"""Whether a place name acts or is acted upon where it stands, or only says where: "Moscow said", "talks in Moscow"."""

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline_server.extraction.actors.scanning import head_of
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.word_classes import words_of

_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_LOCATING = frozenset(
    {"in", "at", "near", "across", "throughout", "inside", "outside", "within", "around", "through", "into", "onto"}
    | {"off", "via", "beyond", "along", "above", "amid"}
)
_WITH_A_SIDE = frozenset(["by", "with", "between", "against", "among"])
# Each name of a list climbs to its head: without a bound a list of thousands would cost the square of its length.
_LONGEST_LIST = 30
# People and bodies of these sectors are of the city: "Nairobi's doctors".
_OF_THE_CITY = frozenset({"COP", "JUD", "CVL", "BUS", "MED"})
# Endings of nouns for deeds, wills and qualities.
_ABSTRACT = ("tion", "sion", "ment", "ance", "ence", "ability", "ness", "macy", "licy", "ship", "sal", "proach")
_BARE_STATE = frozenset({"be", "have", "become", "remain", "seem", "lie", "stand"})


def acts_as_country(mention: Tokens) -> bool:
    """True unless the country's name only says where something is or where somebody goes."""
    head, governor = _climb(head_of(mention))
    if head.dep_ != "pobj":
        return head.dep_ not in ("npadvmod", "compound", "amod", "nmod")
    preposition = head.head.lower_
    if preposition == "at":
        return governor is not None and governor.lemma_ in words_of("aiming_words")
    if preposition in _LOCATING:
        return False
    if preposition == "to" and governor is not None and _goes_from(governor):
        return False
    if preposition in ("to", "from", "for", "over", "toward", "towards"):
        return governor is None or governor.lemma_ not in words_of("motion_words")
    return True


def _goes_from(governor: Token) -> bool:
    """ "Flights from Leeds to Norway": a way and no dealing."""
    return governor.lower_ == "from" or any(child.lower_ == "from" for child in governor.children)


def stands_for_state(mention: Tokens) -> bool:
    """True when the name of a capital means its government: it speaks, decides, owns, or is spoken to."""
    head, governor = _climb(head_of(mention))
    if head.dep_ in _SUBJECT:
        verb = head.head
        if verb.lemma_ in _BARE_STATE:
            return any(child.lemma_ in words_of("attitude_words") for child in verb.children)
        if head.dep_ == "nsubjpass":
            return verb.lemma_ in words_of("addressing_verbs")
        return verb.lemma_ not in words_of("city_verbs")
    if head.dep_ == "poss":
        return _is_of_state(head.head)
    if head.dep_ in ("dobj", "dative", "iobj", "npadvmod"):  # parsers take a bare city behind a verb for an adverb
        return head.head.lemma_ in words_of("addressing_verbs")
    if head.dep_ == "pobj":
        preposition = head.head.lower_
        if preposition in _WITH_A_SIDE:
            return governor is None or governor.lemma_ not in words_of("motion_words")
        if preposition in ("to", "from", "on", "for", "toward", "towards", "of"):
            return governor is not None and governor.lemma_ in words_of("dealings_with_states")
    return False


def _is_of_state(owned: Token) -> bool:
    """True for what a government has and a city has not: people of office, and words for deeds, wills and relations."""
    lemma = owned.lemma_.lower()
    if lemma in words_of("city_parts"):
        return False
    noun = load_actor_nouns().ending([lemma])
    if noun is not None:
        return noun.sector not in _OF_THE_CITY
    return (
        lemma.endswith(_ABSTRACT) or lemma in words_of("dealings_with_states") or lemma in words_of("deeds_of_states")
    )


def belongs_to_office(mention: Tokens) -> bool:
    """True when the name only says where somebody holds an office: "the president of Kenya", "Kenya's president"."""
    head, governor = _climb(head_of(mention))
    if head.dep_ == "poss":
        governor = head.head
    elif governor is None or head.head.lower_ not in ("of", "to"):
        return False
    if governor.ent_type_ == "PERSON":
        return True
    noun = load_actor_nouns().ending([governor.lemma_.lower()])
    return noun is not None and noun.kind == "PERSON"


def _climb(root: Token) -> tuple[Token, Token | None]:
    """The first conjunct of a coordination that the token is in, and the word that governs its preposition."""
    head = root
    for _ in range(_LONGEST_LIST):
        if head.dep_ not in ("conj", "appos") or not head.head.ent_type_:
            break
        head = head.head
    governor = head.head.head if head.dep_ == "pobj" else None
    return head, governor
