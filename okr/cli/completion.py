"""`okr completion`: the script by which a shell completes commands and options."""

import click

from okr.cli import COMPLETION
from okr.cli.groups import command

SHELLS = ("bash", "zsh", "fish")


@command(
    "completion",
    examples=(
        'bash: eval "$(okr completion bash)" in ~/.bashrc',
        'zsh:  eval "$(okr completion zsh)" in ~/.zshrc',
        "fish: okr completion fish > ~/.config/fish/completions/okr.fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Completion of commands and options for the shell: prints its script."""
    from click.shell_completion import get_completion_class

    from okr.cli.root import root

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}", click.get_current_context())
    print(kind(root, {}, "okr", COMPLETION).source())
