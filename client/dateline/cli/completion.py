"""`dateline completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class

from dateline.cli.output import write
from dateline.cli.shells import register_shells

_SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print the script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes `dateline` in a SHELL: commands, options, their values, files, and what the
    server of --server, --profile or DATELINE_SERVER tells at once: names of articles, actors, stories, events, operations and
    methods, numbers of revisions, fields of filters and orders.

    \b
    Examples:
      dateline completion bash >> ~/.bashrc
      dateline completion zsh >> ~/.zshrc
      dateline completion fish > ~/.config/fish/completions/dateline.fish
    """
    from dateline.cli.main import COMPLETION, cli

    register_shells()
    found = get_completion_class(shell)
    assert found is not None
    write(found(cli, {}, "dateline", COMPLETION).source())
