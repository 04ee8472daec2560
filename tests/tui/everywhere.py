"""How one comes to every screen and dialog there is, by the name of its class: for pictures, and for walks with hostile texts."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from textual.pilot import Pilot

import tui.dialogs
import tui.screens
from okr.domain.vocabulary import CycleState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import people, plans, surroundings
from tests.tui.rooms.conversation import talking
from tests.tui.rooms.cycles import life, several_cycles
from tests.tui.support import press, rest, screen_of
from tui.app import OkrApp
from tui.dialogs.decide import DecideDialog
from tui.lines import Target
from tui.places import OVER
from tui.screens.base import OkrScreen
from tui.screens.meeting import MeetingScreen

FILES = {
    "plan.yaml": "okr_plan: 1\ngoals:\n  - title: Answer on Sundays\n    owner: zed\n",
    "okrs.md": "### Board: Customers stay.\n\n* VP Care: Answer faster => halfway\n  * KR: First reply from 30 to 24 hours\n",
    "steps.csv": "what,who,action,to\nperson,maria,manager,ada\n",
}
"""What the forms for files read."""
OFFICE = ("edit_goal", "check_in", "close_goal", "override_status", "ask_contribution", "add_initiative", "link_goal")
GOAL, RESULT, TALK, CONTRACT = "goal CARE-1", "goal CARE-1.1", "conversation CARE-1", "contract CARE-1"
WAITING = "contract CARE-1+3"


@dataclass(frozen=True)
class Way:
    """How one comes to a screen: what is opened or pressed from the home, as whom, and when in the life of the cycle."""

    steps: tuple[str, ...]
    me: str = "maria"
    home: str = "executive"
    state: CycleState = CycleState.ACTIVE


WAYS: dict[str, Way] = {
    "AcceptForm": Way((WAITING, "a"), me="tom"),
    "AccountabilityScreen": Way(("5",)),
    "AcknowledgeForm": Way((RESULT, "v")),
    "AddResultDialog": Way(
        (GOAL, "K", "type Answers within a day", "tab", "type 40", "tab", "type 90", "tab", "type %")
    ),
    "AgendaOfForm": Way(("over agenda of", "type pri")),
    "AgendaScreen": Way(("agenda priya",)),
    "AlignmentScreen": Way(("2", "+", "j")),
    "AnswerBlockerForm": Way(("conversation CARE-1.1#2", "a")),
    "AskAgainForm": Way(("contract CARE-1+2", "e")),
    "AskDialog": Way(("contract CARE-1+2", "enter")),
    "AskKeyDialog": Way(("8", "tab", "tab", "tab", "tab", "tab", "v")),
    "CarryDialog": Way(("8", "f", "space"), state=CycleState.CLOSED),
    "CheckInScreen": Way(("4", "type 4.5", "tab", "type 40", "tab", "type two are ill"), home="lead"),
    "ColumnsDialog": Way(("2", "C", "j")),
    "CommentForm": Way((TALK, "m", "type Please look, @tom")),
    "ContractScreen": Way(("contract CARE-1+2",)),
    "ConversationScreen": Way((TALK,)),
    "CounterForm": Way((WAITING, "n"), me="tom"),
    "CycleDialog": Way(("P",)),
    "CycleScreen": Way(("8",)),
    "DayDialog": Way(("D", "type 2 weeks ago")),
    "DecideDialog": Way((GOAL, "s")),
    "DeclineForm": Way((WAITING, "x", "type We are two short"), me="tom"),
    "EditCycleDialog": Way(("8", "E")),
    "EditGoalDialog": Way((GOAL, "e")),
    "EditPersonDialog": Way(("person priya", "e")),
    "EditResultDialog": Way((RESULT, "e", "tab", "tab", "type x")),
    "EditUnitDialog": Way(("unit CARE", "e")),
    "ExportDialog": Way(("8", "X")),
    "GoalMapScreen": Way(("2", "M", "l")),
    "GoalScreen": Way((GOAL,)),
    "HelpDialog": Way(("2", "?")),
    "HomeScreen": Way((), home="employee"),
    "MeetingScreen": Way(("meeting",), home="lead"),
    "NeedForm": Way((TALK, "n")),
    "NewCycleDialog": Way(("8", "N")),
    "NewPersonDialog": Way(("7", "j", "n", "type Dana Cho")),
    "NewUnitDialog": Way(("unit CARE", "N", "type Night shift")),
    "NewGoalDialog": Way((GOAL, "a", "type Answer letters within a day", "tab", "type They leave when they wait")),
    "NoticesDialog": Way(("!",)),
    "OfferForm": Way((CONTRACT, "O")),
    "OrganisationDialog": Way(("7", "s")),
    "OutlineDialog": Way(("8", "O", "type okrs.md", "ctrl+s")),
    "PaletteDialog": Way(("ctrl+p", "type care")),
    "PassOnForm": Way(("conversation CARE-1.1#2", "p")),
    "PeopleScreen": Way(("7", "j", "l", "j")),
    "PersonScreen": Way(("person priya",)),
    "PlanFileDialog": Way(("8", "F", "type plan.yaml", "ctrl+s")),
    "ProposeForm": Way((CONTRACT, "p", "type sales", "tab")),
    "ReasonForm": Way((GOAL, "s", "reason")),
    "ReorgDialog": Way(("person priya", "x", "ctrl+s")),
    "ReorgFileDialog": Way(("7", "F", "type steps.csv", "ctrl+s")),
    "RequestsScreen": Way(("over requests",)),
    "SightDialog": Way(("goal CHAT-1", "^")),
    "StepDialog": Way(("8", "s")),
    "UnitScreen": Way(("unit CARE",)),
    "WhyDialog": Way((GOAL, "w")),
    "WhyRateDialog": Way(("5", "w")),
    "WithdrawForm": Way((WAITING, "W")),
    "WorkForm": Way((TALK, "i", "type Ring ten customers")),
}
BASES = {
    "AboutScreen", "AgreeingScreen", "AnswerForm", "AskListScreen", "Dialog", "FilteringTree", "FormDialog", "GoalForm",
    "JumpingInTree", "KeepsDraft", "OkrScreen", "ProposesWhatIsMeant", "SendingReadings", "ShownFirst", "TypingReadings",
    "WritesInCycle", "WritesLongTexts",
}  # fmt: skip
"""What screens are made from; nobody sees them alone."""


def every_class() -> set[str]:
    """The names of all screens and dialogs that somebody may see."""
    found = set()
    for package in (tui.screens, tui.dialogs):
        for module in pkgutil.iter_modules(package.__path__):
            for name, value in vars(importlib.import_module(f"{package.__name__}.{module.name}")).items():
                if isinstance(value, type) and issubclass(value, OkrScreen) and value.__name__ == name:
                    found.add(name)
    return found - BASES


def backend_for(way: Way, company: Company | None = None) -> FakeBackend:
    """A company in which every room has something in it."""
    given = company or Company()
    given.me, given.home, given.administrator, given.may, given.leads = way.me, way.home, True, OFFICE, ("CARE",)
    made = talking(given, may=OFFICE)
    made.notices = surroundings.notices()
    backend = cast("FakeBackend", made)
    several_cycles(backend)
    backend.answers |= people.ANSWERS | plans.ANSWERS
    life(backend).state = way.state
    return backend


def write_files(folder: Path) -> None:
    """Put the files down that the forms for files read."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")


async def walk(app: OkrApp, pilot: Pilot[None], way: Way) -> AsyncIterator[None]:
    """Take the steps one by one; whoever walks looks at the screen after each."""
    for step in way.steps:
        await take(app, pilot, step)
        yield


async def take(app: OkrApp, pilot: Pilot[None], step: str) -> None:
    """Take a step: a key, words that are typed, or something that is opened."""
    kind, _, about = step.partition(" ")
    if step == "meeting":
        app.open_over(MeetingScreen(clock=lambda: 332.0))
    elif step == "reason":
        await _to_a_reason(app, pilot)
    elif kind == "over":
        app.open_over(OVER[about].make())
    elif kind == "type":
        await press(pilot, *("space" if letter == " " else letter for letter in about))
    elif about:
        app.open_target(Target(kind, about))
    else:
        await press(pilot, step)
    await rest(pilot)


async def _to_a_reason(app: OkrApp, pilot: Pilot[None]) -> None:
    """Of the states that a goal can go to, choose the first one that asks for a reason."""
    dialog = screen_of(app, DecideDialog)
    states = ((at, step) for at, step in enumerate(dialog._steps) if step.kind == "state" and step.refusal is None)
    (first, *_) = (at for at, step in states if step.needs_reason)
    dialog.chosen(Target("step", str(first)))
    await press(pilot)
