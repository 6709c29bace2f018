"""Indirect quotes: what sources say, ask, promise and think without quotation marks."""

from collections.abc import Callable

import pytest

from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.quote_pb2 import Quote
from dateline.v1.time_pb2 import TimeExpression
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes import find_quotes
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]


def quotes_of(reading: Reading) -> list[Quote]:
    return find_quotes(Draft(reading, Article(body=reading.body)))


def shape(quote: Quote) -> tuple[str, str, str]:
    return quote.speaker_span.text, quote.verb, " … ".join(span.text for span in quote.content)


@pytest.mark.parametrize(
    ("text", "speaker", "verb", "content"),
    [
        ("The minister said that the port was closed.", "The minister", "say", "that the port was closed"),
        ("The minister said the port was closed.", "The minister", "say", "the port was closed"),
        ("The port was closed, the minister said.", "the minister", "say", "The port was closed"),
        ("The port was closed, said the minister.", "the minister", "say", "The port was closed"),
        ("The talks, he added, will go on.", "he", "add", "The talks … will go on"),
        ("The captain will lead the crew, added Reuters.", "Reuters", "add", "The captain will lead the crew"),
        (
            "According to the ministry, two bridges have fallen.",
            "the ministry",
            "according to",
            "two bridges have fallen",
        ),
        (
            "Two bridges have fallen, according to the ministry.",
            "the ministry",
            "according to",
            "Two bridges have fallen",
        ),
        ("Police asked whether anyone had seen the car.", "Police", "ask", "whether anyone had seen the car"),
        ("The bank has not said when it will open.", "The bank", "say", "when it will open"),
        ("Norway promised to send two ships.", "Norway", "promise", "to send two ships"),
        ("The union urged both sides to wait.", "The union", "urge", "both sides to wait"),
        ("Chad called on Norway to send ships.", "Chad", "call", "Norway to send ships"),
        ("Norway accused Chad of blocking the port.", "Norway", "accuse", "Chad of blocking the port"),
        ("The driver denied stealing the truck.", "The driver", "deny", "stealing the truck"),
        ("The committee suggested closing the school.", "The committee", "suggest", "closing the school"),
        ("The council condemned the raid on the village.", "The council", "condemn", "the raid on the village"),
        ("The farmers called for a new dam.", "The farmers", "call", "a new dam"),
        ("She described the vote as a farce.", "She", "describe", "the vote as a farce"),
        ("Some analysts believe the ceasefire will hold.", "Some analysts", "believe", "the ceasefire will hold"),
        ("Residents fear that the dam may break.", "Residents", "fear", "that the dam may break"),
        ("Oslo's claim that the ship was empty is disputed.", "Oslo's", "claim", "that the ship was empty"),
        ("The mayor is afraid that the river will rise.", "The mayor", "afraid", "that the river will rise"),
    ],
)
def test_each_frame_has_its_content(read: Read, text: str, speaker: str, verb: str, content: str) -> None:
    [quote] = quotes_of(read(text))
    assert quote.kind == Quote.INDIRECT
    assert shape(quote) == (speaker, verb, content)


def test_both_deeds_of_an_accusation_are_what_is_said(read: Read) -> None:
    text = "Swiss growers have accused Lisbon of “foot-dragging” on the treaty and continuing raids on fishing grounds."
    [quote] = quotes_of(read(text))
    said = "Lisbon of “foot-dragging” on the treaty and continuing raids on fishing grounds"
    assert [span.text for span in quote.content] == [said]


def test_the_speaker_is_the_whole_phrase(read: Read) -> None:
    [quote] = quotes_of(read("Emeka Okafor, the head of the harbour board, said the ship had sunk."))
    assert quote.speaker_span.text == "Emeka Okafor, the head of the harbour board"


def test_the_cue_is_given_with_its_auxiliaries(read: Read) -> None:
    [quote] = quotes_of(read("The bank has not confirmed that it lost the money."))
    assert (quote.verb, quote.verb_span.text) == ("confirm", "has not confirmed")


def test_a_participle_goes_on_with_the_same_source(read: Read) -> None:
    first, second = quotes_of(read("The judge said the trial would start in May, adding that nobody would be late."))
    assert shape(first) == ("The judge", "say", "the trial would start in May")
    assert shape(second) == ("The judge", "add", "that nobody would be late")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Critics say the money should go to Bergen, the port that needs it most.", "the money should go to Bergen"),
        ("Officials insist that the road is safe, although two cars fell off it.", "that the road is safe"),
        ("The mayor told the council this week that she would resign.", "that she would resign"),
    ],
)
def test_what_the_author_adds_is_not_said(read: Read, text: str, content: str) -> None:
    [quote] = quotes_of(read(text))
    assert quote.content[0].text == content


def test_who_speaks_in_the_clause_before_speaks_on_where_the_subject_cannot(read: Read) -> None:
    quotes = quotes_of(read("Shares in the mill fell after the firm warned of losses and said it would cut 400 jobs."))
    assert ("the firm", "say", "it would cut 400 jobs") in [shape(quote) for quote in quotes]


def test_a_second_deed_of_the_source_is_not_said(read: Read) -> None:
    [quote] = quotes_of(read("The minister said the port was closed and left the room."))
    assert quote.content[0].text.startswith("the port was closed")
    assert quote.speaker_span.text == "The minister"


def test_speech_inside_speech_is_part_of_the_outer_quote(read: Read) -> None:
    [quote] = quotes_of(read("Tass reported that the ministry had said that the port was closed."))
    assert shape(quote) == ("Tass", "report", "that the ministry had said that the port was closed")


def test_a_passive_without_an_agent_has_no_speaker(read: Read) -> None:
    [quote] = quotes_of(read("The mayor was accused of taking bribes."))
    assert shape(quote) == ("", "accuse", "The mayor … taking bribes")
    assert not quote.HasField("speaker_span")


def test_a_passive_with_an_agent_has_it_for_speaker(read: Read) -> None:
    [quote] = quotes_of(read("The mayor was accused by the union of taking bribes."))
    assert quote.speaker_span.text == "the union"


def test_a_subject_the_parser_takes_for_an_object_is_content(read: Read) -> None:
    [quote] = quotes_of(read("The envoy said the talks aimed at ending the strike, and that nobody had left."))
    assert quote.content[0].text == "the talks aimed at ending the strike, and that nobody had left"


@pytest.mark.parametrize(
    ("text", "speaker", "verb", "content"),
    [
        (
            "Berg said after the concert he would not accept the offer.",
            "Berg",
            "say",
            "he would not accept the offer",
        ),
        (
            "The trainer admitted on Kanal Nord's “Night Show” that the horse was lame.",
            "The trainer",
            "admit",
            "that the horse was lame",
        ),
        (
            "The report comes on Friday, with brokers saying a weak harvest will settle the price of bread.",
            "brokers",
            "say",
            "a weak harvest will settle the price of bread",
        ),
        ("Concerns that the dam may burst have emptied the valley.", "", "concern", "that the dam may burst"),
        (
            "Oslo has rebuked Chad over the bombing of villages, warning the raids violated its sovereignty.",
            "Oslo",
            "warn",
            "the raids violated its sovereignty",
        ),
    ],
)
def test_what_is_said_is_found_where_the_parser_hangs_it_elsewhere(
    read: Read, text: str, speaker: str, verb: str, content: str
) -> None:
    assert (speaker, verb, content) in map(shape, quotes_of(read(text)))


def test_what_the_author_adds_between_two_parts_of_a_quotation_has_a_quote_of_its_own(read: Read) -> None:
    text = "“I could teach,” he said, suggesting that teachers are not workers. “You cannot deal with it.”"
    assert list(map(shape, quotes_of(read(text)))) == [
        ("he", "say", "I could teach, … You cannot deal with it."),
        ("he", "suggest", "that teachers are not workers"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The first mandate for the new force, called the Joint Delta Force (JDF), is for six months.",
        "The ministry does not want to make any further comment.",
        "A rift that threatens to destroy the guild is near.",
        "Hundreds left the hall in a show of support for miners who came late.",
        "The marines will be there by Friday with the council expected to mandate the force before then.",
        "The vote, which offered the growers no hope of a delay of the tolls, went ahead.",
    ],
)
def test_names_refusals_to_comment_and_things_that_speak_not_make_no_quote(read: Read, text: str) -> None:
    assert quotes_of(read(text)) == []


def test_a_plain_sentence_holds_no_quote(read: Read) -> None:
    assert quotes_of(read("The ship left the port at dawn and reached Bergen on Friday.")) == []


def with_actors(reading: Reading, **heads: str) -> Draft:
    """A draft in which each word given is the head of a mention of the actor with that id."""
    draft = Draft(reading, Article(body=reading.body))
    for local, word in heads.items():
        draft.article.actors.append(Actor(id=local, name=word, named=True))
        for token in reading.doc:
            if token.text == word:
                draft.actor_at[token.i] = local
    return draft


def test_the_speaker_is_linked_to_its_actor(read: Read) -> None:
    draft = with_actors(read("Ingrid Solberg said the port was closed."), a1="Solberg")
    assert [quote.speaker for quote in find_quotes(draft)] == ["a1"]


def test_an_agency_that_cites_a_ministry_passes_its_words_on(read: Read) -> None:
    draft = with_actors(read("Tass, citing the ministry, said the port was closed."), a1="Tass", a2="ministry")
    [quote] = find_quotes(draft)
    assert (quote.speaker, list(quote.via), quote.speaker_span.text) == ("a2", ["a1"], "the ministry")


def test_a_person_quoted_by_an_agency_is_the_speaker(read: Read) -> None:
    draft = with_actors(read("Reuters quoted Solberg as saying that the port was closed."), a1="Reuters", a2="Solberg")
    [quote] = find_quotes(draft)
    assert (quote.speaker, list(quote.via)) == ("a2", ["a1"])


@pytest.mark.parametrize(
    "text",
    [
        "Solberg told Okafor that the port was closed.",
        "Solberg told Okafor: “The port is closed.”",
        "Solberg asked Okafor to close the port.",
    ],
)
def test_the_addressee_is_the_one_told(read: Read, text: str) -> None:
    [quote] = find_quotes(with_actors(read(text), a1="Solberg", a2="Okafor"))
    assert (quote.speaker, quote.addressee) == ("a1", "a2")


def with_time(reading: Reading, words: str) -> Draft:
    draft = Draft(reading, Article(body=reading.body))
    start = reading.body.index(words)
    span = reading.span_of(reading.doc.char_span(start, start + len(words), alignment_mode="expand"))
    draft.article.times.append(TimeExpression(id="t1", span=span))
    return draft


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Tuesday that the port was closed.",
        "On Tuesday the minister said that the port was closed.",
        "“The port is closed,” the minister said on Tuesday.",
    ],
)
def test_a_time_beside_the_cue_dates_the_saying(read: Read, text: str) -> None:
    assert [quote.said_time for quote in find_quotes(with_time(read(text), "Tuesday"))] == ["t1"]


def test_a_time_in_the_content_does_not_date_the_saying(read: Read) -> None:
    draft = with_time(read("The minister said that the port was closed on Tuesday."), "Tuesday")
    assert [quote.said_time for quote in find_quotes(draft)] == [""]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The dam has broken, say local officials and some farmers.", "local officials and some farmers"),
        (
            "Norway will send rice to the camps in Chad, the World Food Programme (WFP) said on Monday.",
            "the World Food Programme (WFP)",
        ),
        ("No word yet on the missing ferry, officials say.", "officials"),
    ],
)
def test_a_cue_that_closes_the_sentence_takes_all_before_the_comma(read: Read, text: str, speaker: str) -> None:
    [quote] = quotes_of(read(text))
    assert quote.speaker_span.text == speaker
    assert quote.content[0].start == 0


def test_a_decision_lends_its_source_to_no_quotation(read: Read) -> None:
    quotes = quotes_of(read("The board's plan to close the port stands. “Nobody asked us about any of this.”"))
    assert all(quote.speaker_span.text != "The board's" for quote in quotes if quote.kind == Quote.DIRECT)


def test_a_list_behind_a_colon_is_said_too(read: Read) -> None:
    [quote] = quotes_of(read("The banker noted that two things are true: prices rise and wages fall."))
    assert quote.content[0].text == "that two things are true: prices rise and wages fall"


def test_where_the_source_spoke_is_not_what_it_said(read: Read) -> None:
    quotes = quotes_of(read("Speaking in Oslo on Friday, the minister replied that the port was closed."))
    assert [quote.content[0].text for quote in quotes] == ["that the port was closed"]
