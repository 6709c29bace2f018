"""Whom a pronoun means: the nearest actor before it that agrees with it, subjects first.

After the salience ranking of Lappin & Leass (1994) in its simplest form: the pronoun's own sentence and the three before it
are searched backwards; inside a sentence a subject goes before any other mention.
"""

from bisect import bisect_left

from spacy.tokens import Doc, Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.entities import Cast, Entity

_GENDER = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_THING = frozenset({"it", "its", "itself"})
_SENTENCES_BACK = 3
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BODIES = frozenset(
    {
        Actor.COUNTRY,
        Actor.GOVERNMENT,
        Actor.AGENCY,
        Actor.ORGANIZATION,
        Actor.COMPANY,
        Actor.MEDIA,
        Actor.PARTY,
        Actor.ARMED_GROUP,
    }
)


def resolve_pronouns(doc: Doc, cast: Cast) -> None:
    """Record a pronoun mention with the actor it means, where one is found; what agrees with nobody stays open."""
    mentions = sorted(
        (
            (tokens.root.i, entity)
            for entity in cast.entities
            for tokens, how in entity.mentions
            if how != Mention.MODIFIER
        ),
        key=lambda mention: mention[0],
    )
    starts = [sentence.start for sentence in doc.sents]
    for token in doc:
        if token.pos_ != "PRON" or token.i in cast.at:
            continue
        word = token.lower_
        if word not in _GENDER and word not in _PLURAL and not (word in _THING and not _is_empty_it(token)):
            continue
        entity = _antecedent(token, word, mentions, starts)
        if entity is not None:
            if entity.kind == Actor.PERSON and not entity.gender and entity.named:
                entity.gender = _GENDER.get(word, "")
            cast.mention(entity, doc[token.i : token.i + 1], Mention.PRONOUN)
            position = bisect_left(mentions, token.i, key=lambda mention: mention[0])
            mentions.insert(position, (token.i, entity))


def _antecedent(pronoun: Token, word: str, mentions: list[tuple[int, Entity]], starts: list[int]) -> Entity | None:
    doc = pronoun.doc
    sentence = bisect_left(starts, pronoun.i + 1) - 1
    end = pronoun.i
    for back in range(min(_SENTENCES_BACK, sentence) + 1):
        start = starts[sentence - back]
        first = bisect_left(mentions, start, key=lambda mention: mention[0])
        last = bisect_left(mentions, end, key=lambda mention: mention[0])
        near = [
            (index, entity)
            for index, entity in mentions[first:last]
            if _agrees(entity, word) and not (back == 0 and _binds(doc[index], pronoun))
        ]
        if near:
            subjects = [(index, entity) for index, entity in near if _is_subject(doc[index])]
            # The main subject comes first in English; among the rest the nearest is meant.
            return subjects[-1][1] if subjects and back == 0 else subjects[0][1] if subjects else near[-1][1]
        end = start
    return None


def _is_subject(token: Token) -> bool:
    """Whether a mention is a subject, itself or as the apposition of one: "The minister, Ann Otieno, said"."""
    while token.dep_ in ("appos", "conj") and token.head.dep_ != "ROOT":
        token = token.head
    return token.dep_ in _SUBJECTS


def _agrees(entity: Entity, word: str) -> bool:
    if word in _GENDER:
        return entity.kind == Actor.PERSON and not entity.plural and entity.gender in ("", _GENDER[word])
    if word in _PLURAL:
        return entity.kind == Actor.GROUP or entity.plural
    return entity.kind in _BODIES and not (entity.plural and not entity.named and entity.kind == Actor.GROUP)


def _binds(antecedent: Token, pronoun: Token) -> bool:
    """An object pronoun never means the subject of its own verb: in "Otieno met him" he is somebody else."""
    return (
        pronoun.dep_ in ("dobj", "dative", "pobj")
        and antecedent.dep_ in _SUBJECTS
        and (antecedent.head == pronoun.head or antecedent.head == pronoun.head.head)
        and not pronoun.lower_.endswith(("self", "selves"))
    )


def _is_empty_it(token: Token) -> bool:
    """ "It rained", "it is clear that", "it remains to be seen": nobody is meant."""
    if token.lower_ != "it":
        return False
    if token.dep_ == "expl":
        return True
    verb = token.head
    return verb.lemma_ in ("be", "seem", "appear", "remain", "take", "rain", "snow") and token.dep_ in _SUBJECTS
