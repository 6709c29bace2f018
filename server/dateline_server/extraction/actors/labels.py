"""What kind of name each unknown name is, by what the whole article says of it: the model alone confuses kinds.

Every mention gives points to a kind: the model's label, a form of address or title before, a noun that says what it is, the
clause behind. A short form shares the points of its long form.
"""

from collections import Counter, defaultdict
from dataclasses import replace

from spacy.tokens import Doc, Token

from dateline_server.extraction.actors.names import Name, words_of_name
from dateline_server.extraction.actors.scanning import head_of
from dateline_server.extraction.actors.trimming import PARTICLES, is_honorific
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.first_names import load_first_names
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.leaders import load_leaders
from dateline_server.knowledge.place_words import load_place_words
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

_PERSON, _BODY, _PLACE = "PERSON", "ORG", "GPE"
_OF_LABEL = {"PERSON": _PERSON, "ORG": _BODY, "GPE": _PLACE, "LOC": _PLACE, "FAC": _PLACE}
_BODIES = frozenset({"COMPANY", "MEDIA", "PARTY", "ORGANIZATION", "ARMED_GROUP", "GROUP", "AGENCY", "GOVERNMENT"})
_MAYBE_WHERE = frozenset({"at", "from", "of", "to", "via"})
_WHERE = frozenset({"in", "near", "outside", "around", "across", "throughout", "inside"})
# Of these three, no person and no body can be the object in news.
_ONLY_WHERE = frozenset({"near", "outside", "around"})
_LONGEST_APPOSITION = 8
_LARGE_CITY = 200_000
_Votes = dict[tuple[str, ...], Counter[str]]


def settle_labels(doc: Doc, names: list[Name]) -> list[Name]:
    """The names with the label that the article as a whole bears out, each word for word the same."""
    keys = [tuple(word.lower() for word in words_of_name(name.tokens)) for name in names]
    votes: _Votes = defaultdict(Counter)
    for name, key in zip(names, keys, strict=True):
        if name.entry is None and name.label in _OF_LABEL:
            if key not in votes:
                votes[key].update(_prior(name))
            _vote(doc, name, key, votes[key])
    _share_with_short_forms(votes)
    return [
        _relabel(name, votes[key]) if name.entry is None and key in votes else name
        for name, key in zip(names, keys, strict=True)
    ]


def _relabel(name: Name, votes: Counter[str]) -> Name:
    own = _OF_LABEL.get(name.label, "")
    shaped = votes[_PERSON] and _is_shaped_like_person(words_of_name(name.tokens))
    best = max((_PERSON, _BODY, _PLACE), key=lambda label: (votes[label], label == (_PERSON if shaped else own)))
    return name if best == own or not own else replace(name, label=best)


def _share_with_short_forms(votes: _Votes) -> None:
    """The surname of a long name, or the first word of a body's, counts for it and it for them."""
    first_names = load_first_names()
    own = {key: Counter(points) for key, points in votes.items()}
    for key, points in own.items():
        if len(key) < 2:
            continue
        last, first = key[-1:], key[:1]
        if last in own and last != first:
            votes[key][_PERSON] += 1
            _add(votes[key], own[last])
            _add(votes[last], points)
        elif first in own and key[0] not in first_names and not _is_large_place(key[0]):
            votes[key][_BODY] += 3
            votes[first][_BODY] += 3
            _add(votes[key], own[first])
            _add(votes[first], points)


def _add(points: Counter[str], more: Counter[str]) -> None:
    for label in (_PERSON, _BODY):
        points[label] += more[label]


def _vote(doc: Doc, name: Name, key: tuple[str, ...], votes: Counter[str]) -> None:
    start, end = name.tokens.start, name.tokens.end
    known_place = load_gazetteer().knows(name.tokens.text)
    label = _OF_LABEL[name.label]
    votes[label] += 2 if label != _PLACE or known_place else 1
    if load_leaders().knows(" ".join(key)):
        votes[_PERSON] += 4
    for points in (
        _points_of_known_place(name) if known_place else {},
        _points_of_words(name, key),
        _points_before(doc, start, known_place) if start else {},
        _points_after(doc, end) if end < len(doc) else {},
        _points_of_clause(name),
        _points_of_apposition(name),
    ):
        for label, number in points.items():
            votes[label] += number


def _points_of_words(name: Name, key: tuple[str, ...]) -> dict[str, int]:
    nouns = load_actor_nouns()
    words = words_of_name(name.tokens)
    if len(words) > 1 and (nouns.names_body(words[-1]) or _heads_name(words)):
        return {_BODY: 6}
    if len(words) > 1 and key[-1] in words_of("place_endings") and key[0] not in load_first_names():
        return {_PLACE: 6}
    if len(words) > 1 and name.tokens[-1].tag_ == "NNPS" and key[0] not in load_first_names():
        return {_BODY: 4}  # "Bergen Mariners"
    if len(words) == 1 and nouns.names_body(words[0]):
        return {_BODY: 6}
    if len(words) == 1 and words[0].isupper() and 1 < len(words[0]) < 6:
        return {_BODY: 3}
    if 1 < len(words) < 5 and key[0] in load_first_names():
        return {_PERSON: 4}
    return {}


def _points_of_known_place(name: Name) -> dict[str, int]:
    """A large place is likely meant by its name, and surer where what belongs to it follows: "a Bergen school"."""
    text, doc, end = name.tokens.text, name.tokens.doc, name.tokens.end
    rows = load_gazetteer().candidates(text)
    points = 0
    if len(name.tokens) == 1 or rows[0].level in ("REGION", "SEA", "ADMIN1"):
        points = (3 if len(name.tokens) == 1 else 6) if _is_large_place(text) else 0
    following = doc[end].lower_ if end < len(doc) and doc[end].is_lower else ""
    if following in load_place_words("followers") or following in load_place_words("public_heads"):
        points += 3
    return {_PLACE: points}


def _prior(name: Name) -> dict[str, int]:
    """A name of two or three words is a person's when nothing speaks for anything else."""
    return {_PERSON: 1} if _is_shaped_like_person(words_of_name(name.tokens)) else {}


def _heads_name(words: tuple[str, ...]) -> bool:
    """ "Movement for the Northern Sands": what it is comes first."""
    return words[1].lower() in ("of", "for") and load_actor_nouns().names_body(words[0])


def _points_of_clause(name: Name) -> dict[str, int]:
    """An apposition is what its noun says; a person's name is likely where somebody speaks."""
    root = head_of(name.tokens)
    if root.dep_ == "appos" and root.head.pos_ == "NOUN":
        noun = load_actor_nouns().ending([root.head.lemma_.lower()])
        if noun is not None:
            return {_PERSON: 5} if noun.kind == "PERSON" and noun.title else {_BODY: 5} if noun.kind in _BODIES else {}
    speaks = root.dep_ in ("nsubj", "nsubjpass") and (root.head.lemma_.lower(), "verb") in speech_cues()
    return {_PERSON: 1} if speaks and _is_shaped_like_person(words_of_name(name.tokens)) else {}


def _points_of_apposition(name: Name) -> dict[str, int]:
    """ "Zorvan Lanta, a company from Oslo": what the noun behind the name says."""
    doc, start, end = name.tokens.doc, name.tokens.start, name.tokens.end
    if end >= len(doc) or doc[end].text != ",":
        return {}
    for token in doc[end + 1 : end + _LONGEST_APPOSITION]:
        if token.dep_ == "appos" and start <= token.head.i < end and token.pos_ == "NOUN":
            noun = load_actor_nouns().ending([other.lemma_.lower() for other in doc[token.i - 1 : token.i + 1]])
            if noun is not None:
                return {_PERSON: 4} if noun.kind == "PERSON" else {_BODY: 6} if noun.kind in _BODIES else {}
    return {}


def _is_large_place(text: str) -> bool:
    """A state, a province or a large city under its usual name."""
    first = next(iter(load_gazetteer().candidates(text)), None)
    return first is not None and first.usual and (first.level != "CITY" or first.population >= _LARGE_CITY)


def _is_shaped_like_person(words: tuple[str, ...]) -> bool:
    nouns = load_actor_nouns()
    return 1 < len(words) < 5 and all(
        word in PARTICLES
        or (word[0].isupper() and not word.isupper() and not nouns.names_body(word) and word.replace("-", "").isalpha())
        for word in words
    )


def _points_before(doc: Doc, start: int, known_place: bool) -> dict[str, int]:
    before = doc[start - 1]
    if is_honorific(before.text):
        return {_PERSON: 6}
    if before.dep_ == "prep" and known_place and before.head.lemma_ in words_of("motion_words"):
        return {_PLACE: 8}  # "flew from Diego Garcia"
    if before.dep_ == "prep" and known_place:
        return {_PLACE: 5 if before.lower_ in _WHERE else 2 if before.lower_ in _MAYBE_WHERE else 0}
    if before.lower_ in _ONLY_WHERE and before.dep_ == "prep":
        return {_PLACE: 5}
    if _is_of_settlement(doc, start):
        return {_PLACE: 5}
    head = doc[start].head
    if before.lower_ == "and" and doc[start].dep_ == "conj" and head.i < start and _is_of_settlement(doc, head.i):
        return {_PLACE: 5}  # "the villages of Bomet and Kericho"
    if before.lower_ in ("of", "in") and start > 1 and doc[start - 2].lower_ in ("shares", "shareholders", "stake"):
        return {_BODY: 4}
    if before.tag_ == "POS" and start > 1 and doc[start - 2].ent_type_ == "GPE":
        return {_PERSON: 2}  # "Serbia's Novak Lund"
    if before.pos_ not in ("NOUN", "PROPN"):
        return {}
    noun = load_actor_nouns().ending([token.lemma_.lower() for token in doc[max(0, start - 3) : start]])
    if noun is None:
        return {}
    if noun.kind == "PERSON":
        return {_PERSON: 4} if noun.title else {}
    return {_BODY: 6} if noun.kind in _BODIES and before.is_lower else {}


def _is_of_settlement(doc: Doc, start: int) -> bool:
    """ "The village of Bomet"."""
    return (
        start > 1 and doc[start - 1].lower_ == "of" and doc[start - 2].lemma_.lower() in load_place_words("place_nouns")
    )


def _points_after(doc: Doc, end: int) -> dict[str, int]:
    after = doc[end]
    following = doc[end + 1] if end + 1 < len(doc) else after
    if after.text == ",":
        return _points_behind_comma(following, doc[end + 2] if end + 2 < len(doc) else following)
    if after.lower_ in ("'s", "'"):
        return {_BODY: 5} if following.lemma_.lower() in words_of("company_parts") or _is_run(following, doc) else {}
    if after.lower_ in ("who", "whose"):
        return {_PERSON: 3}
    noun = load_actor_nouns().ending([after.lemma_.lower()])
    if noun is not None and noun.kind in _BODIES and after.is_lower and after.pos_ == "NOUN" and after.i == end:
        return {_BODY: 5}
    if after.lower_ in words_of("works_and_events") or after.lower_ in load_place_words("place_nouns"):
        return {_PLACE: 5}
    return {}


def _points_behind_comma(following: Token, next_one: Token) -> dict[str, int]:
    if following.lower_ in ("who", "whose", "aged"):
        return {_PERSON: 4}
    if following.lower_ == "which":
        return {_BODY: 2}
    if following.is_digit and len(following) < 3 and next_one.text in (",", ".", ")"):
        return {_PERSON: 4}
    return {}


def _is_run(token: Token, doc: Doc) -> bool:
    """ "Nordmark's chief executive": whose boss it is, is no person."""
    pair = f"{token.lower_} {doc[token.i + 1].lower_}" if token.i + 1 < len(doc) else ""
    return pair in ("chief executive", "managing director", "board chairman", "finance chief", "supervisory board")
