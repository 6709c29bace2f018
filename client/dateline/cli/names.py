"""Arguments that name what a server has, and how a shell completes them: by asking the server."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from dateline.client import Client

_SECONDS = 1.0
_MOST = 100


class Name(click.ParamType[str]):
    """The name of something stored: articles/…, actors/…; completed by those that the server lists first."""

    name = "name"

    def __init__(self, *kinds: str, or_file: bool = False) -> None:
        """`kinds` are `articles` and `actors`; with `or_file` a file may stand there, too."""
        self._kinds, self._or_file = kinds, or_file

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, each with what it names; none when no server answers within a second."""
        kind, slash, _ = incomplete.partition("/")
        if not slash and (len(self._kinds) > 1 or self._or_file):
            files = [CompletionItem(incomplete, type="file")] if self._or_file else []
            return [CompletionItem(f"{known}/") for known in self._kinds if known.startswith(kind)] + files
        return [
            CompletionItem(name, help=meaning)
            for known in self._kinds
            if known.startswith(kind)
            for name, meaning in _ask(ctx, _LISTS[known])
            if name.startswith(incomplete)
        ]


class MethodName(click.ParamType[str]):
    """A method of a server, as `dateline describe` lists it; with `or_service` a service, too."""

    name = "method"

    def __init__(self, or_service: bool = False) -> None:
        self._or_service = or_service

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The short names of methods that begin so, each with its service."""
        return [CompletionItem(name, help=of) for name, of in _ask(ctx, self._names) if name.startswith(incomplete)]

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
        return [CompletionItem(key, help=gist) for key, gist in found if key.startswith(incomplete)]


def _ask(ctx: click.Context, question: "Callable[[Client], Iterator[tuple[str, str]]]") -> list[tuple[str, str]]:
    from dateline.cli.options import connected

    try:
        with connected(ctx.params.get("server"), _SECONDS) as client:
            return list(question(client))
    except Exception:  # whoever types is not to be told in the middle of a line
        return []


def _articles(client: "Client") -> Iterator[tuple[str, str]]:
    for article in client.articles.list(page_size=_MOST).take(_MOST):
        yield article.name, article.title


def _actors(client: "Client") -> Iterator[tuple[str, str]]:
    for actor in client.actors.list(page_size=_MOST).take(_MOST):
        yield actor.name, actor.display_name


_LISTS: "dict[str, Callable[[Client], Iterator[tuple[str, str]]]]" = {"articles": _articles, "actors": _actors}
