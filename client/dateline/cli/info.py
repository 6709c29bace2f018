"""`dateline info`: what a server is, and what its filters and orders may name."""

import shutil
import sys
from textwrap import fill
from typing import TYPE_CHECKING

import click

from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, chosen, line, pretty, write
from dateline.cli.pager import paged
from dateline.render.plain import size_of

if TYPE_CHECKING:
    from dateline.v1.admin_service_pb2 import Limit


@click.command(short_help="Say what a server is and what it takes.")
@server_option()
@output_option(("text", "json", "jsonl"))
@paged
def info(output: str | None, server: str | None, timeout: float | None) -> None:
    """Say what a server is: version, model, store, limits, and the fields that filters and orders may name.

    \b
    Examples:
      dateline info
      dateline info -o json
      dateline info --server news.example:50051 --tls
    """
    with connected(server, timeout) as client:
        told = client.server_info()
    shape = chosen(output)
    if shape != "text":
        write(line(as_dict(told)) if shape == "jsonl" else pretty(as_dict(told)))
        return
    lines = [
        f"Dateline {told.version}",
        f"  model     {told.engine.model}",
        f"  ontology  {told.engine.ontology}",
        f"  store     {told.store.kind}, schema {told.store.schema_version}",
        f"  queue     {told.queue.documents:,} documents wait, {size_of(told.queue.bytes)}",
        "Limits",
        *(f"  {limit.name}: {_amount(limit)}" for limit in told.limits),
    ]
    for resource in told.resources:
        orders = ", ".join(field.name for field in resource.order_fields)
        lines.append(resource.name.capitalize() + (f", ordered by {orders}" if orders else ""))
        lines += [
            f"  {field.name} ({field.type}; {' '.join(field.operators)}): {field.meaning}"
            + (f". {', '.join(field.values)}" if field.values else "")
            for field in resource.filter_fields
        ]
    lines.append("Licences")
    lines += [f"  {part.subject}: {part.licence} ({part.use})" for part in told.licences]
    width = max(shutil.get_terminal_size().columns, 20) if sys.stdout.isatty() else 10_000
    write("".join(fill(line, width, subsequent_indent="      ") + "\n" for line in lines))


def _amount(limit: "Limit") -> str:
    return size_of(limit.value) if limit.unit == "bytes" else f"{limit.value:,} {limit.unit}"
