"""On what a word hangs, and what that does to its status: "fail to", "plans for", "if", "without"."""

from dataclasses import dataclass

from spacy.tokens import Token

from dateline_server.extraction.dependents import Dependents
from dateline_server.extraction.status.clause_signs import (
    clause_form,
    falls_short,
    has_it,
    has_too,
    has_yet,
    is_anybody,
    is_definite,
    is_left_no_choice,
    takes_time,
)
from dateline_server.extraction.status.governors import governor_effect, phrase_effect, preposition_effect
from dateline_server.extraction.status.modality import VERBAL
from dateline_server.knowledge.status_cues import Effect, Link, WordClass, load_status_cues

_PRESENT = frozenset({"VBZ", "VBP", "VB", "MD"})
_COMPLEMENTS = frozenset({"xcomp", "ccomp", "advcl", "acl", "csubj", "csubjpass", "acomp", "oprd"})
_FARTHEST_MARK = 30
_FREE = frozenset({"relcl", "parataxis", "npadvmod", "intj", "meta", "ROOT"})


@dataclass(frozen=True, slots=True)
class Embedding:
    """One step up the sentence: the word that governs, and what it does; None where the word stands by itself.

    `effect` None means that the cue table is silent: the definiteness of the noun decides.
    """

    governor: Token | None
    effect: Effect | None = None
    link: Link = Link.ITSELF


FREE = Embedding(None)


def embed(word: Token, around: Dependents) -> Embedding:
    """On what the word hangs."""
    dep, head = word.dep_, word.head
    if word.tag_ == "VB" and word.i and word.nbor(-1).lower_ == "than":
        # "Would sooner leave than apologise": what comes last is what somebody will not do.
        return Embedding(head, Effect.NEGATE, Link.TO)
    if dep == "relcl" and is_anybody(head, around):
        return Embedding(head, Effect.SUPPOSE, Link.THAT)
    if dep in ("relcl", "acl") and head.head.dep_ == "agent" and clause_form(word, around) is Link.TO:
        # "Is said by a rival to have cheated": the parser hangs the infinitive on the rival.
        return _clause(word, head.head.head, around)
    if (
        dep in ("relcl", "acl")
        and head.lower_ == "time"
        and head.dep_ == "pobj"
        and clause_form(word, around) is Link.TO
    ):
        # "Failed for the third time to agree".
        return _clause(word, head.head.head, around)
    if dep == "relcl" and any(mark.dep_ == "mark" and mark.lower_ == "that" for mark in around.of(word)):
        # "A statement that she had left": no relative clause, for "that" has no place in it.
        return _clause(word, head, around)
    if dep == "acl" and word.tag_ == "VBN" and (held := _held_to_be(word, around)) is not None:
        return held
    if dep in _FREE or head.i == word.i or _steps_into_quote(word, head):
        infinitive = dep == "relcl" and clause_form(word, around) is Link.TO
        return _clause(word, head, around) if infinitive else FREE
    if dep == "pcomp" and head.lower_ == "with" and any(child.dep_ == "nsubj" for child in around.of(word)):
        # "…, with his lawyers arguing that": a sentence of its own, but for the form.
        return FREE
    if dep in ("conj", "pcomp") and is_left_no_choice(word, around):
        return Embedding(head, Effect.SUPPOSE, Link.TO)
    if dep == "conj":
        return Embedding(head, Effect.KEEP, Link.ITSELF)
    if dep in _COMPLEMENTS and (word.pos_ in VERBAL or dep in ("acomp", "oprd")):
        return _clause(word, head, around)
    if dep == "pcomp" and clause_form(word, around) is Link.THAT:
        asks = any(mark.lower_ in ("whether", "if") for mark in around.of(word))
        opened = preposition_effect(head.lower_, Link.THAT) or Effect.FACT
        return Embedding(head, Effect.SUPPOSE if asks else opened, Link.THAT)
    if dep == "ccomp" and word.pos_ in ("NOUN", "PROPN"):
        # "Consider the letter a threat": what it is called.
        naming = governor_effect(head, Link.THAT, around)
        return Embedding(head, Effect.CLAIM, Link.NOUN) if naming in (Effect.CLAIM, Effect.SUPPOSE) else FREE
    if dep in ("pobj", "pcomp"):
        return _behind_preposition(word, head, around)
    if dep in ("dobj", "nsubjpass", "dative"):
        return _object(word, head, around)
    if dep == "nsubj" and head.dep_ == "ccomp" and head.pos_ in ("ADJ", "NOUN"):
        # "Will consider their absence a resignation": what is judged so may be as far off as the judgement.
        return Embedding(head.head, Effect.FOLLOW, Link.NOUN)
    if dep == "nsubj":
        return _subject(word, head, around)
    if dep == "attr":
        return Embedding(head, Effect.KEEP, Link.NOUN)
    if dep in ("compound", "nmod") and head.pos_ in ("NOUN", "PROPN"):
        effect = governor_effect(head, Link.COMPOUND, around) or governor_effect(head, Link.NOUN, around)
        return Embedding(head, effect, Link.NOUN) if effect else FREE
    return FREE


def _held_to_be(participle: Token, around: Dependents) -> Embedding | None:
    """What a participle before it makes of it: "a tourist feared kidnapped", "a man believed drowned"."""
    before = participle.nbor(-1) if participle.i else participle
    if before.tag_ != "VBN" or before.dep_ != "acl" or before.head.i != participle.head.i:
        return None
    effect = governor_effect(before, Link.TO, around)
    return Embedding(before, effect, Link.TO) if effect is not None else None


def _clause(word: Token, head: Token, around: Dependents) -> Embedding:
    """An embedded clause: by the conjunction that opens it, else by the governor, else by its form."""
    if word.pos_ not in VERBAL:
        naming = governor_effect(head, Link.THAT, around) if word.dep_ == "oprd" else None
        return Embedding(head, naming if naming is Effect.CLAIM else Effect.KEEP, Link.TO)
    link = clause_form(word, around)
    effect = _opener_effect(word, head, link, around)
    if effect is None and link is Link.TO and (has_yet(head, around) or has_too(head, around)):
        effect = Effect.NEGATE
    if effect is None and link is Link.TO and falls_short(head, around):
        effect = Effect.KEEP
    if effect is None and link is Link.THAT and head.lemma_ == "have" and has_it(head, around):
        effect = Effect.CLAIM
    is_passive = any(child.dep_ == "auxpass" for child in around.of(word))
    if effect is None and head.lemma_ == "be" and not is_passive:
        effect = _equated_effect(head, link, around)
    if effect is None and link is Link.TO and head.lemma_ == "take" and takes_time(head, around):
        effect = Effect.KEEP
    if effect is None and not (
        link is Link.ING and word.dep_ == "advcl" and head.doc[word.left_edge.i - 1].text == ","
    ):
        effect = governor_effect(head, link, around)
    if effect is None and link is Link.TO and _undoes_object(word, head, around):
        # "Foiled a plot to bomb the port", with "to bomb" hung on "foiled".
        effect = Effect.NEGATE
    if effect is None:
        effect = _form_effect(word, head, link, around)
    return Embedding(head, effect, link)


def _undoes_object(infinitive: Token, verb: Token, around: Dependents) -> bool:
    """Whether the verb undoes the noun of aim right before the infinitive."""
    noun = infinitive.doc[max(0, infinitive.left_edge.i - 1)]
    if noun.head.i != verb.i or noun.dep_ != "dobj":
        return False
    aims = governor_effect(noun, Link.TO, around) in (Effect.PLAN, Effect.SUPPOSE, Effect.CLAIM)
    return aims and governor_effect(verb, Link.NOUN, around) is Effect.NEGATE


def _opener_effect(word: Token, head: Token, link: Link, around: Dependents) -> Effect | None:
    """What the conjunction does that opens the clause: "if", "until", "in order"."""
    cues = load_status_cues()
    if head.dep_ == "pobj":
        effect = cues.effect(f"{head.head.lower_} {head.lower_}", WordClass.CONJUNCTION, Link.THAT)
        if effect is not None or link is Link.TO:
            return effect
    for mark in _marks(word, around):
        if mark.dep_ not in ("mark", "advmod") or mark.i > word.i or mark.nbor(1).dep_ == "mark":
            # Of "as though" the latter word decides.
            continue
        if link is Link.TO and mark.lower_ in ("order", "so"):
            return Effect.PLAN
        phrases = (word.doc[max(0, mark.i - before) : mark.i + 1].text.lower() for before in (2, 1, 0))
        effects = (cues.effect(phrase, WordClass.CONJUNCTION, Link.THAT) for phrase in phrases)
        effect = next((found for found in effects if found is not None), None)
        if effect is None or (effect is Effect.FACT and link is Link.TO):
            continue
        if mark.lower_ != "that" or word.dep_ not in ("ccomp", "acl", "relcl"):
            return _await(effect, word, around)
    return None


def _marks(verb: Token, around: Dependents) -> list[Token]:
    """What hangs on the verb, and what hangs on its subject, to which the parser gives the mark of some long clauses."""
    children = around.of(verb)
    misplaced = [
        inner for child in children if child.dep_ == "nsubj" for inner in around.of(child) if inner.dep_ == "mark"
    ]
    return [*misplaced, *children] if misplaced else children


def _form_effect(word: Token, head: Token, link: Link, around: Dependents) -> Effect:
    """What an embedded clause of that form means where no word says more."""
    if link is Link.THAT:
        # A complement that comes first has a verb of speech behind it; any other is a sentence of its own.
        if word.dep_ in ("advcl", "acl") or (word.dep_ == "ccomp" and word.i < head.i):
            return Effect.FACT
        return Effect.REPORT if head.pos_ in VERBAL else Effect.KEEP
    if link is Link.ING:
        shares = head.pos_ in VERBAL or (word.tag_ == "VBG" and not is_definite(head, around))
        return Effect.KEEP if shares else Effect.FACT
    # "The states to have signed", "the first state to sign".
    is_perfect = any(child.dep_ == "aux" and child.lower_ == "have" for child in around.of(word))
    if is_perfect or any(_singles_out(child) for child in around.of(head)):
        return Effect.KEEP
    # An infinitive of purpose is intended; to come are one that stands for "will" in a headline, and "the head to be named".
    is_headline = head.dep_ in ("ROOT", "npadvmod") and head.pos_ in ("NOUN", "PROPN")
    is_awaited = word.dep_ in ("acl", "relcl") and any(child.dep_ == "auxpass" for child in around.of(word))
    return Effect.PLAN if word.dep_ == "advcl" or head.pos_ == "VERB" or is_headline or is_awaited else Effect.SUPPOSE


def _await(effect: Effect, word: Token, around: Dependents) -> Effect:
    if effect not in (Effect.AWAIT, Effect.FOLLOW):
        return effect
    tensed = {word.tag_, *(child.tag_ for child in around.of(word) if child.dep_ in ("aux", "auxpass"))}
    if effect is Effect.FOLLOW and clause_form(word, around) is Link.ING:
        return effect
    if "VBD" in tensed or not tensed & _PRESENT:
        return Effect.FACT
    return Effect.PLAN if effect is Effect.AWAIT else effect


def _singles_out(modifier: Token) -> bool:
    cues = load_status_cues()
    return modifier.dep_ == "amod" and cues.effect(modifier.lower_, WordClass.NOUN, Link.TO) is Effect.KEEP


def _equated_effect(copula: Token, link: Link, around: Dependents) -> Effect | None:
    """What the subject says of the clause that it is: "the plan is to", "their fear is that"."""
    subject = next((child for child in around.of(copula) if child.dep_ == "nsubj" and child.pos_ == "NOUN"), None)
    return governor_effect(subject, link, around) if subject is not None else None


def _steps_into_quote(word: Token, head: Token) -> bool:
    """Whether only a misread sentence hangs the word on what a quote before it holds: '“We do not know,” he said'."""
    if head.i > word.i or word.pos_ not in VERBAL:
        return False
    doc = word.doc
    inside = False
    for index in range(word.i - 1, max(head.i, word.i - _FARTHEST_MARK), -1):
        token = doc[index]
        if token.text in ("”", "''") or (token.text == '"' and (token.whitespace_ or index + 1 == len(doc))):
            inside = True
        elif token.text in ("“", '"'):
            return False
    return inside


def _behind_preposition(word: Token, preposition: Token, around: Dependents) -> Embedding:
    """A noun or gerund behind a preposition: by governor and preposition together, else by the preposition."""
    link = Link.ING if word.dep_ == "pcomp" else Link.NOUN
    phrase, governor = preposition.lower_, preposition.head
    if preposition.dep_ == "conj" and governor.pos_ == "ADP":
        governor = governor.head
    for _ in range(2):
        if governor.pos_ not in ("ADP", "ADV", "SCONJ") or governor.head.i == governor.i:
            break
        phrase, governor = f"{governor.lower_} {phrase}", governor.head
    effect = None
    if governor.dep_ in ("dobj", "nsubjpass", "acomp", "advmod"):
        # The model hangs many prepositions on the object: "accused the firm of".
        effect = phrase_effect(governor.head, link, around, phrase)
        governor = governor.head if effect is not None else governor
    if effect is None:
        effect = governor_effect(governor, link, around, phrase)
    if effect is None:
        effect = next(
            (
                found
                for opener in _openers(preposition, governor, phrase)
                if (found := preposition_effect(opener, link))
            ),
            None,
        )
    if effect is None and link is Link.ING:
        effect = Effect.KEEP
    if effect is Effect.CONTINUE and governor.lemma_ == "be" and _is_determined(word, around):
        # "Is in talks" goes on; "is in the talks" does not say so.
        effect = None
    return Embedding(governor, effect, link)


def _is_determined(noun: Token, around: Dependents) -> bool:
    return any(child.dep_ in ("det", "poss") for child in around.of(noun))


def _openers(preposition: Token, governor: Token, phrase: str) -> list[str]:
    """The preposition with what stands before it, longest first: "in case of", "instead of", "of"."""
    openers = [phrase]
    if preposition.i:
        openers.insert(0, f"{preposition.nbor(-1).lower_} {preposition.lower_}")
    if governor.dep_ == "pobj":
        openers.insert(0, f"{governor.head.lower_} {governor.lemma_} {phrase}")
    return openers


def _object(word: Token, head: Token, around: Dependents) -> Embedding:
    """The object of a verb, or the subject of a passive."""
    if word.dep_ == "nsubjpass":
        raised = _raised(head, around)
        if raised is not None:
            return Embedding(head, raised, Link.TO)
    if any(child.dep_ == "oprd" for child in around.of(head)):
        # "Called the raid a disgrace": the raid is the subject of what is said of it.
        return Embedding(head, Effect.FACT, Link.NOUN)
    return Embedding(head, governor_effect(head, Link.NOUN, around), Link.NOUN)


def _subject(word: Token, head: Token, around: Dependents) -> Embedding:
    """The subject of a verb or of a predicate: "talks begin", "talks are under way"."""
    raised = _raised(head, around)
    if raised is not None:
        return Embedding(head, raised, Link.TO)
    effect = _predicate_effect(head, around) if head.lemma_ == "be" else None
    return Embedding(head, effect or governor_effect(head, Link.SUBJECT, around), Link.SUBJECT)


def _raised(head: Token, around: Dependents) -> Effect | None:
    """What the governor of an infinitive says of the infinitive's subject: "talks failed to begin"."""
    cues = load_status_cues()
    for child in around.of(head):
        infinitive = child
        governor = head
        if child.dep_ in ("acomp", "oprd"):
            governor = child
            infinitive = next((inner for inner in around.of(child) if inner.dep_ == "xcomp"), child)
        if infinitive.dep_ != "xcomp" or infinitive.pos_ not in VERBAL or infinitive.lemma_ == "be":
            continue
        link = Link.NOUN if any(inner.dep_ == "auxpass" for inner in around.of(infinitive)) else Link.SUBJECT
        if cues.effect(infinitive.lemma_.lower(), WordClass.VERB, link) is not None:
            return Effect.NEGATE if has_yet(head, around) else governor_effect(governor, Link.TO, around)
    return None


def _predicate_effect(copula: Token, around: Dependents) -> Effect | None:
    cues = load_status_cues()
    for child in around.of(copula):
        if child.i < copula.i or child.dep_ not in ("acomp", "advmod", "prep", "attr", "prt", "amod"):
            continue
        phrase = child.lower_
        if child.dep_ == "prep":
            noun = next((inner for inner in around.of(child) if inner.dep_ in ("pobj", "pcomp")), None)
            phrase = f"{phrase} {noun.lower_}" if noun is not None else phrase
        effect = cues.effect(phrase, WordClass.ADJECTIVE, Link.SUBJECT)
        if effect is not None:
            return effect
    return None
