"""One stored thing at a time, in a few lines for people: what the lists of the command line print."""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from dateline.render import wording
from dateline.render.plain import visible
from dateline.v1.actor_pb2 import Actor, ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.article_service_pb2 import ArticleHit

_FURTHER_IN = 2


def article_lines(article: Article) -> RenderableType:
    """Title, and source, day and name of a stored article."""
    title = Text(visible(article.title) or "Untitled", "bold")
    if article.HasField("delete_time"):
        title.append(f"  deleted {article.delete_time.ToJsonString()[:10]}", "red")
    return Group(Hanging(title), _below(_facts(article)))


def hit_lines(hit: ArticleHit) -> RenderableType:
    """An article that matches a search, with the words found in bold."""
    snippet = Text()
    for index, piece in enumerate(visible(" ".join(hit.snippet.split())).split("«")):
        found, mark, rest = piece.partition("»")
        if index and mark:
            snippet.append(found, "bold yellow")
            snippet.append(rest)
        else:
            snippet.append(piece)
    title = Text(visible(hit.article.title) or "Untitled", "bold")
    parts = [Hanging(title), _below(snippet)] if snippet else [Hanging(title)]
    return Group(*parts, _below(_facts(hit.article)))


def profile_lines(profile: ActorProfile) -> RenderableType:
    """An actor over all articles: name, kind and roles; counts and name."""
    facts = [wording.enum_word(Actor.Kind.Name(profile.kind)), profile.country_code, *wording.role_phrases(profile)[:3]]
    counts = [
        count(profile.article_count, "article"),
        count(profile.event_count, "event"),
        count(profile.quote_count, "quote"),
        profile.name,
    ]
    first = Text.assemble((visible(profile.display_name), "bold cyan"), "  ", _joined(facts))
    return Group(first, _below(Text(_joined(counts), "dim")))


def profile_card(profile: ActorProfile) -> RenderableType:
    """Everything known of an actor, one fact a line."""
    lines: list[RenderableType] = [profile_lines(profile)]
    aliases = ", ".join(f"{alias.name} ({alias.article_count})" for alias in profile.aliases)
    seen = wording.days(profile.first_seen, profile.last_seen)
    roles = "; ".join(wording.role_phrases(profile))
    for label, fact in (("names", aliases), ("roles", roles), ("seen", seen)):
        if fact:
            lines.append(_below(Text.assemble((f"{label}  ", "dim"), visible(fact))))
    return Group(*lines)


def count(number: int, word: str) -> str:
    """`1 event`, `3 events`; empty for none."""
    return f"{number:,} {word}{'' if number == 1 else 's'}" if number else ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A text that goes on two columns further in where it is too long for a line."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of the text."""
        lines = self.text.wrap(console, max(options.max_width - _FURTHER_IN, 1), overflow="fold")
        for number, line in enumerate(lines):
            line.rstrip()
            yield Text.assemble(" " * _FURTHER_IN, line) if number else line


def _facts(article: Article) -> Text:
    return Text(_joined([article.published_date, article.source, ", ".join(article.authors), article.name]), "dim")


def _joined(facts: list[str]) -> str:
    return " · ".join(visible(fact) for fact in facts if fact)


def _below(line: Text) -> RenderableType:
    line.overflow = "fold"
    return Padding(line, (0, 0, 0, 4), expand=False)
