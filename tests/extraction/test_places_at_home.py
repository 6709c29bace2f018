"""Where a text is at home tells which place of a name it means: its paper, its telephone numbers, its institutions."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.place_pb2 import Place
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.places import find_places
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.tables import read_rows
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

LOCAL = "A barn burned down in Lexington on Sunday. Nobody was hurt."


def places_of(reading: Reading, url: str = "", source: str = "") -> dict[str, Place]:
    article = Article(url=url, source=source)
    return {place.name: place for place in find_places(Draft(reading, article))}


def test_an_area_code_tells_the_state(read: Read) -> None:
    text = f"{LOCAL} Witnesses are asked to call the brigade at {{}}."
    assert places_of(read(text.format("859-555-0142")))["Lexington"].admin1 == "Kentucky"
    assert places_of(read(text.format("(781) 555-0142")))["Lexington"].admin1 == "Massachusetts"


def test_a_number_that_is_no_telephone_number_tells_nothing(read: Read) -> None:
    plain = places_of(read(LOCAL))["Lexington"]
    dated = places_of(read(f"{LOCAL} The file is 1781-555-01422-7."))["Lexington"]
    assert dated.admin1 == plain.admin1


def test_an_institution_tells_its_state(read: Read) -> None:
    text = "A barn burned down in Bloomington. The farmer was taken to the {} Medical Center."
    assert places_of(read(text.format("University of Minnesota")))["Bloomington"].admin1 == "Minnesota"
    assert places_of(read(text.format("University of Indiana")))["Bloomington"].admin1 == "Indiana"


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://example.co.uk/news/1", "GBR"),
        ("https://news.example.com.au/a", "AUS"),
        ("http://example.co.za", "ZAF"),
    ],
)
def test_a_web_address_tells_the_country(read: Read, url: str, country: str) -> None:
    [place] = places_of(read("A barn burned down in Newcastle."), url).values()
    assert place.country_code == country


@pytest.mark.parametrize("url", ["https://example.tv/a", "https://example.com/uk/a", "https://example.co/a"])
def test_an_ending_that_anybody_may_buy_tells_nothing(read: Read, url: str) -> None:
    [with_it], [without] = (places_of(read("A barn burned down in Newcastle."), given).values() for given in (url, ""))
    assert with_it == without


def test_the_name_of_a_paper_tells_its_home(read: Read) -> None:
    text = "A barn burned down in Springfield."
    assert places_of(read(text), source="Missouri Courier")["Springfield"].admin1 == "Missouri"
    assert places_of(read(text), source="Illinois Courier")["Springfield"].admin1 == "Illinois"


def test_a_river_that_no_gazetteer_has_is_a_water_without_a_location(read: Read) -> None:
    river = places_of(read("The raft turned over on the Bramwell River. Nobody was hurt."))["Bramwell River"]
    assert river.kind == Place.SEA
    assert not river.HasField("location")


def test_an_island_that_no_gazetteer_has_is_a_region(read: Read) -> None:
    assert places_of(read("Seals were counted on Tarvit Island in May."))["Tarvit Island"].kind == Place.REGION


def test_a_firm_named_after_a_river_is_none(read: Read) -> None:
    assert "Bramwell River" not in places_of(read("He joined Bramwell River Partners in May."))


def test_the_city_of_a_name_is_that_city(read: Read) -> None:
    assert "Toledo" in places_of(read("A thief stole tools from the City of Toledo. Police in Ohio said so."))


def test_every_state_of_the_area_codes_is_known() -> None:
    rows = list(read_rows("area_codes.tsv", 2))
    assert all(load_gazetteer().division(state) for state, _ in rows)
    codes = [code for _, listed in rows for code in listed.split()]
    assert len(codes) == len(set(codes))
