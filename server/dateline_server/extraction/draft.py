"""The article while it is being read: what the steps have found so far, and who stands at which token."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline_server.extraction.dependents import Dependents
from dateline_server.language.reading import Reading

if TYPE_CHECKING:
    from dateline_server.extraction.events.candidate import Candidate
    from dateline_server.extraction.quotes.statement import Statement


@dataclass(slots=True)
class Draft:
    """What the steps share.

    `actor_at` leads from the index of a token inside a mention to the local id of the actor that the mention means;
    the head token of every mention is in it. `joint_at` holds the ids of the others whom the same words mean: of the
    Russian ones at "officials" in "US and Russian officials". `gist_of` tells an event, by its local id, in one
    sentence, once its status and sources are settled; `mentions_of` are the candidates that became it, the one of its
    trigger first. `around` leads from each word to those that hang on it. `statements`
    are what somebody says, once they are looked for.
    """

    reading: Reading
    article: Article
    actor_at: dict[int, str] = field(default_factory=dict)
    joint_at: dict[int, list[str]] = field(default_factory=dict)
    gist_of: dict[str, Callable[[Event], str]] = field(default_factory=dict)
    mentions_of: "dict[str, list[Candidate]]" = field(default_factory=dict)
    statements: "list[Statement] | None" = None
    around: Dependents = field(init=False)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.around = Dependents(self.reading.doc)

    def actor_of(self, tokens: Tokens | Token) -> Actor | None:
        """The actor that the phrase means: the one at its head, and for a bare name the one at its last token."""
        head = tokens if isinstance(tokens, Token) else tokens.root
        if len(self._actors) != len(self.article.actors):  # the steps ask for actors thousands of times an article
            self._actors = {actor.id: actor for actor in self.article.actors}
        return self._actors.get(self.actor_at.get(head.i, ""))
