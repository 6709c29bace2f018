"""Events as a reader of the article would tell them: the whole way, from the sentence to who did what, and who says so."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event, Participant
from dateline.v1.span_pb2 import Span
from dateline_server.extraction.parser import Parser

Parse = Callable[..., Article]


@pytest.fixture(scope="module")
def parse() -> Parse:
    parser = Parser()
    return lambda text, **fields: parser.parse(Document(text=text, published="2025-04-09", **fields))


def only(article: Article, type_: str) -> Event:
    found = [event for event in article.events if event.type == type_]
    assert len(found) == 1, [(event.type, event.trigger.text) for event in article.events]
    return found[0]


def sides(event: Event, role: str) -> list[str]:
    return [side.text for side in event.participants if Participant.Role.Name(side.role) == role]


def place_of(article: Article, event: Event) -> str:
    return next((place.name for place in article.places if place.id == event.place), "")


def test_a_subject_that_the_parser_lost_is_not_made_up(parse: Parse) -> None:
    article = parse(
        "Chad sealed the bridge in June after raiders allegedly arriving from the Libyan side killed two herders."
    )
    [killing] = [event for event in article.events if event.trigger.text == "killed"]
    assert "Chad" not in sides(killing, "AGENT")
    assert killing.status == Event.CLAIMED
    assert killing.attributions


def test_the_subject_of_an_active_verb_does_not_do_what_is_then_done_to_it(parse: Parse) -> None:
    article = parse("The rebel commander left the camp and was arrested.")
    [arrest] = [event for event in article.events if event.trigger.text.startswith("arrested")]
    assert sides(arrest, "AGENT") == []
    assert sides(arrest, "RECIPIENT") == ["The rebel commander"]


@pytest.mark.parametrize(
    ("sentence", "type_", "agent"),
    [
        (
            "“If the bank does not pay, the port will close,” the union's chairman, Olav Brekke, warned.",
            "THREATEN",
            "the union's chairman",
        ),
        ("The minister said no farmer had been asked and threatened to sue the ministry.", "THREATEN", "The minister"),
        ("The league wants the council to act and has threatened to strike.", "THREATEN", "The league"),
        ("Diplomats in Accra, who accused Togo of neglect, went home.", "ACCUSE", "Diplomats in Accra"),
        ("The Greens criticised the premier for expelling the envoy.", "SANCTION", "the premier"),
    ],
)
def test_who_does_it(parse: Parse, sentence: str, type_: str, agent: str) -> None:
    assert sides(only(parse(sentence), type_), "AGENT") == [agent]


def test_what_is_said_is_the_topic_of_a_statement_and_nobody_in_it_a_side(parse: Parse) -> None:
    event = only(parse("The premier denied that the council had promised the funds to the mayor."), "X_STATE")
    assert [(Participant.Role.Name(side.role), side.text) for side in event.participants] == [("AGENT", "The premier")]
    assert event.topic.text == "that the council had promised the funds to the mayor"


@pytest.mark.parametrize(
    "sentence",
    [
        "The agency, citing two bankers, said the merger was off.",
        "The envoy left what he described as a good place.",
        "According to the register, the river rose.",
        "The clerk, who spoke on condition of anonymity, said the file was lost.",
    ],
)
def test_passing_on_and_naming_are_no_statements_of_their_own(parse: Parse, sentence: str) -> None:
    article = parse(sentence)
    assert len([event for event in article.events if event.type == "X_STATE"]) <= 1
    assert not any(
        event.trigger.text.lower() in ("citing", "described", "according", "spoke") for event in article.events
    )


@pytest.mark.parametrize(
    ("sentence", "place", "value"),
    [
        ("Talks on the dam are scheduled to begin in Khartoum on May 4.", "Khartoum", "2025-05-04"),
        ("A third round of talks is due to be held in Lusaka next month.", "Lusaka", "2025-05"),
        ("The peace talks are set to resume in Vienna on Monday.", "Vienna", "2025-04-14"),
    ],
)
def test_talks_that_are_to_be_held_are_planned(parse: Parse, sentence: str, place: str, value: str) -> None:
    article = parse(sentence)
    event = only(article, "CONSULT")
    assert (event.status, place_of(article, event), event.time.value) == (Event.PLANNED, place, value)


@pytest.mark.parametrize(
    ("sentence", "type_", "gist"),
    [
        ("Peru sent tents. It also hosted the Malian president.", "CONSULT", "Peru hosts the Malian president."),
        ("We welcome the treaty.", "SUPPORT", "We welcome the treaty."),
        ("Norway and Chile signed the treaty in Oslo.", "SUPPORT", "Norway and Chile sign the treaty in Oslo."),
        ("“The lake is full,” the mayor told reporters.", "X_STATE", 'The mayor tells reporters: "The lake is full".'),
        ("The mayor said the lake was full.", "X_STATE", "The mayor says that the lake was full."),
        ("The tribunal said rebels attacked a convoy.", "ASSAULT", "Rebels attack a convoy, the tribunal says."),
        ("No envoy was expelled.", "SANCTION", "No envoy was expelled."),
        ("Norway will not expel the envoy.", "SANCTION", "Norway will not expel the envoy."),
    ],
)
def test_a_gist_is_a_sentence_that_can_be_read_alone(parse: Parse, sentence: str, type_: str, gist: str) -> None:
    assert only(parse(sentence), type_).gist == gist


def test_a_town_is_the_place_of_a_protest_and_no_side(parse: Parse) -> None:
    article = parse("In Gaborone, miners blocked the road to Namibia.")
    event = only(article, "PROTEST")
    assert sides(event, "RECIPIENT") == ["the road"]
    assert place_of(article, event) == "Gaborone"


def test_talks_that_set_the_scene_of_an_agreement_are_not_said_by_those_who_agree(parse: Parse) -> None:
    article = parse("Peru and Chile agreed to share the water, after two weeks of talks mediated by Brazil.")
    mediation = [event for event in article.events if event.mode == "mediate"]
    assert [(event.status, len(event.attributions)) for event in mediation] == [(Event.OCCURRED, 0)]


def test_a_party_that_says_it_will_not_has_refused(parse: Parse) -> None:
    event = only(parse("The Liberals have said they will not accept the treaty."), "REJECT")
    assert event.status == Event.OCCURRED


def test_what_the_headline_and_the_body_tell_is_one_event(parse: Parse) -> None:
    article = parse("Togo expelled the Ghanaian envoy on Monday, an official said.", title="Togo expels Ghanaian envoy")
    event = only(article, "SANCTION")
    assert event.trigger.part != Span.TITLE
    assert [span.part for span in event.coreferent] == [Span.TITLE]


def test_a_statement_has_no_place_from_what_is_said(parse: Parse) -> None:
    article = parse("The envoy said that rebels attacked a convoy in Goma.")
    assert place_of(article, only(article, "X_STATE")) == ""


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        ("He met the Danish envoy.", "He meets the Danish envoy."),
        ("The army handed over the airport.", "The army hands over the airport."),
        ("Chile accused Peru of moving the border stones.", "Chile accuses Peru of moving the border stones."),
        ("The union warned that it would march on Friday.", "The union warns that it would march on Friday."),
    ],
)
def test_a_gist_tells_the_verb_with_its_object(parse: Parse, sentence: str, gist: str) -> None:
    gists = [event.gist for event in parse(sentence).events]
    assert gist in gists


def test_whose_name_is_no_side(parse: Parse) -> None:
    article = parse("The suspect, whose name was not released, was arrested on Monday.")
    assert not any(side.text.startswith("whose") for event in article.events for side in event.participants)


def test_what_the_author_adds_on_a_charge_is_not_said_by_those_who_make_it(parse: Parse) -> None:
    article = parse(
        "Chile accused Peru of shelling a village only hours after a truce had come into force, an accusation that Peru denied."
    )
    [denial] = [event for event in article.events if event.trigger.text.startswith("denied")]
    assert (denial.status, len(denial.attributions)) == (Event.OCCURRED, 0)


@pytest.mark.parametrize(
    "text",
    [
        "The scandal hurt the party's standing.",
        "Higher wages hurt sales in Norway.",
        "The strike wounded his pride and hurt the club's image.",
    ],
)
def test_harm_that_hurts_no_body_is_no_assault(parse: Parse, text: str) -> None:
    assert "ASSAULT" not in [event.type for event in parse(text).events if event.trigger.text == "hurt"]


@pytest.mark.parametrize(
    ("sentence", "type_", "recipients"),
    [
        ("Gunmen attacked a market in Kano.", "ASSAULT", ["a market"]),
        ("The army fired mortars and rockets at the rebels.", "ASSAULT", ["the rebels"]),
        ("The army prevented the demonstration staged by nurses.", "COERCE", ["nurses"]),
        ("Togo complained to the council over a Ghanaian raid.", "ACCUSE", ["Ghanaian"]),
        ("The league reiterated its demand that Chile open the border.", "REQUEST", ["Chile"]),
        ("The patrol sank the boat and its crew was thrown into the sea.", "ASSAULT", ["the boat"]),
    ],
)
def test_to_whom_it_is_done(parse: Parse, sentence: str, type_: str, recipients: list[str]) -> None:
    events = [event for event in parse(sentence).events if event.type == type_]
    assert recipients in [sides(event, "RECIPIENT") for event in events]


def test_two_who_agree_for_both_countries_are_each_others_sides(parse: Parse) -> None:
    article = parse("Peru and Chile agreed to resume trade between the two countries.")
    [event] = [event for event in article.events if event.trigger.text.startswith("agreed")]
    assert sides(event, "PARTICIPANT") == ["Peru", "Chile"]


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        (
            "The mayor rejected the bid of the union to close the port.",
            "The mayor rejects the bid of the union to close the port.",
        ),
        ("The company has not yet released the hostages.", "The company has not yet released the hostages."),
        ("The governor described the plan as a mistake.", "The governor describes the plan as a mistake."),
        ("The envoy was refused a visa by Peru.", "The envoy was refused a visa by Peru."),
        (
            "“I have asked the council to resign,” Olav Brekke said.",
            "Olav Brekke asks the council to resign, by own account.",
        ),
        (
            "The court said the treaty must be ratified by Chile.",
            "The court demands that the treaty be ratified by Chile.",
        ),
        ("The editor is ill and is likely to die.", "The editor may die."),
    ],
)
def test_a_gist_says_the_whole_claim(parse: Parse, sentence: str, gist: str) -> None:
    assert gist in [event.gist for event in parse(sentence).events]


def test_who_is_punished_for_a_deed_has_done_it(parse: Parse) -> None:
    article = parse(
        "A court in Lyon sentenced a bank clerk to three years in prison for stealing from elderly customers."
    )
    assert sides(only(article, "X_CRIME"), "AGENT") == []
    assert only(article, "X_CRIME").gist.startswith("A bank clerk steals")


def test_where_those_are_who_are_harmed_is_no_side(parse: Parse) -> None:
    article = parse("The disease killed about 3,000 animals in Latvia and Estonia last year.")
    assert sides(only(article, "X_DISASTER"), "RECIPIENT") == ["about 3,000 animals in Latvia and Estonia"]


def test_a_person_who_takes_over_takes_an_office(parse: Parse) -> None:
    article = parse("The manager, Ola Berg, took over from a rival last year.")
    assert only(article, "X_APPOINT").status == Event.OCCURRED


def test_a_gist_names_its_source_once(parse: Parse) -> None:
    article = parse("At least twelve students were arrested in Nairobi, according to a witness.")
    [arrest] = [event for event in article.events if event.trigger.text == "arrested"]
    assert arrest.gist == "At least twelve students were arrested in Nairobi, a witness says."


def test_a_term_with_a_number_of_hours_is_an_ultimatum_to_whom_it_is_given(parse: Parse) -> None:
    event = only(parse("The union gave the firm 48 hours to leave the site."), "THREATEN")
    assert sides(event, "RECIPIENT") == ["the firm"]


def test_who_is_let_go_has_their_own_clause(parse: Parse) -> None:
    assert sides(only(parse("The gunmen let the nuns go."), "RETREAT"), "RECIPIENT") == ["the nuns"]


def test_force_on_what_people_own_is_done_to_the_thing(parse: Parse) -> None:
    event = only(parse("Bulldozers flattened the squatters' camp."), "COERCE")
    assert sides(event, "RECIPIENT") == ["the squatters' camp"]


def test_what_would_not_have_happened_without_help_happened(parse: Parse) -> None:
    event = only(parse("The attack would not have happened without the army's help."), "ASSAULT")
    assert event.status == Event.OCCURRED


def test_the_united_states_are_not_we(parse: Parse) -> None:
    event = only(parse("US bombardments of the city killed ten people."), "ASSAULT")
    assert event.gist.startswith("US ")


def test_a_second_charge_is_its_own_claim(parse: Parse) -> None:
    article = parse("Envoys accused Khartoum of stalling on the accord and continuing raids on the camps.")
    [raids] = [event for event in article.events if event.trigger.text == "raids"]
    assert sides(raids, "AGENT") == ["Khartoum"]
    assert sides(raids, "RECIPIENT") == ["the camps"]
    assert raids.status == Event.CLAIMED


@pytest.mark.parametrize("verb", ["presented", "portrayed"])
def test_what_a_party_makes_of_itself_is_its_claim(parse: Parse, verb: str) -> None:
    article = parse(f"Norway has {verb} itself as willing to mediate between the rebels and the government.")
    willing = only(article, "AGREE")
    assert willing.status == Event.CLAIMED
    assert [source.source_span.text for source in willing.attributions] == ["Norway"]


def test_who_says_so_inside_a_relative_clause_is_the_source_and_no_event(parse: Parse) -> None:
    article = parse("Chad has frozen the accounts of traders who it says armed the rebels.")
    assert "X_STATE" not in [event.type for event in article.events]
    assert only(article, "AID").status == Event.CLAIMED


def test_those_who_are_reported_to_have_been_sent_are_moved(parse: Parse) -> None:
    moved = only(parse("British frigates are said to have been deployed off Aden."), "MOBILIZE")
    assert sides(moved, "AGENT") == ["British frigates"]


def test_what_is_yet_to_be_made_is_no_side(parse: Parse) -> None:
    promise = only(parse("Rwanda has promised to set up a commission on land."), "AGREE")
    assert sides(promise, "RECIPIENT") == []


def test_force_announced_as_an_answer_is_a_threat(parse: Parse) -> None:
    article = parse("Any attack on the islands will be answered with missiles, the prime minister warned.")
    assert [event.type for event in article.events] == ["THREATEN"]


def test_a_year_before_one_thing_counts_nothing(parse: Parse) -> None:
    article = parse("Two guides survived the 1999 Arlen canyon accident, in which 14 hikers died.")
    death = only(article, "X_CASUALTY")
    assert [(quantity.value, quantity.unit) for quantity in death.quantities] == [(14, "killed")]
    assert death.gist == "14 hikers die."
    assert not only(article, "X_DISASTER").quantities


def test_the_sides_of_a_gun_battle_are_equal(parse: Parse) -> None:
    battle = only(parse("There has been a gun battle between smugglers and border guards near the pass."), "ASSAULT")
    assert sides(battle, "PARTICIPANT") == ["smugglers", "border guards"]


def test_a_bid_that_failed_is_not_done(parse: Parse) -> None:
    election = only(parse("Pereira failed in her bid to be elected mayor of Braga."), "X_ELECT")
    assert (election.status, sides(election, "RECIPIENT")) == (Event.NEGATED, ["Pereira"])


def test_a_plan_for_what_lies_back_was_carried_out(parse: Parse) -> None:
    article = parse("The captain admitted planning the March attacks on the barracks.")
    [attack] = [event for event in article.events if event.trigger.text == "attacks"]
    assert attack.status == Event.OCCURRED


def test_those_who_talked_are_the_sides_of_what_the_talks_led_to(parse: Parse) -> None:
    article = parse(
        "Kenyan officials met Sudanese envoys in May for talks on the dam."
        " Those talks resulted in June in an agreement to share the water."
    )
    agreement = only(article, "AGREE")
    assert sides(agreement, "PARTICIPANT") == ["Kenyan officials", "Sudanese envoys"]
    assert all(side.implied for side in agreement.participants if side.role == Participant.PARTICIPANT)
    assert agreement.gist.startswith("An agreement to share the water is reached")


def test_strikes_on_things_are_no_stoppage_of_work(parse: Parse) -> None:
    assert only(parse("Chad resumed strikes on fuel depots."), "ASSAULT").mode == "aerial"
    assert only(parse("Welders resumed their strike over pay."), "PROTEST").mode == "strike"


def test_an_answer_short_of_force_is_a_sanction(parse: Parse) -> None:
    answer = only(parse("Lima has taken retaliatory measures against Quito."), "SANCTION")
    assert (sides(answer, "AGENT"), sides(answer, "RECIPIENT")) == (["Lima"], ["Quito"])


def test_who_ends_clashes_is_not_one_of_those_who_clash(parse: Parse) -> None:
    clashes = only(
        parse("The army is trying to end days of clashes between Hindu traders and Sikh farmers."), "ASSAULT"
    )
    assert sides(clashes, "PARTICIPANT") == ["Hindu traders", "Sikh farmers"]


def test_all_that_a_refused_call_is_for_belongs_to_it(parse: Parse) -> None:
    article = parse("The premier rejected a call by the bishops for an end to the siege, and a return to peace talks.")
    assert [event.type for event in article.events] == ["REJECT"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The market traders' union plans a general strike on Thursday.",
        "The union of bakers called a strike for Friday.",
        "Pupils planned a march in Quito.",
    ],
)
def test_a_deed_that_is_only_planned_or_called_has_not_happened(parse: Parse, sentence: str) -> None:
    assert only(parse(sentence), "PROTEST").status == Event.PLANNED


def test_what_is_ordered_is_still_to_come_and_what_is_launched_has_begun(parse: Parse) -> None:
    assert only(parse("The general ordered air strikes on the camp."), "ASSAULT").status == Event.PLANNED
    assert only(parse("The rebels launched an attack on the camp."), "ASSAULT").status == Event.OCCURRED


def test_what_is_promised_in_words_is_done_by_the_words(parse: Parse) -> None:
    assert only(parse("Norway offered aid to Chad."), "AGREE").status == Event.OCCURRED


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("The party took power in Ghana last year.", "X_ELECT"),
        ("The ceasefire between the two clans took hold on Sunday.", "RETREAT"),
        ("The team took gold in Bergen.", "X_CONTEST"),
    ],
)
def test_a_bare_noun_of_a_fixed_phrase_takes_no_part(parse: Parse, sentence: str, type_: str) -> None:
    texts = [side.text for event in parse(sentence).events for side in event.participants]
    assert only(parse(sentence), type_)
    assert not {"power", "hold", "gold"} & set(texts)


def test_what_takes_effect_is_what_it_is_done_to(parse: Parse) -> None:
    law = only(parse("The new tariff took effect on Monday."), "X_ELECT")
    assert sides(law, "RECIPIENT") == ["The new tariff"]
    assert sides(law, "AGENT") == []


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Dockers struck on Monday.", "PROTEST"),
        ("Midwives struck in Lima on Tuesday.", "PROTEST"),
        ("Gunmen struck near Kano on Monday.", "ASSAULT"),
        ("The attackers struck again on Friday night.", "ASSAULT"),
        ("An earthquake struck on Monday.", "X_DISASTER"),
    ],
)
def test_who_strikes_says_what_striking_is(parse: Parse, sentence: str, type_: str) -> None:
    [event] = parse(sentence).events
    assert event.type == type_


def test_people_who_strike_somebody_do_not_stop_work(parse: Parse) -> None:
    assert not [event for event in parse("Students struck a policeman in Bari.").events if event.type == "PROTEST"]


def test_rescuers_who_search_look_for_people(parse: Parse) -> None:
    assert (
        only(parse("Rescuers were searching for 14 missing villagers after the flood."), "X_DISASTER").mode == "rescue"
    )


def test_an_attack_on_an_idea_hurts_nobody(parse: Parse) -> None:
    article = parse("Critics in Malta called the law an attack on democracy.")
    assert not [event for event in article.events if event.type in ("ASSAULT", "X_CRIME")]


@pytest.mark.parametrize(
    ("sentence", "type_", "trigger", "status", "parts"),
    [
        ("The truce takes effect on Monday at noon.", "RETREAT", "takes effect", Event.PLANNED, []),
        ("The armistice went into effect on Tuesday.", "RETREAT", "went into effect", Event.OCCURRED, []),
        ("The ceasefire has not taken effect.", "RETREAT", "taken effect", Event.NEGATED, []),
        ("If the ceasefire takes hold, aid will flow.", "RETREAT", "takes hold", Event.HYPOTHETICAL, []),
        (
            "A ceasefire between Sudan and Chad took effect on Sunday.",
            "RETREAT",
            "took effect",
            Event.OCCURRED,
            ["Sudan", "Chad"],
        ),
        (
            "New sanctions against Belarus came into force on Monday.",
            "SANCTION",
            "came into force",
            Event.OCCURRED,
            ["Belarus"],
        ),
        (
            "Peru's tariffs on steel took effect on Monday.",
            "X_ELECT",
            "took effect",
            Event.OCCURRED,
            ["Peru's tariffs"],
        ),
    ],
)
def test_what_begins_to_hold_is_one_event_told_by_its_verb(
    parse: Parse, sentence: str, type_: str, trigger: str, status: Event.Status.ValueType, parts: list[str]
) -> None:
    [event] = parse(sentence).events
    assert (event.type, event.trigger.text) == (type_, trigger)
    assert event.status == status
    assert [side.text for side in event.participants] == parts


@pytest.mark.parametrize(
    ("sentence", "type_"),
    [
        ("Students struck a deal with the rector in Bari.", "X_DEAL"),
        ("Workers struck an agreement with the owners on Monday.", "X_DEAL"),
        ("Police struck two protesters in Tbilisi.", "ASSAULT"),
        ("Residents struck a soldier with stones.", "ASSAULT"),
        ("The drivers struck the depot of Orlan.", "PROTEST"),
        ("Nurses struck three hospitals on Monday.", "PROTEST"),
        ("Teachers struck for three days in Lima.", "PROTEST"),
    ],
)
def test_what_people_strike_says_what_striking_is(parse: Parse, sentence: str, type_: str) -> None:
    assert only(parse(sentence), type_)
    assert {event.type for event in parse(sentence).events} == {type_}


@pytest.mark.parametrize(
    "sentence", ["Villagers struck gold near Tamale.", "Staff struck a blow against the ministry."]
)
def test_striking_gold_or_a_blow_stops_no_work(parse: Parse, sentence: str) -> None:
    assert not parse(sentence).events


@pytest.mark.parametrize(
    "sentence",
    [
        "A dam burst killed 12 villagers in Laos.",
        "Twelve people were injured when a dam burst in Laos.",
        "A levee burst killed nine farmers in Mali.",
        "Nine people were killed as a dam gave way in Brazil.",
    ],
)
def test_whom_a_burst_dam_kills_is_the_victim_of_an_accident(parse: Parse, sentence: str) -> None:
    assert len(sides(only(parse(sentence), "X_CASUALTY"), "RECIPIENT")) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "An activist who opposed the dam was killed in Honduras.",
        "Two engineers of the dam were killed in Herat on Monday.",
    ],
)
def test_a_dam_that_only_stands_there_kills_nobody(parse: Parse, sentence: str) -> None:
    assert not [event for event in parse(sentence).events if event.type == "X_CASUALTY"]


@pytest.mark.parametrize("sentence", ["The union called a strike last week.", "Nurses called a strike yesterday."])
def test_the_day_of_a_call_is_not_the_day_of_what_is_called(parse: Parse, sentence: str) -> None:
    assert only(parse(sentence), "PROTEST").status == Event.PLANNED
