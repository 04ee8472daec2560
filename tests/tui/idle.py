"""When nothing is left to do: Textual's pilot guesses it from the processor's time, which a busy machine belies."""

import asyncio

from textual._context import active_app

STEP_SECONDS = 0.001


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 30.0) -> None:
    """Wait until no callback is ready and nothing waits to be drawn; takes the place of `textual._wait.wait_for_idle`.

    What threads are still asked, and what timers will do later, is not waited for: see `support.settle` and `rest`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + max_sleep
    quiet = 0
    while quiet < 2 and loop.time() < deadline:
        await asyncio.sleep(STEP_SECONDS if _draws_soon() else 0)
        quiet = 0 if loop._ready or _draws_soon() else quiet + 1  # type: ignore[attr-defined]


def _draws_soon() -> bool:
    """Whether a screen waits for its next frame."""
    timers = [screen._update_timer for screen in active_app.get().screen_stack if screen.is_current]
    return any(timer._task is not None and timer._active.is_set() for timer in timers)
