"""The words that name an actor in a sentence where the clause itself has only a pronoun: "the union said it would …"."""

from spacy.tokens import Token

from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.intent import speaker_of
from dateline_server.extraction.events.syntax import Syntax

_CLOSING = frozenset(("”", '"'))
_REACH = 100
_PLURAL_TAGS = frozenset(("NNS", "NNPS"))


class NamesInSentence:
    """The first mention of each actor in each sentence that is no pronoun."""

    def __init__(self, draft: Draft, syntax: Syntax) -> None:
        self._draft = draft
        self._syntax = syntax
        self._first: dict[tuple[int, str], Token] = {}
        for index in sorted(draft.actor_at):
            token, actor = syntax.tokens[index], draft.actor_at[index]
            inside = token.head.i != index and draft.actor_at.get(token.head.i) == actor
            if token.pos_ in ("PRON", "PART", "PUNCT") or inside:
                continue
            self._first.setdefault((syntax.sentence_of[index], actor), token)

    def name_of(self, token: Token) -> Token | None:
        """The head of the earlier phrase of the sentence that the pronoun stands for; None for what is no pronoun."""
        if token.pos_ != "PRON":
            return None
        actor = self._draft.actor_at.get(token.i)
        if actor is None:
            return self._speaker(token)
        named = self._first.get((self._syntax.sentence_of[token.i], actor))
        if named is None or named.i > token.i or self._is_quoted_off(named, token):
            return None
        return named

    def _is_quoted_off(self, named: Token, pronoun: Token) -> bool:
        """True where the name stands in somebody's words and the pronoun outside: “The enemy fled,” he said."""
        between = self._syntax.tokens[max(named.i, pronoun.i - _REACH) : pronoun.i]
        return any(token.text in _CLOSING for token in between)

    def _speaker(self, pronoun: Token) -> Token | None:
        """Who says the clause of which the pronoun is the subject, where number and kind agree."""
        if self._syntax.deps[pronoun.i] not in ("nsubj", "nsubjpass"):
            return None
        for speaker in speaker_of(self._syntax, pronoun.head) or ():
            plural = speaker.tag_ in _PLURAL_TAGS or bool(self._syntax.children(speaker, "conj"))
            agrees = {
                "it": not plural and speaker.ent_type_ != "PERSON",
                "they": plural or speaker.ent_type_ != "PERSON",
                "he": not plural and speaker.ent_type_ not in ("GPE", "ORG", "NORP"),
                "she": not plural and speaker.ent_type_ not in ("GPE", "ORG", "NORP"),
            }.get(pronoun.lower_, False)
            if agrees and speaker.pos_ != "PRON" and speaker.i < pronoun.i:
                return speaker
        return None
