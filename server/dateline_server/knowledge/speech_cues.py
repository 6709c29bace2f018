"""The words that introduce what a source says: `data/speech_cues.tsv`, which explains its columns."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: `lemma` and `part` of speech, the `stance` it takes to the truth, and where its content stands."""

    lemma: str
    part: str
    stance: str
    frames: frozenset[str]


@lru_cache(maxsize=1)
def speech_cues() -> dict[tuple[str, str], Cue]:
    """The cues by lemma and part (`verb`, `noun`, `adjective`, `adverb`, `preposition`)."""
    table = files("dateline_server.knowledge").joinpath("data/speech_cues.tsv").read_text("utf-8")
    cues: dict[tuple[str, str], Cue] = {}
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        lemma, part, stance, frames, _why = line.split("\t")
        cues[lemma, part] = Cue(lemma, part, stance, frozenset(frames.split()))
    return cues
