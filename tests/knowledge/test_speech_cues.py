"""The table of speech cues keeps to the words that the code and the schema know."""

from collections import Counter

from dateline.v1.event_pb2 import Attribution
from dateline_server.knowledge.speech_cues import speech_cues
from dateline_server.knowledge.tables import read_rows

PARTS = {"verb", "noun", "adjective", "preposition", "phrase", "marker", "mark", "label"}
PLACES = {"quote", "clause", "infinitive", "order", "gerund", "object", "target", "as", "name", "itself"}
PREPOSITIONS = {"about", "against", "for", "from", "of", "on", "over", "to", "with", "in", "at", "by"}
FLAGS = {"factive", "performative"}


def test_every_stance_is_one_of_the_schema() -> None:
    assert {cue.stance for cue in speech_cues().values()} <= set(Attribution.Stance.keys())


def test_every_part_and_frame_is_known() -> None:
    for cue in speech_cues().values():
        assert cue.part in PARTS
        assert cue.frames
        assert cue.frames <= PLACES | PREPOSITIONS | FLAGS, cue


def test_no_cue_stands_twice_and_each_says_why() -> None:
    rows = list(read_rows("speech_cues.tsv", 5))
    assert [key for key, count in Counter((row[0], row[1]) for row in rows).items() if count > 1] == []
    assert all(row[4] for row in rows)


def test_the_plain_verb_of_speech_takes_clauses_and_quotations() -> None:
    say = speech_cues()["say", "verb"]
    assert (say.stance, say.frames) == ("ASSERT", frozenset({"quote", "clause"}))


def test_a_judgement_does_not_state_its_target() -> None:
    condemn = speech_cues()["condemn", "verb"]
    assert "target" in condemn.frames
    assert "object" not in condemn.frames
