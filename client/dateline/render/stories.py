"""Stories for people: which articles tell of the same happening, in their order, and what they do not agree on."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from dateline.render import wording
from dateline.render.lines import Hanging, count
from dateline.render.plain import visible
from dateline.render.tables import escape_markdown
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import EventRecord, Participant
from dateline.v1.span_pb2 import Span
from dateline.v1.story_pb2 import Disagreement, Position, PositionClaim, Story

_MOST_NAMES = 5
_NATURE_STYLES = {Disagreement.CONTRADICTION: "red", Disagreement.DEVELOPMENT: "yellow"}


def story_lines(story: Story) -> RenderableType:
    """A story in a list: its title; days, numbers and name; who is in it."""
    title = Hanging(Text(visible(story.title) or "Untitled", "bold"))
    lines = [_below(Text(visible(" · ".join([*story_facts(story), story.name])), "dim"))]
    if story.actors:
        names = [actor.display_name or actor.actor for actor in story.actors]
        shown = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        lines.append(_below(Text(visible(shown), "cyan")))
    return Group(title, *lines)


def story_card(story: Story) -> RenderableType:
    """Everything known of a story, one fact a line."""
    who = ", ".join(f"{actor.display_name or actor.actor} ({actor.article_count})" for actor in story.actors)
    sources = ", ".join(f"{one.source or 'without one'} ({one.article_count})" for one in story.sources)
    types = ", ".join(f"{one.type} ({one.article_count})" for one in story.event_types)
    lines: list[RenderableType] = [Hanging(Text(visible(story.title) or "Untitled", "bold"))]
    lines.append(_below(Text(visible(" · ".join([*story_facts(story), story.name])), "dim")))
    for label, fact in (("who", who), ("publishers", sources), ("events", types)):
        if fact:
            lines.append(_below(Text.assemble((f"{label}  ", "dim"), visible(fact))))
    return Group(*lines)


def story_page(
    story: Story, articles: Sequence[Article], disagreements: Sequence[Disagreement]
) -> Iterator[RenderableType]:
    """A story, its articles as a time line, and what they do not agree on."""
    yield story_card(story)
    yield Text()
    yield _headed("Articles")
    yield time_line(articles)
    if disagreements:
        yield Text()
        yield _headed("Disagreements")
    for number, disagreement in enumerate(disagreements):
        if number:
            yield Text()
        yield disagreement_lines(disagreement)


def story_markdown(story: Story, articles: Sequence[Article], disagreements: Sequence[Disagreement]) -> Iterator[str]:
    """The same in Markdown, line by line."""
    yield f"# {escape_markdown(story.title or 'Untitled')}"
    yield ""
    yield escape_markdown(" · ".join([*story_facts(story), story.name]))
    yield ""
    for article in articles:
        facts = [article.published_date, article.title or "Untitled", article.source, article.name]
        yield f"- {escape_markdown(' · '.join(fact for fact in facts if fact))}"
    for disagreement in disagreements:
        yield ""
        nature = wording.enum_word(Disagreement.Nature.Name(disagreement.nature))
        yield f"## {escape_markdown(f'{disagreement.subject}: {nature}' if nature else disagreement.subject)}"
        yield ""
        for position in disagreement.positions:
            yield f"- **{escape_markdown(' · '.join(part for part in answer_of(position, disagreement) if part))}**"
            for claim in position.claims:
                who, where, name = origin_of(claim)
                words = words_of(claim, disagreement).plain
                said = f"{who}{f', in {where}' if where else ''} · {name}"
                yield f"    - {escape_markdown(f'{said}: {words}' if words else said)}"


def time_line(articles: Sequence[Article]) -> RenderableType:
    """Articles in the order given, under their days: title and facts of each."""
    lines: list[RenderableType] = []
    before = ""
    for article in articles:
        day = article.published_date or "no day"
        if day != before:
            lines.append(Text(visible(day), "magenta"))
        before = day
        same = [f"same text as {article.near_duplicate_of}"] if article.near_duplicate_of else []
        facts = " · ".join(visible(fact) for fact in [article.source, article.name, *same] if fact)
        lines.append(Padding(Hanging(Text(visible(article.title) or "Untitled")), (0, 0, 0, 2), expand=False))
        lines.append(_below(Text(facts, "dim")))
    return Group(*lines)


def disagreement_lines(disagreement: Disagreement) -> RenderableType:
    """What is in question, and each answer to it with those who give it and their words."""
    nature = wording.enum_word(Disagreement.Nature.Name(disagreement.nature))
    style = _NATURE_STYLES.get(disagreement.nature, "")
    subject = visible(disagreement.subject) or wording.enum_word(Disagreement.Kind.Name(disagreement.kind))
    lines: list[RenderableType] = [Hanging(Text.assemble((subject, "bold"), (f"  {nature}" if nature else "", style)))]
    for position in disagreement.positions:
        lines.append(Padding(Hanging(_answer(position, disagreement)), (0, 0, 0, 2), expand=False))
        for claim in position.claims:
            lines += [_below(line) for line in _claim(claim, disagreement)]
    return Group(*lines)


def _answer(position: Position, disagreement: Disagreement) -> Text:
    """`41 killed`, and from how many articles where these are several."""
    value, several = answer_of(position, disagreement)
    return Text.assemble((value, "bold yellow"), (f"  {several}" if several else "", "dim"))


def answer_of(position: Position, disagreement: Disagreement) -> tuple[str, str]:
    """`41 killed`, and `2 articles` where there are several."""
    unit = disagreement.unit if disagreement.kind == Disagreement.QUANTITY else ""
    articles = len({claim.event.article for claim in position.claims})
    return visible(f"{position.value} {unit}".rstrip()), count(articles, "article") if articles > 1 else ""


def _claim(claim: PositionClaim, disagreement: Disagreement) -> Iterator[Text]:
    """Who says so, where; and the words."""
    who, where, name = origin_of(claim)
    yield Text.assemble(
        (visible(who), "cyan"), visible(f", in {where}" if where else ""), (visible(f" · {name}"), "dim")
    )
    words = words_of(claim, disagreement)
    if words:
        yield words


def origin_of(claim: PositionClaim) -> tuple[str, str, str]:
    """Who says so, in which paper of which day (empty where that says it itself), and the event by its names."""
    record = claim.event
    paper = " · ".join(part for part in (record.source, record.published_date) if part) or record.article_title
    name = f"{record.article} {record.event.id}".rstrip()
    return (claim.voice, paper, name) if claim.voice else (paper or "an article", "", name)


def words_of(claim: PositionClaim, disagreement: Disagreement) -> Text:
    """The sentences that hold the words that decide, these bold; where none does, all that the event was read from."""
    record = claim.event
    decisive = _decisive(record, disagreement)
    marked = []
    for sentence in record.event.evidence:
        text, holds = Text(visible(sentence.text), "italic"), False
        for span in decisive:
            if span.part == sentence.part and sentence.start <= span.start < span.end <= sentence.end:
                text.stylize("bold", span.start - sentence.start, span.end - sentence.start)
                holds = True
        marked.append((holds, text))
    held = [text for holds, text in marked if holds] or [text for _, text in marked]
    quoted: dict[str, Text] = {}
    for text in held:
        quoted.setdefault(text.plain, Text(" ").join(text.split()))
    return Text.assemble("“", Text(" … ").join(quoted.values()), "”") if quoted else Text()


def _decisive(record: EventRecord, disagreement: Disagreement) -> Sequence[Span]:
    """The words of the event that answer what is in question."""
    event = record.event
    match disagreement.kind:
        case Disagreement.QUANTITY:
            return [one.span for one in event.quantities if one.unit == disagreement.unit or not disagreement.unit]
        case Disagreement.AGENT:
            return [one.span for one in event.participants if one.role == Participant.AGENT]
        case Disagreement.TIME:
            return [record.time.span]
        case Disagreement.PLACE:
            return [one.span for one in record.place.mentions]
        case _:
            return [event.trigger]


def story_facts(story: Story) -> list[str]:
    """Days, articles, publishers, texts."""
    return [
        fact
        for fact in (
            wording.days(story.first_date, story.last_date),
            count(story.article_count, "article"),
            count(story.source_count, "publisher"),
            count(story.text_count, "text"),
        )
        if fact
    ]


def _headed(title: str) -> RenderableType:
    return Rule(Text(title, "bold"), align="left", style="dim", characters="─")


def _below(line: Text) -> RenderableType:
    line.overflow = "fold"
    return Padding(line, (0, 0, 0, 4), expand=False)
