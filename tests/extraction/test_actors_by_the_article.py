"""What the whole article and the tables say of an actor: its country, its full name, and that it is no actor at all."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline_server.extraction.actors import find_actors
from dateline_server.extraction.draft import Draft
from dateline_server.language.reading import Reading

CastOf = Callable[..., dict[str, Actor]]


class TestHome:
    def test_a_minister_without_a_country_is_of_the_one_that_all_is_about(self, cast_of: CastOf) -> None:
        cast = cast_of("The Kenyan parliament met. Defence Minister Grace Otieno spoke. The Government was silent.")
        assert cast["Grace Otieno"].roles[0].country_code == cast["Grace Otieno"].country_code == "KEN"
        assert cast["Kenyan government"].actor == "actors/government-ken"

    def test_the_place_of_a_dateline_tells_the_country(self, cast_of: CastOf) -> None:
        cast = cast_of("OSLO, May 3 (Agency) — Finance Minister Kari Dahl resigned on Friday.")
        assert cast["Kari Dahl"].country_code == "NOR"

    def test_between_several_countries_it_stays_open(self, cast_of: CastOf) -> None:
        cast = cast_of("Farm Minister Warren Thorpe met the Kenyan parliament. Norwegian farmers protested.")
        assert cast["Warren Thorpe"].country_code == ""

    def test_a_minister_in_office_without_a_country_is_at_home(self, cast_of: CastOf) -> None:
        cast = cast_of(
            "The Kenyan parliament met. Prime Minister Keir Starmer spoke. Farm Minister Ann Thorpe did not."
        )
        assert cast["Ann Thorpe"].country_code == "GBR"

    @pytest.mark.parametrize(
        "text",
        [
            "Grace Otieno will lead the Kenyan delegation.",
            "The Kenyan delegation was led by ambassador to Oslo Grace Otieno.",
        ],
    )
    def test_who_leads_a_delegation_is_of_its_country(self, cast_of: CastOf, text: str) -> None:
        assert cast_of(text)["Grace Otieno"].country_code == "KEN"


class TestLeaders:
    @pytest.mark.parametrize(
        ("published", "name", "identity"),
        [("2002-03-05", "George W. Bush", "person-george-w-bush"), ("2020-03-05", "Bush", "person-bush")],
    )
    def test_a_surname_means_who_was_in_office_when_it_was_published(
        self, read: Callable[..., Reading], published: str, name: str, identity: str
    ) -> None:
        text = "President Bush spoke on Monday."
        [actor] = find_actors(Draft(read(text, published=published), Article(body=text)))
        assert (actor.name, actor.actor) == (name, f"actors/{identity}")

    def test_all_spellings_have_one_global_name(self, cast_of: CastOf) -> None:
        names = ("Volodymyr Zelensky", "Volodymyr Zelenskyy")
        assert len({cast_of(f"{name} spoke in Oslo.")[name].actor for name in names}) == 1

    def test_a_private_person_of_the_same_surname_is_nobody_known(self, cast_of: CastOf) -> None:
        assert cast_of("Mr Trump runs a bakery in Leeds.")["Trump"].country_code == ""

    def test_an_office_with_its_country_returns_to_its_holder(self, cast_of: CastOf) -> None:
        cast = cast_of("Kenyan prime minister Grace Otieno spoke. The Kenyan prime minister left on Friday.")
        assert [mention.span.text for mention in cast["Grace Otieno"].mentions][-1] == "The Kenyan prime minister"


class TestTitles:
    def test_a_title_in_the_plural_is_of_each(self, cast_of: CastOf) -> None:
        cast = cast_of("Norwegian astronauts Kari Dahl and Lars Ek landed.")
        assert [cast[name].roles[0].title for name in ("Kari Dahl", "Lars Ek")] == ["astronaut", "astronaut"]

    def test_a_portfolio_belongs_to_the_title_and_not_to_the_country(self, cast_of: CastOf) -> None:
        [role] = cast_of("British Home Secretary Ann Lund resigned.")["Ann Lund"].roles
        assert (role.title, role.organization, role.country_code) == ("home secretary", "", "GBR")

    def test_an_office_once_held_says_so_also_before_the_country(self, cast_of: CastOf) -> None:
        [role] = cast_of("Former Kenyan president Daniel Otieno died.")["Daniel Otieno"].roles
        assert (role.title, role.country_code) == ("former president", "KEN")

    def test_a_shortened_title_is_spelled_out(self, cast_of: CastOf) -> None:
        senator = cast_of("Sen. Carla Boone (D-Mo.) spoke on Monday.")["Carla Boone"]
        assert (senator.roles[0].title, senator.country_code) == ("senator", "USA")

    def test_an_office_that_somebody_may_get_is_not_held(self, cast_of: CastOf) -> None:
        assert not cast_of("If Ann Otieno is elected president, taxes will fall.")["Ann Otieno"].roles

    def test_the_head_of_a_body_named_by_its_noun_belongs_to_it(self, cast_of: CastOf) -> None:
        cast = cast_of("The bank's chief executive, Tom Harlow, resigned. The Northfield Bank is sad.")
        assert cast["Tom Harlow"].roles[0].title == "chief executive"
        assert cast["Tom Harlow"].affiliation == cast["Northfield Bank"].id

    def test_a_person_belongs_to_the_body_in_its_phrase(self, cast_of: CastOf) -> None:
        cast = cast_of("Terry Lund from the Lakeside Workers Union spoke on Monday.")
        assert cast["Terry Lund"].affiliation == cast["Lakeside Workers Union"].id


class TestNoActors:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("The fire broke out near Karsa Dolu.", "Karsa Dolu"),
            ("Fans filled the Alder Oval.", "Alder Oval"),
            ("The police of New South Wales met.", "Wales"),
            ("US B-52 bombers hit the hills.", "US B-52 bombers"),
            ("Justice was done, and justice prevailed.", "justice"),
        ],
    )
    def test_places_aircraft_and_notions(self, cast_of: CastOf, text: str, name: str) -> None:
        assert name not in cast_of(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Norway signed. It is understood that the vote was close.",
            "The report was published by Norway. It says that taxes will rise.",
            "Norway dropped the plan. It covers two years.",
            "Norway left. “It was a mistake,” Kari Dahl said.",
        ],
    )
    def test_it_means_no_country_where_it_may_mean_something_else(self, cast_of: CastOf, text: str) -> None:
        assert "It" not in [mention.span.text for mention in cast_of(text)["Norway"].mentions]
