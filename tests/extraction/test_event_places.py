"""The place of an event: where its own words say that it is."""

import pytest
from as_read import Parse, place_of, told_by


def test_the_city_of_a_country_is_the_one_last_named(parse: Parse) -> None:
    article = parse(
        "Envoys of Kenya and Peru met in Bergen on Monday. They left for Oslo on Tuesday."
        " A second meeting in the Norwegian city is planned for Friday.",
    )
    assert place_of(article, told_by(article, "meeting")) == "Oslo"


def test_the_city_of_another_country_is_not_meant(parse: Parse) -> None:
    article = parse("Envoys of Kenya and Peru met in Bergen on Monday. A meeting in the Chilean city is planned.")
    assert told_by(article, "meeting").place == ""


@pytest.mark.parametrize(
    ("sentence", "trigger", "place"),
    [
        ("Thousands marched through Tbilisi on Sunday.", "marched", "Tbilisi"),
        ("Teachers marched through the city of Lima on Sunday.", "marched", "Lima"),
        ("Teachers marched through the streets of Lima on Sunday.", "marched", "Lima"),
        ("Two bakers were killed on the outskirts of Lima on Sunday.", "killed", "Lima"),
        ("Two bakers were killed in the north of Chad on Sunday.", "killed", "Chad"),
        ("Two bakers were killed in villages to the south of Lima.", "killed", ""),
        ("Two bakers were killed in villages north of Lima.", "killed", ""),
        ("Envoys of Chad met rebel leaders through Qatar on Sunday.", "met", ""),
    ],
)
def test_in_through_and_at_a_part_of_a_place_is_where_and_beside_it_is_not(
    parse: Parse, sentence: str, trigger: str, place: str
) -> None:
    article = parse(sentence)
    assert place_of(article, told_by(article, trigger)) == place
