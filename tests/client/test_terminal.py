"""An article in the terminal."""

import io

import pytest
from rich.console import Console
from samples import BODY, sample_article

from dateline.render.plain import visible
from dateline.render.terminal import marked_text, print_article
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventLink


def printed(article: Article, width: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    system = "standard" if colour else None
    print_article(article, Console(file=stream, width=width, force_terminal=colour, color_system=system))
    return stream.getvalue()


def test_marks_leave_the_text_as_it_is() -> None:
    assert marked_text(sample_article()).plain == BODY


def test_marks_lie_on_their_words() -> None:
    text = marked_text(sample_article())
    coloured = {text.plain[span.start : span.end] for span in text.spans if span.style == "bold yellow"}
    assert coloured == {"met", "threatened", "protest"}


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_the_width_and_says_everything(width: int) -> None:
    text = printed(sample_article(), width)
    assert max(map(len, text.splitlines())) <= width
    for word in ("CONSULT", "negated", "2025-04-14", "Ingrid", "Nairobi", "Tuesday", "PLACE_UNCERTAIN"):
        assert word in text


@pytest.mark.parametrize("width", [80, 200])
def test_it_says_what_an_event_is_to_another(width: int) -> None:
    article = sample_article()
    article.events[2].links.add(type=EventLink.FOLLOWS, event=article.events[1].id)
    assert "after “threatened”" in printed(article, width)


def test_without_colour_there_is_no_escape_code_and_no_legend() -> None:
    text = printed(sample_article())
    assert "\x1b" not in text
    assert "actor  event" not in text


def test_with_colour_there_is_a_legend() -> None:
    assert all(word in printed(sample_article(), colour=True).split("Events")[0] for word in ("actor", "event", "cue"))


def test_an_article_with_nothing_but_a_body_is_fine() -> None:
    assert "A ship left." in printed(Article(body="A ship left."))


def test_control_characters_of_a_text_do_not_reach_the_terminal() -> None:
    article = Article(title="T\x1b]0;owned\x07", body="a\x1b[2Jb [bold]c[/bold] \u202ed")
    text = printed(article)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]c[/bold]" in text


def test_hiding_control_characters_keeps_every_offset() -> None:
    assert len(visible("a\x00b\x1bc\u2066d")) == 7
    assert visible("line\n\ttab") == "line\n\ttab"
