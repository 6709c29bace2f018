"""What is no actor though it is written like one: works, ships, goods, rivers; and who is one though the model says no."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor

CastOf = Callable[..., dict[str, Actor]]

THINGS = [
    ("His yacht, Seamaster, sank off Bergen. Seamaster was old.", "Seamaster"),
    ("The trawler Mary Ann was towed to port.", "Mary Ann"),
    ("The album Tidewater sold well.", "Tidewater"),
    ("He was driving a Ford Focus when it hit a wall.", "Ford"),
    ("They rowed down the Franklin River. The Franklin was high.", "Franklin"),
    ("The mouth of the Amazon River was calm.", "Amazon"),
    ("The Archer Sporting Complex will close.", "Archer Sporting Complex"),
    ('"The Boxing Day Test was kind to my knees," he said.', "The Boxing Day Test"),
    ("New South Wales has recorded 18 deaths.", "New South Wales"),
    ("The soldiers walked between the settlements of Tarvit and Bramwell.", "Bramwell"),
    ("The group wants to bring the killers to justice.", "justice"),
    ("The police defended their use of force.", "force"),
    ("The president came home to oversee an inquiry.", "inquiry"),
]


@pytest.mark.parametrize(("text", "thing"), THINGS)
def test_things_are_no_actors(cast_of: CastOf, text: str, thing: str) -> None:
    assert thing not in cast_of(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("An inquiry found that the wall was weak.", "inquiry"),
        ("A multinational force will keep the peace.", "multinational force"),
        ("The police force said that nobody was hurt.", "police force"),
        ("Amazon said sales rose.", "Amazon"),
        ("Ford said sales rose.", "Ford"),
    ],
)
def test_the_same_words_are_actors_where_they_act(cast_of: CastOf, text: str, name: str) -> None:
    assert name in cast_of(text)


def test_a_first_name_before_a_town_makes_a_person(cast_of: CastOf) -> None:
    cast = cast_of("Peru's President Alejandro Toledo opened a bridge.")
    person = cast["Alejandro Toledo"]
    assert (person.kind, person.country_code, person.actor) == (Actor.PERSON, "PER", "actors/person-alejandro-toledo")
    assert [role.title for role in person.roles] == ["president"]
    assert "Toledo" not in cast


def test_officers_of_an_army_are_soldiers(cast_of: CastOf) -> None:
    assert cast_of("Kenyan army officers met in Mombasa.")["Kenyan army officers"].sector == "MIL"
    assert cast_of("Two officers were hurt in Mombasa.")["officers"].sector == "COP"


def test_a_veteran_of_a_team_is_no_soldier(cast_of: CastOf) -> None:
    assert cast_of("Veteran Tom Garner scored twice.")["Tom Garner"].sector != "MIL"


@pytest.mark.parametrize(
    ("medium", "identity"),
    [
        ("Radio New Zealand", "actors/media-radio-new-zealand"),
        ("The Boston Globe", "actors/media-boston-globe"),
        ("The Irish Times", "actors/media-irish-times"),
    ],
)
def test_each_medium_is_an_actor_of_its_own(cast_of: CastOf, medium: str, identity: str) -> None:
    [actor] = cast_of(f"{medium} reported that the ferry had sunk.").values()
    assert actor.actor == identity
