"""The interface over the fake company as a program of its own, for tests in a real terminal.

`python -m tests.tui.program [crash]`: with `crash`, the home holds a role that the screens do not know.
"""

import sys
from typing import Any

import okr.client
from okr.contract.homes import ShowHome
from tests.tui.fakes import FakeBackend


class CrashingBackend(FakeBackend):
    """Answers something that drawing cannot cope with, and that holds a customer's words."""

    def call(self, request: Any, *, key: str | None = None) -> Any:
        answer = super().call(request, key=key)
        return answer.model_copy(update={"role": "Maria Lopes resigns"}) if isinstance(request, ShowHome) else answer


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
