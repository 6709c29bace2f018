"""`dateline completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class

from dateline.cli.output import write

_SHELLS = ("bash", "zsh", "fish")
# Bash puts a space behind the only offer; behind `articles/` the name is still to come.
_END = "\n    return 0\n"
_NO_SPACE = "\n    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace\n"


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
    script = found(cli, {}, "dateline", "_DATELINE_COMPLETE").source()
    write(script.replace(_END, _NO_SPACE + _END) + "\n")
