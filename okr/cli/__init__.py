"""Floor 6: the commands; `main` is what the `okr` program runs, and it is cheap to import."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okr.cli.session import Connect, Session

COMPLETION = "_OKR_COMPLETE"
"""The variable by which a shell's completion script asks."""


def main(arguments: Sequence[str] | None = None, *, connect: "Connect | None" = None) -> int:
    """Runs one command and returns the exit code; `connect` is given by tests."""
    from okr.cli.errors import Guard
    from okr.cli.session import Session

    words = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(connect)
    code = 0
    with Guard(words) as guard:
        try:
            code = _run(words, session)
            sys.stdout.flush()
        finally:
            session.close()
    return guard.exit_code or code


def _run(words: list[str], session: "Session") -> int:
    import click

    from okr.cli.root import root

    asked = os.environ.get(COMPLETION)
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "okr", COMPLETION, asked)
    try:
        with root.make_context("okr", words, obj=session) as context:
            root.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return 0
