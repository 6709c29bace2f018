"""What the gazetteer knows of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline_server.knowledge.gazetteer import Gazetteer, distance, load_gazetteer
from dateline_server.knowledge.place_keys import BUCKETS, bucket_of, fold_place_name


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def test_candidates_are_all_places_of_a_name_the_largest_first(gazetteer: Gazetteer) -> None:
    rows = gazetteer.candidates("Springfield")
    assert len({row.admin1 for row in rows}) > 10
    assert [row.population for row in rows] == sorted((row.population for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kraków", ("CITY", "POL")),
        ("Krakow", ("CITY", "POL")),
        ("KRAKOW", ("CITY", "POL")),
        ("St. John's", ("CITY", "CAN")),
        ("Kiev", ("CITY", "UKR")),
        ("Ky.", ("ADMIN1", "USA")),
        ("B.C.", ("ADMIN1", "CAN")),
        ("UAE", ("COUNTRY", "ARE")),
        ("Burma", ("COUNTRY", "MMR")),
        ("Bavaria", ("REGION", "DEU")),
        ("Red Sea", ("SEA", "")),
        ("Fairfax County", ("ADMIN2", "USA")),
        ("Kosovo", ("COUNTRY", "XKX")),
    ],
)
def test_a_name_is_found_in_any_spelling(gazetteer: Gazetteer, name: str, expected: tuple[str, str]) -> None:
    assert expected in [(row.level, row.country_code) for row in gazetteer.candidates(name)]
    assert gazetteer.knows(name)


@pytest.mark.parametrize("word", ["uae", "ky.", "", "…", "Zombrakul"])
def test_other_words_are_not_found(gazetteer: Gazetteer, word: str) -> None:
    assert gazetteer.candidates(word) == ()
    assert not gazetteer.knows(word)


def test_a_region_of_the_own_table_carries_the_id_of_its_division(gazetteer: Gazetteer) -> None:
    bavaria = gazetteer.candidates("Bavaria")[0]
    assert (bavaria.geonames_id, bavaria.admin1) == (2951839, "Bavaria")


def test_postal_codes_are_states_only_when_asked_for_as_such(gazetteer: Gazetteer) -> None:
    texas = gazetteer.division("TX")
    assert texas is not None
    assert texas.name == "Texas"
    assert gazetteer.candidates("TX") == ()
    assert gazetteer.division("of") is None


def test_neighbours_share_a_land_border(gazetteer: Gazetteer) -> None:
    assert gazetteer.neighbours("LSO") == ("ZAF",)
    assert gazetteer.neighbours("ISL") == ()


def test_neighbours_come_in_one_order_in_every_process(gazetteer: Gazetteer) -> None:
    # Sums over them would differ in the last digit otherwise.
    assert gazetteer.neighbours("KEN") == ("ETH", "SOM", "SSD", "TZA", "UGA")


def test_distance_is_in_kilometres(gazetteer: Gazetteer) -> None:
    nairobi, mombasa = (gazetteer.candidates(name)[0] for name in ("Nairobi", "Mombasa"))
    assert distance(nairobi, mombasa) == pytest.approx(440, abs=15)
    assert distance(nairobi, nairobi) == 0


@pytest.mark.parametrize(
    ("division", "country", "city"),
    [
        ("Valparaíso", "CHL", "Viña del Mar"),  # with an island in the middle of the ocean
        ("Tokyo", "JPN", "Hachiōji"),  # with islands a thousand kilometres off
        ("Hebei", "CHN", "Shijiazhuang"),  # some towns of the source are filed under it by mistake
        ("Heilongjiang", "CHN", "Harbin"),
    ],
)
def test_a_division_lies_among_its_cities_wherever_a_few_strays_are(
    gazetteer: Gazetteer, division: str, country: str, city: str
) -> None:
    [whole] = [row for row in gazetteer.candidates(division) if (row.country_code, row.level) == (country, "ADMIN1")]
    town = next(row for row in gazetteer.candidates(city) if (row.country_code, row.level) == (country, "CITY"))
    assert distance(whole, town) < 350


def test_every_row_has_a_point_on_the_globe(gazetteer: Gazetteer) -> None:
    for name in ("San Jose", "Georgetown", "Victoria", "Santiago", "Hamilton"):
        for row in gazetteer.candidates(name):
            assert -90 <= row.latitude <= 90
            assert -180 <= row.longitude <= 180
            assert row.radius > 0


@given(st.text())
def test_keys_hold_nothing_but_the_alphabet_and_fold_to_themselves(text: str) -> None:
    key = fold_place_name(text)
    assert 0 <= bucket_of(key) < BUCKETS
    assert key == key.strip()


@given(st.text(alphabet=" 0az9m", min_size=1), st.text(alphabet=" 0az9m", min_size=1))
def test_buckets_follow_the_order_of_keys(one: str, other: str) -> None:
    first, second = sorted(map(fold_place_name, (one, other)))
    assert bucket_of(first) <= bucket_of(second)
