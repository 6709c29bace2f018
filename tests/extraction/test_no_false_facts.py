"""What a hurried reader would take for done, said, or done by somebody, and the sentence does not say."""

import pytest
from as_read import Parse, only, sides, told_by

from dateline.v1.event_pb2 import Event, EventTime


def status(event: Event) -> str:
    return Event.Status.Name(event.status)


def test_a_sentence_before_a_semicolon_is_not_what_the_one_behind_it_denies(parse: Parse) -> None:
    article = parse("Critics say the minister wants to close the academy; he denies it.")
    assert status(told_by(article, "say")) == "OCCURRED"


def test_a_sentence_before_a_semicolon_is_not_what_the_one_behind_it_promises(parse: Parse) -> None:
    article = parse("Denmark offered to lend two ferries; Chile pledged 3 million dollars in aid.")
    assert status(told_by(article, "offered")) == "OCCURRED"
    assert sides(told_by(article, "pledged"), "RECIPIENT") == []


def test_what_went_before_a_refusal_is_not_refused(parse: Parse) -> None:
    article = parse("The Diet rejected a bill to ban rifles, a week after an intruder killed two guards in Sapporo.")
    killing = only(article, "ASSAULT")
    assert (status(killing), list(killing.attributions)) == ("OCCURRED", [])


def test_a_participle_behind_a_comma_is_not_denied_with_the_verb(parse: Parse) -> None:
    article = parse("Norway said it had no wish to leave the pact, rejecting a report by a Danish newspaper.")
    assert status(told_by(article, "rejecting")) == "OCCURRED"


def test_what_a_statement_that_is_dismissed_says_is_denied(parse: Parse) -> None:
    article = parse("Diallo dismissed a statement that she had turned down three offers from the palace.")
    assert status(told_by(article, "turned down")) == "NEGATED"


def test_what_somebody_denies_of_the_future_will_not_be(parse: Parse) -> None:
    retreat = told_by(parse("Kenya denied that its troops would leave Somalia."), "leave")
    assert (status(retreat), retreat.gist) == ("NEGATED", "Its troops will not leave Somalia, Kenya says.")


def test_the_second_of_two_clauses_behind_said_is_to_come_like_the_first(parse: Parse) -> None:
    article = parse("Peru said that it would send tents and that Chile would deploy troops on the border.")
    assert {status(event) for event in article.events if event.type != "X_STATE"} == {"PLANNED"}


def test_nobody_says_what_he_rejects(parse: Parse) -> None:
    ban = told_by(parse("The Diet rejected a bill to ban rifles."), "ban")
    assert ban.gist == "Rifles may be banned, which the Diet rejects."


def test_what_somebody_does_not_confirm_is_not_told_by_own_account(parse: Parse) -> None:
    article = parse("The ministry refused to confirm that it would withdraw troops from Mali.")
    assert not [event.gist for event in article.events if "own account" in event.gist]


@pytest.mark.parametrize(
    ("sentence", "trigger", "gist"),
    [
        ("Iran may have attacked the port.", "attacked", "Iran may have attacked the port."),
        ("Iran could have bombed the port.", "bombed", "Iran could have bombed the port."),
        ("The port would have been bombed.", "bombed", "The port would have been bombed."),
        ("Peru has no plans to deploy troops.", "deploy", "Peru will not deploy troops, by own account."),
    ],
)
def test_a_gist_of_what_is_not_so_says_which_time_is_meant(
    parse: Parse, sentence: str, trigger: str, gist: str
) -> None:
    assert told_by(parse(sentence), trigger).gist == gist


def test_the_day_of_what_is_called_for_is_to_come(parse: Parse) -> None:
    """9 April is a Wednesday."""
    article = parse("The opposition called for a protest on Friday.")
    assert [time.value for time in article.times] == ["2025-04-11"]


def test_what_was_done_is_not_dated_ahead(parse: Parse) -> None:
    call = told_by(parse("The opposition called for a protest on Friday."), "called")
    assert (call.time.basis, call.gist) == (EventTime.PUBLICATION, "The opposition calls for a protest on Friday.")


@pytest.mark.parametrize("plan", ["is to appear", "is due to appear", "plans to appear", "is expected to appear"])
def test_the_day_of_what_is_planned_now_is_the_coming_one(parse: Parse, plan: str) -> None:
    """Also when it is six days off."""
    article = parse(f"The man {plan} before a judge on Tuesday.")
    assert [time.value for time in article.times] == ["2025-04-15"]


def test_by_behind_an_active_verb_names_no_doer(parse: Parse) -> None:
    survival = told_by(parse("The mayor survived a no-confidence vote by a single ballot."), "survived")
    assert sides(survival, "AGENT") == ["The mayor"]


def test_who_is_granted_something_does_not_grant_it(parse: Parse) -> None:
    article = parse("The exiled general will return to Chile only if granted asylum, his party said.")
    assert not [
        event for event in article.events if "general" in " ".join(sides(event, "AGENT")) and "grant" in event.gist
    ]


def test_who_alleges_something_does_not_mean_himself(parse: Parse) -> None:
    article = parse("Two men were tried in Leeds. Prosecutors allege that they stole paintings. They face prison.")
    [thieves] = [actor for actor in article.actors if actor.name == "men"]
    assert [mention.span.text for mention in thieves.mentions] == ["Two men", "they", "They"]


def test_one_prosecutor_is_not_the_prosecutors(parse: Parse) -> None:
    article = parse("Prosecutors had asked for six years. The prosecutor said she would appeal.")
    assert {actor.name for actor in article.actors} == {"Prosecutors", "prosecutor"}


def test_a_reactor_is_no_weapon(parse: Parse) -> None:
    article = parse("South Korea plans to build a reactor of a new type by 2035.")
    assert "THREATEN" not in {event.type for event in article.events}


def test_to_withdraw_from_a_choice_is_not_to_be_chosen(parse: Parse) -> None:
    article = parse("Judge Anna Brandt withdrew her nomination to the Supreme Court on Monday.")
    assert [event.trigger.text for event in article.events] == ["withdrew her nomination"]


def test_what_is_neither_confirmed_nor_denied_is_not_denied(parse: Parse) -> None:
    article = parse("Prosecutors have neither confirmed nor denied that the governor fled.")
    assert {status(event) for event in article.events if event.trigger.text != "fled"} == {"NEGATED"}


def test_a_headline_that_asks_tells_nothing_as_done(parse: Parse) -> None:
    article = parse("A federation meets today.", title="Champion stripped of title?")
    assert {status(event) for event in article.events if event.trigger.text.startswith("stripped")} == {"HYPOTHETICAL"}


def test_a_promise_depends_on_a_condition_also_below_its_object(parse: Parse) -> None:
    article = parse(
        "Turkey would support Sweden's bid to join the club only if Sweden hands over the men, Erdogan said."
    )
    assert status(told_by(article, "support")) == "HYPOTHETICAL"


@pytest.mark.parametrize("cue", ["threatened to leave the pact", "vowed to arrest the rebels", "promised to free them"])
def test_nobody_says_that_the_condition_of_his_threat_comes_true(parse: Parse, cue: str) -> None:
    condition = told_by(parse(f"Denmark {cue} if Poland expelled its envoy."), "expelled")
    assert (status(condition), list(condition.attributions)) == ("HYPOTHETICAL", [])


def test_what_stands_behind_but_is_the_author_s_word(parse: Parse) -> None:
    article = parse("The rebels said they want peace, but the army has attacked three villages.")
    attack = only(article, "ASSAULT")
    assert (status(attack), list(attack.attributions)) == ("OCCURRED", [])


def test_what_was_found_of_somebody_was_not_found_by_him(parse: Parse) -> None:
    found = told_by(parse("The banker could face twelve years in jail if found guilty."), "found")
    assert (sides(found, "AGENT"), sides(found, "RECIPIENT")) == ([], ["The banker"])


def test_who_fails_for_the_third_time_fails(parse: Parse) -> None:
    article = parse("Lawmakers failed for the third time to elect a speaker.")
    assert status(told_by(article, "elect")) == "NEGATED"


def test_a_plan_of_an_earlier_day_is_told_as_such(parse: Parse) -> None:
    meeting = only(parse("The envoy had been due to meet the Danish king but fell ill."), "CONSULT")
    assert meeting.gist == "The envoy was to meet the Danish king."


def test_what_goes_on_unless_it_ends_is_not_told_as_ended(parse: Parse) -> None:
    article = parse("The president said talks would not resume unless the rebels ended attacks on the border.")
    assert not [event.gist for event in article.events if event.type == "ASSAULT" and "end" in event.gist]


def test_she_is_the_woman_who_was_named(parse: Parse) -> None:
    article = parse("A court freed editor Salma Haddad, who had insulted the king's envoy. She was arrested again.")
    assert [actor.name for actor in article.actors for mention in actor.mentions if mention.span.text == "She"] == [
        "Salma Haddad"
    ]


def test_a_quotation_between_single_marks_keeps_both(parse: Parse) -> None:
    dismissal = told_by(parse("Tehran dismissed the report as 'politically motivated'."), "dismissed")
    assert dismissal.gist.endswith("as 'politically motivated'.")


def test_who_is_feared_kidnapped_may_not_be(parse: Parse) -> None:
    article = parse("A German tourist feared kidnapped in Algeria was found safe.")
    assert status(told_by(article, "kidnapped")) == "HYPOTHETICAL"


def test_a_noun_with_a_relative_clause_has_the_verb_that_the_clause_has_no_place_for(parse: Parse) -> None:
    arrest = told_by(parse("A teenager who is believed to have made the call has not been arrested."), "arrested")
    assert sides(arrest, "RECIPIENT") == ["A teenager"]


def test_who_gives_a_riot_a_name_does_not_riot(parse: Parse) -> None:
    article = parse("The unions, who called the riots regrettable, left Tunis.")
    assert "PROTEST" not in {event.type for event in article.events}


def test_workers_who_end_a_strike_cease_no_fire(parse: Parse) -> None:
    article = parse("Junior doctors in Kolkata ended a hunger strike on Monday.")
    assert [event.type for event in article.events] == ["CONCEDE"]


def test_who_denies_a_charge_charges_nobody(parse: Parse) -> None:
    article = parse("Oru has denied the charges.")
    assert [(event.type, event.mode) for event in article.events] == [("X_STATE", "deny")]


def test_an_order_that_is_only_alleged_is_told_so(parse: Parse) -> None:
    article = parse("The court issued a warrant for General Oru, who allegedly ordered the killing of 200 villagers.")
    assert "orders the killing of 200 villagers, it is claimed" in told_by(article, "killing").gist


def test_several_speakers_speak_of_themselves_though_they_are_no_actors(parse: Parse) -> None:
    attack = told_by(parse("Crews accepted the offer. Stevedores in Callao said they would attack the port."), "attack")
    assert "Crews" not in attack.gist


def test_a_gist_names_an_actor_whose_name_holds_another_s(parse: Parse) -> None:
    inquiry = told_by(parse("Qatar's civil aviation authority said it would investigate."), "investigate")
    assert inquiry.gist.startswith("Qatar's civil aviation authority will")


def test_what_goes_on_meanwhile_is_told(parse: Parse) -> None:
    protest = only(parse("The president of Peru resigned amid protests."), "PROTEST")
    assert status(protest) == "OCCURRED"


@pytest.mark.parametrize("verb", ["foiled", "thwarted"])
def test_who_foils_a_plot_does_not_carry_it_out(parse: Parse, verb: str) -> None:
    bombing = only(parse(f"Colombian police {verb} a plot to bomb a shopping centre in Cali."), "ASSAULT")
    assert (status(bombing), sides(bombing, "AGENT")) == ("NEGATED", [])


def test_a_condition_turned_round_is_none_that_was_met(parse: Parse) -> None:
    article = parse("Had the generals attacked the port, the charity said, the truth would be known.")
    assert status(only(article, "ASSAULT")) == "HYPOTHETICAL"


def test_what_somebody_does_not_believe_he_does_not_say(parse: Parse) -> None:
    attack = only(parse("Investigators do not believe that rebels attacked the port."), "ASSAULT")
    assert (status(attack), "investigators say" in attack.gist) == ("HYPOTHETICAL", False)


def test_a_plan_that_is_denied_is_none(parse: Parse) -> None:
    resignation = told_by(parse("The palace denied that the king was about to resign."), "resign")
    assert status(resignation) == "NEGATED"


def test_to_threaten_what_is_no_violence_is_no_crime(parse: Parse) -> None:
    article = parse("The bakery threatened to hire replacements.")
    assert [event.type for event in article.events] == ["X_STATE"]


def test_talks_that_fail_are_told_so(parse: Parse) -> None:
    talks = only(parse("Talks between Chad and Mali collapsed on Sunday."), "CONSULT")
    assert talks.gist == "Talks between Chad and Mali collapse (2025-04-06)."


def test_what_a_report_that_is_denied_foretells_will_not_be(parse: Parse) -> None:
    closing = told_by(parse("Northern Mutual denied a report that it would close 80 branches."), "close")
    assert status(closing) == "NEGATED"
