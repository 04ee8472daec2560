"""`python -m bench.lagging FILE`: the interface, with a clock that measures how late its event loop is; FILE gets the figures."""

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

import tui
from okr.settings import load_settings
from tui.starting import quicken, run_and_leave_nobody_waiting
from tui.state import Memory

quicken()

from tui.app import OkrApp  # noqa: E402  # what quickens it is read when Textual is loaded
from tui.gateway import Gateway  # noqa: E402  # likewise

EVERY_SECONDS = 0.005


class LaggingApp(OkrApp):
    """The interface; `late` is by how many milliseconds the loop came too late, each time."""

    CSS_PATH = [Path(tui.__file__).parent / name for name in ("styles/base.tcss", "screens/home.tcss")]

    def on_mount(self) -> None:
        """Start the clock beside the interface."""
        self.late: list[float] = []
        self.clock = asyncio.ensure_future(self._watch())

    def leave(self) -> None:
        """Write the figures down first: whoever quits waits for nothing."""
        Path(sys.argv[1]).write_text(json.dumps(self.late), encoding="utf-8")
        super().leave()

    async def _watch(self) -> None:
        await asyncio.sleep(1.0)  # the start is measured elsewhere
        while True:
            started = time.perf_counter()
            await asyncio.sleep(EVERY_SECONDS)
            self.late.append((time.perf_counter() - started - EVERY_SECONDS) * 1000)


def main() -> None:
    """Run it until it is left."""
    from okr.client import connect

    gc.disable()  # as `okr.cli.program` does; the app lets it work again
    settings = load_settings({})
    app = LaggingApp(
        Gateway(lambda: connect(settings.url, acting_as=settings.acting_as, today=settings.today)),
        memory=Memory(settings.url, settings.acting_as),
    )
    run_and_leave_nobody_waiting(app)
    gc.freeze()  # as `okr.cli.program` does


if __name__ == "__main__":
    main()
