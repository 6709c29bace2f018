"""Who says that an event happened, and what that leaves of its status."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Attribution, Event, Participant
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.attribution import attribute_events
from dateline_server.extraction.draft import Draft
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def draft_with(reading: Reading, *events: tuple[str, Event.Status.ValueType], **heads: str) -> Draft:
    """A draft with one event for each trigger and status, and an actor at each head word given."""
    draft = Draft(reading, Article(body=reading.body))
    for number, (words, status) in enumerate(events, 1):
        start = reading.smooth.text.index(words)
        trigger = reading.doc.char_span(start, start + len(words), alignment_mode="expand")
        draft.article.events.append(Event(id=f"e{number}", status=status, trigger=reading.span_of(trigger)))
    for local, word in heads.items():
        draft.article.actors.append(Actor(id=local, name=word, named=True))
        for token in reading.doc:
            if token.text == word:
                draft.actor_at[token.i] = local
    return draft


def attributed(
    read: Read, text: str, trigger: str, status: Event.Status.ValueType = Event.OCCURRED, **heads: str
) -> Event:
    draft = draft_with(read(text), (trigger, status), **heads)
    attribute_events(draft)
    return draft.article.events[0]


def sources(event: Event) -> list[tuple[str, str]]:
    return [(attribution.source_span.text, attribution.verb) for attribution in event.attributions]


@pytest.mark.parametrize(
    ("text", "trigger", "source", "verb"),
    [
        ("Rebels shelled the port, the ministry said.", "shelled", "the ministry", "say"),
        ("The ministry said rebels had shelled the port.", "shelled", "The ministry", "say"),
        ("“Rebels shelled the port,” the captain said.", "shelled", "the captain", "say"),
        ("According to the ministry, rebels shelled the port.", "shelled", "the ministry", "according to"),
        ("Norway accused Chad of shelling the port.", "shelling", "Norway", "accuse"),
        ("Oslo's claim that rebels shelled the port is disputed.", "shelled", "Oslo's", "claim"),
        ("The ministry reported an attack on the port.", "attack", "The ministry", "report"),
    ],
)
def test_what_a_source_asserts_is_claimed(read: Read, text: str, trigger: str, source: str, verb: str) -> None:
    event = attributed(read, text, trigger)
    assert event.status == Event.CLAIMED
    assert sources(event) == [(source, verb)]


def test_something_under_way_is_claimed_too(read: Read) -> None:
    event = attributed(read, "Rebels are shelling the port, the ministry said.", "shelling", Event.ONGOING)
    assert event.status == Event.CLAIMED


def test_the_author_s_own_words_are_attributed_to_nobody(read: Read) -> None:
    event = attributed(read, "Rebels shelled the port on Monday.", "shelled")
    assert (event.status, list(event.attributions)) == (Event.OCCURRED, [])


@pytest.mark.parametrize("status", [Event.PLANNED, Event.NEGATED, Event.HYPOTHETICAL])
def test_other_statuses_stay_and_get_their_source(read: Read, status: Event.Status.ValueType) -> None:
    event = attributed(read, "The ministry said Norway would send ships.", "send", status)
    assert event.status == status
    assert sources(event) == [("The ministry", "say")]


def test_an_accusation_happened_and_its_content_is_claimed(read: Read) -> None:
    text = "Norway accused Chad of shelling the port."
    draft = draft_with(read(text), ("accused", Event.OCCURRED), ("shelling", Event.OCCURRED))
    attribute_events(draft)
    accusing, shelling = draft.article.events
    assert (accusing.status, list(accusing.attributions)) == (Event.OCCURRED, [])
    assert shelling.status == Event.CLAIMED
    assert shelling.attributions[0].stance == Attribution.ACCUSE


def test_a_statement_is_not_attributed_to_itself(read: Read) -> None:
    event = attributed(read, "The ministry said that the port was closed.", "said")
    assert (event.status, list(event.attributions)) == (Event.OCCURRED, [])


def test_nested_sources_stand_innermost_first(read: Read) -> None:
    event = attributed(read, "Tass reported that the ministry had said rebels shelled the port.", "shelled")
    assert sources(event) == [("the ministry", "say"), ("Tass", "report")]


def test_what_is_denied_is_negated(read: Read) -> None:
    event = attributed(read, "The army denied that it had shelled the port.", "shelled")
    assert event.status == Event.NEGATED
    assert event.attributions[0].stance == Attribution.DENY


def test_what_is_not_denied_is_claimed(read: Read) -> None:
    event = attributed(read, "The army has not denied that it shelled the port.", "shelled")
    assert event.status == Event.CLAIMED


def test_a_party_that_confirms_its_own_deed_makes_it_certain(read: Read) -> None:
    draft = draft_with(read("The army admitted that it had shelled the port."), ("shelled", Event.OCCURRED), a1="army")
    draft.article.events[0].participants.append(Participant(role=Participant.AGENT, actor="a1"))
    attribute_events(draft)
    [event] = draft.article.events
    assert event.status == Event.OCCURRED
    assert event.attributions[0].stance == Attribution.CONFIRM


def test_a_bystander_that_confirms_only_claims(read: Read) -> None:
    event = attributed(read, "The hospital confirmed that rebels had shelled the port.", "shelled", a1="hospital")
    assert event.status == Event.CLAIMED


def test_what_the_source_knows_is_the_author_s_word_too(read: Read) -> None:
    event = attributed(read, "The president knows that rebels shelled the port.", "shelled")
    assert event.status == Event.OCCURRED


def test_announcing_an_own_measure_takes_it(read: Read) -> None:
    draft = draft_with(read("The council announced sanctions on Chad."), ("sanctions", Event.OCCURRED), a1="council")
    draft.article.events[0].participants.append(Participant(role=Participant.AGENT, actor="a1"))
    attribute_events(draft)
    assert draft.article.events[0].status == Event.OCCURRED
    assert draft.article.events[0].attributions[0].source == "a1"


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Norway asked Chad to free the men who attacked the port.", "attacked"),
        ("A judge refused to free a man accused of theft.", "accused"),
        ("The army denied it had shelled the port, which was bombed in May.", "bombed"),
    ],
)
def test_what_a_request_or_denial_takes_for_done_is_the_author_s_word(read: Read, text: str, trigger: str) -> None:
    event = attributed(read, text, trigger)
    assert (event.status, list(event.attributions)) == (Event.OCCURRED, [])


def test_what_a_source_condemns_is_the_author_s_word(read: Read) -> None:
    event = attributed(read, "The council condemned the attack on the port.", "attack")
    assert (event.status, list(event.attributions)) == (Event.OCCURRED, [])


def test_a_mention_in_the_author_s_words_makes_it_certain(read: Read) -> None:
    text = "The captain said rebels had attacked the port. The attack lasted an hour."
    reading = read(text)
    draft = draft_with(reading, ("attacked", Event.OCCURRED))
    start = text.index("attack lasted")
    draft.article.events[0].coreferent.append(reading.span(start, start + len("attack")))
    attribute_events(draft)
    assert draft.article.events[0].status == Event.OCCURRED


@pytest.mark.parametrize(
    ("text", "trigger", "marker"),
    [
        ("The men allegedly robbed a bank in Bergen.", "robbed", "allegedly"),
        ("The men reportedly robbed a bank in Bergen.", "robbed", "reportedly"),
        ("The suspected robbery took place in Bergen.", "robbery", "suspected"),
    ],
)
def test_a_claim_without_a_source_names_its_marker(read: Read, text: str, trigger: str, marker: str) -> None:
    [attribution] = attributed(read, text, trigger, Event.CLAIMED).attributions
    assert (attribution.verb, attribution.verb_span.text, attribution.source, attribution.named) == (
        marker,
        marker,
        "",
        False,
    )


def test_an_alleged_deed_inside_a_statement_has_the_speaker_for_source(read: Read) -> None:
    event = attributed(read, "Police said the men allegedly robbed a bank.", "robbed", Event.CLAIMED)
    assert sources(event) == [("Police", "say")]


def test_a_suspicion_has_its_cue_and_no_source(read: Read) -> None:
    [attribution] = attributed(read, "Two men were suspected of robbing a bank.", "robbing", Event.CLAIMED).attributions
    assert (attribution.verb, attribution.source) == ("suspect", "")


def test_the_one_who_is_said_to_have_done_it_is_not_the_source(read: Read) -> None:
    draft = draft_with(
        read("Okafor, who allegedly robbed a bank, said it was raining."), ("robbed", Event.CLAIMED), a1="Okafor"
    )
    draft.article.events[0].participants.append(Participant(role=Participant.AGENT, actor="a1"))
    attribute_events(draft)
    assert draft.article.events[0].attributions[0].source == ""


def test_the_source_is_linked_and_named(read: Read) -> None:
    event = attributed(read, "Rebels shelled the port, Solberg said.", "shelled", a1="Solberg")
    assert (event.attributions[0].source, event.attributions[0].named) == ("a1", True)


def test_an_unnamed_source_is_marked_as_such(read: Read) -> None:
    event = attributed(read, "Rebels shelled the port, a local official said.", "shelled")
    assert not event.attributions[0].named


def test_the_agency_between_is_given(read: Read) -> None:
    text = "Tass, citing the ministry, said rebels shelled the port."
    [attribution] = attributed(read, text, "shelled", a1="Tass", a2="ministry").attributions
    assert (attribution.source, list(attribution.via)) == ("a2", ["a1"])


def test_the_time_of_the_statement_is_given(read: Read) -> None:
    text = "The ministry said on Tuesday that rebels had shelled the port."
    reading = read(text)
    draft = draft_with(reading, ("shelled", Event.OCCURRED))
    start = text.index("Tuesday")
    draft.article.times.append(TimeExpression(id="t1", span=reading.span(start, start + len("Tuesday"))))
    attribute_events(draft)
    assert draft.article.events[0].attributions[0].said_time == "t1"


def test_a_headline_does_not_make_a_claim_certain(read: Read) -> None:
    text = "The ministry said rebels had shelled the port."
    reading = read(text, title="Rebels shell port")
    draft = Draft(reading, Article(title=reading.title, body=text))
    event = draft.article.events.add(id="e1", status=Event.OCCURRED, trigger=reading.span(7, 12))
    start = reading.smooth.text.index("shelled")
    event.coreferent.append(reading.span(start, start + len("shelled")))
    attribute_events(draft)
    assert event.trigger.text == "shell"
    assert event.status == Event.CLAIMED
    assert sources(event) == [("The ministry", "say")]


def test_who_rejects_a_claim_denies_what_it_holds(read: Read) -> None:
    event = attributed(read, "The minister rejected claims that police had beaten students.", "beaten")
    assert (event.status, sources(event)) == (Event.NEGATED, [("The minister", "reject")])


def test_a_claim_that_the_paper_repeats_is_first_of_all_its_source_s(read: Read) -> None:
    text = "The paper said that, according to court files, the banker bribed three judges."
    event = attributed(read, text, "bribed")
    assert sources(event) == [("court files", "according to"), ("The paper", "say")]


def test_a_party_that_owns_up_to_what_its_own_people_did_has_done_it(read: Read) -> None:
    text = "The army acknowledged that its troops killed two farmers."
    draft = draft_with(read(text), ("killed", Event.OCCURRED), a1="army")
    start = text.index("its troops")
    its = next(token for token in draft.reading.doc if token.text == "its")
    draft.actor_at[its.i] = "a1"
    span = draft.reading.span(start, start + len("its troops"))
    draft.article.events[0].participants.add(role=Participant.AGENT, span=span, text="its troops")
    attribute_events(draft)
    assert draft.article.events[0].status == Event.OCCURRED


def test_a_verb_coordinated_inside_a_clause_that_comes_first_is_said_too(read: Read) -> None:
    text = "The clerk was sacked and threatened to return, the porter said."
    event = attributed(read, text, "threatened")
    assert event.status == Event.CLAIMED
    assert sources(event) == [("the porter", "say")]


def test_what_a_denial_takes_for_known_is_not_denied(read: Read) -> None:
    text = "The owners deny they had any role in the deaths of four divers."
    event = attributed(read, text, "deaths")
    assert event.status == Event.OCCURRED
    assert sources(event) == []


def test_a_cue_between_quotation_marks_says_nothing_beyond_them(read: Read) -> None:
    text = "“It is nice for all, you know with us growing up, so it is nice,” he said as the bus crashed."
    assert sources(attributed(read, text, "crashed")) == []
