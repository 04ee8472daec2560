"""When the garbage collector works: in moments in which nobody types, since it stops everything while it looks."""

import gc
import time
from collections.abc import Callable

LOOKS_EVERY_SECONDS = 1.0
"""How often it is asked whether this is a moment to look for garbage."""
QUIET_SECONDS = 0.8
"""So long nobody has pressed a key in such a moment."""
AWAY_SECONDS = 60.0
"""After so long without a key all that is alive may be looked through, which takes some tenths of a second."""
SELDOM = 100
"""Looks through what came lately, after which it looks through all by itself: hardly ever, since rests come before."""


class Collecting:
    """Lets the collector rest until what is needed is loaded, and work where it is in nobody's way afterwards.

    To look through all that is alive takes longer with each screen that was open: 0.1 to 0.4 s after an hour's work on a large
    company. What was looked through once in a quiet moment is passed over from then on, also where it is over later (a dialog that was open),
    until nobody has typed for a minute.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sleeps = self._is_ours = not gc.isenabled()
        self._pressed_at = clock()
        self._passes_over = 0

    def wake(self) -> None:
        """What is loaded by now stays to the end; from now on garbage is looked for. Nothing where the program began with a collector."""
        if self._is_ours:
            gc.freeze()
            gc.enable()
            often, again, _ = gc.get_threshold()
            gc.set_threshold(often, again, SELDOM)
            self._sleeps = False

    def note_key(self) -> None:
        """A key was pressed."""
        self._pressed_at = self._clock()

    def rest(self) -> None:
        """Nothing is awaited: look for garbage, unless somebody types."""
        quiet = self._clock() - self._pressed_at
        if self._sleeps or not self._is_ours or quiet < QUIET_SECONDS:
            return
        if quiet >= AWAY_SECONDS:
            if self._passes_over:
                self._passes_over = 0
                gc.unfreeze()
                gc.collect()
                gc.freeze()
        elif gc.get_count()[1] or gc.get_count()[2]:
            self._passes_over += 1
            gc.collect()
            gc.freeze()
