"""Sketches tell reprints by their wording."""

from hypothesis import given
from hypothesis import strategies as st

from dateline_server.stories.sketches import share_held, sketch_words

words = st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=3), max_size=400)


@given(words, words)
def test_a_share_is_the_same_both_ways_and_between_nothing_and_all(one: list[str], other: list[str]) -> None:
    first, second = sketch_words(one), sketch_words(other)
    assert 0 <= share_held(first, second) <= 1
    assert share_held(first, second) == share_held(second, first)


@given(words)
def test_a_sketch_is_small_and_every_text_that_has_words_holds_itself(one: list[str]) -> None:
    sketch = sketch_words(one)
    assert len(sketch) <= 512
    assert share_held(sketch, sketch) == (1 if one else 0)


@given(st.integers(40, 300), st.integers(2, 4))
def test_what_was_cut_at_the_end_is_still_held(length: int, part: int) -> None:
    text = [f"w{number}" for number in range(length * part)]
    assert share_held(sketch_words(text), sketch_words(text[:length])) >= 0.7


@given(st.integers(40, 300))
def test_other_words_hold_nothing(length: int) -> None:
    assert (
        share_held(sketch_words([f"v{n}" for n in range(length)]), sketch_words([f"w{n}" for n in range(length)])) == 0
    )
