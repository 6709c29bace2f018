"""Peoples as actors: "Kenyans", "the French", "a Briton"."""

from spacy.tokens import Doc, Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.actors.bodies import Bodies
from dateline_server.extraction.actors.entities import Cast, Entity
from dateline_server.extraction.actors.names import Name
from dateline_server.knowledge.base import Naming

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
# "The French" are many; where the people has a plural of its own, "the Kenyan" is one.
_PLURAL_WITHOUT_S = ("sh", "ch", "ese", "s")
_COUNTING = frozenset({"a", "an", "another", "one"})


def find_peoples(doc: Doc, names: list[Name], bodies: Bodies, cast: Cast) -> None:
    """Record each demonym that stands as a noun as a group, or one person, of its country."""
    known: dict[tuple[str, bool], Entity] = {}
    for name in names:
        if name.entry is None or name.naming is not Naming.DEMONYM or name.entry.kind != "COUNTRY":
            continue
        last = name.tokens[-1]
        before = doc[name.tokens.start - 1] if name.tokens.start else last
        plural = _means_many(doc, last, before)
        if plural is None:
            continue
        country = bodies.of_entry(name.entry, name.naming)
        cast.mention(country, name.tokens, Mention.MODIFIER)
        key = (country.country_code, plural)
        people = known.get(key) if plural or before.lower_ == "the" else None
        if people is None:
            people = known[key] = Entity(
                name=last.text,
                kind=Actor.GROUP if plural else Actor.PERSON,
                named=False,
                description=last.text,
                plural=plural,
                country_code=country.country_code,
                affiliation=country,
                nouns={last.lower_},
            )
        start = before.i if before.lower_ in (*_COUNTING, "the") or before.pos_ == "NUM" else name.tokens.start
        cast.mention(people, doc[start : last.i + 1], Mention.NOMINAL)


def _means_many(doc: Doc, last: Token, before: Token) -> bool | None:
    """True for a people, False for one of it; None for an adjective or a language."""
    following = doc[last.i + 1] if last.i + 1 < len(doc) else last
    if following is not last and (following.pos_ in ("NOUN", "PROPN", "ADJ") or following.text in ("-", "/")):
        return None
    if last.tag_ in _PLURAL_TAGS:
        return True
    if (
        last.dep_ in ("amod", "compound", "nmod", "conj")
        and last.head.pos_ in ("NOUN", "PROPN")
        and last.head.i > last.i
    ):
        return None
    if before.lower_ in _COUNTING and last.text.endswith(("an", "n", "e", "er", "i", "k", "t", "d")):
        return False
    acts = last.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "conj")
    if before.lower_ != "the" or not acts or last.pos_ not in ("ADJ", "PROPN", "NOUN"):
        return None
    return last.lower_.endswith(_PLURAL_WITHOUT_S)
