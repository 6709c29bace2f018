"""`dateline completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class

from dateline.cli.output import write

_SHELLS = ("bash", "zsh", "fish")


@click.command(short_help="Print the script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes `dateline` in a SHELL: commands, options, their values, and the names of stored
    articles and actors, which the server of DATELINE_SERVER or --server is asked for.

    \b
    Examples:
      dateline completion bash >> ~/.bashrc
      dateline completion zsh >> ~/.zshrc
      dateline completion fish > ~/.config/fish/completions/dateline.fish
    """
    from dateline.cli.main import cli

    found = get_completion_class(shell)
    assert found is not None
    write(found(cli, {}, "dateline", "_DATELINE_COMPLETE").source() + "\n")
