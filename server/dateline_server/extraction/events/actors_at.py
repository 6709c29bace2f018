"""The actors of a draft by the words that mean them."""

from spacy.tokens import Token

from dateline.v1.actor_pb2 import Actor
from dateline_server.extraction.draft import Draft


class ActorsAt:
    """As `Draft.actor_of`, at a cost that does not grow with the number of actors."""

    def __init__(self, draft: Draft) -> None:
        self._at = draft.actor_at
        self._by_id = {actor.id: actor for actor in draft.article.actors}

    def of(self, token: Token) -> Actor | None:
        """The actor that the phrase with this head means."""
        return self._by_id.get(self._at.get(token.i, ""))
