"""Words that point ahead whatever their own form says: modals, verbs of planning, adjectives such as "due".

The table is `data/tense_cues.tsv`.
"""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def load_tense_cues() -> dict[str, str]:
    """The kind of each word (modal, plan, always) by its lemma."""
    text = files("dateline_server.knowledge").joinpath("data/tense_cues.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {word: kind for word, kind, _ in rows}
