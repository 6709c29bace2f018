"""Plain forms of verbs that the language model takes for other verbs: `data/verb_lemmas.tsv`."""

from dateline_server.knowledge.tables import read_rows


def verb_lemmas() -> list[tuple[str, tuple[str, ...]]]:
    """Each plain form with the forms that are its own: "staged" is a form of "stage", not of "stag"."""
    return [(lemma, tuple(forms.split())) for lemma, forms, _why in read_rows("verb_lemmas.tsv", 3)]
