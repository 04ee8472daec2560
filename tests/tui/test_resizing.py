"""Sizes that come at once are heard in their order."""

import asyncio
import signal

from tui.resizing import take_sizes_in_turn


def test_a_size_that_comes_while_another_is_being_told_is_heard_last():
    now, heard = ["120x36"], []
    last = asyncio.Event()

    def tell(_signum: int, _frame: object) -> None:
        size = now[0]
        if size == "120x36":
            now[0] = "50x12"
            signal.raise_signal(signal.SIGWINCH)
        heard.append(size)
        if size == "50x12":
            last.set()

    async def hear() -> None:
        before = signal.signal(signal.SIGWINCH, tell)
        try:
            take_sizes_in_turn()
            await last.wait()
            assert heard == ["120x36", "50x12"]
        finally:
            asyncio.get_running_loop().remove_signal_handler(signal.SIGWINCH)
            signal.signal(signal.SIGWINCH, before)

    asyncio.run(asyncio.wait_for(hear(), 30))


def test_where_no_terminal_is_watched_nothing_is_taken():
    async def hear() -> None:
        before = signal.getsignal(signal.SIGWINCH)
        take_sizes_in_turn()
        assert signal.getsignal(signal.SIGWINCH) == before

    asyncio.run(hear())
