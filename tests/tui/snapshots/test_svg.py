"""Each screen as a reviewed picture, at 80x24 and 120x36, dark and light; `UPDATE_SNAPSHOTS=1` writes them anew.

One app draws all four: it is resized and takes another theme, which also shows that a screen follows both. The made-up company and
its day are fixed. A second run of the same must give the same picture, byte for byte.
"""

import re
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from textual.pilot import Pilot

from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.everywhere import WAYS, Way, backend_for, every_class, walk, write_files
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import people
from tests.tui.rooms.conversation import talking
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.snapshots.svg import svg_of
from tests.tui.snapshots.test_screens import SIZES, UPDATE
from tests.tui.support import app_over, press, rest, running
from tui.app import OkrApp
from tui.lines import Target
from tui.places import OVER
from tui.screens.meeting import MeetingScreen

FOLDER = Path(__file__).parent / "svg"
THEMES = {"dark": "okr-dark", "light": "okr-light"}


def _named(name: str) -> str:
    """What the pictures of a class are called: "answer-blocker" for AnswerBlockerForm."""
    if name == "CycleDialog":
        return "choose-cycle"  # the screen of the cycle has its pictures, too
    words = re.sub(r"(Screen|Dialog|Form)$", "", name)
    return re.sub(r"(?<!^)(?=[A-Z])", "-", words).casefold()


class Shown(NamedTuple):
    """How one comes to a screen: where the app opens, for whom, and what is pressed or opened there."""

    screen: str
    who: str = "ada"
    home: str = "executive"
    steps: tuple[str, ...] = ()


SCREENS = {
    "home-executive": Shown("home"),
    "home-lead": Shown("home", home="lead"),
    "home-employee": Shown("home", "maria", "employee"),
    "alignment": Shown("alignment", steps=("+", "j")),
    "map": Shown("alignment", steps=("M", "l")),
    "goal": Shown("alignment", steps=("goal CARE-1",)),
    "goal-course": Shown("alignment", steps=("goal CARE-1", "tab", "j")),
    "why": Shown("alignment", steps=("goal CARE-1", "w")),
    "new-goal": Shown("alignment", steps=("goal CARE-1", "a")),
    "check-in": Shown("check-in", home="lead", steps=("4", ".", "5", "tab", "7", "0")),
    "meeting": Shown("check-in", home="lead", steps=("over meeting",)),
    "accountability": Shown("accountability", home="lead"),
    "cycle": Shown("cycle", "maria", "lead"),
    "cycle-grading": Shown("cycle", steps=("tab", "tab", "j")),
    "people": Shown("people", "maria", "lead", ("j", "l", "j")),
    "person": Shown("people", steps=("person maria",)),
    "unit": Shown("people", steps=("unit CARE",)),
    "contract": Shown("alignment", steps=("contract CARE-1+2",)),
    "requests": Shown("home", steps=("over requests",)),
    "conversation": Shown("home", steps=("conversation CARE-1",)),
    "agenda": Shown("home", steps=("agenda priya",)),
    "palette": Shown("alignment", steps=("ctrl+p",)),
    "help": Shown("alignment", steps=("?",)),
}
TALKS = {"contract", "requests", "conversation", "agenda"}
PICTURED = {
    "AccountabilityScreen", "AgendaScreen", "AlignmentScreen", "CheckInScreen", "ContractScreen", "ConversationScreen",
    "CycleScreen", "GoalMapScreen", "GoalScreen", "HelpDialog", "HomeScreen", "MeetingScreen", "NewGoalDialog",
    "PaletteDialog", "PeopleScreen", "PersonScreen", "RequestsScreen", "UnitScreen", "WhyDialog",
}  # fmt: skip
"""Screens with pictures of their own above; all others are shown as `everywhere` comes to them."""
LIVED, LEAD = CycleState.GRADING, "lead"
TABS = {
    "goal-check-ins": Way(("goal CARE-1", "tab", "tab")),
    "goal-cascade": Way(("goal CARE-1", "tab", "tab", "tab")),
    "goal-work": Way(("goal CARE-1", "shift+tab", "shift+tab")),
    "goal-record": Way(("goal CARE-1", "shift+tab")),
    "cycle-review": Way(("8", "tab"), home=LEAD),
    "cycle-lessons": Way(("8", "tab", "tab", "tab"), home=LEAD, state=LIVED),
    "cycle-ledger": Way(("8", *["tab"] * 4), home=LEAD),
    "cycle-calibration": Way(("8", *["tab"] * 5), home=LEAD),
}
MORE = TABS | {_named(name): way for name, way in WAYS.items() if name not in PICTURED}


def _backend(name: str) -> FakeBackend:
    shown = SCREENS[name]
    if name in TALKS:
        return cast("FakeBackend", talking())
    company = Company(home=shown.home, me=shown.who, administrator=shown.home == "executive")
    if shown.home == "lead" and shown.who != "ada":
        company.leads = ("CARE",)
    backend = FakeBackend(company)
    if shown.screen in {"cycle", "people"}:
        several_cycles(backend)
        backend.answers |= people.ANSWERS
        life(backend).state = CycleState.GRADING if name == "cycle-grading" else CycleState.ACTIVE
    return backend


async def _reach(app: OkrApp, pilot: Pilot[None], steps: tuple[str, ...]) -> None:
    for step in steps:
        kind, _, about = step.partition(" ")
        if kind == "over":
            app.open_over(MeetingScreen(clock=lambda: 332.0) if about == "meeting" else OVER[about].make())
        elif about:
            app.open_target(Target(kind, about))
        else:
            await press(pilot, step)
        await rest(pilot)


async def _drawn(name: str) -> dict[str, str]:
    """The four pictures of a screen."""
    found = {}
    if name in MORE:
        app = app_over(backend_for(MORE[name]), theme=THEMES["dark"])
    else:
        app = app_over(_backend(name), screen=SCREENS[name].screen, theme=THEMES["dark"])
    async with running(app, SIZES["120x36"]) as pilot:
        if name in MORE:
            async for _ in walk(app, pilot, MORE[name]):
                pass
        else:
            await _reach(app, pilot, SCREENS[name].steps)
        for theme, full_name in THEMES.items():
            app.theme = full_name
            for size, (columns, rows) in SIZES.items():
                await pilot.resize_terminal(columns, rows)
                await rest(pilot)
                found[f"{name}-{size}-{theme}"] = svg_of(app)
    return found


@pytest.mark.parametrize("name", [*SCREENS, *MORE])
async def test_a_screen_looks_as_it_was_reviewed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    differing = []
    for picture, svg in (await _drawn(name)).items():
        path = FOLDER / f"{picture}.svg"
        if UPDATE:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(svg, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != svg:
            differing.append(picture)
    assert not differing, "look at what changed; UPDATE_SNAPSHOTS=1 writes the pictures anew"


async def test_the_same_screen_gives_the_same_picture_and_themes_and_sizes_differ() -> None:
    first = await _drawn("goal")
    assert await _drawn("goal") == first
    assert len(set(first.values())) == len(first)


def test_every_screen_has_its_pictures() -> None:
    assert not set(SCREENS) & set(MORE)
    assert every_class() == PICTURED | {name for name in WAYS if _named(name) in MORE}
    assert len(MORE) == len(TABS) + len(WAYS) - len(PICTURED)


def test_every_picture_belongs_to_a_screen() -> None:
    expected = {f"{name}-{size}-{theme}.svg" for name in (*SCREENS, *MORE) for size in SIZES for theme in THEMES}
    assert {path.name for path in FOLDER.glob("*.svg")} == expected
