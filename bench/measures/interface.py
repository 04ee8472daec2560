"""The full-screen interface in a pseudo-terminal: how soon it stands, and what keys cost.

The floor of a start is a Textual app with one line of text; the peer is harlequin, installed into an environment of its
own beside the companies where a package index can be reached.
"""

import json
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.company import TODAY, Company
from bench.figures import Figure, quantile
from bench.measures.starting import as_installed, demo_beside
from bench.terminal import Screen

ROUNDS, PEER_ROUNDS = 7, 5
TRIVIAL = """
from textual.app import App
from textual.widgets import Static
class Trivial(App):
    def compose(self):
        yield Static("ready to read")
Trivial().run()
"""
HARLEQUIN = "harlequin==2.5.2"
HOME = ("Worst first", "Due", "My goals")
"""What a home says first, whosever it is."""
DOWN, PAGE_DOWN, PAGE_UP = "j", "\x1b[6~", "\x1b[5~"


def measure(company: Company, database: str) -> Iterator[Figure]:
    """On the demo company: starting, keys, memory, quitting; on the company of the benchmark: keys and quitting."""
    if database != "sqlite":
        return
    as_installed()
    folder = Path(company.url).parent
    demo = _environment(str(demo_beside(Path(company.url))), folder)
    large = _environment(company.url, folder)
    yield from _starting(demo, folder)
    yield from _keys(demo, "demo", folder)
    yield from _keys(large, f"{len(company.goal_keys):,} goals", folder)


def _environment(url: str, folder: Path) -> dict[str, str]:
    """Nothing is remembered from run to run, and the day stands still."""
    state = folder / "interface-state"
    return {
        "OKR_URL": url,
        "OKR_TODAY": TODAY.isoformat(),
        "XDG_STATE_HOME": str(state),
        "XDG_CONFIG_HOME": str(state),
    }


# Starting -------------------------------------------------------------------------------------------------------------


def _starting(environment: Mapping[str, str], folder: Path) -> Iterator[Figure]:
    trivial, painted, ready, memory = [], [], [], []
    for _ in range(ROUNDS):
        with Screen([sys.executable, "-c", TRIVIAL], environment) as screen:
            trivial.append(screen.until("ready to read"))
        with Screen([sys.executable, "-m", "okr"], environment) as screen:
            painted.append(screen.until("okr"))
            ready.append(screen.until(*HOME))
            memory.append(screen.resting_mib())
    # The best of some rounds: whatever else the machine does only makes a start longer.
    yield Figure("interface: first paint, over a trivial Textual app", min(painted), "ms", min(trivial), 1.25)
    yield Figure("interface: home stands on the demo", min(ready), "ms", min(trivial))
    yield Figure("interface: memory after the start", statistics.median(memory), "MiB", bar=75.0)
    peer = _harlequin(folder)
    if isinstance(peer, str):
        print(f"  skipped: first paint and ready over harlequin, {peer}", flush=True)
        return
    theirs_painted, theirs_ready = [], []
    for _ in range(PEER_ROUNDS):
        words = [str(peer), "--adapter", "sqlite", environment["OKR_URL"]]
        with Screen(words, environment) as screen:
            theirs_painted.append(screen.until("Query Editor", "Data Catalog"))
            theirs_ready.append(screen.until("demo", "main"))
    yield Figure("interface: first paint, over harlequin", min(painted), "ms", min(theirs_painted), 0.40)
    yield Figure("interface: home stands, over harlequin's catalogue", min(ready), "ms", min(theirs_ready), 0.70)


def _harlequin(folder: Path) -> Path | str:
    """The program of the peer, or why it is not there."""
    home = folder / "harlequin"
    program = home / "bin" / "harlequin"
    if program.exists():
        return program
    venv.create(home, with_pip=True)
    words = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", HARLEQUIN]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["pip failed"]
        return f"it could not be installed: {last[0][:100]}"
    return program


# Keys -----------------------------------------------------------------------------------------------------------------


def _keys(environment: Mapping[str, str], where: str, folder: Path) -> Iterator[Figure]:
    late = folder / "late.json"
    with Screen([sys.executable, "-m", "bench.lagging", str(late)], environment) as screen:
        screen.until(*HOME)
        before = len(screen.written)
        screen.press("2")
        screen.until(" %", after=before)
        screen.settle()
        screen.press("+")
        screen.press("+")
        isolated = [screen.press(key) for key in (DOWN + "k") * 20]
        before = len(screen.written)
        held = screen.hold(DOWN, 30) + screen.hold("k", 30)
        written = (len(screen.written) - before) / max(1, len(held))
        pages = [screen.press(key).first_ms for key in (PAGE_DOWN, PAGE_UP) * 10]
        screen.press("/")
        typed = [screen.press(letter).first_ms for letter in "customer\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"]
        screen.press("\x1b")
        screen.send("1r")
        screen.send("\x11")
        quitting = screen.ended_after_ms()
    firsts = [answer.first_ms for answer in isolated]
    yield Figure(f"interface: cursor, held [{where}]", statistics.median(held), "ms", bar=12.0)
    yield Figure(f"interface: cursor, isolated [{where}]", statistics.median(firsts), "ms", bar=30.0)
    yield Figure(f"interface: cursor, isolated, p90 [{where}]", quantile(firsts, 0.9), "ms", bar=60.0)
    yield Figure(f"interface: bytes of a cursor move [{where}]", written, "B", bar=1_500.0)
    yield Figure(f"interface: page [{where}]", statistics.median(pages), "ms", bar=50.0)
    yield Figure(f"interface: key in the filter [{where}]", statistics.median(typed), "ms", bar=50.0)
    yield Figure(f"interface: quit while asking [{where}]", quitting, "ms", bar=300.0)
    lags = json.loads(late.read_text(encoding="utf-8"))
    yield Figure(f"interface: loop lag, p95 [{where}]", quantile(lags, 0.95), "ms", bar=20.0)
    yield Figure(f"interface: loop lag, worst [{where}]", max(lags), "ms", bar=60.0)
