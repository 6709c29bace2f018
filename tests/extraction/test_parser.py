"""The whole way of an article: every promise of the schema holds, whatever the text; the same text gives the same bytes."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from as_read import Parse, only
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from promises import broken_promises

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline.v1.event_pb2 import Event
from dateline.v1.span_pb2 import Span
from dateline_server.errors import DatelineError, LanguageUnsupported
from dateline_server.extraction.draft import Draft
from dateline_server.extraction.parser import Parser, read_claims
from dateline_server.language.reading import Reading
from dateline_server.samples import sample_documents, sample_page

TEXT = (
    "Norway's foreign minister, Ingrid Solberg, met her Kenyan counterpart in Nairobi on Tuesday. “We agreed to open "
    "two new consulates,” Ms Solberg said. Kenyan officials accused Oslo of holding back a fishing agreement."
)

WORDS = st.sampled_from(
    ["Kenya", "Moscow", "said", "“", "”", '"', "’", "on", "Tuesday", "officials", "attacked", "the", "who", "will", "not",
     "Ms", "Solberg", ",", ".", "\n\n", "\n", "—", "last", "week", "3", "UN", "(", ")", "she", "talks", "between", "and",
     "é", "é", "👩🏽‍🚀", "日本", "سلام", "\u200b", "\u202e", "``", "''", ":", "of", "accused", "according to"]
)  # fmt: skip
NEWS_SOUP = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300)


def test_an_article_comes_out_whole(parse: Parse) -> None:
    article = parse(TEXT, title="Norway and Kenya to open consulates", source="Coast Wire", id="d1")
    assert (article.title, article.source, article.document_id) == (
        "Norway and Kenya to open consulates",
        "Coast Wire",
        "d1",
    )
    assert {"Ingrid Solberg", "Norway", "Kenyan officials"} <= {actor.name for actor in article.actors}
    assert {"CONSULT", "ACCUSE"} <= {event.type for event in article.events}
    assert next(quote.content[0].text for quote in article.quotes) == "We agreed to open two new consulates,"
    assert "Nairobi" in [place.name for place in article.places]
    assert [time.value for time in article.times] == ["2025-04-08"]
    assert article.headline_event
    assert not list(broken_promises(article))


def test_what_the_headline_and_the_body_tell_is_one_event(parse: Parse) -> None:
    article = parse("Togo expelled the Ghanaian envoy on Monday, an official said.", title="Togo expels Ghanaian envoy")
    event = only(article, "SANCTION")
    assert event.trigger.part != Span.TITLE
    assert [span.part for span in event.coreferent] == [Span.TITLE]


def test_what_only_a_source_says_is_claimed(parse: Parse) -> None:
    article = parse("Rebels attacked a convoy near Gao on Monday, army spokesman Modibo Kanoute said.")
    [attack] = [event for event in article.events if event.type == "ASSAULT"]
    assert attack.status == Event.CLAIMED
    assert attack.attributions[0].source == next(actor.id for actor in article.actors if actor.name == "Modibo Kanoute")


def test_without_a_publication_day_a_warning_says_so(parser: Parser) -> None:
    article = parser.parse(Document(text=TEXT))
    assert [warning.code for warning in article.warnings] == ["NO_PUBLICATION_DAY"]
    assert not list(broken_promises(article))


def test_refusals_stand_in_their_place_among_the_articles(parser: Parser) -> None:
    results = list(parser.parse_many([Document(text=TEXT), Document(text=" "), Document(text=TEXT)]))
    assert [isinstance(result, Article) for result in results] == [True, False, True]


def test_more_documents_than_a_batch_keep_their_order(parser: Parser) -> None:
    documents = [
        Document(id=str(number), text=f"The minister left Nairobi on Monday at {number}.") for number in range(40)
    ]
    found = [result.document_id for result in parser.parse_many(documents) if isinstance(result, Article)]
    assert found == [document.id for document in documents]


def test_a_kept_foreign_page_has_a_warning_and_no_claims(parser: Parser) -> None:
    sentence = "Der Außenminister reiste am Dienstag nach Nairobi, um dort über ein neues Abkommen zu sprechen. "
    page = Document(html=f"<html><body><article><h1>Reise</h1><p>{sentence * 3}</p></article></body></html>".encode())
    with pytest.raises(LanguageUnsupported):
        parser.parse(page)
    article = parser.parse(page, keep_foreign_page=True)
    assert article.language == "de"
    assert "LANGUAGE_UNSUPPORTED" in [warning.code for warning in article.warnings]
    assert not (article.actors)
    assert not (article.events)
    assert not (article.quotes)


@pytest.mark.parametrize("document", [*sample_documents(), sample_page()], ids=lambda document: document.id)
def test_the_samples_keep_every_promise(parser: Parser, document: Document) -> None:
    article = parser.parse(document)
    assert not list(broken_promises(article))
    assert article.events
    assert article.quotes


@given(text=NEWS_SOUP, title=NEWS_SOUP)
@examples(60)
def test_a_soup_of_news_words_keeps_every_promise(parser: Parser, text: str, title: str) -> None:
    for result in parser.parse_many([Document(text=text, title=title, published="2025-04-09")]):
        assert isinstance(result, DatelineError) or not list(broken_promises(result))


@given(text=ANY_TEXT)
@examples(60)
def test_any_text_keeps_every_promise_or_is_refused(parser: Parser, text: str) -> None:
    for result in parser.parse_many([Document(text=text)]):
        assert isinstance(result, DatelineError) or not list(broken_promises(result))


def test_reading_claims_leaves_the_document_as_the_language_pass_made_it(read: Callable[..., Reading]) -> None:
    reading = read(TEXT)
    before = reading.doc.to_bytes()
    read_claims(Draft(reading, Article(body=reading.body)))
    assert reading.doc.to_bytes() == before


# Reads the samples in one batch, or from the last to the first, each by itself.
_READ_SAMPLES = """
import hashlib, sys
from dateline_server.extraction.parser import Parser
from dateline_server.samples import sample_documents
parser, documents = Parser(), sample_documents()
if sys.argv[1] == "together":
    articles = list(parser.parse_many(documents))
else:
    articles = [parser.parse(document) for document in reversed(documents)][::-1]
print(parser.engine.digest)
for article in articles:
    print(article.document_id, hashlib.sha256(article.SerializeToString(deterministic=True)).hexdigest())
"""


def test_the_same_text_gives_the_same_bytes_in_every_process_and_order() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _READ_SAMPLES, order],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for seed, order in (("1", "together"), ("2", "alone"))
    ]
    # The digest is over the code and tables on disk, and bytes hold it.
    assert len({digest for digest, *_ in runs}) == 1, "code or tables changed on disk while the test ran"
    assert runs[0] == runs[1]
