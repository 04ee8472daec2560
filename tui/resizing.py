"""Sizes of the terminal, taken one after the other.

Textual learns of another size in a signal handler, which a second signal interrupts: of two sizes that come at once, as
when an edge of the window is dragged, the older may be heard last, and then the interface keeps a size that the terminal
no longer has. The event loop calls the same handler between two of its steps, where nothing interrupts it.
"""

import asyncio
import signal


def take_sizes_in_turn() -> None:
    """Let the running event loop call what Textual does at another size; nothing where no terminal is watched.

    To be called again whenever Textual has taken over the terminal anew, since it then sets its handler again.
    """
    changed = getattr(signal, "SIGWINCH", None)  # Windows has none
    handler = signal.getsignal(changed) if changed is not None else None
    if changed is None or not callable(handler) or handler.__module__.startswith("asyncio"):
        return
    asyncio.get_running_loop().add_signal_handler(changed, handler, changed, None)
    handler(changed, None)  # a size that came in between has been heard, but perhaps not as the last
