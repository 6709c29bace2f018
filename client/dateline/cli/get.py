"""`dateline get`: stored articles, actors and stories by name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dateline.cli import failures
from dateline.cli.names import Name
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import JsonArray, as_dict, chosen, console, line, pretty, write
from dateline.cli.pager import paged
from dateline.errors import NotFound
from dateline.v1.actor_pb2 import ActorProfile
from dateline.v1.article_pb2 import Article
from dateline.v1.story_pb2 import Story

if TYPE_CHECKING:
    from dateline.client import Client

_KINDS = ("articles", "actors", "stories")


@click.command(short_help="Print stored articles, actors or stories by name.")
@click.argument("names", nargs=-1, required=True, metavar="NAME…", type=Name(*_KINDS))
@output_option(("text", "json", "jsonl", "html"))
@server_option()
@paged
def get(names: tuple[str, ...], output: str | None, server: str | None, timeout: float | None) -> int:
    """Print stored articles, actors or stories: NAME is articles/…, actors/… or stories/…, as ingest and list print them.

    articles/…/revisions/2 is the article as it was in that revision, also of a deleted one.

    \b
    Examples:
      dateline get articles/4f0c2a1be7d9 -o json
      dateline get articles/4f0c2a1be7d9/revisions/1
      dateline get actors/country-ken stories/4f0c2a1be7d9
      dateline list articles --all -o jsonl | jq -r .name | xargs dateline get -o jsonl

    Exit code: 0 found, 3 not found, 1 some of several not found.
    """
    shape = chosen(output)
    for name in names:
        if name.partition("/")[0] not in _KINDS or "/" not in name:
            raise click.UsageError(
                f"{name!r} is no name; names look like articles/4f0c2a1be7d9, actors/country-ken or stories/4f0c2a1be7d9."
            )
    if shape == "html" and len(names) > 1:
        raise click.UsageError("-o html makes a page of one article; give one name.")
    with connected(server, timeout) as client:
        if len(names) == 1:
            _write_one(_fetch(client, names[0]), shape)
            return 0
        return _write_several(client, names, shape)


def _fetch(client: "Client", name: str) -> Article | ActorProfile | Story:
    if name.startswith("actors/"):
        return client.actors.get(name)
    if name.startswith("stories/"):
        return client.stories.get(name)
    return client.articles.get_revision(name) if "/revisions/" in name else client.articles.get(name)


def _write_one(found: Article | ActorProfile | Story, shape: str) -> None:
    if shape == "json":
        write(pretty(as_dict(found)))
    elif shape == "jsonl":
        write(line(as_dict(found)))
    elif shape == "html":
        from dateline.render.html import article_page

        if not isinstance(found, Article):
            raise click.UsageError("-o html makes a page of an article; for actors and stories choose text or json.")
        write(article_page(found))
    elif isinstance(found, Article):
        from dateline.render.terminal import print_article

        print_article(found, console())
    elif isinstance(found, Story):
        from dateline.render.stories import story_card

        console().print(story_card(found))
    else:
        from dateline.render.lines import profile_card

        console().print(profile_card(found))


def _write_several(client: "Client", names: tuple[str, ...], shape: str) -> int:
    missing = []

    def found() -> Iterator[Article | ActorProfile | Story]:
        for name in names:
            try:
                yield _fetch(client, name)
            except NotFound as error:
                missing.append(name)
                failures.report(error, as_json=shape != "text", label=name)

    if shape == "json":
        with JsonArray() as array:
            for one in found():
                array.add(as_dict(one))
    else:
        for one in found():
            _write_one(one, shape)
    return failures.SOME_FAILED if missing else 0
