"""Places as messages: the one that a name most likely means, with its other readings and where the article names it."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.v1.place_pb2 import Location, Place
from dateline.v1.span_pb2 import Mention
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.places.names import PlaceName
from dateline_server.knowledge.gazetteer import PlaceRow
from dateline_server.knowledge.place_keys import fold_place_name
from dateline_server.knowledge.place_words import load_place_words

_MOST_ALTERNATIVES = 3
_LEAST_BELIEF = 0.02
# Belief in a place of which nothing but the name is known.
_NAME_ONLY = 0.4
_MODIFIERS = frozenset({"compound", "amod", "nmod"})


@dataclass(frozen=True, slots=True)
class Meant:
    """The mentions of one name with the places it can mean, each with its share of belief.

    `unknown` is the share for a place that the gazetteer lacks; all shares sum to 1 where there is a reading.
    """

    names: list[PlaceName]
    readings: tuple[tuple[float, PlaceRow], ...]
    unknown: float

    def ranked(self) -> list[tuple[float, PlaceRow]]:
        """The readings, best first."""
        return sorted(self.readings, key=lambda reading: -reading[0])

    def best(self) -> PlaceRow | None:
        """The reading to believe; None when the place is more likely in no gazetteer."""
        ranked = self.ranked()
        return ranked[0][1] if ranked and ranked[0][0] >= self.unknown else None


def write_places(draft: Draft, meant: Sequence[Meant]) -> list[Place]:
    """One message for each place, `p1`, `p2` … in the order of the text; names that mean the same place share it."""
    groups: dict[Hashable, list[Meant]] = defaultdict(list)
    for one in meant:
        best = one.best()
        identity = (best.name, best.geonames_id, best.level) if best else fold_place_name(one.names[0].text)
        groups[identity].append(one)
    ordered = sorted(groups.values(), key=lambda group: min(name.start for one in group for name in one.names))
    return [_write(draft, f"p{number}", group) for number, group in enumerate(ordered, 1)]


def _write(draft: Draft, local: str, group: list[Meant]) -> Place:
    names = sorted((name for one in group for name in one.names), key=lambda name: name.start)
    place = Place(id=local, name=max((name.text for name in names), key=len), confidence=_NAME_ONLY)
    best, ranked = group[0].best(), group[0].ranked()
    if best is not None:
        _locate(place, best, ranked[0][0], [name.text for name in names])
        del ranked[0]
    else:
        place.kind = _kind_of_unknown(names[0])
    for belief, row in ranked[:_MOST_ALTERNATIVES]:
        if belief >= _LEAST_BELIEF:
            place.alternatives.append(_alternative(belief, row))
    for name in names:
        tokens = draft.reading.doc[name.start : name.end]
        place.mentions.append(Mention(span=draft.reading.span_of(tokens), type=_mention_type(name, tokens.root)))
    return place


def _kind_of_unknown(name: PlaceName) -> Place.Kind.ValueType:
    """What the last word of a name says that no gazetteer has."""
    noun = name.text.rsplit(" ", 1)[-1].lower()
    if name.label == "FAC":
        return Place.FACILITY
    if noun in load_place_words("waters"):
        return Place.SEA
    return Place.REGION if noun in load_place_words("landforms") else Place.KIND_UNSPECIFIED


def _mention_type(name: PlaceName, head: Token) -> Mention.Type.ValueType:
    """NESTED inside the name of something else, MODIFIER for a country that only says whose: "US officials"."""
    if name.nested and name.label not in ("GPE", "LOC"):
        return Mention.NESTED
    country = any(row.level == "COUNTRY" for row in name.rows)
    if country and not name.contains and head.dep_ in _MODIFIERS and head.head.i >= name.end:
        return Mention.MODIFIER
    return Mention.NAME


def _locate(place: Place, row: PlaceRow, belief: float, written: list[str]) -> None:
    place.name = _display_name(row, written)
    place.kind = Place.Kind.Value(row.kind)
    place.country_code = row.country_code
    place.admin1 = row.admin1
    place.location.CopyFrom(_location(row))
    place.precision = row.radius
    place.geonames_id = row.geonames_id
    place.confidence = round(belief, 3)


def _display_name(row: PlaceRow, written: list[str]) -> str:
    """The name in the gazetteer; in the article's words where those are the same name, or as usual for a division."""
    if row.usual and row.level in ("ADMIN1", "ADMIN2"):
        return next((text for text in written if not text.isupper() and "." not in text), row.name)
    key = fold_place_name(row.name)
    return next((text for text in written if not text.isupper() and fold_place_name(text) == key), row.name)


def _location(row: PlaceRow) -> Location:
    return Location(latitude=row.latitude, longitude=row.longitude)


def _alternative(belief: float, row: PlaceRow) -> Place.Alternative:
    return Place.Alternative(
        name=row.name,
        country_code=row.country_code,
        admin1=row.admin1,
        location=_location(row),
        geonames_id=row.geonames_id,
        confidence=round(belief, 3),
    )
