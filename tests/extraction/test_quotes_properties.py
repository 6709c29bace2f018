"""What holds for the quotes of every text: exact spans, stable output, linear time."""

from collections.abc import Callable

from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.quote_pb2 import Quote
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.quotes import find_quotes
from dateline_server.language.reading import Reading

Read = Callable[..., Reading]

MARKS = ["“", "”", '"', "'", "‘", "’", "«", "»", "``", "''", ",", ".", ":", "?", "—", "\n\n", "\n", " ", "\u00a0", "😀"]
WORDS = [
    "Solberg",
    " said ",
    "said the minister",
    "that it rains",
    "It rains",
    "according to",
    "NORA: ",
    "accused ",
    "of",
]
PIECES = st.lists(st.sampled_from(MARKS) | st.sampled_from(WORDS) | st.text(max_size=4), max_size=40)


def quotes_of(reading: Reading) -> list[Quote]:
    return find_quotes(Draft(reading, Article(title=reading.title, body=reading.body)))


@examples(60)
@given(title=PIECES, body=PIECES)
def test_every_span_is_exact(read: Read, title: list[str], body: list[str]) -> None:
    text = "".join(body)
    reading = read(text if text.strip() else "x", title="".join(title))
    for quote in quotes_of(reading):
        assert quote.content
        spans = [*quote.content]
        spans += [quote.speaker_span] if quote.HasField("speaker_span") else []
        spans += [quote.verb_span] if quote.HasField("verb_span") else []
        for span in spans:
            source = reading.title if span.part == 2 else reading.body
            assert source[span.start : span.end] == span.text != ""


def test_the_same_text_gives_the_same_quotes(read: Read) -> None:
    text = "“We won,” said Solberg. The mayor said it was late. “We lost,” said Okafor, adding that it rained."
    assert quotes_of(read(text)) == quotes_of(read(text))
