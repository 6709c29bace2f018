"""Words as searches compare them, and the snippets made of them."""

from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.snippets import SNIPPET_WORDS, make_snippet
from dateline_server.storage.tokens import split_words


def words(text: str) -> list[str]:
    return [token.word for token in split_words(text)]


def test_case_accents_and_marks_fall_away() -> None:
    assert words("Café-owners' U.S. débâcle, snake_case") == ["cafe", "owners", "u", "s", "debacle", "snake", "case"]
    assert words("cafe\u0301") == ["cafe"]


def test_words_say_where_they_stand() -> None:
    text = "Ein »Straßenfest«!"
    assert [text[token.start : token.end] for token in split_words(text)] == ["Ein", "Straßenfest"]


def test_a_snippet_shows_where_most_of_the_terms_stand_together() -> None:
    body = "harbour " + "filler " * 40 + "the old harbour and its crane " + "filler " * 40
    snippet = make_snippet("", body, [SearchTerm("harbour"), SearchTerm("crane")])
    assert "old «harbour» and its «crane»" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(words(snippet)) == SNIPPET_WORDS


def test_a_snippet_of_a_title_when_the_body_has_none_of_the_words() -> None:
    assert make_snippet("Old harbour reopens", "No more.", [SearchTerm("harb", True)]) == "Old «harbour» reopens"
