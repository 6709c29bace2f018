"""The words that introduce what a source says: `data/speech_cues.tsv`, which explains its columns."""

from dataclasses import dataclass
from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: `lemma` and `part` of speech, the `stance` it takes to the truth, and where its content stands."""

    lemma: str
    part: str
    stance: str
    frames: frozenset[str]


@lru_cache(maxsize=1)
def speech_cues() -> dict[tuple[str, str], Cue]:
    """The cues by lemma and part (`verb`, `noun`, `adjective`, `preposition`, `phrase`, `marker`, `mark`, `label`)."""
    return {
        (lemma, part): Cue(lemma, part, stance, frozenset(frames.split()))
        for lemma, part, stance, frames, _why in read_rows("speech_cues.tsv", 5)
    }
