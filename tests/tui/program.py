"""The interface over the fake company as a program of its own, for tests in a real terminal.

`python -m tests.tui.program [crash]`: with `crash`, the home holds a role that the screens do not know.
"""

import sys
from typing import Any

import okr.client
from tests.tui.fakes import FakeBackend


class CrashingBackend(FakeBackend):
    """Answers something that drawing cannot cope with, and that holds a customer's words."""

    def _show_home(self, request: Any) -> Any:
        home = super()._show_home(request)
        return home.model_copy(update={"role": "Maria Lopes resigns"})


def main() -> int:
    """Run it."""
    backend = CrashingBackend() if "crash" in sys.argv else FakeBackend()

    def connect(*_: object, **__: object) -> FakeBackend:
        return backend

    okr.client.connect = connect
    import tui

    return tui.run("memory:")


if __name__ == "__main__":
    sys.exit(main())
