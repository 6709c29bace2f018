"""What a verb of speech or thought has for its content: the phrase in one of the frames that the cue table gives it.

Content is given as characters [start, end) of `doc.text`, in one piece or in two where the cue stands inside it.
"""

from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.quotes.extents import (
    Ranges,
    behind_colon,
    behind_time,
    characters,
    last_of_clause,
    last_of_noun_phrase,
    reach,
    sentence_end,
    sentence_start,
    within_marks,
    without_gloss,
)
from dateline_server.extraction.quotes.speakers import can_speak
from dateline_server.knowledge.speech_cues import Cue
from dateline_server.knowledge.word_classes import words_of

# Infinitives that tell of the source and are no statement: "asked not to be named", "declined to comment".
_NAMING = frozenset({"name", "identify", "quote"})
_COMMENTING = frozenset({"comment", "elaborate"})
_GIVING = frozenset({"make", "give", "offer", "provide"})
_COMMENTS = frozenset({"comment", "statement", "interview", "detail", "explanation"})
_QUESTIONS = frozenset({"when", "where", "how", "why", "whether", "if"})
# Prepositions before the one who is asked: "called on them to", "appealed to them to", "pleaded with them to".
_TO_ADDRESSEE = frozenset({"on", "upon", "to", "with"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Prepositions that tell where or when somebody judges or announces a thing, and pronouns that add something to it.
_OCCASIONS = frozenset({"amid", "at", "before", "during", "since"})
_SPEECH = frozenset({"quote", "clause"})
# How far, in tokens, a clause may stand from its cue where the parser parts them.
_BEHIND = 14
_UTTERANCES = words_of("utterance")
_ADDS = frozenset({"who", "which", "whose"})


def frame_of_clause(clause: Token, dependents: Dependents) -> str:
    """`infinitive`, `gerund`, `clause`, or `name` for one without a verb ("consider him a friend")."""
    finite = subject = False
    for child in dependents.of(clause):
        if child.dep_ == "aux" and child.tag_ == "TO":
            return "infinitive"
        finite = finite or child.dep_ in ("aux", "auxpass", "mark")
        subject = subject or child.dep_ in ("nsubj", "nsubjpass")
    if clause.tag_ == "VBG" and not finite and not subject:
        return "gerund"
    return "clause" if finite or clause.pos_ in ("VERB", "AUX") or clause.tag_ == "MD" else "name"


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
        if frame == "infinitive" and _tells_of_source(clause, dependents):
            continue
        if frame == "infinitive" and "order" in cue.frames:
            asked = _person_asked(clause, children, dependents)
            if asked is not None:
                return "order", [characters(verb.doc, asked.left_edge.i, reach(verb, clause, dependents) + 1)]
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
            if verb.i + 1 < first and verb.doc[verb.i + 1].tag_ == "IN" and verb.doc[verb.i + 1].lower_ == "that":
                # "shows that one in three of the A and B have …": the parser starts the clause at B.
                first = verb.i + 1
            first = behind_time(verb.doc, first, clause.i)
            misread = _misread_object(verb, cue, children, dependents)
            first = first if misread is None else misread.left_edge.i
            last = without_gloss(verb.doc, clause.i, last_of_clause(verb, clause, dependents))
            last = behind_colon(verb.doc, last)
            if first < verb.i:
                # "a plan which, he said, would fail": the parser puts what stands before the cue into the clause after it.
                return frame, _without_cue(verb, first, last + 1, children)
        else:
            last = reach(verb, clause, dependents)
        last = within_marks(verb.doc, first, clause.i, last)
        return frame, [characters(verb.doc, first, last + 1)]
    misread = _misread_object(verb, cue, children, dependents)
    if misread is not None:
        follows = _verb_behind(misread, dependents, verb)
        last = last_of_clause(verb, misread, dependents) if follows is None else follows.right_edge.i
        return "clause", [characters(verb.doc, misread.left_edge.i, last + 1)]
    if cue.frames >= _SPEECH:
        parted = _clause_behind(verb) or _clause_behind_occasion(verb, children, dependents)
        if parted is not None:
            return "clause", [characters(verb.doc, parted[0], parted[1] + 1)]
    if "order" in cue.frames:
        # "asked both sides to wait": the parser hangs the infinitive on the noun.
        for child in children:
            if child.dep_ == "dobj" and any(
                inner.dep_ in ("xcomp", "acl", "relcl") and frame_of_clause(inner, dependents) == "infinitive"
                for inner in dependents.of(child)
            ):
                return "order", [characters(verb.doc, child.left_edge.i, child.right_edge.i + 1)]
    return None


def _tells_of_source(clause: Token, dependents: Dependents) -> bool:
    """True for "asked not to be named", "declined to comment" and "does not want to make any comment"."""
    if clause.lemma_ in _GIVING:
        return any(child.dep_ == "dobj" and child.lemma_ in _COMMENTS for child in dependents.of(clause))
    return clause.lemma_ in (_NAMING if clause.tag_ == "VBN" else _COMMENTING)


def _clause_behind(verb: Token) -> tuple[int, int] | None:
    """First and last token of a clause with "that" which the parser hangs elsewhere.

    As in "said in a statement that …", "argued for years that …" and "told the Post's “Talk” that …": on a name, a time,
    what words are spoken in or somebody spoken to, none of which has a clause of its own.
    """
    doc, quoted = verb.doc, False
    for index in range(verb.i + 1, min(len(doc), verb.i + _BEHIND)):
        token, before = doc[index], doc[index - 1]
        if token.is_quote:
            quoted = not quoted
        if quoted or before.i == verb.i:
            continue
        if token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN"):
            while before.is_punct and before.i > verb.i + 1:
                before = doc[before.i - 1]
            named = before.pos_ == "PROPN" or before.ent_type_ or before.lemma_ in _UTTERANCES or can_speak(before)
            return (index, token.head.right_edge.i) if named and token.head.i > index else None
        if token.pos_ in ("VERB", "AUX") or token.is_sent_start or token.text in (",", ";", ":"):
            return None
    return None


def _clause_behind_occasion(verb: Token, children: list[Token], dependents: Dependents) -> tuple[int, int] | None:
    """First and last token of a clause into which the parser draws when or where it is said.

    As in "said after the vote he would leave", where it takes "after the vote" for a part of the leaving.
    """
    for child in children:
        if child.dep_ != "advcl" or child.left_edge.i != verb.i + 1 or child.left_edge.dep_ != "prep":
            continue
        inside = dependents.of(child)
        subject = next((inner for inner in inside if inner.dep_ in _SUBJECTS and inner.i < child.i), None)
        finite = child.tag_ in _FINITE or any(inner.tag_ in _FINITE for inner in inside if inner.dep_ == "aux")
        opened = any(inner.dep_ == "mark" or inner.tag_ == "WRB" for inner in inside)
        if subject is not None and finite and not opened:
            first = subject.left_edge.i
            return (first, child.right_edge.i) if verb.doc[first - 1].text != "," else None
    return None


def _without_cue(verb: Token, first: int, last: int, children: list[Token]) -> Ranges:
    """The characters of the tokens [first, last) without the cue inside them and its subject."""
    inside = [child for child in children if child.dep_ in (*_SUBJECTS, "aux", "neg") and first < child.left_edge.i]
    cut = min((child.left_edge.i for child in inside if child.i < verb.i), default=verb.i)
    pieces = (characters(verb.doc, first, cut), characters(verb.doc, verb.i + 1, last))
    return [piece for piece in pieces if piece[1] > piece[0]]


def _sets_the_scene(clause: Token, dependents: Dependents) -> bool:
    """True for words before a cue that tell its circumstances: "Speaking in Oslo, she replied …"."""
    if any(child.is_quote for child in dependents.of(clause)) or clause.left_edge.is_quote:
        return False
    return clause.pos_ == "ADP" or frame_of_clause(clause, dependents) == "gerund"


def _misread_object(verb: Token, cue: Cue, children: list[Token], dependents: Dependents) -> Token | None:
    """The subject that the parser took for an object: "said the talks aimed at peace", "denied the talks would fail"."""
    if "clause" not in cue.frames:
        return None
    takes_object = not cue.frames.isdisjoint({"object", "target", "order", "about"})
    for child in children:
        if child.dep_ == "dobj" and child.left_edge.i == verb.i + 1:
            participle = any(inner.dep_ == "acl" and inner.tag_ == "VBN" for inner in dependents.of(child))
            return (
                child
                if _verb_behind(child, dependents, verb) is not None or (participle and not takes_object)
                else None
            )
    return None


def _verb_behind(noun: Token, dependents: Dependents, cue: Token) -> Token | None:
    """The finite verb that follows a noun phrase at once and has no other subject: "worry his words will hurt".

    One of "with analysts saying prices will rise", where the analysts are taken for its subject, counts as well.
    """
    doc, first = noun.doc, noun.left_edge.i
    for after in (noun.i + 1, noun.right_edge.i + 1):
        if (
            after >= len(doc)
            or doc[after].tag_ not in _FINITE
            or any(token.text == "," for token in doc[noun.i : after])
        ):
            continue
        finite = doc[after]
        if finite.dep_ in ("aux", "auxpass") and finite.head.i > after:
            finite = finite.head
        subjects = [child for child in dependents.of(finite) if child.dep_ in _SUBJECTS]
        # "…, warning the raids broke the law": here for the warning itself.
        speaking = (cue.i, cue.head.i) if cue.dep_ == "acl" else (cue.i,)
        subjects = [child for child in subjects if child.i not in speaking]
        if not first <= finite.head.i <= noun.i and all(first <= child.i <= noun.right_edge.i for child in subjects):
            return finite
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


def _named(verb: Token, cue: Cue, children: list[Token]) -> tuple[str, Ranges] | None:
    if "name" not in cue.frames:
        return None
    parts = [child for child in children if child.dep_ in ("dobj", "oprd") and child.i > verb.i]
    if not parts or (parts[-1].dep_ != "oprd" and len(parts) < 2):
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
        complements = [child for child in dependents.of(preposition) if child.i > preposition.i and not child.is_punct]
        if not complements:
            continue
        target = next((child for child in complements if child.dep_ in ("pobj", "pcomp")), complements[-1])
        last = reach(verb, target, dependents)
        # "accused them of 'dithering' on the grant and losing papers": the parser may hang both on the preposition.
        joined = [child for child in complements if child.dep_ == "pcomp" and child.left_edge.i == last + 1]
        last = joined[0].right_edge.i if joined else last
        # "accused them of it" says something of them, "told them of it" only to them.
        judged = preposition.lower_ == "as" or cue.stance in ("ACCUSE", "CLAIM") or "target" in cue.frames
        if judged and thing is not None and thing.i < preposition.i:
            return preposition.lower_, [characters(verb.doc, thing.left_edge.i, last + 1)]
        return preposition.lower_, [characters(verb.doc, target.left_edge.i, last + 1)]
    return None


def _object(verb: Token, cue: Cue, children: list[Token], dependents: Dependents) -> tuple[str, Ranges] | None:
    frame = next((frame for frame in ("object", "target") if frame in cue.frames), None)
    if frame is None:
        return None
    thing = next((child for child in children if child.dep_ == "dobj" and child.i > verb.i), None)
    if (
        thing is None
        or (thing.pos_ == "PRON" and thing.tag_ != "NN")
        or any(child.dep_ == "nsubjpass" for child in children)
    ):
        return None
    last = last_of_noun_phrase(thing, dependents)
    if last == thing.right_edge.i:
        last = without_gloss(verb.doc, thing.i, reach(verb, thing, dependents, _OCCASIONS), _ADDS)
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
    if doc[first].dep_ == "prep" and doc[first].right_edge.i >= comma - 1:
        # "In a letter to the king, the bishop wrote of peace": where it is said.
        return None
    return ("clause", [characters(doc, first, comma)]) if first < comma else None
