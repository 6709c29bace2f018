"""Arguments that name what a server has, and how a shell completes them: by asking the server."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from dateline.cli.shells import PART

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.v1.admin_service_pb2 import Resource

_Offers = Iterable[tuple[str, str]]

_SECONDS = 1.5  # whoever types waits no longer
_MOST = 100


class Name(click.ParamType[str]):
    """The name of something stored: articles/…, actors/…, stories/…; completed by those that the server lists first."""

    name = "name"

    def __init__(self, *kinds: str, or_file: bool = False) -> None:
        """`kinds` are `articles`, `actors` and `stories`; with `or_file` a file may stand there, too."""
        self._kinds, self._or_file = kinds, or_file

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, each with what it names; none when no server answers in time."""
        kind, slash, _ = incomplete.partition("/")
        kinds = [known for known in self._kinds if (known == kind if slash else known.startswith(kind))]
        if not slash and (len(self._kinds) > 1 or self._or_file):
            files = [CompletionItem(incomplete, type="file")] if self._or_file else []
            return [CompletionItem(f"{known}/", type=PART) for known in kinds] + files
        if not kinds:
            return [CompletionItem(incomplete, type="file")] if self._or_file else []
        beginning = incomplete if slash else f"{kinds[0]}/"
        return _offers(_ask(ctx, lambda client: _LISTS[kinds[0]](client, beginning)), incomplete)


class MethodName(click.ParamType[str]):
    """A method of a server, as `dateline describe` lists it; with `or_service` a service, too."""

    name = "method"

    def __init__(self, or_service: bool = False) -> None:
        self._or_service = or_service

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The short names of methods that begin so, each with its service."""
        return _offers(_ask(ctx, self._names), incomplete)

    def _names(self, client: "Client") -> Iterator[tuple[str, str]]:
        from dateline.served_schema import ServedSchema

        schema = ServedSchema(client.channel, client.address, _SECONDS)
        if self._or_service:
            yield from ((full.rpartition(".")[2], full) for full in schema.services)
        yield from ((method.name, method.containing_service.full_name) for method in schema.methods())


class EventKey(click.ParamType[str]):
    """The id or key of an event of the article that stands before it."""

    name = "event"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The keys of the article's events, each with its gist."""
        article = str(ctx.params.get("article", ""))
        if not article.startswith("articles/"):
            return []
        found = _ask(ctx, lambda client: ((event.key, event.gist) for event in client.articles.get(article).events))
        return _offers(found, incomplete)


class FilterText(click.ParamType[str]):
    """A filter; completed by the fields that it may name. `resource` is what it filters, the command's unless given."""

    name = "filter"

    def __init__(self, resource: str = "") -> None:
        self._resource = resource

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The filter so far, with each field that could come next."""
        before, started = _FIELD_AHEAD.fullmatch(incomplete).group(1, 2)  # type: ignore[union-attr]
        if re.search(r"[\w\"']\s*$", before) and not re.search(r"\b(AND|OR|NOT)\s+$", before):
            return []  # an operator, a value, AND or OR comes next

        def ask(client: "Client") -> _Offers:
            return ((f"{before}{one.name}", one.meaning) for one in self._of(ctx, client).filter_fields)

        return _offers(_ask(ctx, ask), before + started)

    def _of(self, ctx: click.Context, client: "Client") -> "Resource":
        wanted = self._resource or ctx.params.get("resource") or ctx.command.name
        return next(one for one in client.server_info().resources if one.name == wanted)


class OrderText(FilterText):
    """What a list is ordered by; completed by the fields that it may be."""

    name = "order"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Each field, and with a space behind it the direction."""
        field, space, _ = incomplete.partition(" ")
        if space:
            return _offers(((f"{field} {direction}", "") for direction in ("asc", "desc")), incomplete)
        return _offers(
            _ask(ctx, lambda client: ((one.name, "") for one in self._of(ctx, client).order_fields)), incomplete
        )


class OperationName(click.ParamType[str]):
    """The name of an operation: operations/…."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The operations, the latest first, each with how far it is."""

        def ask(client: "Client") -> _Offers:
            from dateline.render.operations import summary

            return ((one.name, summary(one)) for one in client.operations.list(page_size=_MOST).take(_MOST))

        return _offers(_ask(ctx, ask), incomplete)


class RevisionNumber(click.IntRange):
    """The number of a revision of the article that stands before it."""

    name = "number"

    def __init__(self) -> None:
        super().__init__(min=1)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The numbers, the latest first."""
        article = str(ctx.params.get("name", ""))

        def ask(client: "Client") -> _Offers:
            revisions = client.articles.list_revisions(article, page_size=_MOST).take(_MOST)
            return ((str(one.revision), one.title) for one in revisions)

        return _offers(_ask(ctx, ask) if article.startswith("articles/") else (), incomplete)


class FileName(click.ParamType[str]):
    """The name of a file; whoever opens it says what is wrong with it."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Whatever files the shell finds."""
        return [CompletionItem(incomplete, type="file")]


class ProfileName(click.ParamType[str]):
    """The name of a profile."""

    name = "profile"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The profiles, each with its server."""
        from dateline.profiles import read_profiles

        try:
            found = read_profiles()[0]
        except Exception:  # as in `_ask`
            return []
        return _offers(((name, str(profile.get("server", ""))) for name, profile in found.items()), incomplete)


# What stands behind the last space or bracket, as far as it may be the beginning of a field.
_FIELD_AHEAD = re.compile(r"(.*?)([\w.]*)", re.DOTALL)


def _offers(found: _Offers, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name, help=meaning) for name, meaning in found if name.startswith(incomplete)]


def _ask(ctx: click.Context, question: "Callable[[Client], _Offers]") -> list[tuple[str, str]]:
    from dateline.cli.options import connected

    try:
        # In its scope the context tells of --tls, --profile and their like.
        with ctx.scope(cleanup=False), connected(ctx.params.get("server"), _SECONDS, patient=False) as client:
            return list(question(client))
    except Exception:  # whoever types is not to be told in the middle of a line
        return []


def _articles(client: "Client", beginning: str) -> Iterator[tuple[str, str]]:
    for article in client.articles.list(_beginning_so(beginning), page_size=_MOST).take(_MOST):
        yield article.name, article.title


def _actors(client: "Client", beginning: str) -> Iterator[tuple[str, str]]:
    for actor in client.actors.list(_beginning_so(beginning), page_size=_MOST).take(_MOST):
        yield actor.name, actor.display_name


def _stories(client: "Client", beginning: str) -> Iterator[tuple[str, str]]:
    for story in client.stories.list(_beginning_so(beginning), page_size=_MOST).take(_MOST):
        yield story.name, story.title


def _beginning_so(beginning: str) -> str:
    """The filter for names that begin so; none for the bare kind of name."""
    return "" if beginning.endswith("/") else f'name = "{beginning}*"'


_LISTS: "dict[str, Callable[[Client, str], Iterator[tuple[str, str]]]]" = {
    "articles": _articles,
    "actors": _actors,
    "stories": _stories,
}
