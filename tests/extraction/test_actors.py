"""Who is in the article: names brought together, roles read, descriptions and pronouns resolved, cities told from states."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.span_pb2 import Mention

CastOf = Callable[..., dict[str, Actor]]


def words(actor: Actor, *kinds: Mention.Type.ValueType) -> list[str]:
    return [mention.span.text for mention in actor.mentions if not kinds or mention.type in kinds]


class TestPersons:
    def test_full_name_surname_and_honorific_are_one_person(self, cast_of: CastOf) -> None:
        cast = cast_of("Ingrid Solberg arrived in Nairobi. Ms Solberg met the press. Solberg left on Friday.")
        assert words(cast["Ingrid Solberg"]) == ["Ingrid Solberg", "Solberg", "Solberg"]
        assert cast["Ingrid Solberg"].honorific == "Ms"
        assert cast["Ingrid Solberg"].actor == "actors/person-ingrid-solberg"

    def test_a_surname_before_the_full_name_is_the_same_person(self, cast_of: CastOf) -> None:
        cast = cast_of("The senator praised Otieno. Grace Otieno thanked him.")
        assert words(cast["Grace Otieno"]) == ["Otieno", "Grace Otieno"]

    def test_two_persons_with_one_surname_are_told_apart_by_their_honorific(self, cast_of: CastOf) -> None:
        cast = cast_of("Mr Peter Lund and Mrs Karen Lund voted. Mrs Lund left first.")
        assert words(cast["Karen Lund"], Mention.NAME) == ["Karen Lund", "Lund"]

    def test_a_name_behind_a_title_is_a_person_even_when_the_model_misses_it(self, cast_of: CastOf) -> None:
        cast = cast_of("Deputy assistant secretary of state for East Africa Sonora Coltrey will lead the delegation.")
        assert cast["Sonora Coltrey"].kind == Actor.PERSON

    def test_two_of_a_family_stay_two(self, cast_of: CastOf) -> None:
        cast = cast_of("Grace Otieno won. Otieno thanked her brother. Daniel Otieno lost.")
        assert words(cast["Grace Otieno"], Mention.NAME) == ["Grace Otieno", "Otieno"]
        assert words(cast["Daniel Otieno"], Mention.NAME) == ["Daniel Otieno"]

    def test_an_apposition_to_an_office_is_a_person_whatever_the_model_thinks(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenya's minister met his Somali counterpart, Hodan Xasan Warfaa, on Monday.")
        assert (cast["Hodan Xasan Warfaa"].kind, cast["Hodan Xasan Warfaa"].country_code) == (Actor.PERSON, "SOM")

    def test_a_descriptive_word_before_the_name_is_no_part_of_it(self, cast_of: CastOf) -> None:
        cast = cast_of("Norwegian teenager Eskil Moen won. Teenager Moen cried.")
        assert words(cast["Eskil Moen"], Mention.NAME) == ["Eskil Moen", "Moen"]

    def test_a_known_leader_has_a_country_but_no_office(self, cast_of: CastOf) -> None:
        leader = cast_of("Angela Merkel gave a speech.")["Angela Merkel"]
        assert (leader.country_code, list(leader.roles)) == ("DEU", [])


class TestRoles:
    def test_an_office_that_somebody_was_appointed_to(self, cast_of: CastOf) -> None:
        cast = cast_of("Ann Otieno, who was appointed finance minister of Kenya in May, resigned.")
        [role] = cast["Ann Otieno"].roles
        assert (role.title, role.country_code) == ("finance minister", "KEN")

    def test_a_verb_before_a_title_is_no_part_of_it(self, cast_of: CastOf) -> None:
        [role] = cast_of("The envoys will brief President Ann Otieno on Friday.")["Ann Otieno"].roles
        assert role.title == "president"

    def test_whose_official_it_is_has_not_the_office(self, cast_of: CastOf) -> None:
        cast = cast_of("Ann Otieno stayed. A senior official of Otieno's party left.")
        assert not cast["Ann Otieno"].roles

    def test_a_title_before_the_name(self, cast_of: CastOf) -> None:
        [role] = cast_of("Kenyan Foreign Minister Ann Otieno spoke on Monday.")["Ann Otieno"].roles
        assert (role.title, role.country_code, role.span.text) == ("foreign minister", "KEN", "Kenyan Foreign Minister")

    def test_a_title_with_its_ministry(self, cast_of: CastOf) -> None:
        cast = cast_of("US State Department spokeswoman Carla Boone spoke on Monday.")
        [role] = cast["Carla Boone"].roles
        assert (role.title, role.organization, role.country_code) == ("spokeswoman", "US State Department", "USA")
        assert cast["Carla Boone"].affiliation == cast["U.S. State Department"].id

    def test_an_apposition_behind_the_name(self, cast_of: CastOf) -> None:
        [role] = cast_of("Ingrid Solberg, the foreign minister of Norway, arrived on Monday.")["Ingrid Solberg"].roles
        assert (role.title, role.country_code) == ("foreign minister", "NOR")

    def test_an_apposition_before_the_name(self, cast_of: CastOf) -> None:
        [role] = cast_of("The foreign minister of Norway, Ingrid Solberg, arrived on Monday.")["Ingrid Solberg"].roles
        assert (role.title, role.country_code) == ("foreign minister", "NOR")

    def test_an_ambassador_to_a_country_is_not_of_it(self, cast_of: CastOf) -> None:
        cast = cast_of("The delegation was led by ambassador to Japan Oleg Marin, who spoke on Monday.")
        [role] = cast["Oleg Marin"].roles
        assert (role.title, role.organization, role.country_code) == ("ambassador", "Japan", "")
        assert cast["Oleg Marin"].country_code == ""


class TestKnownBodies:
    def test_an_acronym_behind_the_name_is_the_same_body(self, cast_of: CastOf) -> None:
        cast = cast_of("The Lakeside Farmers Union (LFU) met on Monday. The LFU wants higher prices.")
        assert words(cast["Lakeside Farmers Union"], Mention.NAME) == ["Lakeside Farmers Union", "LFU", "LFU"]

    def test_a_known_organisation_has_one_global_name_under_all_its_names(self, cast_of: CastOf) -> None:
        long, short = cast_of("The United Nations agreed."), cast_of("The UN agreed.")
        assert long["United Nations"].actor == short["United Nations"].actor
        assert short["United Nations"].link_basis == Actor.ALIAS

    @pytest.mark.parametrize("text", ["The Kenyan Foreign Ministry protested.", "Kenya's foreign ministry protested."])
    def test_a_ministry_belongs_to_its_country(self, cast_of: CastOf, text: str) -> None:
        [ministry] = [actor for actor in cast_of(text).values() if actor.kind == Actor.GOVERNMENT]
        assert (ministry.actor, ministry.country_code) == ("actors/ministry-ken-foreign-affairs", "KEN")

    def test_a_news_agency_is_a_medium(self, cast_of: CastOf) -> None:
        assert cast_of("Russian state news agency Tass reported the visit.")["TASS"].kind == Actor.MEDIA

    def test_a_paper_with_a_capital_article_keeps_it(self, cast_of: CastOf) -> None:
        assert cast_of("An aide told The Meridian that the talks had failed.")["The Meridian"].kind == Actor.MEDIA

    def test_a_name_that_begins_another_is_its_short_form(self, cast_of: CastOf) -> None:
        cast = cast_of("Nordvik Chemicals lost money. Nordvik blamed its rivals.")
        assert words(cast["Nordvik Chemicals"], Mention.NAME) == ["Nordvik Chemicals", "Nordvik"]

    def test_the_noun_before_a_name_says_what_it_is(self, cast_of: CastOf) -> None:
        assert cast_of("He told the radio station Sahel Horizon that he was ill.")["Sahel Horizon"].kind == Actor.MEDIA

    def test_the_apposition_behind_a_name_says_what_it_is(self, cast_of: CastOf) -> None:
        cast = cast_of("The deal was signed by Zorvan Lanta, a company from Oslo.")
        assert [actor.kind for actor in cast.values() if actor.named and actor.kind != Actor.COUNTRY] == [Actor.COMPANY]

    def test_a_possessive_part_is_no_second_body(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenya's Supreme Court struck down the law. The court gave no reason.")
        [court] = [actor for actor in cast.values() if actor.kind == Actor.AGENCY]
        assert words(court) == ["Kenya's Supreme Court", "The court"]

    def test_the_government_of_a_known_leader(self, cast_of: CastOf) -> None:
        cast = cast_of("The Merkel government refused.")
        assert [(actor.actor, actor.country_code) for actor in cast.values()] == [("actors/government-deu", "DEU")]

    @pytest.mark.parametrize("text", ["Texas sued the company.", "Bavaria banned the party."])
    def test_a_state_of_a_federation_that_rules_is_a_government(self, cast_of: CastOf, text: str) -> None:
        [state] = [actor for actor in cast_of(text).values() if actor.named]
        assert (state.kind, state.country_code) in ((Actor.GOVERNMENT, "USA"), (Actor.GOVERNMENT, "DEU"))


class TestNoActors:
    @pytest.mark.parametrize(
        "text",
        [
            "BERGEN, Aug 18 — It rained all day.",
            "The Tour of Jutland was cancelled.",
            "Rowers crossed the Lambro river at noon.",
            "She read the novel The Salt Road twice.",
            "He was taken to hospital.",
        ],
    )
    def test_datelines_events_rivers_works_and_bare_places(self, cast_of: CastOf, text: str) -> None:
        assert cast_of(text) == {}

    def test_capitals_of_a_headline_make_no_names(self, cast_of: CastOf) -> None:
        cast = cast_of("Wealthy Voters Abandon Kenya Over New Farm Tax\n\nKenya raised the tax on Monday.")
        assert [name for name, actor in cast.items() if actor.named] == ["Kenya"]


class TestPeoples:
    @pytest.mark.parametrize(
        ("text", "name", "country"),
        [
            ("Kenyans will vote in August.", "Kenyans", "KEN"),
            ("The French voted on Sunday.", "French", "FRA"),
            ("Two Italians were rescued from the ridge.", "Italians", "ITA"),
        ],
    )
    def test_a_people_is_a_group_of_its_country(self, cast_of: CastOf, text: str, name: str, country: str) -> None:
        people = cast_of(text)[name]
        assert (people.kind, people.country_code, people.named) == (Actor.GROUP, country, False)

    def test_one_of_a_people_is_a_person(self, cast_of: CastOf) -> None:
        cast = cast_of("A Briton was arrested in Goa. He had fled in March.")
        assert cast["Briton"].kind == Actor.PERSON
        assert words(cast["Briton"], Mention.PRONOUN) == ["He"]


class TestStatesAndCities:
    @pytest.mark.parametrize(
        "text",
        [
            "Moscow said it would answer.",
            "Officials accused Moscow of delays.",
            "Talks between Moscow and Ankara failed.",
            "Moscow's delegation left the hall.",
            "Western pressure on Moscow grew.",
        ],
    )
    def test_a_capital_that_acts_is_its_state(self, cast_of: CastOf, text: str) -> None:
        assert words(cast_of(text)["Russia"], Mention.METONYM) == ["Moscow"]

    @pytest.mark.parametrize(
        "text",
        [
            "The ministers met in Moscow.",
            "She flew to Moscow on Friday.",
            "Moscow's streets were empty.",
            "The road from Moscow was closed.",
            "Moscow is a city of canals in this novel.",
        ],
    )
    def test_a_capital_that_only_says_where_is_no_actor(self, cast_of: CastOf, text: str) -> None:
        assert "Russia" not in cast_of(text)

    def test_a_country_is_an_actor_where_it_acts(self, cast_of: CastOf) -> None:
        assert cast_of("Norway signed the treaty.")["Norway"].actor == "actors/country-nor"

    def test_a_country_is_no_actor_where_something_happens(self, cast_of: CastOf) -> None:
        assert "Norway" not in cast_of("The ministers met in Norway.")

    def test_the_seat_of_a_government_is_the_government(self, cast_of: CastOf) -> None:
        assert cast_of("The Kremlin denied the report.")["Russian government"].kind == Actor.GOVERNMENT


class TestDescriptions:
    def test_people_of_a_country_are_a_group_of_it(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenyan officials met on Monday.")
        group = cast["Kenyan officials"]
        assert (group.kind, group.country_code, group.named) == (Actor.GROUP, "KEN", False)
        assert group.affiliation == cast["Kenya"].id
        assert group.actor == "actors/unnamed-ken-officials"

    def test_people_of_two_countries_are_two_groups(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenyan and Norwegian officials met on Monday.")
        assert {"Kenyan officials", "Norwegian officials"} <= set(cast)

    def test_an_unnamed_source_is_an_actor(self, cast_of: CastOf) -> None:
        source = cast_of("A Kenyan diplomatic official told reporters that the talks had failed.")[
            "Kenyan diplomatic official"
        ]
        assert (source.kind, source.named) == (Actor.PERSON, False)

    def test_a_definite_description_returns_to_its_role(self, cast_of: CastOf) -> None:
        cast = cast_of("Norwegian ambassador Ingrid Solberg spoke first. The ambassador left early.")
        assert words(cast["Ingrid Solberg"], Mention.NOMINAL) == ["The ambassador"]

    def test_a_definite_description_returns_to_a_body_by_its_noun(self, cast_of: CastOf) -> None:
        cast = cast_of("Harbour Lights Bank lost money. The bank will close two branches.")
        assert words(cast["Harbour Lights Bank"], Mention.NOMINAL) == ["The bank"]

    def test_the_company_is_the_last_company_named(self, cast_of: CastOf) -> None:
        cast = cast_of("Brennor Motors cut its forecast. The company blamed weak demand.")
        assert words(cast["Brennor Motors"], Mention.NOMINAL) == ["The company"]

    def test_a_predicate_brings_in_nobody(self, cast_of: CastOf) -> None:
        assert "mediator" not in cast_of("Turkey acted as a mediator. She is a mediator.")

    def test_police_in_a_capital_are_not_the_state(self, cast_of: CastOf) -> None:
        cast = cast_of("Police in Nairobi arrested nine men.")
        assert "Kenya" not in cast
        assert cast["Police"].country_code == "KEN"

    def test_an_amount_is_no_part_of_a_name(self, cast_of: CastOf) -> None:
        assert "miners" in cast_of("At least 60,000 miners went on strike.")

    def test_the_nation_is_the_last_country(self, cast_of: CastOf) -> None:
        cast = cast_of("Bolivia left the pact. The Andean nation wants new terms.")
        assert words(cast["Bolivia"], Mention.NOMINAL) == ["The Andean nation"]

    def test_no_minister_is_nobody(self, cast_of: CastOf) -> None:
        assert cast_of("No minister came.") == {}


class TestPronouns:
    def test_i_between_quotation_marks_is_the_speaker(self, cast_of: CastOf) -> None:
        cast = cast_of("“I warned them,” Ingrid Moen said on Monday.")
        assert words(cast["Ingrid Moen"], Mention.PRONOUN) == ["I"]

    def test_he_in_a_quotation_is_not_its_speaker(self, cast_of: CastOf) -> None:
        cast = cast_of("Daniel Lund left. “He lied to us,” Peter Moen said.")
        assert words(cast["Daniel Lund"], Mention.PRONOUN) == ["He"]
        assert words(cast["Peter Moen"], Mention.PRONOUN) == []

    def test_he_is_no_woman(self, cast_of: CastOf) -> None:
        cast = cast_of("Sarah Lindgren won the seat. He congratulated the winner.")
        assert words(cast["Sarah Lindgren"], Mention.PRONOUN) == []

    def test_his_before_a_noun_is_his(self, cast_of: CastOf) -> None:
        cast = cast_of("Daniel Lund was jailed. His lawyer protested.")
        assert words(cast["Daniel Lund"], Mention.PRONOUN) == ["His"]

    def test_it_is_nobody_far_back(self, cast_of: CastOf) -> None:
        cast = cast_of("Norway signed. The sun shone. Rain fell. Snow lay deep. It melted.")
        assert words(cast["Norway"], Mention.PRONOUN) == []

    def test_she_is_the_woman_who_spoke_last(self, cast_of: CastOf) -> None:
        cast = cast_of("Spokeswoman Carla Boone welcomed the offer. “It is a start,” she said.")
        assert words(cast["Carla Boone"], Mention.PRONOUN) == ["she"]

    def test_gender_keeps_pronouns_apart(self, cast_of: CastOf) -> None:
        cast = cast_of("Mr Peter Lund met Mrs Ann Otieno on Friday. She thanked him.")
        assert words(cast["Ann Otieno"], Mention.PRONOUN) == ["She"]
        assert words(cast["Peter Lund"], Mention.PRONOUN) == ["him"]

    def test_an_object_pronoun_is_not_the_subject_of_its_verb(self, cast_of: CastOf) -> None:
        cast = cast_of("Peter Lund came home. David Stone met him.")
        assert words(cast["Peter Lund"], Mention.PRONOUN) == ["him"]

    def test_it_is_a_country_and_not_a_person(self, cast_of: CastOf) -> None:
        cast = cast_of("Peter Lund criticised Norway after it closed the border.")
        assert words(cast["Norway"], Mention.PRONOUN) == ["it"]

    def test_an_empty_it_is_nobody(self, cast_of: CastOf) -> None:
        cast = cast_of("Norway signed the treaty. It is clear that the vote was close.")
        assert words(cast["Norway"], Mention.PRONOUN) == []

    def test_it_is_whom_a_spokesman_speaks_for(self, cast_of: CastOf) -> None:
        cast = cast_of("Norway called the move illegal. A spokesman for Belmet Corp. said it would sue.")
        assert words(cast["Belmet Corp."], Mention.PRONOUN) == ["it"]

    def test_it_is_nobody_else_where_a_spokesman_speaks_for_somebody_unknown(self, cast_of: CastOf) -> None:
        cast = cast_of("Norway called the move illegal. A spokesman for one of the mills denied that it had closed.")
        assert words(cast["Norway"], Mention.PRONOUN) == []

    def test_an_object_it_is_rather_the_thing_of_the_sentence_before(self, cast_of: CastOf) -> None:
        cast = cast_of("Norway announced a blockade. A minister urged officials to call it off.")
        assert words(cast["Norway"], Mention.PRONOUN) == []

    def test_they_are_a_group(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenyan officials arrived late. They left early.")
        assert words(cast["Kenyan officials"], Mention.PRONOUN) == ["They"]

    def test_the_author_does_not_mean_whom_the_speaker_names(self, cast_of: CastOf) -> None:
        cast = cast_of("Spokesman Paul Lund denied it. “The enemy has shown what his signature is worth,” he said.")
        assert words(cast["Paul Lund"], Mention.PRONOUN)[-1] == "he"

    def test_a_headline_of_capitals_lends_a_name_no_words(self, cast_of: CastOf) -> None:
        cast = cast_of(
            "Angry Farmers Corner Solberg Over Milk Prices.\n\nMinister Ingrid Solberg met farmers. Solberg left."
        )
        assert words(cast["Ingrid Solberg"], Mention.NAME) == ["Solberg", "Ingrid Solberg", "Solberg"]
