"""Pages that nobody would write by hand are read as far as they hold an article."""

import pytest

from dateline_server.errors import NoArticleInHtml
from dateline_server.intake.html import read_page

PARAGRAPHS = "".join(
    f"<p>Ferry {number} left Split for Hvar on Monday, the harbour office said.</p>" for number in range(5)
)


def test_a_declaration_that_does_not_end_costs_no_more_than_its_length() -> None:
    sentence = "The harbour authority said on Monday that it would close two piers, after divers had found cracks."
    page = f"<!doctype {'../' * 300_000}<html><body><article><p>{sentence}</p><p>{sentence}</p></article></body></html>"
    assert read_page(page.encode()).text.startswith("The harbour authority said")


def test_a_tag_with_thousands_of_attributes_keeps_none_of_them() -> None:
    flood = " ".join(f"a{number}=1" for number in range(3_000))
    page = read_page(f"<html><body><article {flood} class=story>{PARAGRAPHS}</article></body></html>".encode())
    assert "a2999=" not in page.markup
    assert page.text.count("Ferry") == 5


def test_a_long_attribute_is_left_alone() -> None:
    picture = "data:image/png;base64," + "A" * 50_000
    page = read_page(f"<html><body><article>{PARAGRAPHS}<img src='{picture}' alt=x></article></body></html>".encode())
    assert picture in page.markup


@pytest.mark.parametrize("opening", ["<iframe srcdoc='x'>", "<math><mtext><table><mglyph><style>", "<svg><style>"])
def test_a_page_that_begins_with_what_is_left_out_holds_no_article(opening: str) -> None:
    with pytest.raises(NoArticleInHtml):
        read_page(f"{opening}<html><body>{PARAGRAPHS}</body></html>".encode())
