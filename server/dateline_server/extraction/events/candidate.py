"""An event on its way from a trigger word to a finished claim."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline_server.extraction.events.matching import Match
from dateline_server.extraction.events.side import Side


@dataclass(slots=True)
class Candidate:
    """A match with its sides, and the type, mode and confidence (0 to 1) that later steps refine."""

    match: Match
    type: str
    mode: str
    confidence: float
    sides: list[Side] = field(default_factory=list)
    speech: Token | None = None
    """For a demand made with "must": the verb of speech, whose status is the demand's."""
    refusal: bool = False
    """True for a refusal read from a negated verb ("will not accept"): the negation is the event."""
    weak: bool = False
    """True for a word that is no claim of its own and counts only as another mention of an earlier event."""
    head: Token = field(init=False)

    def __post_init__(self) -> None:
        self.head = self.match.head

    @property
    def equal(self) -> bool:
        """True where the sides are equal: talks, treaties."""
        return self.match.row.frame.equal
