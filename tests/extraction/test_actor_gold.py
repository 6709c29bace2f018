"""The project's own items on actors: floors for what is found, on the items that rules were made on and those held out."""

import pytest
from evaluation.cases import Case
from evaluation.own.actors import score_actors
from evaluation.own.items import load_items, read_items
from spacy.language import Language

ITEMS = load_items("actors")
FLOORS = {
    "mention_f": (0.96, 0.92),
    "b3_f": (0.96, 0.91),
    "kind": (0.97, 0.90),
    "country": (0.95, 0.93),
    "named": (0.97, 0.95),
    "absent_kept_out": (0.95, 0.85),
}


@pytest.fixture(scope="module")
def figures(nlp: Language) -> dict[bool, dict[str, float]]:
    """The figures of the items held out (True) and of the others."""

    def score(held: bool) -> dict[str, float]:
        items: list[Case] = [item for item in ITEMS if item["held"] is held]
        return score_actors(items, read_items(nlp, items))

    return {held: score(held) for held in (False, True)}


@pytest.mark.parametrize("figure", FLOORS)
def test_actors_are_found_as_well_as_before(figures: dict[bool, dict[str, float]], figure: str) -> None:
    tuned, held = FLOORS[figure]
    assert figures[False][figure] >= tuned
    assert figures[True][figure] >= held


def test_a_third_of_the_items_is_held_out() -> None:
    assert len(ITEMS) >= 120
    assert 3 * sum(item["held"] for item in ITEMS) >= len(ITEMS) - 3


def test_every_item_has_a_name_of_its_own() -> None:
    assert len({item["id"] for item in ITEMS}) == len(ITEMS)
