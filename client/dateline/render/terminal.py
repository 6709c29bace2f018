"""An article for the terminal: its text with the claims marked in it, then the claims."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dateline.render import wording
from dateline.render.grids import Grid
from dateline.render.highlights import Layer, count_in_code_points, highlights
from dateline.render.lines import count
from dateline.render.plain import paragraph_break, visible
from dateline.render.records import event_records, quote_records
from dateline.v1.actor_pb2 import Actor
from dateline.v1.article_pb2 import Article
from dateline.v1.event_pb2 import Event, EventRecord
from dateline.v1.place_pb2 import Place
from dateline.v1.quote_pb2 import QuoteRecord
from dateline.v1.span_pb2 import Span
from dateline.v1.story_pb2 import Story
from dateline.v1.time_pb2 import TimeExpression

# Later ones win on a word that several claims share. Only the sixteen basic colours: they follow the user's theme.
STYLES = {
    Layer.QUOTE: "italic",
    Layer.TIME: "magenta",
    Layer.PLACE: "green",
    Layer.ACTOR: "cyan",
    Layer.CUE: "underline",
    Layer.EVENT: "bold yellow",
}
STATUS_STYLES = {
    Event.OCCURRED: "green",
    Event.ONGOING: "green",
    Event.PLANNED: "blue",
    Event.CLAIMED: "yellow",
    Event.HYPOTHETICAL: "magenta",
    Event.NEGATED: "red",
}
_WIDE = 120
_TEXT_WIDTH = 88


def print_article(article: Article, console: Console, story: Story | None = None) -> None:
    """The whole article: heading, marked text, legend, events, quotes, actors, places, times, warnings.

    `story` is the one that it tells with others, where it is known how many.
    """
    article = count_in_code_points(article)
    wide = console.width >= _WIDE
    text_width = min(console.width, _TEXT_WIDTH)
    console.print(heading(article))
    if article.story:
        others = count(story.article_count - 1, "other article") if story else "others"
        console.print(Text(visible(f"told by {others} too · {article.story}"), "dim"))
    console.print()
    for paragraph in paragraphs(marked_text(article), paragraph_break(article.body)):
        console.print(paragraph, width=text_width)
    if console.color_system:
        console.print()
        console.print(legend())
    for title, content in (
        ("Events", event_table(event_records(article), article.headline_event, wide)),
        ("Quotes", quote_table(quote_records(article))),
        ("Actors", actor_table(article.actors)),
        ("Places", place_table(article.places)),
        ("Times", time_table(article.times)),
    ):
        if content is not None:
            console.print()
            console.print(Rule(Text(title, "bold"), align="left", style="dim", characters="─"), width=console.width)
            console.print(content)
    for warning in article.warnings:
        console.print()
        console.print(Text.assemble((f"{visible(warning.code)} ", "bold yellow"), visible(warning.message)))


def heading(article: Article) -> RenderableType:
    """Title, and a line of source, day, authors and name."""
    title = marked_text(article, Span.TITLE, base="bold") if article.title else Text("Untitled", "dim")
    facts = [article.source, article.published_date, ", ".join(article.authors), article.section, article.name]
    line = " · ".join(visible(fact) for fact in facts if fact)
    return Group(title, Text(line, "dim")) if line else title


def marked_text(article: Article, part: Span.Part.ValueType = Span.BODY, base: str = "") -> Text:
    """The body (or title) with its claims in colour; offsets of the article in code points."""
    source = article.title if part == Span.TITLE else article.body
    text = Text(visible(source), base)
    marks = highlights(article, part)
    for layer, style in STYLES.items():
        for mark in marks:
            if mark.layer == layer:
                text.stylize(style, mark.start, mark.end)
    return text


def paragraphs(text: Text, separator: str) -> Iterator[Text]:
    """The paragraphs of a marked text, a blank line between them."""
    for number, paragraph in enumerate(text.split(separator)):
        if number:
            yield Text()
        yield paragraph


def legend() -> Text:
    """What the colours mean."""
    words = {
        Layer.ACTOR: "actor",
        Layer.EVENT: "event",
        Layer.QUOTE: "quote",
        Layer.CUE: "cue",
        Layer.PLACE: "place",
        Layer.TIME: "time",
    }
    return Text("  ").join([Text(word, STYLES[layer]) for layer, word in words.items()])


def event_table(records: Sequence[EventRecord], headline: str, wide: bool) -> RenderableType | None:
    """The events: a table where there is room, else two or three lines each. The main event has a star."""
    if not records:
        return None
    events = [record.event for record in records]
    if not wide:
        return Group(
            *(
                event_lines(
                    record, starred=record.event.id == headline, related=wording.relations(record.event, events)
                )
                for record in records
            )
        )
    rows = [
        (
            Text("★" if event.id == headline else "", "yellow"),
            Text(visible(event.id), "dim"),
            Text(visible(event.type), "bold"),
            visible_text(str(wording.sides(record))),
            _what(event, wording.relations(event, events)),
            status_text(event),
            visible_text(wording.when_of(record)),
            visible_text(wording.where(record)),
            visible_text(wording.who_says(record)),
        )
        for record, event in zip(records, events, strict=True)
    ]
    return Grid(("", "", "type", "who → whom", "what", "status", "when", "where", "who says so"), rows)


def _what(event: Event, related: str) -> Text:
    label = visible_text(event.label or event.trigger.text)
    return Text.assemble(label, (f"\n{visible(related)}", "dim")) if related else label


def event_lines(record: EventRecord, starred: bool = False, source: bool = False, related: str = "") -> RenderableType:
    """An event in a few lines: what happened; status, time, place, id; who; who says so; `related`; with `source` its article."""
    event = record.event
    star = "★ " if starred else "" if source else "  "
    first = Table.grid(padding=(0, 2, 0, 0))
    first.add_row(
        Text.assemble((star, "yellow"), (visible(event.type), "bold")), visible_text(event.gist or event.label)
    )
    facts = [status_text(event)]
    facts += [visible_text(fact) for fact in (wording.when_of(record), wording.where(record)) if fact]
    if not source:
        facts.append(Text(visible(event.id), "dim"))
    lines = [Text(" · ").join(facts)]
    for label, fact in (("who", str(wording.sides(record))), ("says", wording.who_says(record)), ("link", related)):
        if fact:
            lines.append(Text.assemble((f"{label}  ", "dim"), visible(fact)))
    if source:
        lines.append(Text(_origin(record), "dim"))
    return Group(first, *(_indented(line) for line in lines))


def _indented(line: Text) -> RenderableType:
    line.overflow = "fold"
    return Padding(line, (0, 0, 0, 4), expand=False)


def quote_table(records: Sequence[QuoteRecord]) -> RenderableType | None:
    """The quotes: who, with which verb, what."""
    if not records:
        return None
    rows = [
        (Text(visible(wording.speaker(record)) or "?", "cyan"), visible_text(wording.cue(record)), quoted(record))
        for record in records
    ]
    return Grid(("who", "cue", "what"), rows)


def quote_lines(record: QuoteRecord) -> RenderableType:
    """A quote in a few lines: who and how, what, and its article."""
    first = Text.assemble(
        (visible(wording.speaker(record)) or "?", "bold cyan"), (f" {visible(wording.cue(record))}", "dim")
    )
    return Group(first, _indented(quoted(record)), _indented(Text(_origin(record), "dim")))


def quoted(record: QuoteRecord) -> Text:
    """The words: in quotation marks where they are the speaker's own."""
    return Text(visible(wording.quoted_words(record)), "italic")


def actor_table(actors: Iterable[Actor]) -> RenderableType | None:
    """The actors: name, kind, country, roles, number of mentions."""
    rows = [
        (
            Text(visible(actor.name), "cyan" if actor.named else "cyan italic"),
            Text(wording.enum_word(Actor.Kind.Name(actor.kind))),
            visible_text(actor.country_code),
            visible_text("; ".join(wording.role_phrases(actor))),
            Text(str(len(actor.mentions))),
        )
        for actor in actors
    ]
    return Grid(("actor", "kind", "country", "roles", "mentions"), rows) if rows else None


def place_table(places: Iterable[Place]) -> RenderableType | None:
    """The places: name, kind, region and country, coordinates in degrees."""
    rows = [
        (
            Text(visible(place.name), "green"),
            Text(wording.enum_word(Place.Kind.Name(place.kind))),
            visible_text(", ".join(part for part in (place.admin1, place.country_code) if part)),
            Text(_point(place)),
        )
        for place in places
    ]
    return Grid(("place", "kind", "in", "latitude, longitude"), rows) if rows else None


def _point(place: Place) -> str:
    return f"{place.location.latitude:.2f}, {place.location.longitude:.2f}" if place.HasField("location") else ""


def time_table(times: Iterable[TimeExpression]) -> RenderableType | None:
    """The time expressions: the words, their value, the bounds."""
    rows = [
        (
            Text(visible(time.span.text), "magenta"),
            Text(wording.enum_word(TimeExpression.Type.Name(time.type))),
            visible_text(time.value),
            visible_text(time.earliest),
            visible_text(time.latest),
        )
        for time in times
    ]
    return Grid(("time", "type", "value", "from", "to"), rows) if rows else None


def status_text(event: Event) -> Text:
    """The status in its colour."""
    return Text(wording.status_word(event), STATUS_STYLES.get(event.status, ""))


def visible_text(text: str) -> Text:
    """The text without control characters and without markup."""
    return Text(visible(text))


def _origin(record: EventRecord | QuoteRecord) -> str:
    # As `dateline why` and `dateline correct` take them.
    event = f" {record.event.id}" if isinstance(record, EventRecord) else ""
    facts = (record.article_title, record.source, record.published_date, f"{record.article}{event}")
    return " · ".join(visible(fact) for fact in facts if fact)
