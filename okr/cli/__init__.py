"""Floor 6: the commands; `program` is what `okr` runs, `main` one command inside a process; both are cheap to import."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okr.cli.session import Connect, Session

COMPLETION = "_OKR_COMPLETE"
"""The variable by which a shell's completion script asks."""


def program() -> int:
    """One call of the program, in a process of its own: `main`, with nothing done that only a longer life would repay.

    The garbage collector rests until the backend is first asked (`Session.call`): what is loaded until then stays to the end, and looking
    through it again and again takes up to a quarter of the start. At the end nothing is looked through that the process's end frees anyway.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else each start looks through all that is installed
    code = None
    if len(sys.argv) == 1 and COMPLETION not in os.environ:
        from okr.cli.alone import opened_alone

        code = opened_alone()
    if code is None:
        code = main()
    gc.freeze()
    return code


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
