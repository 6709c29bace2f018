"""The names in a text: what the model marks, corrected by what the knowledge base knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.extraction.actors.headlines import end_of_headline
from dateline_server.extraction.actors.scanning import words_written
from dateline_server.extraction.actors.trimming import begins_title, trimmed_entities
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.base import Entry, Knowledge, Match, Naming, load_knowledge
from dateline_server.knowledge.first_names import load_first_names
from dateline_server.knowledge.gazetteer import load_gazetteer
from dateline_server.knowledge.place_words import load_place_words
from dateline_server.knowledge.word_classes import words_of
from dateline_server.language.columns import columns_of

_PREFIXES = ("un-", "non-", "anti-", "pro-", "pre-", "post-")
_COMPASS = frozenset({"North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western"})
# How many words of a place's name may stand before or behind a country's in it.
_MOST_WORDS_AROUND = 2
_SHARED = frozenset({"AGENCY", "PARTY", "GOVERNMENT", "ORGANIZATION"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text; `label` is the model's (PERSON, ORG, GPE, NORP, FAC, LOC), `entry` what the tables know."""

    tokens: Tokens
    label: str
    entry: Entry | None = None
    naming: Naming | None = None


def words_of_name(tokens: Tokens) -> tuple[str, ...]:
    """The words of a name as written, hyphens kept and other marks at their ends left out."""
    text = tokens.text
    words = [bare for word in text.split() if (bare := word.strip(",;:.()“”\"'"))]
    return tuple(words) if words else (text,)


def find_names(doc: Doc, knowledge: Knowledge, dateline: frozenset[int]) -> list[Name]:
    """Names in the order of the text, none overlapping: known phrases first, then what only the model marks.

    What stands in a dateline, given by the indexes of its tokens, is no name here, but for the media in it.
    """
    found = knowledge.find(columns_of(doc).texts)
    countries = {match.entry.country_code for match in found if not match.ambiguous and match.entry.country_code}
    matches = [
        match
        for match in found
        if _is_believable(doc, match)
        and (match.start not in dateline or match.entry.kind == "MEDIA")
        and not _is_of_elsewhere(match, countries)
    ]
    common = _common_words(doc)
    headline = end_of_headline(doc)
    names: list[Name] = []
    works: set[str] = set()
    taken = 0
    pending = iter([*_without_parts(_known(doc, match) for match in matches), None])
    known = next(pending)
    for entity in trimmed_entities(doc, dateline):
        if entity.start < taken:  # the end of a known phrase that the model has in two
            if entity.end <= taken:
                continue
            entity = Tokens(doc, taken, entity.end, label=entity.label)
        while known is not None and known.tokens.end <= entity.start:
            names.append(known)
            known = next(pending)
        inside: list[Name] = []
        while known is not None and known.tokens.start < entity.end:
            inside.append(known)
            known = next(pending)
        settled = _settle(doc, entity, inside)
        if entity.start < headline and inside and not any(name.naming is Naming.DEMONYM for name in inside):
            settled = iter(inside)  # capitals say little in a headline: "Abandon Kenya"
        for name in settled:
            if name.entry is None and (name.tokens.text in works or _is_work(name.tokens)):
                works.add(name.tokens.text)
            elif name.entry or not _is_junk(name.tokens, common):
                names.append(name)
            elif name.tokens[-1].lower_ in load_place_words("landforms"):
                works.add(name.tokens[:-1].text)  # "the Franklin" of the Franklin River
        taken = max(taken, names[-1].tokens.end if names else 0)
    while known is not None:
        names.append(known)
        known = next(pending)
    below = {word for name in names if name.tokens.start >= headline for word in words_of_name(name.tokens)}
    return [kept for name in names if (kept := _as_in_text_below(name, headline, below)) is not None]


def _as_in_text_below(name: Name, headline: int, below: set[str]) -> Name | None:
    """A name as it is; of one in a headline of capitals only the last words that names in the text below have, too."""
    if name.entry is not None or name.tokens.start >= headline:
        return name
    doc, start, end = name.tokens.doc, name.tokens.end, name.tokens.end
    while start > name.tokens.start and (doc[start - 1].text in below or not doc[start - 1].is_alpha):
        start -= 1
    return Name(doc[start:end], name.label) if start < end else None


def _is_believable(doc: Doc, match: Match) -> bool:
    """A phrase that often means something else counts where the model, too, sees a name; any other counts by itself."""
    tokens = doc[match.start : match.end]
    if tokens[0].is_sent_start and len(tokens) == 1 and tokens[0].pos_ in ("VERB", "AUX", "ADV", "PRON", "INTJ"):
        return False
    before = doc[match.start - 1] if match.start else None
    if before is not None and before.text in _COMPASS and not before.is_sent_start:
        return False  # "the Western Australian Health Department" is that of a state
    if not match.ambiguous:
        return True
    marked = {token.ent_type_ for token in tokens}
    inside = before is not None and before.ent_iob_ == "B" and tokens[0].ent_iob_ == "I"
    part_of_longer_name = inside and before is not None and before.lower_ != "the"
    is_long = len(tokens) > 1 and all(token.is_title or token.lower_ in ("of", "and") for token in tokens)
    return not part_of_longer_name and (is_long or bool(marked & {"GPE", "ORG", "NORP", "LOC"}))


def _is_of_elsewhere(match: Match, countries: set[str]) -> bool:
    """A body whose name other countries' bodies share, in a text about other countries: "Congress" in one on Peru."""
    code = match.entry.country_code
    return match.ambiguous and match.entry.kind in _SHARED and bool(code) and bool(countries) and code not in countries


def _settle(doc: Doc, entity: Tokens, inside: list[Name]) -> Iterator[Name]:
    """One entity of the model against the known phrases that it touches."""
    if not inside:
        yield Name(entity, entity.label_)
        return
    covered = sum(len(name.tokens) for name in inside)
    first, last = inside[0], inside[-1]
    reaches_out = first.tokens.start < entity.start or last.tokens.end > entity.end
    is_landform = entity.label_ == "LOC" and entity[-1].lower_ in load_place_words("landforms")  # "the Amazon River"
    is_own_name = (
        (is_landform or entity.label_ in ("PERSON", "ORG", "FAC")) and not reaches_out and covered < len(entity)
    )
    begins = first.tokens.start == entity.start
    before = doc[entity.start - 1].tag_ if entity.start else ""
    is_post = before in ("IN", "TO") and entity.end - first.tokens.end > 1 and first.naming is not None
    is_person = entity.label_ == "PERSON" or (is_post and doc[first.tokens.end].lower_ in load_first_names())
    if is_own_name and is_person and begins and (first.naming is Naming.DEMONYM or is_post):
        # "Norwegian Kari Dahl", "ambassador to Oslo Grace Otieno": adjective and post are no part of the name.
        yield first
        yield Name(doc[first.tokens.end : entity.end], "PERSON")
    elif is_own_name and not any(_outranks(name, entity) for name in inside):
        ends_in_country = last.tokens.end == entity.end and last.entry is not None and last.entry.kind == "COUNTRY"
        no_person = ends_in_country and entity[0].lower_ not in load_first_names()  # "Soccer Australia"
        yield Name(entity, "ORG" if no_person else entity.label_)
    else:
        yield from inside


def _outranks(name: Name, entity: Tokens) -> bool:
    """A known body inside a longer name is what is meant ("White House officials"); a country inside it is not."""
    if name.entry is None or name.entry.kind == "COUNTRY":
        return False
    return len(name.tokens) > 1 and name.tokens.end == entity.end


def _known(doc: Doc, match: Match) -> Name:
    """The name of a known phrase; that of a place where a country's name is only a part of it: "New South Wales"."""
    if match.entry.kind == "COUNTRY" and match.naming is not Naming.METONYM:
        place = _place_around(doc, match)
        if place is not None:
            return Name(place, "GPE")
    end = match.end
    while begins_title(doc, end) and end - match.start > 1:
        end -= 1  # "the Israeli Cabinet Minister" is no minister of a cabinet
        country = load_knowledge().lookup(doc[match.start : end].text)
        if country and country[0].entry.kind == "COUNTRY":
            return Name(doc[match.start : end], "NORP", country[0].entry, country[0].naming)
    end = match.end
    label = {"COUNTRY": "GPE", "PERSON": "PERSON"}.get(match.entry.kind, "ORG")
    return Name(doc[match.start : end], "NORP" if match.naming is Naming.DEMONYM else label, match.entry, match.naming)


def _without_parts(names: Iterable[Name]) -> Iterator[Name]:
    """The names but for those inside the one before."""
    taken = 0
    for name in names:
        if name.tokens.start >= taken:
            yield name
            taken = name.tokens.end


def _place_around(doc: Doc, match: Match) -> Tokens | None:
    """The longer name of a town, region or sea that a country's name is inside of."""
    start, end = match.start, match.end
    before, after = start, end
    while before > max(0, start - _MOST_WORDS_AROUND) and _is_capitalised(doc[before - 1]):
        before -= 1
    while after < min(len(doc), end + _MOST_WORDS_AROUND) and _is_capitalised(doc[after]):
        after += 1
    for first in range(before, start + 1):
        for last in range(after, end - 1, -1):
            if (first, last) != (start, end) and load_gazetteer().knows(doc[first:last].text):
                return doc[first:last]
    return None


def _is_capitalised(token: Token) -> bool:
    return token.is_title and token.is_alpha


def _common_words(doc: Doc) -> frozenset[str]:
    """Words that the text also writes small, so that a capital at the start of a sentence says nothing."""
    return frozenset(word for word in words_written(doc) if word.islower())


def _is_work(tokens: Tokens) -> bool:
    """ "The song Blue Harbour", "his yacht, Seamaster": what the noun right before the name says."""
    doc, before = tokens.doc, tokens.start - 1
    if before > 0 and doc[before].text == ",":
        before -= 1
        if tokens.root.dep_ != "appos":
            return False
    return before >= 0 and doc[before].lower_ in words_of("works")


def _is_junk(tokens: Tokens, common: frozenset[str]) -> bool:
    """What the model marks and is no actor's name: common words, headings, works between marks, rivers and prizes."""
    doc, first, last = tokens.doc, tokens[0], tokens[-1]
    if not any(token.is_alpha and len(token) > 1 for token in tokens) or "/" in tokens.text:
        return True
    if len(tokens) == 2 and len(last) == 1:  # "Group A"
        return True
    if tokens.text.lower().startswith(_PREFIXES) or any(token.lower_ == "or" for token in tokens):
        return True
    if len(tokens) == 1:
        if first.is_sent_start and (first.lower_ in common or first.tag_ not in ("NNP", "NNPS")):
            return True
        if first.lower_ in words_of("never_names"):
            return True
        if (first.is_upper and first.lower_ in common) or (first.tag_ == "NNPS" and first.ent_type_ == "PERSON"):
            return True
        following = doc[first.i + 1] if first.i + 1 < len(doc) else first
        nouns = load_actor_nouns()
        if first.lower_ in words_of("portfolios") and nouns.ending([following.lower_]):
            return True
        if first.i > 1 and doc[first.i - 1].lower_ == "of":  # "Secretary of State"
            title = nouns.ending([token.lower_ for token in doc[first.i - 2 : first.i + 1]])
            if title is not None and " of " in title.noun:
                return True
    before = doc[first.i - 1].text if first.i else ""
    after = doc[last.i + 1].text if last.i + 1 < len(doc) else ""
    if before in ("“", '"') and after in ("”", '"', ",", ".") and len(tokens) > 1 and after != ",":
        return True
    heads = words_of("works_and_events")
    if last.lower_ in heads:
        return True
    return any(token.lower_ in heads and doc[token.i + 1].lower_ in ("of", "on", "for", "de") for token in tokens[:-1])
