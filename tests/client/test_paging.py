"""Pagers fetch what is needed and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.paging import Page, Pager


class Pages:
    """Pages of numbers; remembers which were fetched."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.fetched: list[str] = []

    def __call__(self, token: str) -> Page[int]:
        self.fetched.append(token)
        number = int(token or 0)
        start = sum(self.sizes[:number])
        items = range(start, start + self.sizes[number])
        return Page(items, str(number + 1) if number + 1 < len(self.sizes) else "")


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_every_item_comes_once_and_in_order(sizes: list[int]) -> None:
    assert list(Pager(Pages(sizes))) == list(range(sum(sizes)))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(-1, 30))
def test_take_gives_the_first_ones(sizes: list[int], count: int) -> None:
    assert Pager(Pages(sizes)).take(count) == list(range(sum(sizes)))[: max(count, 0)]


def test_nothing_is_fetched_before_it_is_needed() -> None:
    pages = Pages([2, 2, 2])
    pager = Pager(pages)
    assert pages.fetched == []
    pager.take(2)
    assert pages.fetched == [""]


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    assert list(Pager(Pages([0, 0, 1]))) == [0]


def test_each_iteration_starts_anew_and_a_token_starts_further_on() -> None:
    pages = Pages([1, 1, 1])
    assert list(Pager(pages)) == list(Pager(pages))
    assert list(Pager(pages, "2")) == [2]
