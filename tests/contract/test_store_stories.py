"""Articles that tell of one happening are one story, decided by the log alone and known to every read of an article."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from contract.articles import build_article
from contract.clock import Clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.v1.actor_pb2 import ActorMerge
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit, IngestResult
from dateline.v1.event_pb2 import EventRecord
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.story_pb2 import Disagreement, Story
from dateline_server.errors import InvalidPageToken, NotFound, StoryChanged
from dateline_server.storage.indexing import take_entries
from dateline_server.storage.log import last_seq
from dateline_server.storage.opening import StoreParts
from dateline_server.storage.store import ListQuery, SearchQuery, Store
from dateline_server.storage.story_sorting import sort_entries
from dateline_server.storage.upkeep.checking import check_store
from dateline_server.storage.upkeep.compacting import compact
from dateline_server.storage.upkeep.reindexing import clear_index, reindex

FERRY = (
    "Ferry Oriole runs aground off Wexmouth",
    "The ferry Oriole ran aground on a sandbank off Wexmouth on Tuesday with 212 passengers aboard. Lifeboats took"
    " everyone ashore by nightfall. Captain Edda Rourke blamed a broken buoy. Salvors will try to refloat the Oriole.",
)
FERRY_RETOLD = (
    "Passengers rescued as Oriole strands near Wexmouth",
    "Lifeboats rescued 212 passengers from the stranded ferry Oriole near Wexmouth. The ship had hit a sandbank."
    " Its captain, Edda Rourke, told salvors that a buoy had drifted. Nobody was hurt in the rescue.",
)
BAKERY = (
    "Bakers of Tolvanen strike over night pay",
    "Bakers at the Tolvanen bread works in Kuopio stopped their ovens on Monday. They demand higher pay for night"
    " shifts. Union leader Pirkko Salo said that the strike would last a week. Shops ran out of rye loaves.",
)
BAKERY_RETOLD = (
    "No rye loaves in Kuopio as Tolvanen bakers walk out",
    "Rye loaves ran out in Kuopio after bakers of Tolvanen began a strike for better night pay. Pirkko Salo of their"
    " union called the ovens cold for a week. The bread works declined to comment on the night shifts.",
)
TEXTS = (FERRY, FERRY_RETOLD, BAKERY, BAKERY_RETOLD)


def tell(text: tuple[str, str], source: str = "Gull", published: str = "2025-04-09", key: str = "") -> Article:
    """An article of a publisher, with one actor, event and quote."""
    title, body = text
    key = key or f"{title}-{source}"
    draft = build_article(title=title, body=body, source=source, published=published, document_id=key)
    who = draft.actor("Edda Rourke" if "Oriole" in title else "Pirkko Salo")
    draft.event("X_DISASTER" if "Oriole" in title else "PROTEST", agents=[who])
    draft.quote("It is cold.", who)
    return draft.article


def put(store: Store, *articles: Article) -> list[str]:
    return [stored.name for article in articles for stored in store.ingest([article])]


def list_stories(store: Store, filter: str = "", order_by: str = "") -> list[Story]:
    return [Story.FromString(item) for item in store.list_stories(ListQuery(filter, order_by=order_by)).items]


def story_of(store: Store, name: str) -> str:
    list_stories(store)  # everything is sorted then
    return Article.FromString(store.get_article(name)).story


def name_after(article: str) -> str:
    return article.replace("articles/", "stories/")


def test_an_article_on_its_own_has_no_story(store: Store) -> None:
    names = put(store, tell(FERRY), tell(BAKERY))
    assert [story_of(store, name) for name in names] == ["", ""]
    assert list_stories(store) == []


def test_two_that_tell_of_one_happening_are_a_story_named_after_the_first(store: Store) -> None:
    first, other, second = put(store, tell(FERRY), tell(BAKERY), tell(FERRY_RETOLD, source="Tide"))
    assert [story_of(store, name) for name in (first, other, second)] == [name_after(first), "", name_after(first)]


def test_a_story_says_who_tells_it_and_of_whom(store: Store, clock: Clock) -> None:
    first = put(store, tell(FERRY))[0]
    clock.advance(hours=2)
    put(store, tell(FERRY_RETOLD, source="Tide", published="2025-04-10"))
    story = Story.FromString(store.get_story(name_after(first)))
    assert (story.article_count, story.text_count, story.source_count) == (2, 2, 2)
    assert (story.first_date, story.last_date) == ("2025-04-09", "2025-04-10")
    assert [(one.source, one.article_count) for one in story.sources] == [("Gull", 1), ("Tide", 1)]
    assert [(one.actor, one.display_name, one.article_count) for one in story.actors] == [
        ("actors/person-edda-rourke", "Edda Rourke", 2)
    ]
    assert [(one.type, one.article_count) for one in story.event_types] == [("X_DISASTER", 2)]
    assert story.title in (FERRY[0], FERRY_RETOLD[0])
    assert Article.FromString(store.get_article(story.article)).title == story.title
    assert story.create_time == story.update_time
    assert story.create_time.ToSeconds() == int(clock.now.timestamp())


def test_a_reprint_counts_as_no_text_of_its_own(store: Store) -> None:
    title, body = FERRY
    put(store, tell(FERRY), tell((title, body + " Our readers sent pictures."), source="Tide", key="reprint"))
    (story,) = list_stories(store)
    assert (story.article_count, story.text_count, story.source_count) == (2, 1, 2)


def test_when_the_original_goes_its_first_reprint_is_the_text(store: Store) -> None:
    title, body = FERRY
    reprints = [tell((title, f"{body} Sent in by reader {number}."), key=f"reprint {number}") for number in range(2)]
    original = put(store, tell(FERRY), *reprints)[0]
    store.delete_article(original)
    (story,) = list_stories(store)
    assert (story.article_count, story.text_count) == (2, 1)


def test_an_article_that_is_deleted_leaves_and_the_name_stays(store: Store) -> None:
    first, _, _ = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"), tell(FERRY_RETOLD, source="Reef"))
    store.delete_article(first)
    (story,) = list_stories(store)
    assert (story.name, story.article_count) == (name_after(first), 2)


def test_a_story_of_which_one_article_is_left_is_none(store: Store) -> None:
    first, second = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"))
    list_stories(store)
    store.delete_article(first)
    assert list_stories(store) == []
    assert story_of(store, second) == ""
    with pytest.raises(NotFound) as missing:
        store.get_story(name_after(first))
    assert missing.value.field == "name"


def test_what_comes_back_is_sorted_anew(store: Store) -> None:
    first, second = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"))
    store.delete_article(second)
    assert list_stories(store) == []
    store.undelete_article(second)
    assert story_of(store, second) == story_of(store, first) == name_after(first)


def test_articles_of_other_weeks_are_no_story(store: Store) -> None:
    put(store, tell(FERRY, published="2025-04-09"), tell(FERRY_RETOLD, source="Tide", published="2025-06-09"))
    assert list_stories(store) == []


def test_an_older_article_that_comes_late_joins(store: Store) -> None:
    late = put(store, tell(FERRY, published="2025-04-10"), tell(FERRY_RETOLD, source="Tide", published="2025-04-09"))[1]
    assert [story.first_date for story in list_stories(store)] == ["2025-04-09"]
    assert story_of(store, late) != ""


def test_an_article_without_a_day_is_compared_with_those_of_the_day_it_came(store: Store) -> None:
    put(store, tell(FERRY, published="2025-04-09"), tell(FERRY_RETOLD, source="Tide", published=""))
    (story,) = list_stories(store)
    assert (story.first_date, story.last_date) == ("2025-04-09", "2025-04-09")


def test_stories_without_any_day_have_none_and_come_last(store: Store) -> None:
    put(store, tell(FERRY, published=""), tell(FERRY_RETOLD, source="Tide", published=""))
    put(store, tell(BAKERY), tell(BAKERY_RETOLD, source="Tide"))
    assert [story.last_date for story in list_stories(store)] == ["2025-04-09", ""]
    assert list_stories(store, 'first_date < "2030-01-01"') == list_stories(store, "first_date > 2000-01-01")


def test_a_new_revision_stays_in_its_story(store: Store) -> None:
    first, _ = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"))
    changed = tell(FERRY)
    changed.title = "Correction: ferry Oriole aground"
    put(store, changed)
    story = Story.FromString(store.get_story(name_after(first)))
    assert story.article_count == 2
    assert {article.title for article in titles_in(store, story.name)} == {changed.title, FERRY_RETOLD[0]}


def titles_in(store: Store, story: str) -> list[Article]:
    return [Article.FromString(item) for item in store.list_articles(ListQuery(f'story = "{story}"')).items]


def test_every_read_of_an_article_tells_its_story_and_no_revision_does(store: Store) -> None:
    first, second = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"))
    before = Article.FromString(store.get_revision(first, 1))
    story = name_after(first)
    assert story_of(store, first) == story
    read = [
        Article.FromString(store.get_article(first)),
        *map(Article.FromString, store.get_articles([first, second])),
        *map(Article.FromString, store.list_articles(ListQuery()).items),
        *map(Article.FromString, store.list_articles(ListQuery(full=True, order_by="create_time")).items),
        *map(Article.FromString, store.list_articles(ListQuery(show_deleted=True)).items),
        *(ArticleHit.FromString(item).article for item in store.search_articles(SearchQuery("Oriole")).items),
    ]
    assert {article.story for article in read} == {story}
    assert (read[0].etag, read[0].revision) == (before.etag, 1)
    assert Article.FromString(store.get_revision(first, 1)) == before
    assert [Article.FromString(change.after or b"").story for change in store.read_changes(0, 10)] == ["", ""]


def test_an_article_cannot_say_itself_which_story_it_belongs_to(store: Store) -> None:
    article = tell(FERRY)
    article.story = "stories/of-my-own"
    (name,) = put(store, article)
    assert story_of(store, name) == ""
    put(store, tell(FERRY_RETOLD, source="Tide"))
    assert story_of(store, name) == name_after(name)
    told = Article.FromString(store.get_article(name))
    assert [(stored.outcome, stored.revision) for stored in store.ingest([told])] == [(IngestResult.UNCHANGED, 1)]


def test_articles_events_and_quotes_of_a_story(store: Store) -> None:
    first, second, other = put(store, tell(FERRY), tell(FERRY_RETOLD, source="Tide"), tell(BAKERY))
    of = f'story = "{name_after(first)}"'
    assert {article.name for article in titles_in(store, name_after(first))} == {first, second}
    events = [EventRecord.FromString(item).article for item in store.list_events(ListQuery(of)).items]
    quotes = [QuoteRecord.FromString(item).article for item in store.list_quotes(ListQuery(of)).items]
    assert set(events) == set(quotes) == {first, second}
    rest = [Article.FromString(item).name for item in store.list_articles(ListQuery(f"NOT {of}")).items]
    assert rest == [other]
    either = f'{of} OR source = "Nobody"'
    assert len(store.list_events(ListQuery(either)).items) == len(store.list_quotes(ListQuery(either)).items) == 2
    hits = store.search_articles(SearchQuery("Oriole", f'{of} AND source = "Tide"')).items
    assert [ArticleHit.FromString(item).article.name for item in hits] == [second]


@pytest.fixture
def two_stories(store: Store, clock: Clock) -> list[str]:
    """The names of a story of three articles on a later day, and of one of two."""
    bread = put(store, tell(BAKERY), tell(BAKERY_RETOLD, source="Tide"))
    clock.advance(hours=1)
    days = {"published": "2025-04-10"}
    ferry = put(store, *(tell(text, source, **days) for text, source in zip(TEXTS[:2] * 2, "ABC", strict=False)))
    return [name_after(ferry[0]), name_after(bread[0])]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("article_count >= 3", [0]),
        ("source_count = 2", [1]),
        ("text_count < 3", [0, 1]),
        ('last_date >= "2025-04-10"', [0]),
        ('first_date <= "2025-04-09"', [1]),
        ('source = "Tide"', [1]),
        ('source : "B"', [0]),
        ('actor = "actors/person-pirkko-salo"', [1]),
        ("event_type = X_DISASTER", [0]),
        ('title : "ORIOLE"', [0]),
        ('NOT source = "Tide"', [0]),
        ('name = "stories/nothing"', []),
    ],
)
def test_stories_by_what_they_are(store: Store, two_stories: list[str], filter: str, found: list[int]) -> None:
    names = [story.name for story in list_stories(store, filter)]
    assert names == [two_stories[at] for at in found]


def test_a_story_is_found_by_its_name(store: Store, two_stories: list[str]) -> None:
    assert [story.name for story in list_stories(store, f'name = "{two_stories[1]}"')] == two_stories[1:]
    assert [story.name for story in list_stories(store, f'name = "{two_stories[1][:12]}*"')] == two_stories[1:]


@pytest.mark.parametrize(
    ("order_by", "names"),
    [("", [0, 1]), ("last_date", [1, 0]), ("article_count", [1, 0]), ("update_time desc", [0, 1])],
)
def test_the_order_of_stories(store: Store, two_stories: list[str], order_by: str, names: list[int]) -> None:
    assert [story.name for story in list_stories(store, order_by=order_by)] == [two_stories[at] for at in names]


def test_stories_come_in_pages(store: Store, two_stories: list[str]) -> None:
    first = store.list_stories(ListQuery(page_size=1))
    second = store.list_stories(ListQuery(page_size=1, page_token=first.next_page_token))
    assert [Story.FromString(item).name for item in first.items + second.items] == two_stories
    assert (second.next_page_token, second.changes_behind) == ("", 0)
    with pytest.raises(InvalidPageToken):
        store.list_stories(ListQuery("article_count > 1", page_size=1, page_token=first.next_page_token))


def test_a_merged_actor_is_spoken_of_as_the_one_it_is_merged_into(store: Store, two_stories: list[str]) -> None:
    merge = ActorMerge(target="actors/person-edda-rourke", sources=["actors/person-pirkko-salo"])
    store.merge_actors(merge)
    assert [[actor.actor for actor in story.actors] for story in list_stories(store)] == [[merge.target]] * 2
    assert len(list_stories(store, f'actor = "{merge.sources[0]}"')) == 2


def with_toll(article: Article, toll: int) -> Article:
    """The article with a sentence that counts the dead."""
    words = f"The wreck killed {toll} sailors."
    start = len(article.body) + 1
    article.body += " " + words
    event = article.events.add(id="e2", type="X_CASUALTY", status=2, label="be killed", key="toll")
    event.trigger.start, event.trigger.end, event.trigger.text = start + 10, start + 16, "killed"
    event.evidence.add(start=start, end=start + len(words), text=words)
    count = event.quantities.add(value=toll, unit="killed")
    count.span.start, count.span.end, count.span.text = start + 17, start + 17 + len(str(toll)), str(toll)
    return article


def test_tolls_that_differ_are_a_disagreement(store: Store) -> None:
    first = put(store, with_toll(tell(FERRY), 12), with_toll(tell(FERRY_RETOLD, source="Tide"), 31))[0]
    story = name_after(first)
    page = store.list_disagreements(story)
    (found,) = [Disagreement.FromString(item) for item in page.items]
    assert (found.story, found.kind, {position.value for position in found.positions}) == (
        story,
        Disagreement.QUANTITY,
        {"12", "31"},
    )
    claim = found.positions[0].claims[0].event
    article = Article.FromString(store.get_article(claim.article))
    span = claim.event.quantities[0].span
    assert article.body[span.start : span.end] == span.text
    with pytest.raises(NotFound) as missing:
        store.list_disagreements("stories/nothing")
    assert missing.value.field == "story"


def test_pages_of_disagreements_end_when_the_story_changes(store: Store) -> None:
    names = put(store, *(several_tolls(text, source) for text, source in zip(TEXTS[:2], "AB", strict=True)))
    story = name_after(names[0])
    first = store.list_disagreements(story, page_size=1)
    assert first.next_page_token
    rest = store.list_disagreements(story, page_size=5, page_token=first.next_page_token)
    assert len(first.items + rest.items) == len(store.list_disagreements(story).items) == 2
    put(store, tell(FERRY_RETOLD, source="Reef"))
    with pytest.raises(StoryChanged) as changed:
        store.list_disagreements(story, page_size=1, page_token=first.next_page_token)
    assert changed.value.field == "page_token"


def several_tolls(text: tuple[str, str], source: str) -> Article:
    """An article that counts the dead, and the wounded, by other numbers than that of another source."""
    article = with_toll(tell(text, source), {"A": 12, "B": 31}[source])
    words = f"It wounded {len(article.body)} divers."
    start = len(article.body) + 1
    article.body += " " + words
    event = article.events.add(id="e3", type="X_CASUALTY", status=2, label="be wounded", key="wounded")
    event.trigger.start, event.trigger.end, event.trigger.text = start + 3, start + 10, "wounded"
    event.evidence.add(start=start, end=start + len(words), text=words)
    number = words.split()[2]
    count = event.quantities.add(value=float(number) * (1 if source == "A" else 2), unit="wounded")
    count.span.start, count.span.end, count.span.text = start + 11, start + 11 + len(number), number
    return article


Change = tuple[str, int]
CHANGES = st.lists(st.tuples(st.sampled_from(["put", "edit", "delete", "undelete"]), st.integers(0, 5)), max_size=14)


def do(store: Store, changes: Sequence[Change]) -> None:
    """Stores, edits, deletes and brings back articles; each number is one of them."""
    names: dict[int, str] = {}
    for at, (what, number) in enumerate(changes):
        article = tell(TEXTS[number % 4], source=f"S{number}", key=str(number))
        if what == "edit":
            article.title += f" ({at})"
        if what in ("put", "edit") or number not in names:
            names[number] = store.ingest([article])[0].name
        elif what == "delete":
            with suppress(NotFound):
                store.delete_article(names[number])
        else:
            with suppress(NotFound):
                store.undelete_article(names[number])


def everything(parts: StoreParts) -> dict[str, list[tuple[object, ...]]]:
    tables = ("stories", "story_articles", "story_postings", "story_terms", "story_features")
    with parts.database.reading() as connection:
        return {table: sorted(tuple(row) for row in connection.execute(f"SELECT * FROM {table}")) for table in tables}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, batch=st.integers(1, 7))
def test_the_log_alone_decides(store: Store, parts: StoreParts, changes: list[Change], batch: int) -> None:
    do(store, changes)
    list_stories(store)
    by_the_way = everything(parts)
    with parts.database.writing() as connection:
        clear_index(connection, parts.upkeep)
        last = last_seq(connection)
        while take_entries(connection, parts.words, 100) < last:
            pass
        while sort_entries(connection, batch) < last:
            pass
    assert everything(parts) == by_the_way
    assert check_store(parts.database, parts.upkeep, full=True).faults == []


def test_stories_made_anew_are_the_same(store: Store, parts: StoreParts, two_stories: list[str]) -> None:
    before = list_stories(store)
    reindex(parts.database, parts.words, parts.upkeep)
    assert list_stories(store) == before
    assert [story.name for story in before] == two_stories


def test_a_compacted_log_keeps_its_stories(store: Store, parts: StoreParts, two_stories: list[str]) -> None:
    edited = tell(BAKERY)
    edited.title += ", again"
    put(store, edited, tell(BAKERY_RETOLD, source="Reef"))
    compact(parts.database, parts.words, before=1 << 62)
    assert {story.name: story.article_count for story in list_stories(store)} == dict(
        zip(two_stories, (3, 3), strict=True)
    )


def test_a_check_finds_a_story_out_of_step(store: Store, parts: StoreParts, two_stories: list[str]) -> None:
    list_stories(store)
    with parts.database.writing() as connection:
        connection.execute("UPDATE stories SET article_count = 9 WHERE name = ?", (two_stories[0],))
        connection.execute("DELETE FROM story_terms")
    found = [fault for fault in check_store(parts.database, parts.upkeep, full=True).faults if fault.part == "stories"]
    assert any(two_stories[0] in fault.what for fault in found)
    assert any("not found by all terms" in fault.what for fault in found)
    reindex(parts.database, parts.words, parts.upkeep)
    assert check_store(parts.database, parts.upkeep, full=True).faults == []


def test_several_who_have_the_store_open_sort_each_entry_once(open_again: Callable[[], Store]) -> None:
    stores = [open_again(), open_again(), open_again()]
    put(stores[0], *(tell(TEXTS[number % 4], source=f"S{number}") for number in range(12)))
    with ThreadPoolExecutor() as pool:
        told = list(pool.map(list_stories, stores))
    assert told[0] == told[1] == told[2]
    assert sum(story.article_count for story in told[0]) == 12
