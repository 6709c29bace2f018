"""What a verb of speech or thought has for its content: the phrase in one of the frames that the cue table gives it.

Content is given as characters [start, end) of `doc.text`, in one piece or in two where the cue stands inside it.
"""

from spacy.tokens import Doc, Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.knowledge.speech_cues import Cue, speech_cues

Ranges = list[tuple[int, int]]

# Conjunctions that give the reason or condition of what is said rather than that of saying it.
_REASONS = frozenset({"because", "if", "unless", "since", "although", "though", "whereas", "until", "so", "that"})
# "who asked not to be named" tells of the source and is no request in the article.
_NAMING = frozenset({"name", "identify", "quote"})
_QUESTIONS = frozenset({"when", "where", "how", "why", "whether", "if"})
# Prepositions before the one who is asked: "called on them to", "appealed to them to", "pleaded with them to".
_TO_ADDRESSEE = frozenset({"on", "upon", "to", "with"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# What a clause cut off by the parser leaves at its end.
_LOOSE = frozenset({"--", "and", "but", "or"})
_EDGES = frozenset(",;:-–—―.(")
_SENTENCE_REACH = 80
# How many glosses of the author are cut from the end of what is said, and how far up their heads are sought.
_GLOSSES = 2
_CLIMB = 8
# Prepositions that tell where or when somebody judges or announces a thing, and pronouns that add something to it.
_OCCASIONS = frozenset({"amid", "at", "before", "during", "since"})
_ADDS = frozenset({"who", "which", "whose"})
_GLOSS_OPENERS = frozenset({",", "-", "–", "—", "("})
# Conjunctions by which the author sets something beside what is said.
_CONTRASTS = frozenset({"as", "although", "though", "while", "whereas", "even"})


def characters(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The characters of the tokens [first, last) without punctuation at the edges, other than quotation marks."""
    while first < last and (doc[first].is_space or doc[first].text in _EDGES or doc[first].text == "--"):
        first += 1
    while last > first and (doc[last - 1].is_space or doc[last - 1].text in _EDGES or doc[last - 1].lower_ in _LOOSE):
        last -= 1
    return (doc[first].idx, doc[last - 1].idx + len(doc[last - 1])) if first < last else (0, 0)


def frame_of_clause(clause: Token, dependents: Dependents) -> str:
    """`infinitive`, `gerund`, `clause`, or `name` for one without a verb ("consider him a friend")."""
    finite = False
    for child in dependents.of(clause):
        if child.dep_ == "aux" and child.tag_ == "TO":
            return "infinitive"
        finite = finite or child.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass", "mark")
    if clause.tag_ == "VBG" and not finite:
        return "gerund"
    return "clause" if clause.pos_ in ("VERB", "AUX") or clause.tag_ == "MD" else "name"


def content_of_verb(verb: Token, cue: Cue, dependents: Dependents) -> tuple[str, Ranges] | None:
    """The frame in which the verb's content stands, and the content; None when the verb has none here."""
    children = dependents.of(verb)
    return (
        _clause(verb, cue, children, dependents)
        or _named(verb, cue, children)
        or _object_and_preposition(verb, cue, children, dependents)
        or _around(verb, cue, children)
        or _object(verb, cue, children, dependents)
    )


def _clause(verb: Token, cue: Cue, children: list[Token], dependents: Dependents) -> tuple[str, Ranges] | None:
    clauses = [child for child in children if child.dep_ in ("ccomp", "xcomp")]
    # "On Friday it broke: officials said they …": the clause that follows at once is the content, not the one before.
    clauses.sort(key=lambda clause: not verb.i < clause.left_edge.i <= verb.i + 2)
    if "clause" in cue.frames:
        clauses += [
            child
            for child in children
            if child.dep_ == "advcl" and child.i > verb.i and child.left_edge.lower_ in _QUESTIONS and not clauses
            if child.left_edge.i == verb.i + 1
        ]
    for clause in clauses:
        frame = frame_of_clause(clause, dependents)
        if frame == "infinitive" and clause.lemma_ in _NAMING and clause.tag_ == "VBN":
            continue
        if frame == "infinitive" and "order" in cue.frames:
            asked = _person_asked(clause, children, dependents)
            if asked is not None:
                return "order", [characters(verb.doc, asked.left_edge.i, _reach(verb, clause, dependents) + 1)]
        if frame == "name" and (clause.i < verb.i or "name" not in cue.frames):
            frame = "clause"
        if frame not in cue.frames:
            continue
        if clause.i < verb.i:
            behind = min(clause.right_edge.i + 1, verb.i)
            if _sets_the_scene(clause, dependents) or verb.doc[behind].text == ";":
                continue
            first = sentence_start(clause.left_edge) if frame == "clause" else clause.left_edge.i
            return frame, [characters(verb.doc, first, min(clause.right_edge.i + 1, verb.i))]
        first = clause.left_edge.i
        if frame == "clause":
            first = next(
                (child.i for child in dependents.of(clause) if child.dep_ == "mark" and child.lower_ == "that"), first
            )
            first = _behind_time(verb.doc, first, clause.i)
            misread = _misread_object(verb, cue, children, dependents)
            first = first if misread is None else misread.left_edge.i
            last = _without_gloss(verb.doc, clause.i, _last_of_clause(verb, clause, dependents))
            last = _behind_colon(verb.doc, last)
            if first < verb.i:
                # "a plan which, he said, would fail": the parser puts what stands before the cue into the clause after it.
                return frame, _without_cue(verb, first, last + 1, children)
        else:
            last = _reach(verb, clause, dependents)
        return frame, [characters(verb.doc, first, last + 1)]
    misread = _misread_object(verb, cue, children, dependents)
    if misread is not None:
        last = _last_of_clause(verb, misread, dependents)
        return "clause", [characters(verb.doc, misread.left_edge.i, last + 1)]
    if "order" in cue.frames:
        # "asked both sides to wait": the parser hangs the infinitive on the noun.
        for child in children:
            if child.dep_ == "dobj" and any(
                inner.dep_ in ("xcomp", "acl", "relcl") and frame_of_clause(inner, dependents) == "infinitive"
                for inner in dependents.of(child)
            ):
                return "order", [characters(verb.doc, child.left_edge.i, child.right_edge.i + 1)]
    return None


def _without_cue(verb: Token, first: int, last: int, children: list[Token]) -> Ranges:
    """The characters of the tokens [first, last) without the cue inside them and its subject."""
    inside = [child for child in children if child.dep_ in (*_SUBJECTS, "aux", "neg") and first < child.left_edge.i]
    cut = min((child.left_edge.i for child in inside if child.i < verb.i), default=verb.i)
    pieces = (characters(verb.doc, first, cut), characters(verb.doc, verb.i + 1, last))
    return [piece for piece in pieces if piece[1] > piece[0]]


def _behind_time(doc: Doc, first: int, limit: int) -> int:
    """Index behind a time with no comma after it: "told the council on Friday he would …" dates the telling."""
    start = first + 1 if doc[first].pos_ == "ADP" and first + 1 < limit else first
    last = start
    while last < limit and doc[last].ent_type_ in ("DATE", "TIME"):
        last += 1
    return first if last in (start, limit) or doc[last].text == "," else last


def _sets_the_scene(clause: Token, dependents: Dependents) -> bool:
    """True for words before a cue that tell its circumstances: "Speaking in Oslo, she replied …"."""
    if any(child.is_quote for child in dependents.of(clause)) or clause.left_edge.is_quote:
        return False
    return clause.pos_ == "ADP" or frame_of_clause(clause, dependents) == "gerund"


def _misread_object(verb: Token, cue: Cue, children: list[Token], dependents: Dependents) -> Token | None:
    """The subject that the parser took for an object which the verb cannot have: "said the talks aimed at peace"."""
    if "clause" not in cue.frames or not cue.frames.isdisjoint({"object", "target", "order", "about"}):
        return None
    for child in children:
        if child.dep_ == "dobj" and child.left_edge.i == verb.i + 1:
            participle = any(inner.dep_ == "acl" and inner.tag_ == "VBN" for inner in dependents.of(child))
            return child if participle else None
    return None


def _person_asked(clause: Token, children: list[Token], dependents: Dependents) -> Token | None:
    for child in dependents.of(clause):
        if child.dep_ in ("nsubj", "nsubjpass"):
            return child
    for child in children:
        if child.dep_ in ("dobj", "dative") and child.i < clause.i:
            return child
        if child.dep_ == "prep" and child.lower_ in _TO_ADDRESSEE and child.right_edge.i + 1 == clause.left_edge.i:
            return next((inner for inner in dependents.of(child) if inner.dep_ == "pobj"), None)
    return None


def _last_of_clause(verb: Token, clause: Token, dependents: Dependents) -> int:
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
    return last


def _behind_colon(doc: Doc, last: int) -> int:
    """Index of the last token of what is said with the list or sentence that a colon adds to it."""
    if last + 2 >= len(doc) or doc[last].is_space or doc[last + 1].text != ":" or doc[last + 2].is_space:
        return last
    return sentence_end(doc[last + 2]) - 1


def _without_gloss(doc: Doc, first: int, last: int, pronouns: frozenset[str] = frozenset()) -> int:
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


def _reach(verb: Token, phrase: Token, dependents: Dependents, ends: frozenset[str] = frozenset()) -> int:
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
        elif child.dep_ != "advcl" or child.left_edge.i != last + 1 or child.tag_ == "VBG":
            break
        last = child.right_edge.i
    return last


def _noun_phrase_end(noun: Token, dependents: Dependents) -> int:
    """Index of the last token of a noun phrase without a clause that only adds to it: "the treaty", not ", who …"."""
    for child in dependents.of(noun):
        if child.dep_ == "relcl" and child.left_edge.i > noun.i and noun.doc[child.left_edge.i - 1].text == ",":
            return child.left_edge.i - 2 if child.left_edge.lower_ in ("who", "which", "whose") else noun.right_edge.i
    return noun.right_edge.i


def _named(verb: Token, cue: Cue, children: list[Token]) -> tuple[str, Ranges] | None:
    if "name" not in cue.frames:
        return None
    parts = [child for child in children if child.dep_ in ("dobj", "oprd") and child.i > verb.i]
    if not parts or parts[-1].dep_ != "oprd":
        return None
    return "name", [characters(verb.doc, parts[0].left_edge.i, parts[-1].right_edge.i + 1)]


def _object_and_preposition(
    verb: Token, cue: Cue, children: list[Token], dependents: Dependents
) -> tuple[str, Ranges] | None:
    thing = next((child for child in children if child.dep_ == "dobj" and child.i > verb.i), None)
    prepositions = [child for child in children if child.dep_ == "prep" and child.i > verb.i]
    if thing is not None:
        # "accused the state of fraud": the parser hangs the preposition on the verb or on the noun.
        prepositions += [child for child in dependents.of(thing) if child.dep_ == "prep" and child.lower_ == "of"]
    for agent in children:
        if agent.dep_ == "agent":
            # "accused by the union of fraud": here it hangs it on the agent.
            unions = [child for child in dependents.of(agent) if child.dep_ == "pobj"]
            prepositions += [child for one in unions for child in dependents.of(one) if child.lower_ == "of"]
    for preposition in prepositions:
        if preposition.lower_ not in cue.frames:
            continue
        target = next((child for child in dependents.of(preposition) if child.dep_ in ("pobj", "pcomp")), None)
        if target is None:
            continue
        last = _reach(verb, target, dependents)
        judged = preposition.lower_ in ("as", "of") or cue.stance == "ACCUSE" or "target" in cue.frames
        if judged and thing is not None and thing.i < preposition.i:
            return preposition.lower_, [characters(verb.doc, thing.left_edge.i, last + 1)]
        return preposition.lower_, [characters(verb.doc, target.left_edge.i, last + 1)]
    return None


def _object(verb: Token, cue: Cue, children: list[Token], dependents: Dependents) -> tuple[str, Ranges] | None:
    frame = next((frame for frame in ("object", "target") if frame in cue.frames), None)
    if frame is None:
        return None
    thing = next((child for child in children if child.dep_ == "dobj" and child.i > verb.i), None)
    if thing is None or thing.pos_ == "PRON" or any(child.dep_ == "nsubjpass" for child in children):
        return None
    last = _noun_phrase_end(thing, dependents)
    if last == thing.right_edge.i:
        last = _without_gloss(verb.doc, thing.i, _reach(verb, thing, dependents, _OCCASIONS), _ADDS)
    return frame, [characters(verb.doc, thing.left_edge.i, last + 1)]


def _around(verb: Token, cue: Cue, children: list[Token]) -> tuple[str, Ranges] | None:
    """The sentence around a cue that is put into it or after it: "The talks, he added, will go on"."""
    if "clause" not in cue.frames:
        return None
    doc, head = verb.doc, verb.head
    as_clause = any(child.dep_ in ("mark", "advmod") and child.lower_ == "as" for child in children)
    if verb.dep_ == "parataxis" or (as_clause and verb.dep_ == "advcl"):
        first, last = head.left_edge.i, head.right_edge.i + 1
        if verb.dep_ == "parataxis" and head.dep_ != "relcl":
            first, last = sentence_start(verb.left_edge), sentence_end(verb)
        cut_first, cut_last = max(verb.left_edge.i, first), min(verb.right_edge.i + 1, last)
        pieces = (characters(doc, first, cut_first), characters(doc, cut_last, last))
        content = [piece for piece in pieces if piece[1] > piece[0]]
        return ("clause", content) if content else None
    return _closing(verb, children)


def _closing(verb: Token, children: list[Token]) -> tuple[str, Ranges] | None:
    """The sentence before a cue that ends it, where the parser saw no clause in it: "No word yet, officials say"."""
    doc = verb.doc
    if verb.tag_ not in _FINITE or verb.i + 1 >= len(doc):
        return None
    subject = next((child for child in children if child.dep_ in _SUBJECTS and child.i < verb.i), None)
    if subject is None or any(child.i > verb.i and not child.is_punct and child.dep_ != "prep" for child in children):
        return None
    comma = subject.left_edge.i - 1
    if comma < 0 or doc[comma].text not in (",", "”", '"', "'"):
        return None
    first = sentence_start(doc[comma])
    return ("clause", [characters(doc, first, comma)]) if first < comma else None


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
