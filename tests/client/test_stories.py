"""Stories from a server, and as people read them: in lists, with their articles in order, and where these disagree."""

import io
import re

import pytest
from rich.console import Console, RenderableType
from small_server import SmallServer

from dateline import Client, errors
from dateline.render.columns import DISAGREEMENTS, STORIES
from dateline.render.stories import disagreement_lines, story_card, story_lines, story_markdown, story_page
from dateline.render.story_page import story_page as html_page
from dateline.render.terminal import print_article
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord, Quantity
from dateline.v1.span_pb2 import Span
from dateline.v1.story_pb2 import Disagreement, Position, PositionClaim, Story, StoryActor, StoryEventType, StorySource

STORY = Story(
    name="stories/4f0c2a",
    title="Ferry runs aground off Bergen",
    article="articles/b",
    first_date="2025-04-08",
    last_date="2025-04-10",
    article_count=3,
    text_count=2,
    source_count=2,
    sources=[StorySource(source="Coast Wire", article_count=2), StorySource(source="Fjord Post", article_count=1)],
    actors=[
        StoryActor(actor="actors/company-nordled", display_name="Nordled", article_count=3),
        StoryActor(actor="actors/person-ingrid-solberg", display_name="Ingrid Solberg", article_count=1),
    ],
    event_types=[StoryEventType(type="X_DISASTER", article_count=3)],
)
ARTICLES = [
    Article(name="articles/a", title="Ferry aground", published_date="2025-04-08", source="Coast Wire"),
    Article(name="articles/b", title="Forty hurt on ferry", published_date="2025-04-08", source="Fjord Post"),
    Article(
        name="articles/c",
        title="Ferry aground",
        published_date="2025-04-10",
        source="Coast Wire",
        near_duplicate_of="articles/a",
    ),
]


def claim(article: str, source: str, sentence: str, number: str, voice: str = "") -> PositionClaim:
    start = 100 + sentence.index(number)
    event = Event(
        id="e1",
        evidence=[Span(start=100, end=100 + len(sentence), text=sentence)],
        quantities=[
            Quantity(value=float(number), unit="injured", span=Span(start=start, end=start + len(number), text=number))
        ],
    )
    record = EventRecord(article=article, source=source, published_date="2025-04-08", event=event)
    return PositionClaim(voice=voice, event=record)


DISAGREEMENT = Disagreement(
    story=STORY.name,
    kind=Disagreement.QUANTITY,
    nature=Disagreement.CONTRADICTION,
    subject="number injured",
    unit="injured",
    positions=[
        Position(
            value="40",
            claims=[
                claim("articles/a", "Coast Wire", "About 40 people were injured.", "40"),
                claim("articles/b", "Fjord Post", "The coast guard counted 40 injured.", "40", "the coast guard"),
            ],
        ),
        Position(
            value="12", claims=[claim("articles/c", "Coast Wire", "Nordled spoke of 12 injured.", "12", "Nordled")]
        ),
    ],
)


def printed(*parts: RenderableType, width: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=colour, color_system="standard" if colour else None)
    for part in parts:
        console.print(part)
    return stream.getvalue()


def test_stories_are_got_and_listed_page_after_page(client: Client, server: SmallServer) -> None:
    assert client.stories.get("stories/1").article_count == 3
    stories = client.stories.list(page_size=2)
    assert "ListStories" not in server.calls
    assert [story.name for story in stories] == ["stories/3", "stories/2", "stories/1"]
    assert server.calls["ListStories"] == 2
    with pytest.raises(errors.NotFound, match="stories/9"):
        client.stories.get("stories/9")


def test_a_page_says_how_far_the_stories_are_behind(client: Client, server: SmallServer) -> None:
    assert [page.changes_behind for page in client.stories.list().pages()] == [0]
    server.behind = 2_000
    assert [page.changes_behind for page in client.stories.list(page_size=2).pages()] == [2_000, 2_000]
    assert [page.changes_behind for page in client.events.list().pages()] == [0]


def test_a_list_of_stories_asks_for_what_the_client_wrote(client: Client, server: SmallServer) -> None:
    client.ingest("one", id="a")
    client.stories.list().take(1)
    assert server.tokens[-1] == client.consistency_token != ""


def test_disagreements_of_a_story_that_changes_meanwhile_are_refused(client: Client, server: SmallServer) -> None:
    assert [one.subject for one in client.stories.disagreements("stories/1", page_size=1)] == ["toll", "day"]
    server.behind = 1
    with pytest.raises(errors.Conflict):
        list(client.stories.disagreements("stories/1", page_size=1))


def test_a_read_of_stories_is_tried_again(client: Client, server: SmallServer) -> None:
    server.unavailable = 2
    assert client.stories.list().take(1)
    assert server.calls["ListStories"] == 3


def test_a_story_in_a_list_is_its_title_its_numbers_and_who_is_in_it() -> None:
    title, facts, who = printed(story_lines(STORY), width=120).splitlines()
    assert title == "Ferry runs aground off Bergen"
    assert facts.strip() == "2025-04-08 to 2025-04-10 · 3 articles · 2 publishers · 2 texts · stories/4f0c2a"
    assert who.strip() == "Nordled, Ingrid Solberg"


def test_the_card_of_a_story_counts_what_is_in_it() -> None:
    text = printed(story_card(STORY), width=120)
    assert "publishers  Coast Wire (2), Fjord Post (1)" in text
    assert "who  Nordled (3), Ingrid Solberg (1)" in text
    assert "events  X_DISASTER (3)" in text


def test_articles_are_a_time_line_and_each_day_stands_once() -> None:
    text = printed(*story_page(STORY, ARTICLES, []))
    assert re.findall("^[0-9-]{10}$", text, re.MULTILINE) == ["2025-04-08", "2025-04-10"]
    assert "Coast Wire · articles/c · same text as articles/a" in text
    assert "Disagreements" not in text


def test_each_answer_comes_with_who_gives_it_and_the_exact_words() -> None:
    lines = [line.strip() for line in printed(disagreement_lines(DISAGREEMENT)).splitlines()]
    assert lines == [
        "number injured  contradiction",
        "40 injured  2 articles",
        "Coast Wire · 2025-04-08 · articles/a e1",
        "“About 40 people were injured.”",
        "the coast guard, in Fjord Post · 2025-04-08 · articles/b e1",
        "“The coast guard counted 40 injured.”",
        "12 injured",
        "Nordled, in Coast Wire · 2025-04-08 · articles/c e1",
        "“Nordled spoke of 12 injured.”",
    ]


def test_the_words_that_decide_stand_out() -> None:
    text = printed(disagreement_lines(DISAGREEMENT), colour=True)
    assert "\x1b[1;3m40\x1b[0m" in text
    assert "\x1b[1;3m12\x1b[0m" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_story_fits_the_width_and_says_everything(width: int) -> None:
    text = printed(*story_page(STORY, ARTICLES, [DISAGREEMENT]), width=width)
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    for told in ("Ferry runs aground", "articles/c", "number injured", "40", "the coast guard", "spoke of 12 injured"):
        assert told in words


def test_control_characters_of_others_do_not_reach_the_terminal() -> None:
    story = Story(title="a\x1b[2J", actors=[StoryActor(display_name="b\x07")], sources=[StorySource(source="c\x1b")])
    hostile = claim("articles/a", "d\x1b", "e\x1b 5", "5", "f\x07")
    disagreement = Disagreement(subject="g\x1b", positions=[Position(value="h\x1b", claims=[hostile])])
    article = Article(title="i\x1b", source="j\x1b", near_duplicate_of="k\x07")
    text = printed(story_lines(story), *story_page(story, [article], [disagreement]))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_rows_of_stories_and_disagreements_hold_every_name() -> None:
    row = {column.name: column.text(STORY) for column in STORIES}
    assert (row["who"], row["publishers"], row["sources"]) == ("Nordled; Ingrid Solberg", "Coast Wire; Fjord Post", "2")
    told = {column.name: column.text(DISAGREEMENT) for column in DISAGREEMENTS}
    assert told["values"] == "40; 12"
    assert told["positions"] == "40: Coast Wire, the coast guard (Fjord Post); 12: Nordled (Coast Wire)"
    assert told["articles"] == "articles/a; articles/b; articles/c"


@pytest.mark.parametrize(
    ("story", "told"),
    [(STORY, "told by 2 other articles too · stories/4f0c2a"), (None, "told by others too · stories/4f0c2a")],
)
def test_an_article_says_which_story_it_tells(story: Story | None, told: str) -> None:
    stream = io.StringIO()
    print_article(
        Article(title="Ferry aground", body="A ferry.", story=STORY.name), Console(file=stream, width=80), story
    )
    assert told in stream.getvalue()


def test_of_many_sentences_those_are_quoted_that_decide_and_each_once() -> None:
    said = claim("articles/a", "Coast Wire", "The mate counted 7 hurt.", "7")
    elsewhere = Span(start=500, end=518, text="The ferry went on.")
    said.event.event.evidence.extend([elsewhere, said.event.event.evidence[0]])
    disagreement = Disagreement(
        kind=Disagreement.QUANTITY, unit="injured", positions=[Position(value="7", claims=[said])]
    )
    assert printed(disagreement_lines(disagreement)).splitlines()[-1].strip() == "“The mate counted 7 hurt.”"
    disagreement.kind = Disagreement.PLACE  # of which the event has no words
    assert "“The mate counted 7 hurt. … The ferry went on.”" in printed(disagreement_lines(disagreement))


def test_a_story_in_markdown_says_the_same() -> None:
    lines = list(story_markdown(STORY, ARTICLES, [DISAGREEMENT]))
    assert lines[0] == "# Ferry runs aground off Bergen"
    assert "- 2025-04-08 · Forty hurt on ferry · Fjord Post · articles/b" in lines
    assert lines[lines.index("## number injured: contradiction") + 2 :] == [
        "- **40 injured · 2 articles**",
        "    - Coast Wire · 2025-04-08 · articles/a e1: “About 40 people were injured.”",
        "    - the coast guard, in Fjord Post · 2025-04-08 · articles/b e1: “The coast guard counted 40 injured.”",
        "- **12 injured**",
        "    - Nordled, in Coast Wire · 2025-04-08 · articles/c e1: “Nordled spoke of 12 injured.”",
    ]
    hostile = Story(title="*a* | <b>\n# c")
    assert next(story_markdown(hostile, [], [])) == r"# \*a\* \| \<b\> \# c"


def test_the_page_of_a_story_holds_every_word_and_runs_none() -> None:
    page = html_page(STORY, ARTICLES, [DISAGREEMENT])
    for told in (
        "Ferry runs aground off Bergen",
        "articles/c",
        "12 injured",
        "the coast guard, in Fjord Post · 2025-04-08",
    ):
        assert told in page
    assert "“The coast guard counted 40 injured.”" in page
    hostile = claim("articles/a", "<script>a</script>", "<b>5</b>", "5")
    page = html_page(Story(title="<script>b</script>"), [], [Disagreement(positions=[Position(claims=[hostile])])])
    assert "<script>" not in page
    assert "&lt;script&gt;b" in page
    assert "<b>5" not in page
