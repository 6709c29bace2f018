"""What the language model gets wrong of the words that the tables know: their plain forms, and words with a hyphen."""

from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from dateline_server.knowledge.known_lemmas import known_nouns, known_verbs
from dateline_server.knowledge.verb_lemmas import verb_lemmas
from dateline_server.language.inflection import plural, verb_forms

CORRECTION = "dateline_lemmas"
"""Name of the pipeline component, to stand behind the lemmatizer, that puts plain forms right."""

# A hyphen that parts two vowels ("re-elect", "co-operate"), and those of words that are written either way.
_BEFORE_VOWEL = ("re", "co", "de", "pre")
_BEFORE_ANY = ("air", "counter")
_PARTICLES = ("in", "out", "up", "off", "down", "over", "back", "away")
_SHORTEST = 3


class LemmaCorrector:
    """A pipeline component that puts plain forms right: `verbs` by form of a verb, `of_word` by hyphenated form.

    Forms are lower-case. Words with a hyphen are no names, for which the model takes some.
    """

    def __init__(self, verbs: "MisreadVerbs", of_word: dict[str, str]) -> None:
        self._verbs = verbs
        self._of_word = of_word

    def __call__(self, doc: Doc) -> Doc:
        strings = doc.vocab.strings
        verb, name = strings["VERB"], strings["PROPN"]
        words = doc.to_array(["LOWER", "POS"]).tolist()
        lower = {number: strings[number] for number in {word for word, _ in words}}
        for index, (number, pos) in enumerate(words):
            word = lower[number]
            lemma = self._verbs.lemma_of(word) if pos == verb else None
            if lemma is None and word in self._of_word:
                lemma = self._of_word[word]
                if pos == name and not doc[index].is_title:
                    doc[index].pos_ = "NOUN"
            if lemma is not None:
                doc[index].lemma_ = lemma
        return doc


class MisreadVerbs:
    """Forms of known verbs that the model takes for forms of another: "raped" is none of "rap".

    What the model makes of a form is found when a text first has it: there are thousands, and a text has few.
    """

    def __init__(self, lemmatizer: Lemmatizer, plain_verbs: frozenset[str]) -> None:
        self._lemmatizer = lemmatizer
        self._known = known_verbs()
        self._open = {
            form: lemma
            for lemma in sorted(self._known)
            if lemma.isalpha()
            for form in verb_forms(lemma)
            if form not in plain_verbs
        }
        self._lemmas: dict[str, str] = {form: lemma for lemma, listed in verb_lemmas() for form in listed}

    def lemma_of(self, form: str) -> str | None:
        """The plain form; None where that of the model stands."""
        known = self._open.pop(form, None)
        if known is not None and form not in self._lemmas and self._is_misread(form):
            self._lemmas[form] = known
        return self._lemmas.get(form)

    def _is_misread(self, form: str) -> bool:
        [token] = self._lemmatizer(Doc(self._lemmatizer.vocab, words=[form], pos=["VERB"]))
        return token.lemma_ not in self._known or form not in verb_forms(token.lemma_)


@Language.factory(CORRECTION)
def _create_corrector(nlp: Language, name: str) -> LemmaCorrector:
    lemmatizer = nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    tokenizer: Any = nlp.tokenizer
    index = lemmatizer.lookups.get_table("lemma_index")
    plain = {pos: frozenset(index[pos]) for pos in ("verb", "noun")}
    hyphenated = dict(_hyphenated(plain["verb"], plain["noun"]))
    for form in hyphenated:
        for written in (form, form[0].upper() + form[1:]):
            tokenizer.add_special_case(written, [{"ORTH": written}])
    return LemmaCorrector(MisreadVerbs(lemmatizer, plain["verb"]), hyphenated)


def _hyphenated(plain_verbs: frozenset[str], plain_nouns: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Forms that are written with a hyphen, each with the plain form that the tables have of it."""
    for lemma in sorted(known_verbs()):
        for written in _with_hyphen(lemma, plain_verbs):
            yield from ((form, lemma) for form in sorted((written, *verb_forms(written))))
    for lemma in sorted(known_nouns()):
        ways = list(_with_hyphen(lemma, plain_nouns))
        for particle in _PARTICLES:
            verb = lemma.removesuffix(particle)
            if verb != lemma and len(verb) >= _SHORTEST and verb in plain_verbs:
                ways.append(f"{verb}-{particle}")
        for written in ways:
            yield from ((form, lemma) for form in (written, plural(written)))


def _with_hyphen(lemma: str, plain: frozenset[str]) -> Iterator[str]:
    if "-" in lemma:
        yield lemma
        return
    for prefix in (*_BEFORE_VOWEL, *_BEFORE_ANY):
        rest = lemma.removeprefix(prefix)
        if rest != lemma and rest in plain and len(rest) >= _SHORTEST and (prefix in _BEFORE_ANY or rest[0] in "aeiou"):
            yield f"{prefix}-{rest}"
