"""Turns of a transcript and headlines that name the speaker before a colon: "SOLBERG: We will wait."."""

import re
from bisect import bisect_left
from collections import Counter

from spacy.tokens import Token

from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.quotes.speakers import can_speak
from dateline_server.extraction.quotes.statement import Statement
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.language.reading import Reading

_WORD = r"[A-Z][\w.'’\-]*"
_TURN = re.compile(rf"(?P<mark>[\"“”']?)(?P<name>{_WORD}(?: {_WORD}){{0,3}}): +(?=\S)")
_PARAGRAPH = re.compile(r"[^\n]+")
_HEADLINE_WORDS = 3
# What surrounds the words of a turn.
_MARKS = " \"“”„«»'"


def find_turns(reading: Reading) -> list[Statement]:
    """The turns, in the order of the text.

    A label in the body counts when it speaks at least twice, or is in capitals beside another such label; one in the
    headline when it names somebody or a document that speaks.
    """
    text = reading.smooth.text
    openings = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        turn = _TURN.match(text, paragraph.start(), paragraph.end())
        if turn is not None:
            openings.append((number == 0, turn, paragraph.end()))
    if not openings:
        return []
    spoken = Counter(turn["name"] for _, turn, _ in openings)
    capitals = sum(count for name, count in spoken.items() if name.isupper())
    starts = [token.idx for token in reading.doc]
    cues = speech_cues()
    turns = []
    for headline, turn, end in openings:
        first, last = bisect_left(starts, turn.start("name")), bisect_left(starts, turn.end("name"))
        label = reading.doc[first:last]
        if not len(label):
            continue
        counts = spoken[turn["name"]] > 1 or (turn["name"].isupper() and capitals > 1)
        if headline and not counts and turn["mark"] == "" and len(label) <= _HEADLINE_WORDS:
            counts = (label[-1].ent_type_ != "GPE" and can_speak(label[-1])) or _names_person(label[-1])
        behind = text[turn.end() : end]
        start = turn.end() + len(behind) - len(behind.lstrip(_MARKS))
        stop = turn.end() + len(behind.rstrip(_MARKS))
        if counts and start < stop:
            colon = reading.doc[last : last + 1]
            turns.append(Statement([(start, stop)], cues[":", "mark"], colon, label, "quote", kind=Quote.DIRECT))
    return turns


def _names_person(word: Token) -> bool:
    """True where the text below calls a person so: the tagger knows few names in headlines."""
    return any(entity.label_ == "PERSON" and entity[-1].text == word.text for entity in word.doc.ents)
