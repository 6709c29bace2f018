"""`dateline describe`: what a server's schema holds, as the server tells it."""

import click

from dateline.cli.names import MethodName
from dateline.cli.options import connected, server_option
from dateline.cli.output import write
from dateline.cli.pager import paged
from dateline.retry import DEFAULT_TIMEOUT


@click.command(short_help="Say what a server's schema holds.")
@click.argument("name", default="", type=MethodName(or_service=True))
@server_option(equivalents=False)
@paged
def describe(name: str, server: str | None, timeout: float | None) -> None:
    """Say what a server's schema holds: without NAME its services and methods; of a service, method, message or enum
    what is in it, as a .proto file would say it.

    It is asked of the server by reflection, so it is what that server has, whatever its version. NAME may be short.

    \b
    Examples:
      dateline describe
      dateline describe ArticleService
      dateline describe ListEvents
      dateline describe Event.Status
    """
    from dateline.render.schema import describe_all, describe_one
    from dateline.served_schema import ServedSchema

    with connected(server, timeout) as client:
        schema = ServedSchema(client.channel, client.address, timeout or DEFAULT_TIMEOUT)
        write(describe_one(schema.find(name)) if name else describe_all(schema))
