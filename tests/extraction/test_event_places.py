"""The place of an event: where its own words say that it is."""

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
