"""Which words of a text are places, and where those are."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.place_pb2 import Place
from dateline.v1.span_pb2 import Mention, Span
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.places import find_leads, find_places
from dateline_server.language.reading import Reading

FindPlaces = Callable[..., list[Place]]


@pytest.fixture
def places(read: Callable[..., Reading]) -> FindPlaces:
    def find(text: str, title: str = "") -> list[Place]:
        return find_places(Draft(read(text, title=title), Article(body=text, title=title)))

    return find


def named(found: list[Place]) -> list[str]:
    return [mention.span.text for place in found for mention in place.mentions]


def test_a_town_has_country_division_point_and_id(places: FindPlaces) -> None:
    [place] = places("The ferry sank near Mombasa on Sunday.")
    assert (place.id, place.name, place.kind, place.country_code) == ("p1", "Mombasa", Place.CITY, "KEN")
    assert place.location.latitude == pytest.approx(-4.05, abs=0.1)
    assert place.location.longitude == pytest.approx(39.66, abs=0.1)
    assert 0 < place.precision < 40
    assert place.geonames_id == 186301
    assert place.confidence > 0.9


def test_places_come_in_the_order_of_the_text_with_all_their_mentions(places: FindPlaces) -> None:
    found = places("Rain fell in Kenya and Uganda. In Kenya, two roads were closed.")
    assert [(place.id, place.country_code, len(place.mentions)) for place in found] == [
        ("p1", "KEN", 2),
        ("p2", "UGA", 1),
    ]


def test_two_names_of_one_country_are_one_place(places: FindPlaces) -> None:
    [place] = places("She flew from the United States on Monday. She returned to the U.S. a week later.")
    assert named([place]) == ["United States", "U.S."]


@pytest.mark.parametrize(
    ("text", "name", "country", "division"),
    [
        ("He was arrested in Paris, Texas, on Friday.", "Paris", "USA", "Texas"),
        ("He was arrested in Paris on Friday.", "Paris", "FRA", "Ile-de-France"),
        ("She grew up in London, Ontario.", "London", "CAN", "Ontario"),
        ("The school is in Springfield, Ill., near the river.", "Springfield", "USA", "Illinois"),
        ("The shop is in Portland, ME.", "Portland", "USA", "Maine"),
        ("Buses run from Tripoli, Lebanon, every hour.", "Tripoli", "LBN", "Liban-Nord"),
    ],
)
def test_the_state_or_country_after_a_comma_decides(
    places: FindPlaces, text: str, name: str, country: str, division: str
) -> None:
    place = places(text)[0]
    assert (place.name, place.country_code, place.admin1) == (name, country, division)


def test_a_bare_name_means_what_the_same_name_means_elsewhere_in_the_article(places: FindPlaces) -> None:
    found = places("A barn burned down in Athens, Ohio. Firefighters from Athens came at once.")
    assert [(place.name, place.admin1, len(place.mentions)) for place in found] == [
        ("Athens", "Ohio", 2),
        ("Ohio", "Ohio", 1),
    ]


def test_one_name_followed_by_two_states_is_two_places(places: FindPlaces) -> None:
    found = places("They drove from Springfield, Ill., to Springfield, Mass., in two days.")
    assert [place.admin1 for place in found if place.name == "Springfield"] == ["Illinois", "Massachusetts"]


def test_a_list_of_countries_is_no_containment(places: FindPlaces) -> None:
    found = places("The drought hit Kenya, Somalia and Ethiopia.")
    assert [(place.kind, place.country_code) for place in found] == [
        (Place.COUNTRY, "KEN"),
        (Place.COUNTRY, "SOM"),
        (Place.COUNTRY, "ETH"),
    ]


def test_the_company_a_name_keeps_decides(places: FindPlaces) -> None:
    american = places("Storms crossed Georgia overnight. Trees fell in Atlanta and Savannah.")
    caucasian = places("Storms crossed Georgia overnight. Trees fell in Tbilisi and Batumi.")
    assert (american[0].kind, american[0].country_code) == (Place.REGION, "USA")
    assert (caucasian[0].kind, caucasian[0].country_code) == (Place.COUNTRY, "GEO")


def test_the_noun_beside_a_name_decides(places: FindPlaces) -> None:
    [state] = places("Wildfires burned in Washington state.")
    [capital] = places("Leaders gathered in Washington.")
    assert (state.kind, state.admin1) == (Place.REGION, "Washington")
    assert (capital.kind, capital.admin1) == (Place.CITY, "District of Columbia")


def test_other_readings_are_alternatives_with_less_belief(places: FindPlaces) -> None:
    place = places("A bus crashed in Springfield.")[0]
    assert place.alternatives
    assert all(
        other.name and other.country_code and other.confidence <= place.confidence for other in place.alternatives
    )


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A tanker burned in the Black Sea.", "Black Sea", Place.SEA),
        ("Settlers left the West Bank.", "West Bank", Place.REGION),
        ("Rebels advanced in the Donbas.", "Donbas", Place.REGION),
        ("The rally filled Tahrir Square.", "Tahrir Square", Place.FACILITY),
        ("Ships waited at the Suez Canal.", "Suez Canal", Place.FACILITY),
        ("Aid reached the Middle East.", "Middle East", Place.REGION),
    ],
)
def test_seas_regions_and_sites_are_places(places: FindPlaces, text: str, name: str, kind: int) -> None:
    [place] = places(text)
    assert (place.name, place.kind) == (name, kind)
    assert place.HasField("location")


def test_a_dateline_is_a_place_even_in_capitals(places: FindPlaces) -> None:
    found = places("KISUMU, Kenya (Newswire) — Floods closed the port on Monday.")
    assert [(place.name, place.kind) for place in found] == [("Kisumu", Place.CITY), ("Kenya", Place.COUNTRY)]


def test_a_capital_that_speaks_for_its_government_is_no_place(places: FindPlaces) -> None:
    [place] = places("Nairobi said the border would stay closed. Talks in Nairobi lasted two days.")
    assert [mention.span.start for mention in place.mentions] == [52]


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan officials met British and Ugandan envoys.",
        "He praised Senator Austin Lancaster. Lancaster said he was glad.",
        "Scientists study Lassa fever and the Marburg virus.",
        "It may rain in March and in May.",
        "They asked us to come with us.",
        "Col. Amina Yusuf thanked the nurses of St. Mary's Hospital.",
        "The house stands on Lancaster Road.",
        "Shell raised its prices.",
    ],
)
def test_what_only_looks_like_a_place_is_none(places: FindPlaces, text: str) -> None:
    assert places(text) == []


def test_a_place_inside_the_name_of_an_institution_is_nested(places: FindPlaces) -> None:
    found = places("A teacher at the University of Nairobi won the prize.")
    assert [(place.name, [mention.type for mention in place.mentions]) for place in found] == [
        ("Nairobi", [Mention.NESTED])
    ]


@pytest.mark.parametrize("name", ["St. John's", "Queen Anne's County", "Guinea-Bissau", "Côte d'Ivoire", "Isle of Man"])
def test_names_with_marks_and_small_words_are_whole(places: FindPlaces, name: str) -> None:
    assert named(places(f"A storm was seen in {name} on Friday.")) == [name]


def test_a_surname_of_the_article_is_no_place(places: FindPlaces) -> None:
    found = places("Laura Houston left for Nairobi. Houston will stay a week.")
    assert named(found) == ["Nairobi"]


def test_work_grows_with_the_length_of_the_text(places: FindPlaces) -> None:
    found = places("Springfield, Salem, Paris and " * 500 + "Nairobi.")
    assert len(found) == 4


def test_a_place_missing_from_the_gazetteer_has_no_location(places: FindPlaces) -> None:
    found = places("Two people died in the village of Zombrakul.")
    assert named(found) == ["Zombrakul"]
    assert not found[0].HasField("location")
    assert not found[0].HasField("precision")


def test_spans_say_where_the_name_stands_in_title_and_body(places: FindPlaces) -> None:
    text = "Police closed roads in\nKampala  on Tuesday."
    found = places(text, title="Unrest in Uganda")
    spans = [mention.span for place in found for mention in place.mentions]
    assert [(span.part, span.text) for span in spans] == [(Span.TITLE, "Uganda"), (Span.PART_UNSPECIFIED, "Kampala")]
    assert text[spans[1].start : spans[1].end] == "Kampala"


def test_the_same_text_gives_the_same_places(places: FindPlaces) -> None:
    text = "Springfield, Salem and Georgetown lost power. Crews came from Richmond and Lancaster."
    assert places(text) == places(text)


def test_a_place_unknown_in_the_state_after_it_lies_somewhere_there(places: FindPlaces) -> None:
    place = places("The inn at Zembrooke, Vermont, has been sold.")[0]
    assert (place.name, place.country_code, place.admin1) == ("Zembrooke", "USA", "Vermont")
    assert place.precision > 50


def test_states_in_a_list_are_none_of_each_others_towns(places: FindPlaces) -> None:
    found = places("Voters in Virginia, Maryland, Washington and Oregon go to the polls.")
    assert [(place.kind, place.admin1) for place in found] == [
        (Place.REGION, "Virginia"),
        (Place.REGION, "Maryland"),
        (Place.REGION, "Washington"),
        (Place.REGION, "Oregon"),
    ]


def test_what_stands_in_a_list_with_a_place_is_one(places: FindPlaces) -> None:
    assert named(places("Crews from Kitchener and Guelph joined in.")) == ["Kitchener", "Guelph"]


def test_public_life_tells_the_country_where_places_do_not(places: FindPlaces) -> None:
    [american] = places("The Lancaster sheriff spoke to the county commissioners about the courthouse.")
    assert american.country_code == "USA"


def test_a_hamlet_far_from_everything_else_is_not_the_place_meant(places: FindPlaces) -> None:
    text = "Troops fought in Dora village south of Srinagar. India sent more men to Kashmir and Jammu."
    dora = places(text)[0]
    assert (dora.name, dora.HasField("location"), dora.country_code) == ("Dora", False, "")
    assert [other.country_code for other in dora.alternatives] == ["USA"]


def test_a_piece_of_a_longer_name_is_not_the_place_of_that_name(places: FindPlaces) -> None:
    assert "Abu" not in named(places("Aid reached the camp at Abu Sheruk in Sudan."))


@pytest.mark.parametrize(
    "text",
    [
        "The envoy to Brussels Ilse Verhoeven resigned.",
        "The decision surprised Washington.",
        "Ramon Toledo resigned.",
        "Israel freed two members of Hamas.",
    ],
)
def test_governments_persons_and_bodies_are_no_cities(places: FindPlaces, text: str) -> None:
    assert not any(place.kind == Place.CITY for place in places(text))


def test_a_country_that_only_says_whose_is_a_modifier(places: FindPlaces) -> None:
    [country] = places("US officials left. They flew to the US.")
    assert [mention.type for mention in country.mentions] == [Mention.MODIFIER, Mention.NAME]


def test_the_airport_of_a_town_lies_near_it(places: FindPlaces) -> None:
    [airport] = places("The jet made an emergency landing at Frankfurt Airport.")
    assert (airport.kind, airport.country_code, airport.precision) == (Place.FACILITY, "DEU", 30)


def test_a_city_that_holds_much_of_its_namesake_province_is_meant(places: FindPlaces) -> None:
    city = places("The bus had left Cordoba, Argentina, at dawn.")[0]
    assert city.kind == Place.CITY


def test_the_dateline_is_home_to_an_opening_sentence_without_places(read: Callable[..., Reading]) -> None:
    text = "MOMBASA, Kenya (Newswire) — Police arrested nine dockers on Monday.\nThe union appealed."
    draft = Draft(read(text), Article(body=text))
    draft.article.places.extend(find_places(draft))
    [lead] = find_leads(draft)
    assert draft.reading.doc[lead.start : lead.end].text.startswith("Police arrested")
    assert next(place.name for place in draft.article.places if place.id == lead.place) == "Mombasa"


def test_an_opening_sentence_with_a_place_of_its_own_is_not_at_the_dateline(read: Callable[..., Reading]) -> None:
    text = "TOKYO — An earthquake shook Hokkaido on Monday."
    draft = Draft(read(text), Article(body=text))
    draft.article.places.extend(find_places(draft))
    assert find_leads(draft) == []
