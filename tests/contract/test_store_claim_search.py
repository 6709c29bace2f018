"""Searches for events and quotes: by their own words, not by those of the rest of their article."""

import contextlib
from collections.abc import Callable

import pytest
from contract.articles import ArticleBuilder, build_article
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event
from dateline.v1.event_service_pb2 import EventHit
from dateline.v1.quote_service_pb2 import QuoteHit
from dateline.v1.span_pb2 import Span
from dateline_server.errors import InvalidField, InvalidFilter, InvalidPageToken
from dateline_server.storage import claim_search
from dateline_server.storage.store import ListQuery, SearchQuery, Store


def tell(draft: ArticleBuilder, sentence: str, **event: object) -> None:
    """Adds the sentence to the body, and an event that is read from it."""
    draft.event(**event)  # type: ignore[arg-type]
    draft.article.body += f" {sentence}"
    draft.article.events[-1].evidence.append(Span(text=sentence))


def say(draft: ArticleBuilder, words: str, speaker: str = "") -> None:
    draft.article.body += f" “{words}”"
    draft.quote(words, speaker)


@pytest.fixture
def library(store: Store) -> Store:
    harbour = build_article(title="Harbour", body="The old harbour.", published="2025-04-02")
    envoy = harbour.actor("Ada Moreno", country="NOR", also=["Moreno"])
    harbour.article.body += " Ada Moreno, called Moreno, is there."
    tell(harbour, "She opened the old harbour.", type="AID", agents=[envoy], status=Event.OCCURRED)
    tell(harbour, "Dockers may strike in the café.", type="PROTEST", status=Event.HYPOTHETICAL)
    say(harbour, "The harbour is open again", envoy)
    say(harbour, "No strike will follow")
    strike = build_article(title="Strike", body="A strike, and one more strike.", source="Hill Courier")
    tell(strike, "Dockers left the harbour on strike.", type="PROTEST")
    say(strike, "We left the old crane")
    store.ingest([harbour.article, strike.article])
    return store


def events(store: Store, query: str, **more: object) -> list[str]:
    hits = [EventHit.FromString(item) for item in store.search_events(SearchQuery(query, **more)).items]
    return [hit.event.event.evidence[0].text for hit in hits]


def quotes(store: Store, query: str, **more: object) -> list[str]:
    hits = [QuoteHit.FromString(item) for item in store.search_quotes(SearchQuery(query, **more)).items]
    return [hit.quote.quote.content[0].text for hit in hits]


def test_an_event_is_found_by_its_sentence(library: Store) -> None:
    assert events(library, "opened harbour") == ["She opened the old harbour."]
    assert events(library, "opened strike") == []
    assert set(events(library, "dockers")) == {"Dockers may strike in the café.", "Dockers left the harbour on strike."}


def test_an_event_is_found_by_the_names_of_those_who_take_part(library: Store) -> None:
    assert events(library, "moreno opened") == ["She opened the old harbour."]
    assert events(library, '"ada moreno" harbour') == ["She opened the old harbour."]


def test_a_quote_is_found_by_what_was_said(library: Store) -> None:
    assert quotes(library, "harbour") == ["The harbour is open again"]
    assert quotes(library, "dockers") == []
    assert quotes(library, '"old crane"') == ["We left the old crane"]


def test_phrases_prefixes_case_and_accents_count_as_for_articles(library: Store) -> None:
    assert events(library, '"old harbour"') == ["She opened the old harbour."]
    assert events(library, '"harbour old"') == []
    assert events(library, "DOCK* cafe") == ["Dockers may strike in the café."]
    assert events(library, "dock") == []


def test_headlines_with_the_words_come_first_then_the_latest_then_the_order_of_the_text(store: Store) -> None:
    for title, day in [("Port", "2025-04-01"), ("Rain", "2025-04-09"), ("Strike", "2025-04-02"), ("Strike port", "")]:
        draft = build_article(title=title, body="Rain.", published=day)
        tell(draft, f"Strike in port, {title} 1.")
        tell(draft, f"Strike in port, {title} 2.")
        say(draft, f"{title} {day}: strike, port")
        store.ingest([draft.article])
    order = ["Strike port", "Strike", "Port", "Rain"]
    assert events(store, "strike port") == [f"Strike in port, {title} {n}." for title in order for n in (1, 2)]
    assert [text.split(":")[0] for text in quotes(store, "strike port")] == [
        "Strike port ",
        "Strike 2025-04-02",
        "Port 2025-04-01",
        "Rain 2025-04-09",
    ]


def test_a_hit_can_be_read_alone_and_shows_where_it_matches(library: Store) -> None:
    [item] = library.search_events(SearchQuery("opened")).items
    hit = EventHit.FromString(item)
    [listed] = library.list_events(ListQuery(filter="type = AID")).items
    assert hit.event.SerializeToString(deterministic=True) == listed
    assert hit.snippet == "She «opened» the old harbour."
    [item] = library.search_quotes(SearchQuery("crane")).items
    assert QuoteHit.FromString(item).snippet == "We left the old «crane»"


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("type = PROTEST", 2),
        ("status = HYPOTHETICAL", 1),
        ('source = "Hill Courier"', 1),
        ("published_date < 2025-04-03", 1),
        ("agent = actors/person-ada-moreno", 0),
        ("type = PROTEST AND NOT status = HYPOTHETICAL", 1),
        ("type = AID OR status = HYPOTHETICAL", 1),
        ("country != NOR", 2),
    ],
)
def test_the_filter_of_the_list_narrows_the_search(library: Store, filter: str, expected: int) -> None:
    assert len(events(library, "dockers", filter=filter)) == expected


def test_quotes_are_narrowed_by_their_filter(library: Store) -> None:
    assert quotes(library, "harbour", filter="speaker = actors/person-ada-moreno AND speaker.country = NOR")
    assert not quotes(library, "strike", filter="speaker = actors/person-ada-moreno")
    with pytest.raises(InvalidFilter):
        quotes(library, "strike", filter="type = AID")


def test_claims_of_a_deleted_or_edited_article_are_not_found(library: Store) -> None:
    draft = build_article(document_id="7", body="A ferry.")
    tell(draft, "The ferry sailed.")
    [stored] = library.ingest([draft.article])
    assert events(library, "ferry sailed") == ["The ferry sailed."]
    edited = build_article(document_id="7", body="A ferry.")
    tell(edited, "The ferry sank.")
    library.ingest([edited.article])
    assert (events(library, "ferry sailed"), events(library, "ferry sank")) == ([], ["The ferry sank."])
    library.delete_article(stored.name)
    assert events(library, "ferry") == []


def fleet(number: int) -> Article:
    draft = build_article(document_id=f"f{number}", title=f"Fleet {number}", body="ferry " * (number % 4 + 1))
    for part in range(number % 3 + 1):
        tell(draft, f"Ferry {number} sailed to port {part}.")
        say(draft, f"Ferry {number} is at port {part}")
    return draft.article


@given(size=st.integers(1, 9), writes=st.lists(st.sampled_from(["new", "delete", "edit"]), max_size=6))
@examples(20)
@pytest.mark.parametrize("kind", ["events", "quotes"])
def test_pages_hold_every_hit_once_while_others_write(
    open_again: Callable[[], Store], kind: str, size: int, writes: list[str]
) -> None:
    store = open_again()
    for item in store.list_articles(ListQuery(page_size=1000)).items:
        store.delete_article(Article.FromString(item).name)
    names = [stored.name for stored in store.ingest([fleet(number) for number in range(8)])]
    search = getattr(store, f"search_{kind}")
    whole = search(SearchQuery("ferry port", page_size=1000)).items
    assert len(whole) == 15
    found: list[bytes] = []
    todo, fresh = iter(writes), iter(range(100, 200))
    gone: set[str] = set()
    token = ""
    while True:
        page = search(SearchQuery("ferry port", page_size=size, page_token=token))
        assert len(page.items) <= size
        found += page.items
        token = page.next_page_token
        if not token:
            break
        match next(todo, ""):
            case "new":
                store.ingest([fleet(next(fresh))])
            case "edit":
                store.ingest([build_article(document_id=f"x{next(fresh)}", body="No ship.").article])
            case "delete":
                gone.add(names[-1])
                store.delete_article(names.pop())
    kind_of_hit = EventHit if kind == "events" else QuoteHit
    assert len(found) == len(set(found))
    kept = [item for item in whole if getattr(kind_of_hit.FromString(item), kind[:-1]).article not in gone]
    assert [item for item in found if item in kept] == kept


def test_a_page_that_had_to_look_too_far_goes_on_in_the_next(library: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_search, "_MOST_EXAMINED", 1)
    library.ingest([build_article(document_id=str(n), body=f"Dockers and a crane {n}.").article for n in range(4)])
    found, token, pages = 0, "", 0
    while True:
        page = library.search_events(SearchQuery("dockers", page_token=token))
        found, pages, token = found + len(page.items), pages + 1, page.next_page_token
        if not token:
            break
    assert (found, pages) == (2, 6)


def test_a_token_fits_only_its_query(library: Store) -> None:
    token = library.search_events(SearchQuery("dockers", page_size=1)).next_page_token
    assert token
    for ask in (
        lambda: library.search_events(SearchQuery("strike", page_token=token)),
        lambda: library.search_events(SearchQuery("dockers", filter="type = AID", page_token=token)),
        lambda: library.search_quotes(SearchQuery("dockers", page_token=token)),
        lambda: library.search_articles(SearchQuery("dockers", page_token=token)),
    ):
        with pytest.raises(InvalidPageToken):
            ask()


@given(query=st.text(max_size=60))
@examples(60)
def test_no_query_is_an_error_of_the_database(library: Store, query: str) -> None:
    for search in (library.search_events, library.search_quotes, library.search_actors):
        with contextlib.suppress(InvalidField):
            search(SearchQuery(query))
