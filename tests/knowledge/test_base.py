"""What the knowledge base knows by which names."""

import pytest

from dateline_server.knowledge.base import Knowledge, Naming, load_knowledge
from dateline_server.knowledge.tables import read_rows


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def best(knowledge: Knowledge, phrase: str) -> tuple[str, Naming] | None:
    senses = knowledge.lookup(phrase)
    return (senses[0].entry.id, senses[0].naming) if senses else None


@pytest.mark.parametrize(
    ("phrase", "identity", "naming"),
    [
        ("Kenya", "country-ken", Naming.NAME),
        ("the Republic of Kenya", "country-ken", Naming.ALIAS),
        ("KENYA", "country-ken", Naming.NAME),
        ("Kenya's", "country-ken", Naming.NAME),
        ("Kenyans", "country-ken", Naming.DEMONYM),
        ("U.S.", "country-usa", Naming.ACRONYM),
        ("Zaire", "country-cod", Naming.ALIAS),
        ("Côte d’Ivoire", "country-civ", Naming.ALIAS),
        ("Danes", "country-dnk", Naming.DEMONYM),
        ("Nairobi", "country-ken", Naming.METONYM),
        ("The Hague", "country-nld", Naming.METONYM),
        ("the Kremlin", "government-rus", Naming.METONYM),
        ("Downing Street", "government-gbr", Naming.METONYM),
        ("Nato", "organization-nato", Naming.ACRONYM),
        ("I.M.F.", "organization-imf", Naming.ACRONYM),
        ("Reuters", "media-reuters", Naming.NAME),
    ],
)
def test_names_lead_to_entries(knowledge: Knowledge, phrase: str, identity: str, naming: Naming) -> None:
    assert best(knowledge, phrase) == (identity, naming)


@pytest.mark.parametrize("word", ["us", "turkey", "who", "polish", "chad", "it", ""])
def test_common_words_lead_nowhere(knowledge: Knowledge, word: str) -> None:
    assert knowledge.lookup(word) == []


@pytest.mark.parametrize("name", ["Jordan", "Georgia", "Chad", "Washington"])
def test_names_with_another_common_reading_are_ambiguous(knowledge: Knowledge, name: str) -> None:
    assert knowledge.lookup(name)[0].ambiguous


@pytest.mark.parametrize(
    ("phrase", "identity"),
    [
        ("Kenya's defence ministry", "ministry-ken-defence"),
        ("the Ministry of Defence of Kenya", "ministry-ken-defence"),
        ("Peruvian Foreign Ministry", "ministry-per-foreign-affairs"),
        ("the Norwegian government", "government-nor"),
        ("Central Bank of Sri Lanka", "central-bank-lka"),
        ("the parliament of the Philippines", "parliament-phl"),
        ("Sweden's parliament", "parliament-swe"),
        ("State Department", "ministry-usa-foreign-affairs"),
    ],
)
def test_state_bodies_are_put_together_from_country_and_phrase(
    knowledge: Knowledge, phrase: str, identity: str
) -> None:
    assert best(knowledge, phrase) == (identity, knowledge.lookup(phrase)[0].naming)


def test_body_of_a_country_carries_kind_and_sector(knowledge: Knowledge) -> None:
    army = knowledge.body_of("PER", ["the", "army"])
    assert army is not None
    assert (army.name, army.kind, army.country_code, army.sector) == ("Peruvian military", "AGENCY", "PER", "MIL")
    assert knowledge.body_of("PER", "bakery") is None
    assert knowledge.body_of("", "army") is None


def test_body_of_uses_the_name_that_the_body_has(knowledge: Knowledge) -> None:
    parliament = knowledge.body_of("NOR", "parliament")
    assert parliament is not None
    assert parliament.name == "Storting"


def test_a_part_of_a_country_has_no_bodies_of_the_whole(knowledge: Knowledge) -> None:
    assert knowledge.lookup("Chechen government") == []


def test_find_takes_the_longest_phrase(knowledge: Knowledge) -> None:
    words = [
        "South",
        "Sudan",
        "'s",
        "army",
        "met",
        "U.N.",
        "Security",
        "Council",
        "envoys",
        "in",
        "The",
        "Hague",
        ",",
        "Reuters",
        "said",
        ".",
    ]
    found = [(match.entry.id, " ".join(words[match.start : match.end])) for match in knowledge.find(words)]
    assert found == [
        ("military-ssd", "South Sudan 's army"),
        ("organization-un-security-council", "U.N. Security Council"),
        ("country-nld", "The Hague"),
        ("media-reuters", "Reuters"),
    ]


def test_find_sees_names_parted_by_hyphens(knowledge: Knowledge) -> None:
    words = ["Guinea", "-", "Bissau", "and", "Guinea-Bissau"]
    assert [(match.entry.id, match.start, match.end) for match in knowledge.find(words)] == [
        ("country-gnb", 0, 3),
        ("country-gnb", 4, 5),
    ]


def test_every_country_of_the_facts_table_is_known(knowledge: Knowledge) -> None:
    assert [code for code, *_ in read_rows("country_facts.tsv", 7) if knowledge.country(code) is None] == []


def test_ids_are_unique() -> None:
    tables = ["named_bodies.tsv", "organizations.tsv", "media.tsv", "armed_groups.tsv", "parties.tsv", "companies.tsv"]
    ids = [row[0] for table in tables for row in read_rows(table, 8)]
    assert len(ids) == len(set(ids))
