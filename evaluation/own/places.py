"""How well the places of the items are found, told apart and located.

An item's `places` carry the words of a mention ("Birmingham#2" for the second), a country code ("" for none or any), a
point with the `km` around it that count as there, and perhaps the `kind`. `unsure` marks a name that the text does not
settle: it must come with alternatives and less than full belief. `absent` lists words that are no place where they
stand; `free` ones count neither way.
"""

from collections import Counter

from dateline.v1.article_pb2 import Article
from dateline.v1.place_pb2 import Place
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.places import find_places
from dateline_server.knowledge.gazetteer import kilometres_between
from dateline_server.language.reading import Reading
from evaluation.cases import Case
from evaluation.own.items import f1, locate, share

_LEAST_SURE = 0.95
Span = tuple[int, int]


def score_places(items: list[Case], readings: list[Reading]) -> dict[str, float]:
    """Precision, recall and F of the mentions; of the places found, the shares in the right country, spot and kind;
    the shares of unsure names that are marked so and of non-places that are kept out."""
    counts: Counter[str] = Counter()
    for item, reading in zip(items, readings, strict=True):
        _compare(item, find_in(reading), counts)
    precision = share(counts["found"], counts["found"] + counts["spurious"])
    recall = share(counts["found"], counts["found"] + counts["missed"])
    return {
        "mention_p": precision,
        "mention_r": recall,
        "mention_f": f1(precision, recall),
        **{
            name: share(counts[f"{name} right"], counts[f"{name} of"]) for name in ("country", "spot", "kind", "unsure")
        },
        "absent_kept_out": 1 - share(counts["absent found"], counts["absent"]),
    }


def find_in(reading: Reading) -> list[Place]:
    """The places of a text, after its actors, as the parser finds them."""
    draft = Draft(reading, Article(title=reading.title, body=reading.body))
    draft.article.actors.extend(find_actors(draft))
    return find_places(draft)


def describe_place_faults(item: Case, reading: Reading) -> list[str]:
    """What went wrong in an item, a line a fault; empty when all is right."""
    return _compare(item, find_in(reading), Counter())


def _compare(item: Case, found: list[Place], counts: Counter[str]) -> list[str]:
    text = item["text"]
    spans = [((mention.span.start, mention.span.end), place) for place in found for mention in place.mentions]
    faults: list[str] = []
    expected: list[Span] = []
    for gold in item["places"]:
        span = locate(text, gold["mention"])
        expected.append(span)
        place = next((place for other, place in spans if _overlap(other, span)), None)
        counts["missed" if place is None else "found"] += 1
        if place is None:
            faults.append(f"missed: {gold['mention']!r}")
            continue
        for name, right in _judge(gold, place).items():
            counts[f"{name} of"] += 1
            counts[f"{name} right"] += right
            if not right:
                faults.append(f"{name} of {gold['mention']!r}: {_describe(place)}")
    absent = [locate(text, words) for words in item["absent"]]
    free = [locate(text, words) for words in item.get("free", [])]
    counts["absent"] += len(absent)
    counts["absent found"] += sum(any(_overlap(other, span) for other, _ in spans) for span in absent)
    for other, place in spans:
        if not any(_overlap(other, span) for span in (*expected, *free)):
            counts["spurious"] += 1
            faults.append(f"spurious: {text[slice(*other)]!r}, {_describe(place)}")
    return faults


def _judge(gold: Case, place: Place) -> dict[str, bool]:
    """What the item says of a place, and whether that was found."""
    judged: dict[str, bool] = {}
    if gold["country"]:
        judged["country"] = place.country_code == gold["country"]
    if "lat" in gold:
        there = (place.location.latitude, place.location.longitude)
        judged["spot"] = (
            place.HasField("location") and kilometres_between((gold["lat"], gold["lon"]), there) <= gold["km"]
        )
    if "kind" in gold:
        judged["kind"] = Place.Kind.Name(place.kind) == gold["kind"]
    if gold.get("unsure"):
        judged["unsure"] = bool(place.alternatives) and place.confidence < _LEAST_SURE
    return judged


def _describe(place: Place) -> str:
    where = f"{place.location.latitude:.2f} {place.location.longitude:.2f}" if place.HasField("location") else "nowhere"
    return f"{place.name}, {Place.Kind.Name(place.kind)}, {place.country_code or '-'}, {where}, {place.confidence}"


def _overlap(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0])
