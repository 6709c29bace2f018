"""Where what is said begins and ends: at the edges of clauses, phrases and sentences, without what the author adds."""

from spacy.tokens import Doc, Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.word_classes import words_of

Ranges = list[tuple[int, int]]

# Conjunctions that give the reason or condition of what is said rather than that of saying it.
_REASONS = frozenset({"because", "if", "unless", "since", "although", "though", "whereas", "until", "so", "that"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
# What a clause cut off by the parser leaves at its end.
_LOOSE = frozenset({"--", "and", "but", "or"})
_EDGES = frozenset(",;:-–—―.(")
_SENTENCE_REACH = 80
# How many glosses of the author are cut from the end of what is said, or clauses added to it, and how far up their
# heads are sought.
_GLOSSES = 2
_CLIMB = 8
_UTTERANCES = words_of("utterance")
_GLOSS_OPENERS = frozenset({",", "-", "–", "—", "("})
# As they stand in a text whose typographic single marks were made straight ones.
_MARKS = frozenset({"'", '"', "“", "”"})
# Conjunctions by which the author sets something beside what is said.
_CONTRASTS = frozenset({"as", "although", "though", "while", "whereas", "even"})


def characters(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The characters of the tokens [first, last) without punctuation at the edges, other than quotation marks."""
    while first < last and (doc[first].is_space or doc[first].text in _EDGES or doc[first].text == "--"):
        first += 1
    while last > first and (doc[last - 1].is_space or doc[last - 1].text in _EDGES or doc[last - 1].lower_ in _LOOSE):
        last -= 1
    return (doc[first].idx, doc[last - 1].idx + len(doc[last - 1])) if first < last else (0, 0)


def sentence_start(token: Token) -> int:
    """Index of the first token of what a cue after it closes: the sentence's, or that after a colon or semicolon."""
    doc = token.doc
    first = token.i
    while first > 0 and token.i - first < _SENTENCE_REACH and not doc[first].is_sent_start:
        if doc[first - 1].text in (";", ":"):
            break
        first -= 1
    return first


def sentence_end(token: Token) -> int:
    """Index after the last token of the sentence, or that of a semicolon before its end."""
    doc = token.doc
    last = token.i + 1
    while last < len(doc) and last - token.i < _SENTENCE_REACH and not doc[last].is_sent_start:
        if doc[last].text == ";":
            break
        last += 1
    return last


def behind_time(doc: Doc, first: int, limit: int) -> int:
    """Index behind a time with no comma after it: "told the council on Friday he would …" dates the telling."""
    start = first + 1 if doc[first].pos_ == "ADP" and first + 1 < limit else first
    last = start
    while last < limit and doc[last].ent_type_ in ("DATE", "TIME"):
        last += 1
    return first if last in (start, limit) or doc[last].text == "," else last


def last_of_clause(verb: Token, clause: Token, dependents: Dependents) -> int:
    """Index of the last token of what is said, which the parser often cuts short at a comma, a colon or a conjunction.

    What follows the clause and is no second deed of the source ("said it was late and left"), no further speech
    ("said …, adding …") and no time or place of the speech belongs to the content.
    """
    cues = speech_cues()
    last = clause.right_edge.i
    for child in dependents.of(verb):
        if child.i <= last or child.dep_ in ("punct", "cc"):
            continue
        if child.dep_ in ("ccomp", "parataxis", "dep"):
            goes_on = (child.lemma_.lower(), "verb") not in cues
        elif child.dep_ == "advcl":
            goes_on = any(inner.dep_ == "mark" and inner.lower_ in _REASONS for inner in dependents.of(child))
        elif child.dep_ == "conj":
            own = any(inner.dep_ in _SUBJECTS or inner.tag_ == "MD" for inner in dependents.of(child))
            goes_on = own and (child.lemma_.lower(), "verb") not in cues
        else:
            goes_on = False
        if not goes_on:
            break
        last = child.right_edge.i
    return _behind_that(verb.doc, last)


def _behind_that(doc: Doc, last: int) -> int:
    """Index of the last token of what is said with the clauses that ", and that …" and "but that …" add to it."""
    for _ in range(_GLOSSES):
        place = last + 1
        if place < len(doc) and doc[place].text == ",":
            place += 1
        if place + 1 >= len(doc) or doc[place].lower_ not in ("and", "but", "or") or doc[place + 1].lower_ != "that":
            break
        added = doc[place + 1]
        if added.dep_ != "mark" or added.head.right_edge.i <= last:
            break
        last = added.head.right_edge.i
    return last


def within_marks(doc: Doc, first: int, head: int, last: int) -> int:
    """Index of the last token of what is said, which a quotation that begins it and holds its head does not outlast.

    Said behind the inner of two pairs of marks is what the outer speaker adds: “They wrote ‘It leaks,’ and sent nobody.”
    """
    if not any(token.text in _MARKS for token in doc[max(first - 1, 0) : first + 1]):
        return last
    closing = (token.i for token in doc[head + 1 : last + 1] if token.text in _MARKS and token.tag_ != "POS")
    return next(closing, last + 1) - 1


def behind_colon(doc: Doc, last: int) -> int:
    """Index of the last token of what is said with the list or sentence that a colon adds to it."""
    if last + 2 >= len(doc) or doc[last].is_space or doc[last + 1].text != ":" or doc[last + 2].is_space:
        return last
    return sentence_end(doc[last + 2]) - 1


def without_gloss(doc: Doc, first: int, last: int, pronouns: frozenset[str] = frozenset()) -> int:
    """Index of the last token of what is said without what the author adds behind it: ", the port of Oslo".

    A clause that one of the pronouns opens behind a comma counts as added, too.
    """
    for _ in range(_GLOSSES):
        word, cut = doc[last], last
        while word.is_punct and word.i > first and word.text != ")":
            word = doc[word.i - 1]
        end = word.i
        for _ in range(_CLIMB):
            left = word.left_edge.i
            if left <= first + 1 or word.right_edge.i < end:
                break
            if doc[left - 1].text in _GLOSS_OPENERS and (
                word.dep_ == "appos"
                or (word.dep_ == "advcl" and doc[left].lower_ in _CONTRASTS)
                or (word.dep_ == "relcl" and doc[left].lower_ in pronouns)
            ):
                cut = left - 2
            if word.head.i == word.i:
                break
            word = word.head
        if cut == last:
            break
        last = cut
    return last


def reach(verb: Token, phrase: Token, dependents: Dependents, ends: frozenset[str] = frozenset()) -> int:
    """Index of the last token of a phrase with the prepositions and conditions that the parser hangs on its verb.

    A time ("on Friday"), a second deed or further speech of the source ends it, and so does any preposition in `ends`.
    """
    last = phrase.right_edge.i
    for child in dependents.of(verb):
        if child.i <= last:
            continue
        if child.dep_ == "prep" and child.i == last + 1:
            target = next((inner for inner in dependents.of(child) if inner.dep_ in ("pobj", "pcomp")), None)
            if target is None or target.ent_type_ in ("DATE", "TIME") or child.lower_ in ends:
                break
            if child.lower_ == "in" and target.lemma_ in _UTTERANCES:
                break
        elif child.dep_ != "advcl" or child.left_edge.i != last + 1 or child.tag_ == "VBG":
            break
        last = child.right_edge.i
    return last


def last_of_noun_phrase(noun: Token, dependents: Dependents) -> int:
    """Index of the last token of a noun phrase without a clause that only adds to it: "the treaty", not ", who …"."""
    for child in dependents.of(noun):
        if child.dep_ == "relcl" and child.left_edge.i > noun.i and noun.doc[child.left_edge.i - 1].text == ",":
            return child.left_edge.i - 2 if child.left_edge.lower_ in ("who", "which", "whose") else noun.right_edge.i
    return noun.right_edge.i
