"""The language pass: what is put right in what the model reads."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from dateline_server.intake.document import ReadyDocument
from dateline_server.language.pipeline import read_documents
from dateline_server.language.reading import Reading
from dateline_server.stopping import Stopped


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Farmers staged a march.", "stage"),
        ("The court fined the bank.", "fine"),
        ("They waged a long war.", "wage"),
        ("She hoped to win.", "hope"),
        ("He hopped away.", "hop"),
        ("The wardens raped two inmates.", "rape"),
        ("Police cordoned off the square.", "cordon"),
        ("The firm relaunched its site.", "relaunch"),
        ("Planes airdropped food.", "airdrop"),
        ("The city unbanned the film.", "unban"),
    ],
)
def test_a_verb_is_not_taken_for_one_that_is_spelled_nearly_so(
    read: Callable[..., Reading], text: str, lemma: str
) -> None:
    assert lemma in [token.lemma_ for token in read(text).doc]


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Students held a sit-in at the bank.", "sit-in", "sit-in"),
        ("Voters re-elected the mayor.", "re-elected", "reelect"),
        ("Both sides broke the cease-fires.", "cease-fires", "cease-fire"),
        ("Walk-outs closed two ports.", "Walk-outs", "walkout"),
        ("Chile test-fired a rocket.", "test-fired", "test-fire"),
    ],
)
def test_a_word_of_the_tables_with_a_hyphen_is_one_word(
    read: Callable[..., Reading], text: str, word: str, lemma: str
) -> None:
    assert (word, lemma) in [(token.text, token.lemma_) for token in read(text).doc]


def test_a_hyphen_that_tells_two_verbs_apart_is_kept(read: Callable[..., Reading]) -> None:
    assert "resign" not in [token.lemma_ for token in read("The club re-signed its striker.").doc]


def test_the_pass_gives_what_spacy_gives(nlp: Language) -> None:
    texts = [
        f"On Tuesday {number} ferries left Bergen, the harbour office said." * (number % 5) for number in range(40)
    ]
    passed = read_documents(nlp, [ReadyDocument(body=text) for text in texts])
    for reading, doc in zip(passed, nlp.pipe(texts, batch_size=32), strict=True):
        assert reading.doc.to_json() == doc.to_json()


def test_the_pass_can_be_stopped_before_each_component(nlp: Language) -> None:
    asked = 0

    def checkpoint() -> None:
        nonlocal asked
        asked += 1
        if asked == len(nlp.pipeline):
            raise Stopped

    with pytest.raises(Stopped):
        next(read_documents(nlp, [ReadyDocument(body="Ferries left Bergen.")], checkpoint))
