"""A story as one self-contained HTML page: its articles in their order, and what they do not agree on."""

from collections.abc import Iterator, Sequence

from dateline.render import wording
from dateline.render.page import table, text, whole_page
from dateline.render.stories import answer_of, origin_of, story_facts, words_of
from dateline.v1.article_pb2 import Article
from dateline.v1.story_pb2 import Disagreement, Story


def story_page(story: Story, articles: Sequence[Article], disagreements: Sequence[Disagreement]) -> str:
    """The page. Everything that others wrote is shown, and nothing of it is run."""
    title = story.title or "Untitled"
    facts = " · ".join([*story_facts(story), story.name])
    who = ", ".join(actor.display_name or actor.actor for actor in story.actors)
    rows = [
        [
            text(article.published_date or "no day"),
            text(article.title or "Untitled"),
            text(article.source),
            text(article.name),
        ]
        for article in articles
    ]
    heads = ("published", "title", "publisher", "article")
    parts = [
        f'<div class="page"><main><header><h1>{text(title)}</h1><p class="facts">{text(facts)}</p>',
        f'<p class="facts">{text(who)}</p>' if who else "",
        f'</header><section aria-labelledby="articles"><h2 id="articles">Articles</h2>{table("Articles", heads, rows)}</section>',
        *(_section(number, disagreement) for number, disagreement in enumerate(disagreements)),
        "</main></div>",
    ]
    return whole_page(title, "".join(parts))


def _section(number: int, disagreement: Disagreement) -> str:
    nature = wording.enum_word(Disagreement.Nature.Name(disagreement.nature))
    title = " · ".join(part for part in (disagreement.subject, nature) if part)
    heads = ("answer", "who says so", "words", "event")
    answers = table(title, heads, _rows(disagreement))
    name = f"question-{number}"
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{text(title)}</h2>{answers}</section>'


def _rows(disagreement: Disagreement) -> Iterator[list[str]]:
    for position in disagreement.positions:
        value, _ = answer_of(position, disagreement)
        for claim in position.claims:
            who, where, name = origin_of(claim)
            said = f"{who}, in {where}" if where else who
            yield [text(value), text(said), text(words_of(claim, disagreement).plain), text(name)]
