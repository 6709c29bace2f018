"""`dateline admin`: what those who run a server do with it, by its admin port."""

import click

from dateline.cli import failures
from dateline.cli.guesses import Group
from dateline.cli.options import connected, output_option, server_option
from dateline.cli.output import as_dict, line, pretty, tell, write
from dateline.render.plain import instant

_ADDRESS = "Admin port: --admin-listen of the server, or what its log tells; that of the profile when not given."


@click.group(cls=Group, short_help="Look after a running server by its admin port.")
def admin() -> None:
    """Look after a running server by its admin port.

    \b
    Examples:
      dateline admin set-aside --server 127.0.0.1:50052
      dateline admin get setAside/3 --server 127.0.0.1:50052
      dateline admin drain --server 127.0.0.1:50052
    """


@admin.command(name="set-aside", short_help="List the documents that no worker survived.")
@server_option(_ADDRESS, envvar="DATELINE_ADMIN")
@output_option(("text", "jsonl"), default="text")
def set_aside(output: str, server: str | None, timeout: float | None) -> None:
    """List the documents whose reading ended two worker processes, the latest first.

    They are refused with SET_ASIDE from then on. Please report them: `dateline admin get` has the whole document.

    \b
    Examples:
      dateline admin set-aside --server 127.0.0.1:50052
      dateline admin set-aside --server 127.0.0.1:50052 -o jsonl
      dateline admin set-aside --server 127.0.0.1:50052 -o jsonl | jq -r .name
    """
    with connected(server, timeout, admin=True) as client:
        entries = list(client.admin.list_set_aside())
        if not entries and output == "text":
            failures.say("No documents were set aside.")
        for entry in entries:
            if output == "jsonl":
                write(line(as_dict(entry)))
                continue
            shown = entry.document.url or entry.document.title or entry.document.id or "(nameless)"
            when = instant(entry.create_time)
            tell(f"{entry.name}  {when}  {entry.reason}  {shown}")


@admin.command(short_help="Print a document that was set aside.")
@click.argument("name")
@server_option(_ADDRESS, envvar="DATELINE_ADMIN")
def get(name: str, server: str | None, timeout: float | None) -> None:
    """Print a document that was set aside, whole, as JSON: NAME is setAside/…, as set-aside prints it.

    \b
    Examples:
      dateline admin get setAside/3 --server 127.0.0.1:50052
      dateline admin get setAside/3 --server 127.0.0.1:50052 > document.json
      dateline admin get setAside/3 --server 127.0.0.1:50052 | jq -r .document.text
    """
    with connected(server, timeout, admin=True) as client:
        write(pretty(as_dict(client.admin.get_set_aside(name))))


@admin.command(short_help="Have a document that was set aside read again.")
@click.argument("name")
@server_option(_ADDRESS, envvar="DATELINE_ADMIN")
def release(name: str, server: str | None, timeout: float | None) -> None:
    """Forget that a document was set aside: NAME is setAside/…; sent again, it is read again within seconds.

    \b
    Examples:
      dateline admin release setAside/3 --server 127.0.0.1:50052
      dateline admin release setAside/3 --server 127.0.0.1:50052 --token-file operator.token
      dateline admin release setAside/3 --server admin.example:50052 --tls
    """
    with connected(server, timeout, admin=True) as client:
        client.admin.delete_set_aside(name)
    write(f"{name} RELEASED\n")


@admin.command(short_help="End the server in order.")
@server_option(_ADDRESS, envvar="DATELINE_ADMIN")
def drain(server: str | None, timeout: float | None) -> None:
    """End the server as SIGTERM does: it takes no new calls, and those under way get time to end. Returns at once.

    \b
    Examples:
      dateline admin drain --server 127.0.0.1:50052
      dateline admin drain --server 127.0.0.1:50052 --timeout 5
      dateline admin drain --server 127.0.0.1:50052 --token-file operator.token
    """
    with connected(server, timeout, admin=True) as client:
        client.admin.drain()
    write("draining\n")
