"""Filters on a store against the same filters in plain Python."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from contract.articles import ArticleBuilder, build_article
from contract.clock import Clock
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord, Participant
from dateline.v1.quote_pb2 import Quote, QuoteRecord
from dateline_server.storage.store import ListQuery, Store

COUNTRIES = ["KEN", "NOR", "CHL", "IDN"]
TYPES = ["CONSULT", "AID", "ASSAULT", "X_COURT"]
SOURCES = ["Harbour Gazette", "Hill Courier", ""]
DAYS = [(date(2025, 3, 28) + timedelta(days=n)).isoformat() for n in range(8)]
PLACES = [("Nairobi", "KEN"), ("Bergen", "NOR"), ("Sandvika", "NOR")]
WORDS = ["Åpen havn", "open harbour", "a closed gate"]
START = datetime(2025, 4, 1, tzinfo=UTC)


def make_articles(count: int) -> list[Article]:
    """Articles of every mixture: with and without days, times, places, actors, countries."""
    choose = random.Random(7)
    drafts = []
    for number in range(count):
        draft = build_article(
            document_id=str(number),
            body=f"Report {number}.",
            title=choose.choice(WORDS),
            source=choose.choice(SOURCES),
            published=choose.choice([*DAYS, ""]),
            section=choose.choice(["World", ""]),
        )
        add_claims(draft, choose)
        drafts.append(draft.article)
    return drafts


def add_claims(draft: ArticleBuilder, choose: random.Random) -> None:
    actors = [draft.country(code) for code in choose.sample(COUNTRIES, 2)]
    actors.append(draft.actor(choose.choice(["Ada Moreno", "Jon Berg"]), country=choose.choice([*COUNTRIES, ""])))
    for _ in range(choose.randrange(4)):
        first, last = sorted(choose.sample(DAYS, 2))
        draft.event(
            choose.choice(TYPES),
            agents=choose.sample(actors, choose.randrange(3)),
            recipients=choose.sample(actors, choose.randrange(2)),
            sides=choose.sample(actors, choose.choice([0, 0, 2])),
            status=choose.choice([Event.OCCURRED, Event.PLANNED, Event.STATUS_UNSPECIFIED]),
            mode=choose.choice(["visit", ""]),
            place=draft.place(*choose.choice(PLACES)) if choose.random() < 0.7 else "",
            time=draft.time("2025", first, choose.choice([first, last])) if choose.random() < 0.7 else "",
            quad_class=choose.choice([Event.QUAD_CLASS_UNSPECIFIED, Event.MATERIAL_CONFLICT]),
            confidence=choose.choice([0.25, 0.5, 0.75]),
            intensity=choose.choice([None, -2.0, 3.5]),
        )
        if choose.random() < 0.2:
            draft.article.events[-1].correction.reason = "read it again"
    for _ in range(choose.randrange(3)):
        draft.quote(choose.choice(WORDS), choose.choice([*actors, ""]), choose.choice([Quote.DIRECT, Quote.INDIRECT]))


def event_values(record: EventRecord, name: str) -> list[object]:
    """All values of a field of an event; none where it is unset."""
    event, actors = record.event, {actor.id: actor for actor in record.actors}
    if name in ("actor", "agent", "recipient", "country", "agent.country", "recipient.country"):
        part, _, country = name.partition(".")
        sides = {"agent": {Participant.AGENT}, "recipient": {Participant.RECIPIENT}}.get(part)
        taking_part = [
            actors[participant.actor]
            for participant in event.participants
            if sides is None or participant.role in sides | {Participant.PARTICIPANT}
        ]
        return [a.country_code if country or part == "country" else a.actor for a in taking_part]
    plain = {
        "type": event.type,
        "mode": event.mode,
        "status": Event.Status.Name(event.status),
        "quad_class": Event.QuadClass.Name(event.quad_class),
        "confidence": event.confidence,
        "intensity": event.intensity if event.HasField("intensity") else None,
        "place": record.place.name,
        "place.country": record.place.country_code,
        "published_date": record.published_date or None,
        "source": record.source,
        "article": record.article,
        "corrected": event.HasField("correction"),
    }
    return [] if plain[name] is None else [plain[name]]


@dataclass(frozen=True)
class Filter:
    """A filter and what it means."""

    text: str
    holds: Callable[[object], bool]


COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": lambda a, b: a == b,
    ":": lambda a, b: a == b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def comparison(values: Callable[[object, str], list[object]], field: str, operator: str, value: object) -> Filter:
    if isinstance(value, bool):
        text = f"{field} {operator} {str(value).lower()}"
    else:
        text = f'{field} {operator} "{value}"' if isinstance(value, str) else f"{field} {operator} {value}"
    if operator == "!=":
        return Filter(text, lambda item: value not in values(item, field))
    return Filter(text, lambda item: any(COMPARE[operator](own, value) for own in values(item, field)))


def joined(joint: str, parts: list[Filter]) -> Filter:
    every = all if joint == "AND" else any
    text = f" {joint} ".join(f"({part.text})" for part in parts)
    return Filter(text, lambda item: every(part.holds(item) for part in parts))


def negated(part: Filter, sign: str) -> Filter:
    return Filter(f"{sign}({part.text})", lambda item: not part.holds(item))


def trees(leaves: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    return st.recursive(
        leaves,
        lambda parts: (
            st.builds(joined, st.sampled_from(["AND", "OR"]), st.lists(parts, min_size=1, max_size=3))
            | st.builds(negated, parts, st.sampled_from(["NOT ", "-"]))
        ),
        max_leaves=6,
    )


def leaves(
    values: Callable[..., list[object]], table: dict[str, tuple[str, list[object]]]
) -> st.SearchStrategy[Filter]:
    return st.one_of(
        st.builds(comparison, st.just(values), st.just(field), st.sampled_from(ops.split()), st.sampled_from(choices))
        for field, (ops, choices) in table.items()
    )


def text_leaves(field: str, read: Callable[..., str], choices: list[str]) -> st.SearchStrategy[Filter]:
    """Comparisons of a text in any case: as a whole, and in part."""

    def build(operator: str, text: str) -> Filter:
        def holds(item: object) -> bool:
            own, wanted = read(item).casefold(), text.casefold()
            return wanted in own if operator == ":" else (wanted == own) is (operator == "=")

        return Filter(f'{field} {operator} "{text}"', holds)

    return st.builds(build, st.sampled_from(["=", "!=", ":"]), st.sampled_from(choices))


def name_leaves(*choices: str) -> st.SearchStrategy[Filter]:
    """Comparisons of the name of what is listed with how it begins."""

    def build(operator: str, beginning: str) -> Filter:
        def holds(item: object) -> bool:
            assert isinstance(item, Article | ActorProfile)
            return item.name.startswith(beginning) is (operator == "=")

        return Filter(f'name {operator} "{beginning}*"', holds)

    return st.builds(build, st.sampled_from(["=", "!="]), st.sampled_from(choices))


PEOPLE = ["actors/person-ada-moreno", "actors/person-jon-berg", *(f"actors/country-{c.lower()}" for c in COUNTRIES)]
NAMES = [*PEOPLE, "actors/nobody"]
ORDER = "= != < <= > >="
EVENT_TABLE: dict[str, tuple[str, list[object]]] = {
    "type": ("= !=", [*TYPES, "REJECT"]),
    "mode": ("= !=", ["visit", ""]),
    "status": ("= !=", ["OCCURRED", "PLANNED", "CLAIMED"]),
    "quad_class": ("= !=", ["MATERIAL_CONFLICT", "VERBAL_CONFLICT"]),
    "confidence": (ORDER, [0.25, 0.5, 0.6]),
    "intensity": (ORDER, [-2.0, 0.0, 3.5]),
    "place": ("= !=", ["Nairobi", "Bergen", "Oslo", ""]),
    "place.country": ("= !=", ["KEN", "NOR", "CHL"]),
    "published_date": (ORDER, [*DAYS, "2024-01-01"]),
    "source": ("= !=", [*SOURCES, "Nobody"]),
    "corrected": ("= !=", [True, False]),
    **dict.fromkeys(("actor", "agent", "recipient"), ("= != :", NAMES)),
    **{field: ("= != :", [*COUNTRIES, "USA"]) for field in ("country", "agent.country", "recipient.country")},
}


def time_comparison(operator: str, day: str) -> Filter:
    def holds(record: object) -> bool:
        assert isinstance(record, EventRecord)
        first, last = record.event.time.earliest, record.event.time.latest
        if not first:
            return operator == "!="
        return {
            "=": first <= day <= last,
            "!=": not first <= day <= last,
            "<": first < day,
            "<=": first <= day,
            ">": last > day,
            ">=": last >= day,
        }[operator]

    return Filter(f'time {operator} "{day}"', holds)


EVENT_FILTERS = trees(
    leaves(event_values, EVENT_TABLE)
    | st.builds(time_comparison, st.sampled_from(ORDER.split()), st.sampled_from([*DAYS, "2024-01-01"]))
)


def actor_values(profile: ActorProfile, name: str) -> list[object]:
    value = {
        "kind": Actor.Kind.Name(profile.kind),
        "country": profile.country_code,
        "sector": profile.sector,
        "name": profile.name,
        "display_name": profile.display_name,
        "article_count": profile.article_count,
    }[name]
    return [value]


def quote_values(record: QuoteRecord, name: str) -> list[object]:
    speaker = next((actor for actor in record.actors if actor.id == record.quote.speaker), None)
    plain = {
        "speaker": speaker.actor if speaker else None,
        "speaker.country": speaker.country_code if speaker else "",
        "kind": Quote.Kind.Name(record.quote.kind),
        "source": record.source,
        "published_date": record.published_date or None,
    }
    return [] if plain[name] is None else [plain[name]]


QUOTE_FILTERS = trees(
    leaves(
        quote_values,
        {
            "speaker": ("= !=", NAMES),
            "speaker.country": ("= !=", COUNTRIES),
            "kind": ("= !=", ["DIRECT", "INDIRECT", "SCARE"]),
            "source": ("= !=", SOURCES),
            "published_date": (ORDER, DAYS),
        },
    )
    | text_leaves("text", lambda record: record.quote.content[0].text, [*WORDS, "åpen", "HARBOUR", "gate", "nothing"])
)


def article_values(article: Article, name: str) -> list[object]:
    plain = {
        "source": article.source,
        "section": article.section,
        "language": article.language,
        "published_date": article.published_date or None,
    }
    if name in plain:
        return [] if plain[name] is None else [plain[name]]
    if name == "event_type":
        return [event.type for event in article.events]
    return [actor.actor if name == "actor" else actor.country_code for actor in article.actors]


ARTICLE_FILTERS = trees(
    leaves(
        article_values,
        {
            "source": ("= !=", SOURCES),
            "section": ("= !=", ["World", ""]),
            "language": ("= !=", ["en", "de"]),
            "published_date": (ORDER, DAYS),
            "event_type": ("= != :", TYPES),
            "actor": ("= != :", NAMES),
            "country": ("= != :", COUNTRIES),
        },
    )
    | name_leaves(
        "articles/", "articles/\ud7ff", "articles/\U0010ffff", *(f"articles/{digit}" for digit in "0123456789abcdef")
    )
    | text_leaves("title", lambda article: article.title, [*WORDS, "ÅPEN", "harbour", "nothing"])
)

ACTOR_FILTERS = trees(
    leaves(
        actor_values,
        {
            "kind": ("= !=", ["PERSON", "COUNTRY", "COMPANY"]),
            "country": ("= !=", [*COUNTRIES, "USA"]),
            "sector": ("= !=", ["GOV", "MIL"]),
            "name": ("= !=", NAMES),
            "article_count": (ORDER, [0, 30, 36, 36.5, 70]),
        },
    )
    | name_leaves("actors/", "actors/country-", "actors/person-a", "actors/person-ada-moreno", "actors/zz")
    | text_leaves("display_name", lambda profile: profile.display_name, ["Ada Moreno", "ken", "O", "berg", "Ásta"])
)

many = examples(250)


@pytest.fixture
def library(store: Store) -> Store:
    store.ingest(make_articles(70))
    return store


@given(wanted=EVENT_FILTERS)
@many
def test_events(library: Store, wanted: Filter) -> None:
    records = library.list_events(ListQuery(page_size=1000)).items
    expected = [item for item in records if wanted.holds(EventRecord.FromString(item))]
    assert library.list_events(ListQuery(filter=wanted.text, page_size=1000)).items == expected


@given(wanted=ACTOR_FILTERS)
@many
def test_actors(library: Store, wanted: Filter) -> None:
    profiles = library.list_actors(ListQuery(page_size=1000)).items
    expected = [item for item in profiles if wanted.holds(ActorProfile.FromString(item))]
    assert library.list_actors(ListQuery(filter=wanted.text, page_size=1000)).items == expected


@given(wanted=QUOTE_FILTERS)
@many
def test_quotes(library: Store, wanted: Filter) -> None:
    records = library.list_quotes(ListQuery(page_size=1000)).items
    expected = [item for item in records if wanted.holds(QuoteRecord.FromString(item))]
    assert library.list_quotes(ListQuery(filter=wanted.text, page_size=1000)).items == expected


@given(wanted=ARTICLE_FILTERS)
@many
def test_articles(library: Store, wanted: Filter) -> None:
    articles = library.list_articles(ListQuery(full=True, page_size=1000)).items
    expected = [item for item in articles if wanted.holds(Article.FromString(item))]
    assert library.list_articles(ListQuery(filter=wanted.text, full=True, page_size=1000)).items == expected


def test_the_library_has_what_the_filters_ask_for(library: Store) -> None:
    events = library.list_events(ListQuery(page_size=1000)).items
    assert len(events) > 70
    assert (
        len({actor.article_count for actor in map(ActorProfile.FromString, library.list_actors(ListQuery()).items)}) > 3
    )
    for field in ("agent", "agent.country", "place", "published_date", "intensity"):
        values = [tuple(event_values(EventRecord.FromString(item), field)) for item in events]
        assert len(set(values)) > 2
        assert () in values or ("",) in values


def bodies(store: Store, text: str) -> list[str]:
    items = store.list_articles(ListQuery(filter=text, full=True)).items
    return sorted(Article.FromString(item).body for item in items)


def test_a_title_is_compared_in_any_case_and_in_part(store: Store) -> None:
    store.ingest([build_article(body="1", title="Åpen Havn").article, build_article(body="2", title="Gate").article])
    assert bodies(store, 'title:"åPEN"') == ["1"]
    assert bodies(store, 'title = "åpen havn"') == ["1"]
    assert bodies(store, "title = havn") == []


def test_the_words_of_a_quote_are_found_in_any_case(store: Store) -> None:
    draft = build_article()
    draft.quote("The Ærø ferry sails.")
    store.ingest([draft.article])
    assert len(store.list_quotes(ListQuery(filter='text:"ÆRØ FERRY"')).items) == 1
    assert not store.list_quotes(ListQuery(filter='text:"ferry sank"')).items


def test_an_address_is_compared_in_its_canonical_form(store: Store) -> None:
    store.ingest([build_article(body="1", url="https://gazette.example/talks/").article])
    assert bodies(store, 'url = "HTTPS://GAZETTE.example/talks?utm_medium=x"') == ["1"]
    assert bodies(store, 'url = "https://gazette.example/other"') == []


def test_create_time_takes_days_and_instants(store: Store, clock: Clock) -> None:
    for number in range(3):
        clock.now = START + timedelta(days=number, hours=6)
        store.ingest([build_article(body=str(number)).article])
    assert bodies(store, 'create_time = "2025-04-02"') == ["1"]
    assert bodies(store, 'create_time <= "2025-04-02"') == ["0", "1"]
    assert bodies(store, 'create_time > "2025-04-02"') == ["2"]
    assert bodies(store, 'create_time >= "2025-04-02T06:00:00Z"') == ["1", "2"]
    assert bodies(store, 'create_time > "2025-04-02T08:00:00+02:00"') == ["2"]


def test_events_and_quotes_of_one_article(store: Store) -> None:
    drafts = [build_article(body=str(number)) for number in range(3)]
    for draft in drafts:
        draft.event()
        draft.event("AID")
        draft.quote("Yes.")
    name = store.ingest([draft.article for draft in drafts])[1].name
    events = store.list_events(ListQuery(filter=f'article = "{name}"')).items
    assert [EventRecord.FromString(item).event.id for item in events] == ["e1", "e2"]
    assert len(store.list_quotes(ListQuery(filter=f'article = "{name}"')).items) == 1
    assert len(store.list_quotes(ListQuery(filter=f'article != "{name}"')).items) == 2
    assert not store.list_events(ListQuery(filter='article = "articles/nothing"')).items
    assert len(store.list_events(ListQuery(filter='article != "articles/nothing"')).items) == 6


def test_an_open_period_counts_as_its_known_side(store: Store) -> None:
    draft = build_article()
    draft.event()
    draft.article.events[0].time.earliest = "2025-04-05T09:30"
    store.ingest([draft.article])
    assert store.list_events(ListQuery(filter='time = "2025-04-05"')).items
    assert not store.list_events(ListQuery(filter='time > "2025-04-05"')).items


def test_a_record_can_be_read_alone(store: Store) -> None:
    draft = build_article(title="Envoy in Bergen")
    norway = draft.country("NOR", "Norway")
    ministry = draft.actor("Foreign Ministry", "actors/body-nor-foreign", affiliation=norway)
    envoy = draft.actor("Ada Moreno", affiliation=ministry)
    draft.actor("Jon Berg")
    draft.event(agents=[envoy], place=draft.place("Bergen", "NOR"), time=draft.time("2025-04-08"))
    [stored] = store.ingest([draft.article])
    [item] = store.list_events(ListQuery()).items
    record = EventRecord.FromString(item)
    assert (record.article, record.article_title, record.source, record.published_date) == (
        stored.name,
        "Envoy in Bergen",
        "Harbour Gazette",
        "2025-04-09",
    )
    assert record.event == draft.article.events[0]
    assert record.place == draft.article.places[0]
    assert record.time == draft.article.times[0]
    assert [actor.name for actor in record.actors] == ["Ada Moreno", "Foreign Ministry", "Norway"]
