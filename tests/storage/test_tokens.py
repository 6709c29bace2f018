"""Words as searches compare them, and the snippets made of them."""

from hypothesis import given
from hypothesis import strategies as st

from dateline_server.storage.search_words import SearchTerm
from dateline_server.storage.snippets import SNIPPET_WORDS, make_snippet
from dateline_server.storage.tokens import fold_word, locate_words, split_words


def test_case_accents_and_marks_fall_away() -> None:
    assert split_words("Café-owners' U.S. débâcle, snake_case") == [
        "cafe",
        "owners",
        "u",
        "s",
        "debacle",
        "snake",
        "case",
    ]
    assert split_words("cafe\u0301") == ["cafe"]


def test_words_say_where_they_stand() -> None:
    text = "Ein »Straßenfest«!"
    assert [text[start:end] for start, end in locate_words(text, 0, 9)] == ["Ein", "Straßenfest"]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("ΣİßÅé\u0301\u0345ǅ _-'\n")))
def test_every_word_stands_at_its_place(text: str) -> None:
    words = split_words(text)
    assert words == [fold_word(text[start:end]) for start, end in locate_words(text, 0, len(words) + 1)]
    assert locate_words(text, 2, 3) == locate_words(text, 0, len(words))[2:5]


def test_a_snippet_shows_where_most_of_the_terms_stand_together() -> None:
    body = "harbour " + "filler " * 40 + "the old harbour and its crane " + "filler " * 40
    snippet = make_snippet("", body, [SearchTerm("harbour"), SearchTerm("crane")])
    assert "old «harbour» and its «crane»" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(split_words(snippet)) == SNIPPET_WORDS


def test_a_snippet_of_a_title_when_the_body_has_none_of_the_words() -> None:
    assert make_snippet("Old harbour reopens", "No more.", [SearchTerm("harb", True)]) == "Old «harbour» reopens"


def test_a_phrase_that_is_longer_than_a_snippet_is_shown_as_far_as_it_goes() -> None:
    phrase = " ".join(f"word{number}" for number in range(30))
    snippet = make_snippet("", f"So {phrase} ends.", [SearchTerm(phrase)])
    assert snippet.startswith("…«word0 word1")
    assert snippet.endswith("word23»…")
