"""Offices that the text gives a person: before the name, as an apposition, or as a predicate."""

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from dateline_server.extraction.actors.entities import Role
from dateline_server.extraction.actors.names import Name
from dateline_server.extraction.actors.scanning import start_of_sentence
from dateline_server.extraction.actors.trimming import is_honorific
from dateline_server.knowledge.actor_nouns import load_actor_nouns
from dateline_server.knowledge.word_classes import words_of

# A title is hardly ever longer: "deputy assistant secretary of state for South Asia and the Indian Ocean".
_LONGEST_TITLE = 14
_TITLE_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "JJS", "IN", "TO", "CC", "DT", "POS", "HYPH", "CD", "VBG", "VBN"}
)
_HELD_IN = frozenset({"of", "at", "with", "from"})
_LOWER_IN_TITLE = frozenset(
    {"former", "then", "acting", "deputy", "vice", "interim", "outgoing", "senior", "chief", "late"}
)
_BODY_PREPOSITIONS = frozenset({"of", "for", "at", "to", "in", "on", "with", "from"})


def role_before_name(name: Tokens, name_at: dict[int, Name]) -> Role | None:
    """The role in a title right before a name: "Kenyan Foreign Minister" in "Kenyan Foreign Minister Ann Otieno"."""
    doc = name.doc
    start = name.start
    while start and is_honorific(doc[start - 1].text):
        start -= 1
    end, limit = start, start_of_sentence(doc, start, _LONGEST_TITLE)
    if end and (doc[end - 1].tag_ in ("IN", "TO", "POS") or doc[end - 1].is_punct):
        return None
    while start > limit and _may_be_in_title(doc[start - 1], name_at):
        start -= 1
    return _read_title(doc, start, end, name_at)


def role_of_phrase(head: Token, name_at: dict[int, Name]) -> Role | None:
    """The role in a noun phrase around `head`: "the foreign minister of Kenya", used as apposition or predicate."""
    doc = head.doc
    start, end = head.left_edge.i, head.i + 1
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in _BODY_PREPOSITIONS
            and child.right_edge.i - head.i <= _LONGEST_TITLE
        ):
            end = _end_of_area(doc, child.i + 1, child.right_edge.i + 1)
            break
        if child.dep_ not in ("punct", "compound"):
            break
    return _read_title(doc, start, end, name_at, head)


def _end_of_area(doc: Doc, start: int, end: int) -> int:
    """Where the clause or apposition behind the body or place begins, else `end`."""
    for token in doc[start:end]:
        if token.tag_ in ("WP", "WDT", "WP$", "WRB", "VBD", "VBZ", "VBP", "VBN") or token.text in (
            ",",
            "—",
            "–",
            ";",
            ":",
        ):
            return token.i
    return end


def _may_be_in_title(token: Token, name_at: dict[int, Name]) -> bool:
    if token.is_space or token.tag_ not in _TITLE_TAGS or token.lower_ in ("that", "as", "by", "than", "if"):
        return False
    other = name_at.get(token.i)
    return other is None or other.label != "PERSON"


def _read_title(doc: Doc, start: int, end: int, name_at: dict[int, Name], head: Token | None = None) -> Role | None:
    """The role in the tokens [start, end), without whatever stands before it there."""
    title = _find_title_noun(doc, start, end, head)
    if title is None:
        return None
    noun_start, noun_end = title
    first = noun_start
    while first > start and not _ends_phrase(doc[first - 1]) and not _is_other_title(doc, first - 1):
        first -= 1
    before = _names_in(doc, first, noun_start, name_at)
    title_start = first
    for name in before:
        title_start = max(title_start, name.tokens.end)
        if title_start < noun_start and doc[title_start].tag_ == "POS":
            title_start += 1
    bodies = [name for name in before if name.entry is None or name.entry.kind != "COUNTRY"]
    body = bodies[-1] if bodies else None
    holder = body or (before[0] if before else None)
    organization = body.tokens.text if body else ""
    owner = _owner_noun(doc, title_start, noun_start)
    if owner is not None:  # "the charity's director"
        organization, title_start = organization or owner.text, owner.i + 2
    if noun_end < end - 1:
        area_start = noun_end + 1 + (doc[noun_end + 1].lower_ == "the" and noun_end + 2 < end)
        if doc[end - 1].tag_ not in ("CC", "IN", "DT") and doc[area_start].tag_ not in ("DT", "PRP$", "WDT"):
            organization = organization or doc[area_start:end].text
        after = name_at.get(area_start)
        if holder is None and after is not None and doc[noun_end].lower_ in _HELD_IN:
            holder = after
    over = " ".join(token.lower_ for token in doc[first:title_start] if token.lower_ in words_of("over_time"))
    while title_start < noun_start and doc[title_start].tag_ in ("PRP$", "DT"):
        title_start += 1
    if doc[noun_end - 1].text[0].isupper() and not doc[first].is_sent_start:
        # "will brief President …": only capitals and a few small words belong to a capitalised title
        while title_start < noun_start and _is_lower_verb(doc[title_start]):
            title_start = first = title_start + 1
    while title_start < noun_start and doc[title_start].lower_ in words_of("praise_and_blame"):
        title_start += 1 + (doc[title_start + 1].text == "-")
    if title_start >= noun_end:
        return None
    words = " ".join((over, _spell(doc[title_start:noun_end]))).strip()
    organization = organization.partition(" (")[0]
    country = holder.entry.country_code if holder and holder.entry else ""
    return Role(words, organization, country, doc[first:end], holder) if words else None


def _owner_noun(doc: Doc, start: int, end: int) -> Token | None:
    """The common noun whose office it is: "service" in "service's chief executive"."""
    marks = [index for index in range(start + 1, end) if doc[index].tag_ == "POS" and doc[index - 1].pos_ == "NOUN"]
    return doc[marks[-1] - 1] if marks else None


def _spell(title: Tokens) -> str:
    """A title in lower case, in the singular and without abbreviations."""
    words = [load_actor_nouns().spelled_out(word) for word in title.text.lower().split()]
    return " ".join((*words[:-1], title[-1].lemma_.lower()) if title[-1].tag_ in ("NNS", "NNPS") else words)


def _names_in(doc: Doc, start: int, end: int, name_at: dict[int, Name]) -> list[Name]:
    names: list[Name] = []
    for index in range(start, end):
        name = name_at.get(index)
        if name is not None and (not names or names[-1] is not name):
            names.append(name)
    return names


def _find_title_noun(doc: Doc, start: int, end: int, head: Token | None) -> tuple[int, int] | None:
    """The tokens of the title's noun: `head`, else the first title noun that "of" or the like, or the name, follows."""
    nouns = load_actor_nouns()
    for stop in [head.i + 1] if head is not None else range(start + 1, end + 1):
        if head is None and stop < end and doc[stop].lower_ not in _BODY_PREPOSITIONS:
            continue
        several = head is None and stop == end and doc[stop - 1].tag_ in ("NNS", "NNPS")  # "Senators Lund and Ek"
        if doc[stop - 1].tag_ not in ("NN", "NNP") and not several:
            continue
        for longer in (2, 0):  # "secretary of state" before "secretary"
            if longer and (head is not None or stop + longer > end):
                continue
            lemmas = [token.lemma_.lower() for token in doc[max(start, stop - 3) : stop + longer]]
            noun = nouns.ending(lemmas)
            if noun is None or noun.kind != "PERSON" or (longer and noun.noun.count(" ") < longer):
                continue
            if not noun.title and (head is not None or stop + longer == end):
                continue
            return stop + longer - len(noun.noun.split()), stop + longer
    return None


def _is_lower_verb(token: Token) -> bool:
    return (
        token.text.islower() and token.lower_ not in _LOWER_IN_TITLE and not token.lower_.endswith(("ing", "al", "ed"))
    )


def _is_other_title(doc: Doc, index: int) -> bool:
    """ "Spokesman Navy Captain …": a title in small letters ends where one in capitals begins."""
    token = doc[index]
    if not token.is_lower or token.tag_ != "NN" or not doc[index + 1].is_title:
        return False
    noun = load_actor_nouns().ending([token.lower_])
    return noun is not None and noun.title


def _ends_phrase(token: Token) -> bool:
    """What a title does not reach back over."""
    return token.tag_ in ("IN", "TO", "CC", "DT", "CD", "VBG", "VBN") and token.lower_ != "-"
