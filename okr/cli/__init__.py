"""Floor 6: the commands; `main` is what the `okr` program runs, and it is cheap to import."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okr.cli.session import Connect


def main(arguments: Sequence[str] | None = None, *, connect: "Connect | None" = None) -> int:
    """Runs one command and returns the exit code; `connect` is given by tests."""
    from okr.cli.errors import Guard
    from okr.cli.root import root
    from okr.cli.session import Session

    words = list(sys.argv[1:] if arguments is None else arguments)
    session = Session(connect)
    with Guard(words) as guard:
        try:
            root.main(words, prog_name="okr", standalone_mode=False, obj=session)
            sys.stdout.flush()
        finally:
            session.close()
    return guard.exit_code
