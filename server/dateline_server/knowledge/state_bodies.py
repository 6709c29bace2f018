"""Bodies that nearly every state has, put together from a country and a phrase: "Kenya's defence ministry"."""

from dataclasses import dataclass

from dateline_server.knowledge.phrases import PhraseTrie
from dateline_server.knowledge.tables import read_rows, split_list


@dataclass(frozen=True, slots=True)
class StateBody:
    """A row of the table; `id` holds "{}" for the country, `country_code` is empty when every country has the body."""

    id: str
    kind: str
    sector: str
    country_code: str
    title: str


def read_state_bodies() -> PhraseTrie[StateBody]:
    """The bodies under their phrases, in lower case."""
    bodies: PhraseTrie[StateBody] = PhraseTrie(ignore_case=True)
    for identity, kind, sector, country, title, phrases in read_rows("state_bodies.tsv", 6):
        body = StateBody(identity, kind, sector, country.upper(), title)
        for phrase in split_list(phrases):
            bodies.add(phrase, body)
    return bodies
