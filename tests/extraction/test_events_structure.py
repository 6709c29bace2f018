"""How the sides of an event are found in the syntax around its trigger, and what else an event carries."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventTime, Participant
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Span
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.actors.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events import find_events, write_gists
from dateline_server.extraction.events.quantities import parse_number
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

NAMES = {value.number: value.name for value in Participant.Role.DESCRIPTOR.values}


def draft_of(reading: Reading) -> Draft:
    draft = Draft(reading, Article(body=reading.body))
    draft.article.actors.extend(find_actors(draft))
    if reading.published:
        draft.article.published_date = reading.published.isoformat()
    return draft


def told(draft: Draft) -> list[Event]:
    """The events with their gists."""
    draft.article.events.extend(find_events(draft))
    write_gists(draft)
    return list(draft.article.events)


def only(events: list[Event], type_: str) -> Event:
    found = [event for event in events if event.type == type_]
    assert len(found) == 1, [(event.type, event.trigger.text) for event in events]
    return found[0]


def roles(event: Event) -> list[tuple[str, str]]:
    return [(NAMES[side.role], side.text) for side in event.participants]


SIDES = [
    (
        "passive with by",
        "The convoy was attacked by rebels.",
        "ASSAULT",
        [("AGENT", "rebels"), ("RECIPIENT", "The convoy")],
    ),
    (
        "passive without by",
        "The village was shelled.",
        "ASSAULT",
        [("RECIPIENT", "The village")],
    ),
    (
        "relative clause",
        "The militants who attacked the base fled.",
        "ASSAULT",
        [("AGENT", "The militants"), ("RECIPIENT", "the base")],
    ),
    (
        "participle after its noun",
        "Soldiers searched a village bombed by the air force.",
        "ASSAULT",
        [("AGENT", "the air force"), ("RECIPIENT", "a village")],
    ),
    (
        "coordinated agents",
        "Kenya and Uganda condemned the coup.",
        "ACCUSE",
        [("AGENT", "Kenya"), ("AGENT", "Uganda"), ("RECIPIENT", "the coup")],
    ),
    (
        "coordinated recipients",
        "Norway accused Iceland and Denmark of overfishing.",
        "ACCUSE",
        [("AGENT", "Norway"), ("RECIPIENT", "Iceland"), ("RECIPIENT", "Denmark")],
    ),
    (
        "agreement of equals",
        "Peru and Chile signed a treaty.",
        "SUPPORT",
        [("PARTICIPANT", "Peru"), ("PARTICIPANT", "Chile")],
    ),
    (
        "meeting with one object",
        "The Greek president met the Cypriot president.",
        "CONSULT",
        [("PARTICIPANT", "The Greek president"), ("PARTICIPANT", "the Cypriot president")],
    ),
    (
        "noun with between",
        "Negotiations between Mali and Niger collapsed.",
        "CONSULT",
        [("PARTICIPANT", "Mali"), ("PARTICIPANT", "Niger")],
    ),
    (
        "light verb",
        "Envoys from Tonga held talks with Fiji.",
        "CONSULT",
        [("PARTICIPANT", "Envoys from Tonga"), ("PARTICIPANT", "Fiji")],
    ),
    (
        "nationality before a noun of deed",
        "An Israeli strike on a refugee camp shocked Europe.",
        "ASSAULT",
        [("AGENT", "Israeli"), ("RECIPIENT", "a refugee camp")],
    ),
    (
        "possessive before a noun of deed",
        "Moscow's attack on Kharkiv went on.",
        "ASSAULT",
        [("AGENT", "Moscow"), ("RECIPIENT", "Kharkiv")],
    ),
    (
        "indirect object",
        "Denmark gave the villagers tents.",
        "AID",
        [("AGENT", "Denmark"), ("RECIPIENT", "the villagers")],
    ),
    (
        "addressee of a demand",
        "The rebels demanded that the president resign.",
        "REQUEST",
        [("AGENT", "The rebels"), ("RECIPIENT", "the president")],
    ),
    (
        "owner of what is rejected",
        "Cuba rejected Spain's proposal.",
        "REJECT",
        [("AGENT", "Cuba"), ("RECIPIENT", "Spain")],
    ),
]


@pytest.mark.parametrize(
    ("sentence", "type_", "expected"), [case[1:] for case in SIDES], ids=[case[0] for case in SIDES]
)
def test_finds_the_sides(read: Read, sentence: str, type_: str, expected: list[tuple[str, str]]) -> None:
    assert roles(only(find_events(draft_of(read(sentence))), type_)) == expected


def test_the_subject_of_an_infinitive_is_implied(read: Read) -> None:
    [released] = [
        event
        for event in find_events(draft_of(read("The rebels agreed a truce after trying to seize the airport.")))
        if event.trigger.text.startswith("seize")
    ]
    [agent] = [side for side in released.participants if side.role == Participant.AGENT]
    assert (agent.text, agent.implied) == ("The rebels", True)


def test_a_pronoun_is_named_by_its_sentence_where_it_has_one(read: Read) -> None:
    event = only(find_events(draft_of(read("Sweden said it would send tents to Nepal."))), "AGREE")
    assert event.participants[0].text == "Sweden"
    assert event.participants[0].implied


def test_works_without_actors(read: Read) -> None:
    reading = read("Rebels attacked a village in Congo.")
    [event] = find_events(Draft(reading, Article(body=reading.body)))
    assert [side.actor for side in event.participants] == ["", ""]


def test_participants_refer_to_actors(read: Read) -> None:
    draft = draft_of(read("Norway accused Iceland of overfishing."))
    event = only(find_events(draft), "ACCUSE")
    names = {actor.id: actor.name for actor in draft.article.actors}
    assert [names[side.actor] for side in event.participants] == ["Norway", "Iceland"]


def test_who_mediates_and_what_talks_are_about(read: Read) -> None:
    event = only(find_events(draft_of(read("Chad and Libya held talks on the border."))), "CONSULT")
    assert ("TOPIC", "the border") in roles(event)
    assert event.topic.text == "the border"


def test_the_instrument_of_an_attack(read: Read) -> None:
    event = only(find_events(draft_of(read("Militants attacked the patrol with grenades."))), "ASSAULT")
    assert ("INSTRUMENT", "grenades") in roles(event)


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Poland will send tents to Turkey.", "AGREE"),
        ("Poland sent tents to Turkey.", "AID"),
        ("The army will attack the rebels.", "THREATEN"),
        ("The army attacked the rebels.", "ASSAULT"),
        ("Hungary will not accept refugees.", "REJECT"),
        ("Latvia said Estonia must cut its fees.", "REQUEST"),
        ("The general vowed to help the villagers.", "AGREE"),
        ("The general vowed to punish the villagers.", "THREATEN"),
    ],
)
def test_modals_and_promises_decide_the_type(read: Read, sentence: str, type_: str) -> None:
    types = [event.type for event in find_events(draft_of(read(sentence)))]
    assert type_ in types


def test_who_acts_after_talks_took_part_in_them(read: Read) -> None:
    event = only(find_events(draft_of(read("The premier backed down after talks with the king."))), "CONSULT")
    assert roles(event) == [("PARTICIPANT", "The premier"), ("PARTICIPANT", "the king")]
    assert event.participants[0].implied


def test_a_demand_with_must_has_the_status_of_the_speech(read: Read) -> None:
    event = only(told(draft_of(read("The envoy said Kenya must open its border."))), "REQUEST")
    assert (event.status, event.gist) == (Event.OCCURRED, "The envoy demands that Kenya open its border.")


def test_a_refusal_is_an_event_and_not_denied(read: Read) -> None:
    event = only(find_events(draft_of(read("Hungary will not accept refugees."))), "REJECT")
    assert event.status == Event.OCCURRED


def test_agreeing_on_sanctions_is_a_sanction(read: Read) -> None:
    event = only(find_events(draft_of(read("European ministers agreed to impose sanctions on Belarus."))), "SANCTION")
    assert ("RECIPIENT", "Belarus") in roles(event)


def test_the_aim_of_a_protest_is_part_of_it(read: Read) -> None:
    [event] = find_events(draft_of(read("Students marched in Lima to demand the resignation of the president.")))
    assert event.type == "PROTEST"
    assert ("RECIPIENT", "the president") in roles(event)


def test_a_dateline_is_no_side(read: Read) -> None:
    event = only(find_events(draft_of(read("GENEVA -- Norway accused Iceland of overfishing."))), "ACCUSE")
    assert roles(event) == [("AGENT", "Norway"), ("RECIPIENT", "Iceland")]


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Police arrested a burglar after a robbery.", "X_CRIME"),
        ("Police arrested an opposition senator.", "COERCE"),
        ("The striker attacked from the left in the second half of the match.", "X_CONTEST"),
        ("The two startups reached a deal on software.", "X_DEAL"),
        ("Turkey and Syria reached a deal on water.", "AGREE"),
    ],
)
def test_what_is_not_political_gets_a_general_type(read: Read, sentence: str, type_: str) -> None:
    types = {event.type for event in find_events(draft_of(read(sentence)))}
    assert type_ in types


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister demanded the withdrawal of the troops.",
        "The rebels refused to release the hostages.",
        "The envoy called for talks between the two armies.",
        "The president threatened to expel the ambassador.",
    ],
)
def test_what_is_demanded_refused_or_threatened_is_no_event_of_its_own(read: Read, sentence: str) -> None:
    assert len(find_events(draft_of(read(sentence)))) == 1


def test_an_armed_man_is_no_event(read: Read) -> None:
    assert not find_events(draft_of(read("The wounded man wore a striking coat.")))


def test_repeated_mentions_are_one_event(read: Read) -> None:
    text = "Norway and Iceland held talks in Oslo. The talks ended late. Nobody spoke after those talks."
    event = only(find_events(draft_of(read(text))), "CONSULT")
    assert [span.text for span in event.coreferent] == ["talks", "talks"]
    assert len(event.evidence) == 3


def test_another_round_is_another_event(read: Read) -> None:
    text = "Norway and Iceland held talks in Oslo. Norway and Iceland will open another round of talks in May."
    assert [event.type for event in find_events(draft_of(read(text)))] == ["CONSULT", "CONSULT"]


def test_killed_and_wounded_in_one_sentence_is_one_event(read: Read) -> None:
    text = "The bombing killed three soldiers and wounded five policemen."
    event = only(find_events(draft_of(read(text))), "ASSAULT")
    assert [(number.value, number.unit) for number in event.quantities] == [(3.0, "killed"), (5.0, "wounded")]


def test_sums_of_money_are_quantities(read: Read) -> None:
    event = only(find_events(draft_of(read("Germany gave Zambia 30 million euros."))), "AID")
    assert [(number.value, number.unit, number.span.text) for number in event.quantities] == [
        (30e6, "EUR", "30 million")
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["1,200"], 1200),
        (["3.5", "million"], 3.5e6),
        (["two", "dozen"], 24),
        (["two", "hundred", "and", "six"], 206),
        (["twenty-one"], 21),
        (["a", "hundred"], 100),
        (["several"], None),
    ],
)
def test_reads_numbers(words: list[str], value: float | None) -> None:
    assert parse_number(words) == value


def test_a_time_belongs_to_the_event_it_hangs_on(read: Read) -> None:
    draft = draft_of(read("Peru said on Tuesday that its envoy met rebels in March."))
    body = draft.article.body
    for number, (words, value) in enumerate([("Tuesday", "2025-04-08"), ("March", "2025-03")], start=1):
        start = body.index(words)
        span = Span(start=start, end=start + len(words), text=words)
        draft.article.times.append(TimeExpression(id=f"t{number}", span=span, type=TimeExpression.DATE, value=value))
    events = find_events(draft)
    assert only(events, "X_STATE").time.expression == "t1"
    met = only(events, "CONSULT")
    assert (met.time.value, met.time.expression, met.time.basis) == ("2025-03", "t2", EventTime.STATED)


def test_without_a_time_the_publication_day_bounds_the_event(read: Read) -> None:
    past, planned = find_events(draft_of(read("Rebels attacked Goma. The ministers will meet the governor of Bunia.")))
    assert (past.time.basis, past.time.earliest, past.time.latest) == (EventTime.PUBLICATION, "", "2025-04-09")
    assert (planned.status, planned.time.earliest, planned.time.latest) == (Event.PLANNED, "2025-04-09", "")


def test_without_a_publication_day_the_time_stays_unknown(read: Read) -> None:
    [event] = find_events(draft_of(read("Rebels attacked Goma.", published="")))
    assert not event.HasField("time")


def test_a_place_behind_in_is_stated(read: Read) -> None:
    draft = draft_of(read("Rebels attacked a convoy in Goma."))
    place = Place(id="p1", name="Goma")
    mention = place.mentions.add()
    mention.span.CopyFrom(Span(start=28, end=32, text="Goma"))
    draft.article.places.append(place)
    [event] = find_events(draft)
    assert (event.place, event.place_basis) == ("p1", Event.STATED)


@pytest.mark.parametrize(
    ("sentence", "label", "gist"),
    [
        ("Norway and Iceland held talks.", "hold talks", "Norway and Iceland hold talks."),
        ("The rebels refused to negotiate.", "refuse", "The rebels refuse to negotiate."),
        ("Kenya called for sanctions.", "call for sanctions", "Kenya calls for sanctions."),
        ("The army shot down a drone.", "shoot down drone", "The army shoots down a drone."),
        ("The mayor was killed by gunmen.", "kill", "Gunmen kill the mayor."),
        ("The senator was arrested.", "arrest senator", "The senator was arrested."),
        ("Poland will expel the envoy.", "expel envoy", "Poland will expel the envoy."),
        ("Poland did not expel the envoy.", "expel envoy", "Poland did not expel the envoy."),
    ],
)
def test_label_and_gist_are_plain_words(read: Read, sentence: str, label: str, gist: str) -> None:
    event = next(event for event in told(draft_of(read(sentence))) if not event.type.startswith("X_"))
    assert (event.label, event.gist) == (label, gist)


def test_events_carry_codes_of_the_ontology(read: Read) -> None:
    [event] = find_events(draft_of(read("Rebels attacked a village.")))
    assert (event.cameo_code, event.quad_class, event.intensity) == ("180", Event.MATERIAL_CONFLICT, -9.0)
    [event] = find_events(draft_of(read("Two sailors drowned.")))
    assert (event.cameo_code, event.quad_class, event.HasField("intensity")) == ("", 0, False)


def test_ids_count_up_in_the_order_of_the_text_and_spans_are_exact(read: Read) -> None:
    draft = draft_of(read("Norway's  minister met\nrebels. Police arrested a senator. Workers went on strike."))
    events = find_events(draft)
    assert [event.id for event in events] == [f"e{number}" for number in range(1, len(events) + 1)]
    starts = [event.trigger.start for event in events]
    assert starts == sorted(starts)
    for event in events:
        spans = [event.trigger, *event.evidence, *(side.span for side in event.participants)]
        for span in spans:
            assert draft.article.body[span.start : span.end] == span.text


def test_events_of_the_title_are_marked_as_such(read: Read) -> None:
    events = find_events(draft_of(read("Nobody was hurt.", title="Rebels attacked a convoy near Goma")))
    assert events[0].trigger.part == Span.TITLE


def test_keys_are_unique_and_stay_the_same_when_the_text_around_changes(read: Read) -> None:
    text = "Rebels attacked Goma. Norway accused Iceland of overfishing."
    before = find_events(draft_of(read(text)))
    after = find_events(draft_of(read("It rained. " + text)))
    assert len({event.key for event in before}) == len(before)
    assert [event.key for event in before] == [event.key for event in after]


def test_salience_is_a_share(read: Read) -> None:
    events = find_events(draft_of(read("Rebels attacked Goma. Norway accused Iceland of overfishing.")))
    assert sum(event.salience for event in events) == pytest.approx(1, abs=0.01)


def test_an_endless_sentence_is_read_in_linear_time(read: Read) -> None:
    text = "Rebels attacked Goma and " * 800 + "left."
    events = find_events(draft_of(read(text)))
    assert events
    assert all(len(span.text) < 3000 for event in events for span in event.evidence)


def test_what_is_discussed_is_the_topic(read: Read) -> None:
    event = only(told(draft_of(read("NATO ministers discussed nuclear planning."))), "CONSULT")
    assert ("TOPIC", "nuclear planning") in roles(event)
    assert event.gist == "NATO ministers discuss nuclear planning."
