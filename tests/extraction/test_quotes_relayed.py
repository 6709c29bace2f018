"""Speech that reaches the author through others, or stands beside its cue: sources, go-betweens and edges."""

from collections.abc import Callable

import pytest

from dateline.v1.article_pb2 import Article
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes import find_quotes
from dateline_server.extraction.quotes.reported_speech import find_speech
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def quotes_of(reading: Reading) -> list[Quote]:
    return find_quotes(draft_of(reading))


def draft_of(reading: Reading) -> Draft:
    return Draft(reading, Article(body=reading.body))


def shape(quote: Quote) -> tuple[str, str, str]:
    return quote.speaker_span.text, quote.verb, " … ".join(span.text for span in quote.content)


@pytest.mark.parametrize(
    ("text", "source", "via"),
    [
        ("The envoy was quoted as saying by the Norwen agency that the port was closed.", "The envoy", "agency"),
        ("“The port is closed,” the agency quoted the envoy as saying.", "the envoy", "agency"),
        ("The Herald, quoting two civil servants, said the port was closed.", "two civil servants", "The Herald"),
        ("The port is closed, the envoy said, according to Reuters.", "the envoy", "Reuters"),
        ("According to Reuters, the envoy said the port was closed.", "the envoy", "Reuters"),
    ],
)
def test_who_passes_on_is_told_from_who_says(read: Read, text: str, source: str, via: str) -> None:
    [statement] = [one for one in find_speech(draft_of(read(text))) if not one.nested]
    assert statement.source is not None
    assert statement.via is not None
    assert (statement.source.text, statement.cue.lemma if statement.cue else "") == (source, "say")
    assert via in statement.via.text


@pytest.mark.parametrize(
    ("text", "speaker", "verb", "content"),
    [
        (
            "In the words of the captain, the harbour was full.",
            "the captain",
            "words",
            "the harbour was full",
        ),
        ("The harbour made a loss, by its own admission.", "its", "admission", "The harbour made a loss"),
        ("The harbour reopened in May, which the union said was late.", "the union", "say", "which … was late"),
        ("The envoy told the court on Monday the ship had left.", "The envoy", "tell", "the ship had left"),
        ("The envoy told the council of a fire.", "The envoy", "tell", "a fire"),
        (
            "The envoy told The Mail in a statement that the ship had left.",
            "The envoy",
            "tell",
            "that the ship had left",
        ),
        ("Officials on Thursday said the ship had left.", "Officials", "say", "the ship had left"),
        ("Voters were frustrated that the count had stopped.", "Voters", "frustrated", "that the count had stopped"),
        ("They are not sure if the ship has left.", "They", "sure", "if the ship has left"),
    ],
)
def test_speech_has_its_edges_where_other_words_part_it_from_its_cue(
    read: Read, text: str, speaker: str, verb: str, content: str
) -> None:
    assert [shape(quote) for quote in quotes_of(read(text))] == [(speaker, verb, content)]


@pytest.mark.parametrize(
    "text",
    [
        "The chancellor was expected to attend the funeral.",
        "That is not to say that the plan will fail.",
        "A man was charged with murder.",
        "A spokesman declined to comment.",
        "The firm did not say whether the ship had left.",
    ],
)
def test_what_nobody_says_is_no_quote(read: Read, text: str) -> None:
    assert quotes_of(read(text)) == []


def test_who_is_asked_does_not_ask(read: Read) -> None:
    [quote] = quotes_of(read("Asked about the fire, the captain said the ship was safe."))
    assert shape(quote) == ("the captain", "say", "the ship was safe")


def test_a_claim_that_somebody_rejects_is_not_their_own(read: Read) -> None:
    rejected, claimed = find_speech(draft_of(read("The minister rejected claims that the ship had left.")))
    assert rejected.source is not None
    assert rejected.source.text == "The minister"
    assert claimed.nested
    assert claimed.source is None


@pytest.mark.parametrize(
    "text",
    [
        "“We read them,” he said. “We always answer. “It takes time,” he added.",
        '"We read them," he said. "We always answer. "It takes time," he added.',
    ],
)
def test_a_sentence_whose_closing_mark_is_missing_is_kept(read: Read, text: str) -> None:
    assert [[span.text for span in quote.content] for quote in quotes_of(read(text))] == [
        ["We read them,", "We always answer."],
        ["It takes time,"],
    ]


def test_speech_that_goes_on_in_the_next_paragraph_belongs_to_the_cue_there(read: Read) -> None:
    [quote] = quotes_of(read("“The ships stay in port.\n\n“The men are angry,” said Bo Lindgren."))
    assert [span.text for span in quote.content] == ["The ships stay in port.", "The men are angry,"]
    assert quote.speaker_span.text == "Bo Lindgren"


def test_a_paragraph_after_a_colon_is_quoted_from_who_stands_before_it(read: Read) -> None:
    [quote] = quotes_of(read("The paper reports:\n\n“The ships stay in port."))
    assert shape(quote) == ("The paper", "report", "The ships stay in port.")


def test_a_quotation_without_a_cue_is_that_of_who_acts_before_it(read: Read) -> None:
    [quote] = quotes_of(read("The coach was blunt. “We were slow. We were weak.”"))
    assert (quote.speaker_span.text, quote.kind) == ("The coach", Quote.DIRECT)


@pytest.mark.parametrize(
    "text",
    ["A man arrested on Monday said he was innocent.", "The judge, named in May, said he would not resign."],
)
def test_the_time_of_another_deed_does_not_date_the_saying(read: Read, text: str) -> None:
    reading = read(text)
    draft = Draft(reading, Article(body=text))
    words = "Monday" if "Monday" in text else "May"
    start = text.index(words)
    draft.article.times.add(id="t1", span=reading.span(start, start + len(words)))
    assert [quote.said_time for quote in find_quotes(draft)] == [""]


def test_a_paper_that_passes_on_quoted_words_is_not_their_speaker(read: Read) -> None:
    text = "“We want your help if we strike,” the general told his visitors, according to a long-secret cable."
    [quote] = find_quotes(Draft(read(text), Article(body=text)))
    assert (quote.speaker_span.text, quote.verb) == ("the general", "tell")
    assert [span.text for span in quote.content] == ["We want your help if we strike,"]
