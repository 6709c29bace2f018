"""Which articles tell of the same happening."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from written_articles import written_articles, written_documents

from dateline.v1.article_pb2 import Article
from dateline.v1.document_pb2 import Document
from dateline_server.extraction.parser import Parser
from dateline_server.stories.clusters import WINDOW_DAYS, Choice, Neighbour, choose
from dateline_server.stories.features import Features, describe


@pytest.fixture(scope="session")
def describe_text(parser: Parser) -> Callable[..., Features]:

    def read(title: str, text: str, published: str = "2025-04-09") -> Features:
        return describe(parser.parse(Document(title=title, text=text, published=published)))

    return read


FERRY = "A ferry with 60 passengers sank off Tromsø on Monday. Norway's coastguard pulled nine bodies from the water."
OTHER_WORDS = (
    "Nine people drowned when a passenger ferry went down near Tromsø, the Norwegian coastguard reported. "
    "The boat sank in a gale."
)
QUOTA = "Norway's fishing ministry cut the herring quota on Monday. Boat owners in Bergen called the cut a disgrace."


def test_one_happening_in_other_words_is_one_story(describe_text: Callable[..., Features]) -> None:
    first = describe_text("Ferry sinks off Tromsø, nine dead", FERRY)
    second = describe_text("Nine drown as ferry goes down in Norway", OTHER_WORDS, "2025-04-10")
    assert choose(second, [Neighbour(1, None, first)], {}, 2) == Choice(1, reprint=False)


def test_another_happening_of_the_same_country_stays_apart(describe_text: Callable[..., Features]) -> None:
    first = describe_text("Ferry sinks off Tromsø, nine dead", FERRY)
    second = describe_text("Norway cuts herring quota", QUOTA)
    assert choose(second, [Neighbour(1, None, first)], {}, 2) is None


def test_a_reprint_is_known_by_its_wording_whatever_its_title(describe_text: Callable[..., Features]) -> None:
    text = f"{FERRY} {OTHER_WORDS} Relatives waited at the quay until dark."
    first, second = describe_text("Ferry sinks", text), describe_text("Tragedy", text)
    assert choose(second, [Neighbour(7, 3, first)], {}, 2) == Choice(7, reprint=True)


def test_a_shortened_reprint_is_known_by_what_it_took_over(describe_text: Callable[..., Features]) -> None:
    article = next(document.text for name, document in written_documents() if name == "velmora-spill")
    first = describe_text("Velmora guilty", article)
    second = describe_text("Briefly", article.split("\n\n")[0])
    assert choose(second, [Neighbour(7, 3, first)], {}, 2) == Choice(7, reprint=True)


def test_a_few_words_in_common_make_no_reprint(describe_text: Callable[..., Features]) -> None:
    first = describe_text("Ferry sinks", FERRY * 8 + "He declined to comment on the matter.")
    second = describe_text("Bank falls", "The bank lost half of its deposits. He declined to comment on the matter.")
    assert choose(second, [Neighbour(7, 3, first)], {}, 2) is None


def test_articles_further_apart_than_the_window_are_not_compared(describe_text: Callable[..., Features]) -> None:
    first = describe_text("Ferry sinks", FERRY, "2025-04-09")
    second = describe_text("Ferry sinks", FERRY, f"2025-04-{10 + WINDOW_DAYS}")
    assert choose(second, [Neighbour(1, None, first)], {}, 2) is None


def test_of_equal_neighbours_the_earlier_stored_one_is_taken(describe_text: Callable[..., Features]) -> None:
    ferry = describe_text("Ferry sinks", FERRY)
    assert choose(ferry, [Neighbour(5, None, ferry), Neighbour(2, None, ferry)], {}, 3) == Choice(2, reprint=True)


def test_features_keep_to_their_bounds(describe_text: Callable[..., Features]) -> None:
    features = describe_text("Ferry sinks", " ".join(f"{FERRY} Word{number} came by." for number in range(300)))
    assert len(features.terms) == 20
    assert len({term for term, _ in features.terms}) == 20
    assert [weight for _, weight in features.terms] == sorted((w for _, w in features.terms), reverse=True)
    assert all(-(2**63) <= term < 2**63 for term, _ in features.terms)
    assert len(features.sketch) <= 324


def test_an_article_without_text_has_neither_terms_nor_day() -> None:
    features = describe(Article())
    assert features.day is None
    assert features.terms == ()
    assert choose(features, [Neighbour(1, None, features)], {}, 2) is None


def test_what_half_of_all_articles_name_tells_nothing_in_a_large_store(describe_text: Callable[..., Features]) -> None:
    first = describe_text("Ferry sinks off Tromsø, nine dead", FERRY)
    second = describe_text("Nine drown as ferry goes down in Norway", OTHER_WORDS, "2025-04-10")
    everywhere = {term: 1000 for term, _ in second.terms}
    assert choose(second, [Neighbour(1, None, first)], everywhere, 2000) is None


def test_features_do_not_depend_on_the_seed_of_hashes(tmp_path: Path) -> None:
    script = (
        "from dateline.v1.article_pb2 import Article; from dateline_server.stories.features import describe;"
        f"print(describe(Article(title='Ferry sinks', body={FERRY!r}, published_date='2025-04-09')))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, cwd=tmp_path, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert b"terms=((" in told.pop()


def test_different_happenings_of_the_same_actors_never_come_together_and_most_articles_find_their_story(
    parser: Parser,
) -> None:
    articles = written_articles(parser)
    stories = sort_into_stories([describe(article) for _, article in articles])
    pairs = list(combinations(range(len(articles)), 2))
    together = {pair for pair in pairs if stories[pair[0]] == stories[pair[1]]}
    alike = {pair for pair in pairs if articles[pair[0]][0] == articles[pair[1]][0]}
    assert together - alike == set()
    assert len(together) >= 0.85 * len(alike)


def sort_into_stories(features: list[Features]) -> list[int]:
    """The story of each article, when they are stored one after another: the number of its first article."""
    stories: list[int] = []
    counts: Counter[int] = Counter()
    for number, new in enumerate(features):
        counts.update(term for term, _ in new.terms)
        others = [Neighbour(other, stories[other], features[other]) for other in range(number)]
        choice = choose(new, others, {term: counts[term] for term, _ in new.terms}, number + 1)
        stories.append(stories[choice.article] if choice else number)
    return stories
