"""Direct and partial quotes: whose words, where they stand and who says so."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes import find_quotes
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def quotes_of(reading: Reading) -> list[Quote]:
    return find_quotes(Draft(reading, Article(title=reading.title, body=reading.body)))


def shape(quote: Quote) -> tuple[str, str, list[str]]:
    return quote.speaker_span.text, quote.verb, [span.text for span in quote.content]


@pytest.mark.parametrize(
    ("text", "speaker", "verb", "content"),
    [
        ("“We will wait,” Ingrid Solberg said.", "Ingrid Solberg", "say", ["We will wait,"]),
        ("“We will wait,” said Ingrid Solberg.", "Ingrid Solberg", "say", ["We will wait,"]),
        ('"We will wait," said the mayor of Bergen.', "the mayor of Bergen", "say", ["We will wait,"]),
        ("Ingrid Solberg said: “We will wait.”", "Ingrid Solberg", "say", ["We will wait."]),
        ("Ingrid Solberg said, “We will wait.”", "Ingrid Solberg", "say", ["We will wait."]),
        ("“When will they come?” the farmer asked.", "the farmer", "ask", ["When will they come?"]),
        ("“Never!” shouted the crowd.", "the crowd", "shout", ["Never!"]),
        ("``We will wait,'' the captain said.", "the captain", "say", ["We will wait,"]),
        ("''We will wait,'' the captain said.", "the captain", "say", ["We will wait,"]),
        ("‘We will wait,’ the captain said.", "the captain", "say", ["We will wait,"]),
        ("«We will wait», the captain said.", "the captain", "say", ["We will wait"]),
    ],
)
def test_a_direct_quote_has_its_speaker_and_cue(
    read: Read, text: str, speaker: str, verb: str, content: list[str]
) -> None:
    [quote] = quotes_of(read(text))
    assert quote.kind == Quote.DIRECT
    assert shape(quote) == (speaker, verb, content)


def test_an_interrupted_quote_is_one_with_two_spans(read: Read) -> None:
    [quote] = quotes_of(read("“The dam holds,” the engineer said, “and nobody has to leave.”"))
    assert shape(quote) == ("the engineer", "say", ["The dam holds,", "and nobody has to leave."])


def test_a_second_sentence_goes_on_with_the_same_quote(read: Read) -> None:
    [quote] = quotes_of(read("“The dam holds,” the engineer said. “Nobody has to leave the valley.”"))
    assert shape(quote) == ("the engineer", "say", ["The dam holds,", "Nobody has to leave the valley."])


def test_several_sentences_between_one_pair_of_marks_are_one_content(read: Read) -> None:
    [quote] = quotes_of(read("“The dam holds. The valley is safe. Go home,” the engineer said."))
    assert [span.text for span in quote.content] == ["The dam holds. The valley is safe. Go home,"]


def test_a_quote_over_paragraphs_is_one(read: Read) -> None:
    [quote] = quotes_of(read("The captain said: “We left at dawn.\n\n“Nobody saw us go.\n\n“Then the rain came.”"))
    assert shape(quote) == ("The captain", "say", ["We left at dawn.", "Nobody saw us go.", "Then the rain came."])


def test_a_quote_paragraph_without_a_cue_has_the_last_speaker(read: Read) -> None:
    text = "“The dam holds,” the engineer said.\n\n“Nobody has to leave the valley tonight.”"
    first, second = quotes_of(read(text))
    assert second.speaker_span.text == first.speaker_span.text == "the engineer"
    assert second.verb == ""
    assert second.confidence < first.confidence


def test_marks_inside_a_reported_clause_make_it_partial(read: Read) -> None:
    [quote] = quotes_of(read("The minister said the plan was “a sad joke” and that it would fail."))
    assert quote.kind == Quote.PARTIAL
    assert shape(quote) == ("The minister", "say", ["the plan was “a sad joke” and that it would fail"])


def test_a_cue_before_the_partial_words_is_enough(read: Read) -> None:
    [quote] = quotes_of(read("The mayor called the tunnel “a hole without an end”."))
    assert quote.kind == Quote.PARTIAL
    assert shape(quote) == ("The mayor", "call", ["the tunnel “a hole without an end”"])


def test_partial_words_after_a_statement_have_its_speaker(read: Read) -> None:
    text = "The bridge is safe, Ms Okafor said. This “can only be so once the river has fallen again”."
    first, second = quotes_of(read(text))
    assert (first.kind, second.kind) == (Quote.INDIRECT, Quote.PARTIAL)
    assert second.speaker_span.text == "Ms Okafor"


def test_a_word_in_marks_that_nobody_says_is_a_scare_quote(read: Read) -> None:
    [quote] = quotes_of(read("The village opened its “airport” last week."))
    assert quote.kind == Quote.SCARE
    assert shape(quote) == ("", "", ["airport"])


def test_a_title_in_marks_is_no_quote(read: Read) -> None:
    assert quotes_of(read("Her novel “The Long Road Home” won a prize in Oslo.")) == []


def test_a_name_after_a_dash_signs_the_quote(read: Read) -> None:
    [quote] = quotes_of(read("“The sea gives and the sea takes.” — Ingrid Solberg"))
    assert shape(quote) == ("Ingrid Solberg", "—", ["The sea gives and the sea takes."])


def test_turns_of_a_transcript_name_their_speakers(read: Read) -> None:
    text = "SOLBERG: Will you sign it?\n\nOKAFOR: We will read it first.\n\nSOLBERG: And then?"
    assert [shape(quote) for quote in quotes_of(read(text))] == [
        ("SOLBERG", ":", ["Will you sign it?"]),
        ("OKAFOR", ":", ["We will read it first."]),
        ("SOLBERG", ":", ["And then?"]),
    ]


def test_a_headline_names_its_source_before_a_colon(read: Read) -> None:
    quote = quotes_of(read("Nothing else happened in the city.", title="Police: Two men broke into the museum"))[0]
    assert shape(quote) == ("Police", ":", ["Two men broke into the museum"])
    assert quote.speaker_span.part == quote.content[0].part == 2


def test_a_label_that_speaks_once_is_no_turn(read: Read) -> None:
    assert quotes_of(read("Weather: Rain is on its way to the coast.")) == []


def test_speech_inside_a_quote_is_part_of_it(read: Read) -> None:
    [quote] = quotes_of(read("“My mother said the house was cold,” the boy said."))
    assert shape(quote) == ("the boy", "say", ["My mother said the house was cold,"])


def test_each_paragraph_keeps_its_own_speaker(read: Read) -> None:
    text = "“We won,” said Ingrid Solberg.\n\n“We lost,” said Emeka Okafor."
    assert [shape(quote) for quote in quotes_of(read(text))] == [
        ("Ingrid Solberg", "say", ["We won,"]),
        ("Emeka Okafor", "say", ["We lost,"]),
    ]


def test_words_before_a_quoted_sentence_are_not_its_content(read: Read) -> None:
    text = "The senator rose and turned to the chair. “This bill is dead,” she said."
    [quote] = quotes_of(read(text))
    assert [span.text for span in quote.content] == ["This bill is dead,"]


def test_ids_count_from_one_in_the_order_of_the_text(read: Read) -> None:
    quotes = quotes_of(read("“We won,” said Solberg. The mayor said it was late. “We lost,” said Okafor."))
    assert [quote.id for quote in quotes] == ["q1", "q2", "q3"]
    assert [quote.content[0].start for quote in quotes] == sorted(quote.content[0].start for quote in quotes)


def test_paraphrase_before_the_cue_and_a_quotation_behind_it_are_one_quote(read: Read) -> None:
    [quote] = quotes_of(read("The harbour was, the captain said, “a place where nobody ever waited for anybody.”"))
    assert quote.kind == Quote.PARTIAL
    assert shape(quote) == ("the captain", "say", ["The harbour was", "a place where nobody ever waited for anybody."])
