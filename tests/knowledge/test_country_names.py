"""The names of countries that the client draws with are those of the knowledge tables."""

from dateline.render.countries import country_name
from dateline_server.knowledge.tables import read_rows


def test_every_country_has_its_name_and_what_is_none_keeps_its_code() -> None:
    keys = {row[0]: row[1] for row in read_rows("countries.tsv", 6)}
    countries = {key.upper(): name for key, name in keys.items() if len(key) == 3}
    assert len(countries) > 240
    assert {code: country_name(code) for code in countries} == countries
    assert country_name("XYZ") == "XYZ"
