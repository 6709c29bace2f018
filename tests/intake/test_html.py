"""Pages that nobody would write by hand are read as far as they hold an article."""

from dateline_server.intake.html import read_page

PARAGRAPHS = "".join(
    f"<p>Ferry {number} left Split for Hvar on Monday, the harbour office said.</p>" for number in range(5)
)


def test_a_tag_with_thousands_of_attributes_keeps_none_of_them() -> None:
    flood = " ".join(f"a{number}=1" for number in range(3_000))
    page = read_page(f"<html><body><article {flood} class=story>{PARAGRAPHS}</article></body></html>".encode())
    assert "a2999=" not in page.markup
    assert page.text.count("Ferry") == 5


def test_a_long_attribute_is_left_alone() -> None:
    picture = "data:image/png;base64," + "A" * 50_000
    page = read_page(f"<html><body><article>{PARAGRAPHS}<img src='{picture}' alt=x></article></body></html>".encode())
    assert picture in page.markup
