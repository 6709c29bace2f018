"""`dateline operations` and `dateline reparse`: what a server does in the background, and having it read articles again."""

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dateline.cli import failures
from dateline.cli.guesses import Group
from dateline.cli.listing import filter_shown, listing_options, write_listing
from dateline.cli.names import FilterText, OperationName
from dateline.cli.options import connected, output_option, server_as_typed, server_option
from dateline.cli.output import as_dict, line, pretty, tell, write
from dateline.cli.progress import OperationProgress

if TYPE_CHECKING:
    from dateline.client import Client
    from dateline.operations import Operation

_PAGE = 100
_NONE_YET = "No operations; `dateline reparse` and `dateline ingest --queue` begin some."


@click.command(short_help="Have stored articles read again by the engine of now.")
@click.option(
    "--filter",
    "filter_text",
    default="",
    metavar="FILTER",
    type=FilterText("articles"),
    help="Only articles that match, as in `list`.",
)
@click.option("--all", "everything", is_flag=True, help="Also articles that this engine has read already.")
@click.option("--dry-run", is_flag=True, help="Count the articles; read none.")
@click.option("--wait/--no-wait", default=True, help="Wait until it is done (unless given), or print its name and end.")
@output_option(("text", "json", "jsonl"), default="text")
@server_option()
def reparse(
    filter_text: str,
    everything: bool,
    dry_run: bool,
    wait: bool,
    output: str,
    server: str | None,
    timeout: float | None,
) -> int:
    """Have a server read stored articles again, those that another engine read: after an upgrade, or with another model.

    It does so in the background, and goes on by itself after any end of the server. An article has a new revision only
    where it reads otherwise; corrections by people are made again, and what is edited meanwhile stays as edited. Those
    that cannot be read stay as they are, and are named. Ctrl-C ends the waiting alone.

    \b
    Examples:
      dateline reparse --dry-run
      dateline reparse
      dateline reparse --filter 'published_date >= "2025-01-01"' --no-wait
      dateline reparse --all --filter 'source = "Coast Gazette"' -o json

    Exit code: 0 done, 1 some could not be read, 4 the filter cannot be used, 7 given up, 130 interrupted or cancelled.
    """
    with connected(server, timeout) as client:
        with filter_shown(filter_text):
            operation = client.articles.reparse(filter_text, include_current=everything, dry_run=dry_run)
        if not wait:
            write_operation(operation, output, named=True)
            return 0
        return wait_for(client, operation.name, output, None)


@click.group(
    "operations", cls=Group, invoke_without_command=True, short_help="Look at, wait for and cancel what takes long."
)
@listing_options()
@click.pass_context
def operations(context: click.Context, /, **options: Any) -> None:
    """List what the server does or did in the background, the latest first; or one of the commands below.

    \b
    Examples:
      dateline operations
      dateline operations --filter 'state = "RUNNING"' -o jsonl
      dateline operations wait operations/5a1f0c77e2b94d18
      dateline operations cancel operations/5a1f0c77e2b94d18
    """
    if context.invoked_subcommand is None:
        context.invoke(list_operations, **options)


@operations.command("list", short_help="List operations, the latest first.")
@listing_options()
def list_operations(
    filter_text: str,
    limit: int | None,
    everything: bool,
    page_size: int | None,
    output: str | None,
    server: str | None,
    timeout: float | None,
) -> None:
    """List operations, the latest first; those that ended are kept for 30 days.

    \b
    Examples:
      dateline operations list
      dateline operations list --filter 'state != "SUCCEEDED"' -o table
      dateline operations list --all -o jsonl
    """
    from dateline.render.operations import OPERATIONS, operation_lines

    if limit is not None and everything:
        raise click.UsageError("--limit and --all contradict each other.")
    with connected(server, timeout) as client, filter_shown(filter_text):
        found = client.operations.list(filter_text, page_size=page_size or _PAGE)
        messages = (operation.message for operation in found)
        nothing = f"No operations match {filter_text}." if filter_text else _NONE_YET
        write_listing(messages, limit, everything, output, OPERATIONS, operation_lines, "Operations", nothing)


def _named(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        server_option(),
        output_option(("text", "json", "jsonl"), default="text"),
        click.argument("name", metavar="NAME", type=OperationName()),
    ):
        function = option(function)
    return function


@operations.command(short_help="Say how far an operation is.")
@_named
def get(name: str, output: str, server: str | None, timeout: float | None) -> None:
    """Print an operation as it stands now: NAME is operations/….

    \b
    Examples:
      dateline operations get operations/5a1f0c77e2b94d18
      dateline operations get operations/5a1f0c77e2b94d18 -o json
      dateline operations list -o jsonl | jq -r .name | xargs -n1 dateline operations get

    Exit code: 0 found, 3 not found.
    """
    _require_operation(name)
    with connected(server, timeout) as client:
        write_operation(client.operations.get(name), output, named=True)


@operations.command(short_help="Wait until an operation is done.")
@_named
def wait(name: str, output: str, server: str | None, timeout: float | None) -> int:
    """Wait until an operation is done, and print what it did; --timeout gives up after so many seconds in all.

    \b
    Examples:
      dateline operations wait operations/5a1f0c77e2b94d18
      dateline operations wait operations/5a1f0c77e2b94d18 --timeout 3600 -o json
      dateline operations wait operations/5a1f0c77e2b94d18 && dateline info

    Exit code: 0 done, 1 some articles could not be read, 3 not found, 5 not done in time, 7 given up,
    130 interrupted or cancelled.
    """
    _require_operation(name)
    with connected(server, None) as client:
        return wait_for(client, name, output, timeout)


@operations.command(short_help="End an operation; what it did stays done.")
@_named
def cancel(name: str, output: str, server: str | None, timeout: float | None) -> None:
    """End an operation: what it did stays done, and the command that began it goes on from there.

    \b
    Examples:
      dateline operations cancel operations/5a1f0c77e2b94d18
      dateline operations cancel operations/5a1f0c77e2b94d18 -o json
      dateline operations list -o jsonl | jq -r .name | xargs -n1 dateline operations cancel

    Exit code: 0 it has ended, 3 not found.
    """
    _require_operation(name)
    with connected(server, timeout) as client:
        client.operations.cancel(name)
        write_operation(client.operations.get(name), output, named=True)


@operations.command(short_help="Forget an operation that has ended.")
@_named
def delete(name: str, output: str, server: str | None, timeout: float | None) -> None:
    """Forget an operation that has ended; it goes by itself after 30 days.

    \b
    Examples:
      dateline operations delete operations/5a1f0c77e2b94d18
      dateline operations delete operations/5a1f0c77e2b94d18 --server 127.0.0.1:50051
      dateline operations wait operations/5a1f0c77e2b94d18 && dateline operations delete operations/5a1f0c77e2b94d18

    Exit code: 0 forgotten, 3 not found, 7 it still goes on.
    """
    _require_operation(name)
    with connected(server, timeout) as client:
        client.operations.delete(name)
    write(f"{name} DELETED\n" if output == "text" else line({"name": name, "outcome": "DELETED"}))


def wait_for(client: "Client", name: str, output: str, timeout: float | None) -> int:
    """Wait, with progress on a terminal, and print what it did; the exit code. Raises what it ended with."""
    try:
        with OperationProgress() as progress:
            operation = client.operations.wait(name, on_progress=progress.show, timeout=timeout)
    except KeyboardInterrupt:
        failures.say(
            "interrupted; the server goes on. To wait for it, or to end it:\n"
            f"  {shlex.join(['dateline', 'operations', 'wait', name, *server_as_typed()])}\n"
            f"  {shlex.join(['dateline', 'operations', 'cancel', name, *server_as_typed()])}"
        )
        return failures.INTERRUPTED
    write_operation(operation, output, named=operation.error is not None)
    _report_failures(client, operation, as_json=output != "text")
    if operation.error is not None:
        return failures.exit_code(operation.error)
    return failures.SOME_FAILED if operation.progress.failed else 0


def write_operation(operation: "Operation", output: str, named: bool) -> None:
    """Print how far the operation is; `named` puts its name before that."""
    from dateline.render.operations import summary

    if output == "text":
        tell(f"{operation.name}  {summary(operation)}" if named else summary(operation))
    else:
        parts = as_dict(operation.message)
        write(pretty(parts) if output == "json" else line(parts))


def _report_failures(client: "Client", operation: "Operation", as_json: bool) -> None:
    from dateline.errors import from_status
    from dateline.v1.reparse_pb2 import ReparseMetadata

    if not isinstance(operation.progress, ReparseMetadata):
        found = (
            client.articles.list_queue_failures(operation.name, page_size=_PAGE) if operation.progress.failed else ()
        )
        for unread in found:
            label = unread.id or f"document {unread.position + 1}"
            failures.report(from_status(unread.error), as_json, label=label)
        return
    for failure in operation.progress.failures:
        failures.report(from_status(failure.error), as_json, label=failure.article)
    more = operation.progress.failed - len(operation.progress.failures)
    if more > 0 and not as_json:
        failures.say(f"{more:,} more could not be read.")


def _require_operation(name: str) -> None:
    if not name.startswith("operations/"):
        raise click.UsageError(f"{name!r} is no operation; names look like operations/5a1f0c77e2b94d18.")
