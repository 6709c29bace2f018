"""The words that name an actor in a sentence where the clause itself has only a pronoun: "the union said it would …"."""

from spacy.tokens import Token

from dateline_server.extraction.draft import Draft
from dateline_server.extraction.events.syntax import Syntax


class NamesInSentence:
    """The first mention of each actor in each sentence that is no pronoun."""

    def __init__(self, draft: Draft, syntax: Syntax) -> None:
        self._draft = draft
        self._syntax = syntax
        self._first: dict[tuple[int, str], Token] = {}
        for index in sorted(draft.actor_at):
            token, actor = syntax.tokens[index], draft.actor_at[index]
            inside = token.head.i != index and draft.actor_at.get(token.head.i) == actor
            if token.pos_ == "PRON" or inside:
                continue
            self._first.setdefault((syntax.sentence_of[index], actor), token)

    def name_of(self, token: Token) -> Token | None:
        """The head of the earlier phrase of the sentence that the pronoun stands for; None for what is no pronoun."""
        actor = self._draft.actor_at.get(token.i)
        if token.pos_ != "PRON" or actor is None:
            return None
        named = self._first.get((self._syntax.sentence_of[token.i], actor))
        return named if named is not None and named.i < token.i else None
