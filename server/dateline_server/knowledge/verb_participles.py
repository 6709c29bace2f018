"""Past participles of irregular verbs: `data/verb_participles.tsv`."""

from functools import lru_cache

from dateline_server.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def verb_participles() -> dict[str, str]:
    """The past participle of each irregular verb that names events, by its plain form."""
    return {verb: participle for verb, participle, _why in read_rows("verb_participles.tsv", 3)}
