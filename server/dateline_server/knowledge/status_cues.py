"""What a word says about the status of the event that it marks or governs: `knowledge/data/status_cues.tsv`."""

from enum import StrEnum
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


class Effect(StrEnum):
    """What becomes of an event under a cue; the governor's own status is called G."""

    KEEP = "keep"
    """It shares G: "managed to flee"."""
    FACT = "fact"
    """It is real whatever G is: "will condemn the attack"."""
    REPORT = "report"
    """It stands by itself unless G is denied or open: "will announce that it signed"."""
    NEGATE = "negate"
    """It did not happen: "failed to sign"."""
    REFUSE = "refuse"
    """It did not happen, unless it is something said or offered: "rejected talks", "rejected the request"."""
    DENY = "deny"
    """It did not happen; where that is not said, it is claimed: "did not deny taking bribes"."""
    DOUBT = "doubt"
    """It is possible, and real where nobody doubts it: "nobody doubts that they left"."""
    PLAN = "plan"
    """It is to come: "plans to sign"."""
    SUPPOSE = "suppose"
    """It is possible, wished, feared or tried: "hopes to sign"."""
    CLAIM = "claim"
    """Somebody holds it to be so: "accused of fraud"."""
    CONTINUE = "continue"
    """It is under way: "continues to shell"."""
    END = "end"
    """It was under way until G comes true: "agreed to end the strike"."""
    JUDGE = "judge"
    """Real where it is named as known, open otherwise: "backs the strike", "backs a strike"."""
    AWAIT = "await"
    """Real in the past tense, to come in the present: "until they sign"."""
    FOLLOW = "follow"
    """Real in the past tense; in the present it shares what is open of G: "will leave when they sign"."""


class Link(StrEnum):
    """How the event hangs on the cue."""

    ITSELF = "-"
    TO = "to"
    ING = "ing"
    THAT = "that"
    NOUN = "noun"
    SUBJECT = "subject"
    COMPOUND = "compound"


class WordClass(StrEnum):
    """The class of the cue's first word."""

    MODAL = "modal"
    ADVERB = "adverb"
    ADJECTIVE = "adjective"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    VERB = "verb"
    NOUN = "noun"


class StatusCues:
    """The table, keyed by phrase (lemmas, lower case), class and link."""

    def __init__(self, rows: dict[tuple[str, WordClass, Link], Effect]) -> None:
        self._rows = rows

    def effect(self, phrase: str, word_class: WordClass, link: Link = Link.ITSELF) -> Effect | None:
        """What the phrase does to an event that hangs on it so; None when the table does not know it."""
        return self._rows.get((phrase, word_class, link))

    def verbs(self) -> frozenset[str]:
        """The single words that have a row as verbs."""
        return frozenset(
            phrase for phrase, word_class, _ in self._rows if word_class is WordClass.VERB and " " not in phrase
        )

    def __len__(self) -> int:
        return len(self._rows)


@lru_cache(maxsize=1)
def load_status_cues() -> StatusCues:
    """The table. Raises ValueError for a class, link or effect that there is not."""
    rows: dict[tuple[str, WordClass, Link], Effect] = {}
    for phrase, word_class, links, effect, _why in read_rows("status_cues.tsv", 5):
        for link in links.split(","):
            rows[phrase, WordClass(word_class), Link(link)] = Effect(effect)
    return StatusCues(rows)
