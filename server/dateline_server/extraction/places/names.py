"""Where a text may name a place: the longest names of the gazetteer in its capitalised words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dateline_server.extraction.places.words import Entity, Words
from dateline_server.knowledge.gazetteer import Gazetteer, PlaceRow
from dateline_server.knowledge.place_words import load_place_words
from dateline_server.knowledge.word_classes import words_of

_LONGEST_NAME = 6
# How far from its town an airport may lie, in km.
_NEAR_TOWN = 30.0
# What may part two names of one list.
_JOINTS = frozenset({",", "and", "or", "&", ";"})
_LONGEST_JOINT = 2
# A city of so many people is meant also where a country that it does not lie in follows its name.
_KNOWN_CITY = 500_000
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# In an entity of another label (a sum, a law, a language) no place is looked for.
_NAME_LABELS = _PLACE_LABELS | {"ORG", "DATE", "PERSON", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"}


@dataclass(slots=True)
class PlaceName:
    """The tokens [start, end) that may name a place, and what the gazetteer has under their text.

    `container` is the division or country named right after it ("Paris, Texas"); `contains` says that the name is such
    a container itself; `called` is the noun that says what it is ("Lagos state", "the town of Kitale"); `sure` that the words
    around leave little doubt that it is a place.
    """

    start: int
    end: int
    text: str
    rows: tuple[PlaceRow, ...]
    entity: Entity | None = None
    container: PlaceRow | None = None
    contains: bool = False
    called: str = ""
    sure: bool = False

    @property
    def label(self) -> str:
        """The model's label of the entity around the name; empty when there is none."""
        return self.entity.label if self.entity else ""

    @property
    def nested(self) -> bool:
        """True when the entity around the name is longer than the name."""
        return self.entity is not None and (self.entity.start < self.start or self.entity.end > self.end)


def are_joined(words: Words, first: PlaceName, second: PlaceName) -> bool:
    """True where the second name follows the first in a list."""
    between = words.lowered[first.end : second.start]
    return 0 < len(between) <= _LONGEST_JOINT and all(word in _JOINTS for word in between)


def find_names(words: Words, gazetteer: Gazetteer) -> list[PlaceName]:
    """The names in the order of the text, none overlapping. Whether each means a place is not decided here."""
    scanned = (_with_site(words, name) for name in _scan(words, gazetteer))
    names = [name for name in scanned if not _is_piece(words, name, gazetteer)]
    covered = bytearray(len(words.texts))
    for name in names:
        covered[name.start : name.end] = b"\1" * (name.end - name.start)
    for entity in words.named:
        if entity.label in _PLACE_LABELS and not any(covered[entity.start : entity.end]):
            text = words.text(entity.start, entity.end)
            if text[0].isupper():
                names.append(PlaceName(entity.start, entity.end, text, (), entity))
    names.sort(key=lambda name: name.start)
    for name in names:
        name.called = _noun_beside(words, name.start, name.end)
    _share_nouns(words, names)
    return _link_containers(words, names, gazetteer)


def _scan(words: Words, gazetteer: Gazetteer) -> Iterator[PlaceName]:
    position = 0
    while position < len(words.texts):
        small = words.texts[position].islower()  # most words are, and begin no name
        end = _longest_end(words, position, gazetteer) if not small and _begins_name(words, position) else 0
        if end <= position + 1 and _is_landform(words, position):
            landform = Entity(position, position + 2, "LOC")
            yield PlaceName(position, position + 2, words.text(position, position + 2), (), landform)
            position += 2
            continue
        if not end:
            position += 1
            continue
        text = words.text(position, end)
        entity = next((entity for entity in words.entities[position:end] if entity), None)
        rows = gazetteer.candidates(text)
        if end - position > 1 and words.lowered[end - 1] in load_place_words("landforms"):
            rows = tuple(row for row in rows if row.usual)  # "Bomet River" is not Bomet River County
        yield PlaceName(position, end, text, rows, entity)
        position = end


def _is_landform(words: Words, position: int) -> bool:
    """ "Kitui River", "Mafia Island": two capitalised words, the second one of the earth's forms, that close a name."""
    noun, after = position + 1, position + 2
    if after > len(words.texts) or words.lowered[noun] not in load_place_words("landforms"):
        return False
    closed = after == len(words.texts) or not words.texts[after][0].isupper()
    parted = position == 0 or not words.texts[position - 1][0].isupper() or not words.proper[position - 1]
    named = words.proper[position] and words.lowered[position] not in load_place_words("before_names")
    if position and words.lowered[position - 1] in words_of("works"):
        return False  # "the song Blue Harbour"
    return named and closed and parted and words.texts[position][0].isupper() and words.texts[noun][0].isupper()


def _with_site(words: Words, name: PlaceName) -> PlaceName:
    """ "Thika International Airport": the site of a town that the name goes on to call, in or near that town."""
    end = name.end
    while end < len(words.lowered) and words.lowered[end] in load_place_words("site_adjectives"):
        end += 1
    towns = [row for row in name.rows if row.level == "CITY"]
    if not towns or end >= len(words.lowered) or words.lowered[end] not in load_place_words("site_nouns"):
        return name
    text = words.text(name.start, end + 1)
    rows = tuple(
        replace(town, name=text, kind="FACILITY", level="FACILITY", radius=_NEAR_TOWN, geonames_id=0) for town in towns
    )
    entity = name.entity
    if entity is None or entity.end < end + 1:
        entity = Entity(name.start if entity is None else min(entity.start, name.start), end + 1, "FAC")
    return PlaceName(name.start, end + 1, text, rows, entity)


def _is_piece(words: Words, name: PlaceName, gazetteer: Gazetteer) -> bool:
    """True where a place name goes on in a proper noun of which nothing is known: "Abu Shouk", not "Lagos Nigeria"."""
    entity, after = name.entity, name.end
    if entity is None or entity.label not in ("GPE", "LOC") or after >= entity.end or not words.proper[after]:
        return False
    word = words.lowered[after]
    return (
        word not in load_place_words("place_nouns")
        and word not in load_place_words("public_heads")
        and not gazetteer.knows(words.text(after, entity.end))
    )


def _begins_name(words: Words, position: int) -> bool:
    text = words.texts[position]
    if not _is_capitalised(text):
        return False
    entity = words.entities[position]
    if words.in_dateline[position]:
        return True
    if entity is None:
        return words.nominal[position]
    return entity.label in _PLACE_LABELS or (words.nominal[position] and entity.label in _NAME_LABELS)


def _is_capitalised(text: str) -> bool:
    """ "Kisumu", "d'Ivoire", "al-Fashir"."""
    return text[0].isupper() or (
        len(text) > 2 and (text[1] == "'" or text[:3] in ("al-", "el-")) and not text.islower()
    )


def _longest_end(words: Words, start: int, gazetteer: Gazetteer) -> int:
    """The end of the longest known name that begins at a token; 0 when none does."""
    connectors = load_place_words("name_connectors")
    texts, ends = words.texts, []
    saint = words.lowered[start] in load_place_words("saints")
    for position in range(start, min(start + _LONGEST_NAME, len(texts))):
        text = texts[position]
        if _is_capitalised(text) or text[0].isdigit() or (text == "'s" and saint):
            ends.append(position + 1)
        elif text == "." and position == start + 1 and gazetteer.division(words.text(start, start + 2)):
            return start + 2
        elif words.lowered[position] not in connectors:
            break
    for end in reversed(ends):
        alone = end == start + 1
        if alone and words.lowered[start] in load_place_words("not_places"):
            continue
        if gazetteer.knows(words.text(start, end)) and not _is_called_so(words, start, end):
            return end
    return 0


def _is_called_so(words: Words, start: int, end: int) -> bool:
    """ "City of Kitale": the noun says what the place is, as in small letters."""
    return (
        end - start > 2 and words.lowered[start + 1] == "of" and words.lowered[start] in load_place_words("settlements")
    )


def _noun_beside(words: Words, start: int, end: int) -> str:
    lowered, nouns, offices = words.lowered, load_place_words("place_nouns"), load_place_words("state_offices")
    if start >= 2 and lowered[start - 1] == "of":
        before = lowered[start - 2]
        if before in nouns or before in offices:
            return before if before in nouns else "state"
    if end >= len(lowered):
        return ""
    if lowered[end] in offices:
        return "state"
    return words.texts[end] if words.texts[end] in nouns else ""


def _share_nouns(words: Words, names: list[PlaceName]) -> None:
    """ "Kitui, Machakos and Embu counties": gives the noun at the end of a list to all of it."""
    for position in range(len(names) - 1, 0, -1):
        name, before = names[position], names[position - 1]
        if name.called in load_place_words("plural_nouns") and not before.called and are_joined(words, before, name):
            before.called = name.called


def _link_containers(words: Words, names: list[PlaceName], gazetteer: Gazetteer) -> list[PlaceName]:
    """ "Paris, Texas": gives the first of two names parted by a comma the second as its container, where it can be."""
    by_start = {name.start: name for name in names}
    postal: list[PlaceName] = []
    for name in names:
        after = name.end + 1
        if after >= len(words.texts) or words.texts[name.end] != ",":
            continue
        following = by_start.get(after)
        division = gazetteer.division(following.text if following else words.texts[after])
        rows = (division,) if division else _wide(following) if following else ()
        closed = division is not None or (
            following is not None
            and following.label == "GPE"
            and name.label in ("GPE", "LOC")
            and _closes_list(words, following.end)
        )
        container = next((row for row in rows if _can_contain(row, name, closed)), None)
        if container is None or (division is None and any(_is_peer(name, row) for row in rows)):
            continue
        name.container = container
        if following is None:
            following = PlaceName(after, after + 1, words.texts[after], (container,), words.entities[after])
            postal.append(following)
        following.contains = True
        following.rows = (container,)
    return sorted((*names, *postal), key=lambda name: name.start)


def _wide(name: PlaceName) -> tuple[PlaceRow, ...]:
    """The countries and divisions that a name can mean; a county that goes by the name of a state only as a county."""
    rows = tuple(row for row in name.rows if row.level in ("COUNTRY", "ADMIN1", "REGION"))
    return rows or tuple(row for row in name.rows if row.level == "ADMIN2")


def _closes_list(words: Words, end: int) -> bool:
    """True when no further name is joined to the one that ends here: "from Zembrooke, Vermont, who"."""
    following = words.texts[end : end + 2]
    if not following or following[0] in ("and", "or", "&"):
        return False
    return following[0] != "," or len(following) < 2 or not (following[1][0].isupper() or following[1] in ("and", "or"))


def _can_contain(row: PlaceRow, name: PlaceName, closed: bool) -> bool:
    """True when the row can be the state or country behind the name.

    Where it closes the list, a name of which no place is known there, and none that is large, is a place unknown there.
    """
    if any(lies_in(candidate, row) for candidate in name.rows):
        return True
    return closed and row.level in ("COUNTRY", "ADMIN1") and all(_is_small(candidate) for candidate in name.rows)


def _is_small(row: PlaceRow) -> bool:
    return row.level in ("CITY", "ADMIN2") and row.population < _KNOWN_CITY


def _is_peer(name: PlaceName, container: PlaceRow) -> bool:
    """ "Kenya, Sudan", "Ohio, Kansas": as large as what follows, and so a list; but "Lebanon, Ohio" is none."""
    others = (place for place in name.rows if place != container)
    if container.level == "COUNTRY":
        return any(
            place.level == "COUNTRY" or (place.level == "ADMIN1" and place.country_code != container.country_code)
            for place in others
        )
    return any(place.level == container.level and place.country_code == container.country_code for place in others)


def lies_in(place: PlaceRow, container: PlaceRow) -> bool:
    """True when a place is a smaller one inside a country or division."""
    if place.country_code != container.country_code or place == container:
        return False
    if container.level == "COUNTRY":
        return place.level != "COUNTRY"
    if not container.admin1 or place.admin1 != container.admin1:
        return False
    return place.level in ("CITY", "ADMIN2", "FACILITY") if container.level != "ADMIN2" else place.level == "CITY"
