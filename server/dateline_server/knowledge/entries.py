"""The entries of the knowledge base and the ways in which a text can name them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dateline_server.knowledge.tables import read_rows, split_list


class Naming(StrEnum):
    """How a phrase names an entry, the surest way first."""

    NAME = "NAME"
    ALIAS = "ALIAS"
    ACRONYM = "ACRONYM"
    METONYM = "METONYM"  # a capital or a building that stands for the state or its government: "Kyiv", "the Kremlin"
    DEMONYM = "DEMONYM"  # adjective or people: "Kenyan", "Britons"


@dataclass(frozen=True, slots=True)
class Entry:
    """A country, body, organisation, party, force or medium; `kind` is a name of Actor.Kind, `country_code` alpha-3."""

    id: str
    name: str
    kind: str
    country_code: str
    sector: str
    external_ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase can mean: an entry, how it names it, and whether it often means something else."""

    entry: Entry
    naming: Naming
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with everything that names it."""

    entry: Entry
    names: tuple[tuple[str, Naming], ...]


# Tables with one row an entry: id, name, kind, country, sector, aliases, acronyms, metonyms.
_ENTRY_TABLES = (
    "named_bodies.tsv",
    "organizations.tsv",
    "media.tsv",
    "armed_groups.tsv",
    "parties.tsv",
    "companies.tsv",
)


def read_countries() -> Iterator[tuple[NamedEntry, str]]:
    """Countries in the order of their table, each with the adjective that its bodies carry ("" when it has none)."""
    geonames = {code: number for code, number, *_ in read_rows("country_facts.tsv", 7)}
    for key, name, aliases, adjectives, people, capitals in read_rows("countries.tsv", 6):
        code = key[:3].upper()
        external = (("geonames", geonames[code]),) if len(key) == 3 and code in geonames else ()
        entry = Entry(f"country-{key}", name, "COUNTRY", code, "GOV", external)
        names = [(name, Naming.NAME)]
        names += [(alias, _alias_naming(alias)) for alias in split_list(aliases)]
        names += [(capital, Naming.METONYM) for capital in split_list(capitals)]
        names += [(demonym, Naming.DEMONYM) for demonym in (*split_list(adjectives), *split_list(people))]
        yield NamedEntry(entry, tuple(names)), (*split_list(adjectives), "")[0]


def _alias_naming(alias: str) -> Naming:
    return Naming.ACRONYM if alias.replace(".", "").isupper() else Naming.ALIAS


def read_entries() -> Iterator[NamedEntry]:
    """Everything that is no country, table by table."""
    for table in _ENTRY_TABLES:
        for identity, name, kind, country, sector, aliases, acronyms, metonyms in read_rows(table, 8):
            names = [(name, Naming.NAME)]
            names += [(alias, Naming.ALIAS) for alias in split_list(aliases)]
            names += [(form, Naming.ACRONYM) for acronym in split_list(acronyms) for form in spell_acronym(acronym)]
            names += [(metonym, Naming.METONYM) for metonym in split_list(metonyms)]
            yield NamedEntry(Entry(identity, name, kind, country, sector), tuple(names))


def spell_acronym(acronym: str) -> tuple[str, ...]:
    """The acronym as papers print it: "NATO" and "Nato", "IMF" and "I.M.F."."""
    if not (acronym.isalpha() and acronym.isupper()):
        return (acronym,)
    dotted = "".join(f"{letter}." for letter in acronym)
    return (acronym, acronym.capitalize()) if len(acronym) > 4 else (acronym, dotted, *_word_form(acronym))


def _word_form(acronym: str) -> tuple[str, ...]:
    """Four letters are read as a word only with a vowel inside: "Opec", and not "Fdic"."""
    return (acronym.capitalize(),) if len(acronym) == 4 and any(letter in "AEIOU" for letter in acronym[1:]) else ()


def read_ambiguous_names() -> dict[str, bool]:
    """Names that often mean something else than their entry; True where the other reading is a state of its own."""
    return {name: bodies == "bodies" for name, _, bodies in read_rows("ambiguous_names.tsv", 3)}
