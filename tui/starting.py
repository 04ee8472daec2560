"""Starting and ending the interface: whether a screen can be drawn at all, and what is left behind after a crash."""

import locale
import os
import sys
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.state import Memory

if TYPE_CHECKING:
    from okr.client.backend import Backend
    from tui.app import OkrApp
    from tui.head_start import Begun

THREADS = "okr-asking"
GRACE_SECONDS, LEAST_GRACE_SECONDS = 0.2, 0.05
"""So long after leaving, a thread that still reads or writes is waited for; the terminal itself takes most of it."""
FRAMES = "120"
"""Frames a second at most: a key that is held is seen sooner than at Textual's 60."""
SWITCH_SECONDS = 0.001
"""So long a thread that loads or reads may hold up the keys; Python's own 5 ms are felt."""
CRASHED = 70
"""Exit status after a crash (EX_SOFTWARE)."""


def start(
    url: str | None,
    *,
    acting_as: str | None,
    today: date | None,
    theme: str | None,
    ascii_only: bool | None,
    screen: str | None,
    begun: "Begun | None" = None,
) -> int:
    """Run the interface until it is left; see `tui.run`."""
    from tui.head_start import HeadStart, end

    refusal = no_screen()
    if refusal is not None:
        end(begun)
        print(refusal, file=sys.stderr)  # noqa: T201  # there is no screen to say it on
        return 2
    memory = Memory(url, acting_as)
    view = memory.view()
    head_start = None
    if (screen or view.screen) == "home":
        head_start = HeadStart(url, acting_as=acting_as, today=today, role=view.home_role, begun=begun)
    else:
        end(begun)
    quicken()
    from tui.app import OkrApp
    from tui.gateway import Gateway
    from tui.settings import read_settings

    def connect() -> "Backend":
        from okr.client import connect as connect_to

        return connect_to(url, acting_as=acting_as, today=today)

    settings = read_settings()
    plain = ascii_only if ascii_only is not None else settings.ascii_only
    app = OkrApp(
        Gateway(connect, head_start=head_start),
        memory=memory,
        settings=settings,
        theme=theme,
        ascii_only=plain if plain is not None else not terminal_has_unicode(),
        first_screen=screen,
    )
    run_and_leave_nobody_waiting(app)
    if app.crash is not None:
        report = write_report(app.crash, place=app.crashed_on)
        print(crash_sentence(report), file=sys.stderr)  # noqa: T201  # the screen is gone
        return CRASHED
    return app.return_code or 0


def quicken() -> None:
    """Let frames and keys come sooner than they would by themselves; called before Textual is loaded, which reads it once."""
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    sys.setswitchinterval(SWITCH_SECONDS)


def run_and_leave_nobody_waiting(app: "OkrApp") -> None:
    """Run the app; when it is left, what is still being read is not waited for.

    A thread cannot be stopped from outside. Whoever quits waits at most a moment for it (a check-in that is being
    written takes less); then the process ends under it, and the database takes back what was not committed.
    """
    import asyncio  # the head start is under way by now: until then nothing is loaded that it can do without
    from concurrent.futures import ThreadPoolExecutor

    async def end_tasks() -> None:
        """End what still waits for answers."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    loop = asyncio.new_event_loop()
    threads = ThreadPoolExecutor(thread_name_prefix=THREADS)
    loop.set_default_executor(threads)
    app.run(loop=loop)
    loop.run_until_complete(end_tasks())
    threads.shutdown(wait=False, cancel_futures=True)
    loop.close()
    until = max(app.left_at + GRACE_SECONDS, time.monotonic() + LEAST_GRACE_SECONDS)
    working = [thread for thread in threading.enumerate() if thread.name.startswith(THREADS)]
    for thread in working:
        thread.join(max(0.0, until - time.monotonic()))
    if app.crash is None and any(thread.is_alive() for thread in working):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(app.return_code or 0)


def no_screen() -> str | None:
    """Why the full-screen interface cannot be drawn here; None where it can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "okr needs a terminal for its full-screen interface; the commands work everywhere: okr --help."
    if os.environ.get("TERM", "") in {"", "dumb"}:
        return "This terminal cannot place a cursor (TERM is dumb or not set); the commands work here: okr --help."
    return None


def terminal_has_unicode() -> bool:
    """Whether the locale's encoding can write the glyphs."""
    encoding = (getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False)).lower().replace("-", "")
    return encoding.startswith("utf") or encoding == "cp65001"


def write_report(error: BaseException, *, place: str) -> Path | None:
    """Write down where a crash happened: kinds of errors, files, lines and functions, and no text of the company.

    Messages of errors and local values are left out, since they may hold titles, notes and names.
    """
    import platform
    import traceback

    from okr import __version__
    from okr.settings import report_folder

    now = datetime.now(UTC)
    lines = [
        f"okr {__version__} crash report; it holds no texts of your company",
        f"at {now:%Y-%m-%d %H:%M:%S} UTC, Python {platform.python_version()}, {platform.system()}",
        f"screen {place}",
    ]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or seen.__context__
    try:
        folder = report_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        return None
    return path


def crash_sentence(report: Path | None) -> str:
    """What is said after a crash."""
    where = f" A report without any of your texts is in {report}." if report else ""
    return f"okr stopped because of a fault of its own; nothing that was recorded is lost.{where}"


def _inside(filename: str) -> str:
    """A file's path from its package on, without the folders of this machine."""
    parts = Path(filename).parts
    for package in ("tui", "okr", "storage", "site-packages"):
        if package in parts:
            start = len(parts) - 1 - tuple(reversed(parts)).index(package)
            return "/".join(parts[start:])
    return Path(filename).name
