"""The one place where errors become a sentence on standard error and an exit code; nobody ever sees a traceback.

0 done, 1 refused by a rule, 2 wrong usage, 3 not found, 4 not allowed, 5 conflict, 6 the service, the database or a file
could not be used, 70 an error inside okr (a report is written), 130 interrupted. `OKR_DEBUG=1` shows the
traceback of an error inside okr instead.
"""

import errno
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from okr.domain.errors import OkrError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from pydantic import ValidationError

REFUSED, USAGE, UNREACHABLE, INTERNAL, INTERRUPTED = 1, 2, 6, 70, 130

EXIT_CODES = {
    0: "done",
    1: "refused by a rule of the goals, or `okr verify` found a difference",
    2: "wrong usage: an option, a number or a date that cannot be understood",
    3: "not found, or not visible to this person",
    4: "not allowed; the message says who may",
    5: "conflict: somebody else changed it in the meantime",
    6: "the database, the service or a file could not be reached or used",
    70: "an error inside okr; the message names the report that was written",
    130: "interrupted by ctrl+c",
}
"""Every exit code and its meaning."""


class Guard:
    """Around one call of the program: whatever is raised inside becomes a sentence, and `exit_code` its code."""

    def __init__(self, words: Sequence[str]) -> None:
        self.exit_code = 0
        self._words = words

    def __enter__(self) -> "Guard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        self.exit_code = _answer(error, self._words)
        return self.exit_code != INTERNAL or not os.environ.get("OKR_DEBUG")


def warn(message: str) -> None:
    """Says something on standard error that does not stop the command."""
    _say(f"okr: {message}")


def note(message: str) -> None:
    """Says something beside the output: how to get more, what is not shown."""
    _say(message)


def complain(message: str, hint: str | None = None) -> None:
    """Says on standard error what is wrong, and on the lines below it what to do."""
    indented = "\n     ".join([*message.splitlines(), *(hint or "").splitlines()])
    _say(f"okr: {indented}")


def _say(line: str) -> None:
    from okr.domain.text import clean_for_display

    try:
        sys.stdout.flush()
        text = "\n".join(clean_for_display(part) for part in line.splitlines())
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)
    except BrokenPipeError:
        _drop_output()


def _answer(error: BaseException, words: Sequence[str]) -> int:
    match error:
        case BrokenPipeError():
            _drop_output()
            return 0
        case KeyboardInterrupt() | click.Abort():
            complain("interrupted; nothing of this command is half done")
            return INTERRUPTED
        case OkrError():
            complain(error.message, error.hint)
            return error.exit_code
        case click.exceptions.NoArgsIsHelpError():
            _say(error.format_message())
            return USAGE
        case click.ClickException():
            complain(*_of_click(error))
            return USAGE
        case OSError():
            complain(*_of_system(error))
            return UNREACHABLE
        case RecursionError() | MemoryError():
            complain("that is too large or too deeply nested for this machine")
            return REFUSED
    pydantic = sys.modules.get("pydantic")
    if pydantic is not None and isinstance(error, pydantic.ValidationError):
        complain(_of_validation(error))
        return USAGE
    if not os.environ.get("OKR_DEBUG"):
        complain(*_report(error, words))
    return INTERNAL


def _of_click(error: click.ClickException) -> tuple[str, str | None]:
    context = getattr(error, "ctx", None)
    message = error.format_message().replace("\n", " ").rstrip(".")
    message = re.sub(r"'([^']*)' is not a valid integer(?: range)?$", r'"\1" is not a whole number', message)
    message = re.sub(r"^(Missing|No|Invalid|Got|Option|Could)\b", lambda found: found[0].lower(), message)
    return message, f"see {context.command_path} --help" if context is not None else None


def _of_system(error: OSError) -> tuple[str, str | None]:
    reason = error.strerror or str(error) or type(error).__name__
    name = f"{error.filename}: " if error.filename else ""
    hint = "free some space and try again" if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
    return f"{name}{reason}", hint


def _of_validation(error: "ValidationError") -> str:
    """What the first wrong field is called, and what would be right."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = next((str(part).replace("_", " ") for part in reversed(first["loc"]) if isinstance(part, str)), "")
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input ").replace("should be", "must be")
    message = message.replace("greater than or equal to", "at least").replace("less than or equal to", "at most")
    return f"{place}: {message[:1].lower()}{message[1:]}" if place else message


def _report(error: BaseException, words: Sequence[str]) -> tuple[str, str | None]:
    import traceback
    from datetime import UTC, datetime

    from okr import __version__
    from okr.settings import report_folder

    now = datetime.now(UTC)
    hidden = [re.sub(r"://[^@/]*@", "://***@", word) for word in words]
    lines = [f"okr {__version__}, Python {sys.version}", f"{now.isoformat()}  okr {' '.join(hidden)}", ""]
    text = "\n".join(lines) + "\n" + "".join(traceback.format_exception(error))
    sentence = f"something went wrong inside okr ({type(error).__name__}); nothing was half done"
    path = report_folder() / f"{now:%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    try:
        _write_privately(path, text)
    except OSError:
        return sentence, "OKR_DEBUG=1 before the command shows the details"
    return sentence, f"the details are in {path}"


def _write_privately(path: "Path", text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def _drop_output() -> None:
    """The reader has gone: what is still buffered goes nowhere, silently, also when the interpreter shuts down."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
