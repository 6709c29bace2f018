"""The plain forms of verbs and nouns that the tables of triggers, statuses and speech ask for."""

from functools import cache

from dateline_server.knowledge import triggers
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.status_cues import load_status_cues

_NOUN_KINDS = frozenset(
    (triggers.OBJECT, triggers.SUBJECT, triggers.PREPOSITION, triggers.PREDICATE, triggers.MODIFIER, triggers.CONTEXT)
)


@cache
def known_verbs() -> frozenset[str]:
    """Verbs that are triggers, stand in the clause of one, decide a status or introduce speech."""
    found = {lemma for lemma, pos in triggers.load_triggers() if pos == "V"}
    found |= _words_of_elements(frozenset((triggers.COMPLEMENT,)))
    found |= {lemma for lemma, part in speech_cues() if part == "verb"}
    found |= load_status_cues().verbs()
    return frozenset(found)


@cache
def known_nouns() -> frozenset[str]:
    """Nouns that are triggers, and the words that may stand around one."""
    return frozenset({lemma for lemma, pos in triggers.load_triggers() if pos == "N"} | _words_of_elements(_NOUN_KINDS))


def _words_of_elements(kinds: frozenset[str]) -> set[str]:
    return {
        word
        for rows in triggers.load_triggers().values()
        for row in rows
        for element in row.elements
        if element.kind in kinds
        for word in element.words
    }
