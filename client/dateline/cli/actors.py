"""`dateline actors`: list actors, find whom a name means, and say which actors are one."""

from collections.abc import Callable
from typing import Any

import click

from dateline.cli import listing
from dateline.cli.guesses import Group
from dateline.cli.names import Name
from dateline.cli.options import Day, connected, output_option, server_option
from dateline.cli.output import JsonArray, as_dict, chosen, line, tell, write
from dateline.errors import NotFound
from dateline.v1.actor_pb2 import Actor, ActorMerge
from dateline.v1.actor_service_pb2 import ActorCandidate

_KINDS = [kind for kind in Actor.Kind.keys() if kind != "KIND_UNSPECIFIED"]  # noqa: SIM118 - an enum is no dict


@click.group("actors", cls=Group, invoke_without_command=True, short_help="List actors; find, merge and part them.")
@listing.listing_options(*listing.ORDER)
@click.pass_context
def actors(context: click.Context, /, **options: Any) -> None:
    """List the actors over all stored articles, those in most articles first; or one of the commands below.

    \b
    Examples:
      dateline actors --filter 'kind = "PERSON" AND country = "NOR"' -o table
      dateline actors resolve "Solberg" --country NOR
      dateline actors merge actors/person-ingrid-solberg actors/person-i-solberg
      dateline actors unmerge actors/person-i-solberg
    """
    if context.invoked_subcommand is None:
        context.invoke(listing.actors, **options)


@actors.command(short_help="Find whom a name means.")
@click.argument("text")
@click.option("--kind", type=click.Choice(_KINDS, case_sensitive=False), help="What sort of actor is meant.")
@click.option("--country", default="", metavar="CODE", help="Its country: ISO 3166-1 alpha-3.")
@click.option("--day", type=Day(), default="", help="Day on which the name is used.")
@click.option("--max", "most", type=click.IntRange(1, 100), default=10, show_default=True, help="Print so many.")
@output_option(("text", "json", "jsonl"))
@server_option()
def resolve(
    text: str,
    kind: str | None,
    country: str,
    day: str,
    most: int,
    output: str | None,
    server: str | None,
    timeout: float | None,
) -> None:
    """Print the actors that a name can mean, the likeliest first, each with a score from 0 to 1 and why.

    \b
    Examples:
      dateline actors resolve "Ingrid Solberg"
      dateline actors resolve Solberg --kind PERSON --country NOR --day 2025-04-09 -o jsonl
      dateline actors resolve "the Norwegian foreign ministry" --max 3

    Exit code: 0 found, 3 nobody goes by that name.
    """
    with connected(server, timeout) as client:
        candidates = client.actors.resolve(
            text,
            kind=Actor.Kind.Value(kind) if kind else Actor.KIND_UNSPECIFIED,
            country_code=country,
            day=day[:10],
            max_candidates=most,
        )
    shape = chosen(output)
    if shape == "json":
        with JsonArray() as array:
            for candidate in candidates:
                array.add(as_dict(candidate))
    else:
        for candidate in candidates:
            if shape == "jsonl":
                write(line(as_dict(candidate)))
            else:
                tell(_candidate_line(candidate))
    if not candidates:
        raise NotFound(f"No stored article knows {text!r}.", field="text")


def _why_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        server_option(),
        output_option(("text", "jsonl"), default="text"),
        click.option("--by", default="", metavar="NAME", help="Who finds so."),
        click.option("--reason", default="", metavar="TEXT", help="Why."),
    ):
        function = option(function)
    return function


@actors.command(short_help="Make several actors one.")
@click.argument("target", type=Name("actors"))
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…", type=Name("actors"))
@_why_options
def merge(
    target: str,
    sources: tuple[str, ...],
    reason: str,
    by: str,
    output: str,
    server: str | None,
    timeout: float | None,
) -> None:
    """Make actors one: lists, filters, counts and profiles speak of TARGET where they spoke of SOURCE.

    The articles keep what was read in them; `unmerge` takes it back.

    \b
    Examples:
      dateline actors merge actors/person-ingrid-solberg actors/person-i-solberg --reason "same person"
      dateline actors merge actors/company-coast-lines actors/company-coast-line actors/company-coast-lines-ltd --by Ada
      dateline actors merge actors/person-ingrid-solberg actors/person-i-solberg -o jsonl

    Exit code: 0 done, also where it was so already; 3 no such actor; 4 an actor into itself; 7 merged elsewhere already.
    """
    with connected(server, timeout) as client:
        done = client.actors.merge(target, sources, reason=reason, by=by)
    if output == "jsonl":
        write(line(as_dict(done)))
        return
    for source in sources:
        tell(f"{source} {'MERGED' if source in done.sources else 'UNCHANGED'} into {target}")


@actors.command(short_help="Take a merge back.")
@click.argument("names", nargs=-1, required=True, metavar="SOURCE…", type=Name("actors"))
@_why_options
def unmerge(
    names: tuple[str, ...], reason: str, by: str, output: str, server: str | None, timeout: float | None
) -> None:
    """Take the merges of actors back: each has its own articles again.

    \b
    Examples:
      dateline actors unmerge actors/person-i-solberg
      dateline actors unmerge actors/person-i-solberg --reason "two people" --by Ada
      dateline actors unmerge actors/company-coast-line actors/company-coast-lines-ltd -o jsonl

    Exit code: 0 done, 3 it is not merged.
    """
    with connected(server, timeout) as client:
        for name in names:
            _write_parted(client.actors.unmerge(name, reason=reason, by=by), output)


def _write_parted(parted: ActorMerge, output: str) -> None:
    if output == "jsonl":
        write(line(as_dict(parted)))
    else:
        tell(f"{parted.sources[0]} UNMERGED from {parted.target}")


def _candidate_line(candidate: ActorCandidate) -> str:
    actor = candidate.actor
    articles = f"{actor.article_count} article{'' if actor.article_count == 1 else 's'}"
    facts = ", ".join(part for part in (Actor.Kind.Name(actor.kind), actor.country_code, articles) if part)
    basis = ActorCandidate.Basis.Name(candidate.basis)
    return f"{candidate.score:.2f}  {actor.name}  {actor.display_name} ({facts})  {basis} {candidate.matched_name!r}"
