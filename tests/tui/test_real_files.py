"""Plan files, documents with goals and files of steps on the screens of a real company, as each role."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from okr.contract.goals import EditGoal, ListGoals, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.plans import ExportPlan
from okr.contract.units import ShowUnit
from okr.exchange.plan.writing import plan_text
from tests.application.companies import Company, found
from tests.application.goal_company import make_goal, make_top
from tests.tui.support import LARGE, SMALL, app_with, flashed, press, running, screen_of, screen_text, settle, until
from tui.app import OkrApp
from tui.dialogs.plan_file import ExportDialog, OutlineDialog, PlanFileDialog
from tui.dialogs.reorg import ReorgFileDialog
from tui.drawing.plans import outline_rows
from tui.lines import Look, Target
from tui.view_models.plans import OutlineLook

DOCUMENT = """### Board: Customers stay.

* Board: Answer faster => halfway
  * KR: First reply from 30 to 24 hours
  * KR: Answers per week up by 20%
"""
STEPS = "what,who,action,to,date,name\nunit,HELP,split,CHAT,,Chat Team\nunit,CHAT,lead,dan,,\nperson,emil,unit,CHAT,,\n"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The small company of the application's tests."""
    opened = found(str(tmp_path / "company.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def plan(company: Company, tmp_path: Path) -> Path:
    """The plan of a company with a goal below a top, with another target and a new goal."""
    top = make_top(company)
    make_goal(company, activate=True, parent=top.key)
    file = tmp_path / "plan.yaml"
    text = plan_text(company.call(ExportPlan(unit="HELP", cycle="2026-Q4"))).replace("target: 4", "target: 5")
    write(
        file,
        text.replace(
            "goals:\n", "goals:\n  - title: Answer on Sundays\n    owner: emil\n    parents: [{goal: HELP-1}]\n"
        ),
    )
    return file


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def app_of(company: Company, who: str, screen: str) -> OkrApp:
    return app_with(lambda: company.acting(who), screen=screen)


def target_of(company: Company) -> Decimal | None:
    return company.call(ShowKeyResult(key="HELP-1.1")).target


async def test_every_fault_of_a_broken_plan_stands_in_a_line_of_its_own(company: Company, tmp_path: Path):
    file = tmp_path / "broken.yaml"
    write(file, "okr_plan: 1\nunit: HELP\ncycle: 2026-Q4\ngoals:\n  - title: [x]\n    why: {a: b}\n")
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "F")
        screen_of(app, PlanFileDialog).set_value("file", str(file))
        await press(pilot, "ctrl+s")
        lines = [line.strip() for line in screen_text(app).splitlines()]
        assert [line.partition(" ")[0] for line in lines if line.startswith("broken.yaml:")] == [
            "broken.yaml:5:12:",
            "broken.yaml:6:10:",
        ]
        assert "↵" not in screen_text(app)


async def test_a_plan_file_is_shown_in_words_with_its_effect_and_then_applied(company: Company, plan: Path):
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "F")
        form = screen_of(app, PlanFileDialog)
        form.set_value("file", str(plan))
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "1 refused" not in text
        assert "needs a reason" in text, text
        assert "--reason" not in text, text
        assert "plan.yaml:" in text
        form.set_value("reason", "agreed on Monday")
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        for words in (
            "1 created, 1 changed",
            "Nothing is written yet",
            "HELP-2",
            "Answer on Sundays",
            "4 → 5",
            "ACME-1",
        ):
            assert words in text, text
        assert target_of(company) == 4
        await press(pilot, "ctrl+s")
        assert flashed(app) == "Applied: 1 created, 1 changed."
    assert target_of(company) == 5
    assert "key: HELP-2" in read(plan)
    assert company.call(ShowGoal(key="HELP-2")).parents[0].key == "HELP-1"


async def test_what_moved_since_is_shown_and_nothing_is_applied(company: Company, plan: Path):
    changed = read(plan).replace("title: Answer customers faster than before", "title: Answer at once")
    write(plan, changed)
    company.call(EditGoal(key="HELP-1", title="Answer customers by Monday", reason="so it is"))
    app = app_of(company, "olivia", "cycle")
    async with running(app, LARGE) as pilot:
        app.open_plan_file(str(plan))
        await until(pilot, lambda: "Moved since the file was written" in screen_text(app))
        text = screen_text(app)
        assert "Answer customers by Monday" in text
        assert "Answer at once" in text
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, PlanFileDialog)
    assert company.call(ShowGoal(key="HELP-1")).title == "Answer customers by Monday"


async def test_a_file_that_is_changed_after_the_look_is_looked_at_again(company: Company, plan: Path):
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "F")
        screen_of(app, PlanFileDialog).set_value("file", str(plan))
        screen_of(app, PlanFileDialog).set_value("reason", "agreed")
        await press(pilot, "ctrl+s")
        write(plan, read(plan).replace("target: 5", "target: 1"))
        await press(pilot, "ctrl+s")
        assert "plan.yaml has been changed since; look at it again." in screen_text(app)
        assert target_of(company) == 4


@pytest.mark.parametrize("who", ["emil", "sven"])
async def test_who_may_not_write_is_refused_by_line_and_column(company: Company, plan: Path, who: str):
    text = plan_text(company.call(ExportPlan(unit="ACME"), by=who)).replace(
        "Keep customers for longer", "Keep them longer"
    )
    write(plan, text)
    app = app_of(company, who, "cycle")
    async with running(app, LARGE) as pilot:
        app.open_plan_file(str(plan))
        await until(pilot, lambda: "Mend what is refused" in screen_text(app))
        assert "plan.yaml:" in screen_text(app)
        await press(pilot, "ctrl+s")
    assert company.call(ShowGoal(key="ACME-1")).title.startswith("Keep customers for longer")


async def test_a_mistake_in_the_file_is_told_by_line_and_column(company: Company, plan: Path):
    write(plan, "okr_plan: 1\ngoals:\n  - titel: x\n")
    app = app_of(company, "tess", "home")
    async with running(app) as pilot:
        await press(pilot, ":", *f"plan {plan}", "enter")
        await until(pilot, lambda: "3:5: there is no field" in screen_text(app).replace("\n", ""))
        screen_of(app, PlanFileDialog).set_value("file", str(plan.parent / "other.yaml"))
        await press(pilot, "ctrl+s")
        assert "There is no file" in screen_text(app)


async def test_goals_are_written_into_a_file_that_is_not_there_yet(company: Company, plan: Path):
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "X")
        form = screen_of(app, ExportDialog)
        assert (form.value("unit"), form.value("cycle")) == ("HELP", "2026-Q4")
        form.set_value("file", str(plan))
        await press(pilot, "ctrl+s")
        assert "plan.yaml is there already." in screen_text(app)
        form.set_value("file", str(plan.parent / "new.yaml"))
        await press(pilot, "ctrl+s")
        assert flashed(app).startswith("1 goal written into")
        app.open_target(Target("unit", "HELP"))
        await settle(pilot)
        await press(pilot, "X")
        assert screen_of(app, ExportDialog).value("unit") == "HELP"
    assert read(plan.parent / "new.yaml") == plan_text(
        company.call(ExportPlan(unit="HELP", cycle="2026-Q4"), by="tess")
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (1, "1 objective and 1 key result of 1 list item: 1 with an owner"),
        (2, "2 objectives and 2 key results of 2 list items: 2 with an owner"),
    ],
)
def test_what_was_understood_is_counted_with_its_noun(found, words):
    names = ("goals", "key_results", "items", "with_owner", "with_parent", "with_number")
    counts = dict.fromkeys(names, found) | {"left_out": 0}
    look_at = OutlineLook(text="", counts=counts, remarks=(), roles=())
    drawn = outline_rows(look_at, 100, look=Look())[0].draw(100)
    assert "".join(piece.text for piece in drawn.pieces).strip().startswith(words)


async def test_files_are_proposed_while_one_types(company: Company, plan: Path):
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "F", *f"{plan.parent}/pl")
        await until(pilot, lambda: "Meant is" in screen_text(app))
        await press(pilot, "tab")
        assert screen_of(app, PlanFileDialog).value("file") == str(plan)


async def test_a_document_becomes_a_plan_file_that_is_looked_at_and_applied(company: Company, tmp_path: Path):
    write(tmp_path / "okrs.md", DOCUMENT)
    app = app_of(company, "tess", "cycle")
    async with running(app, LARGE) as pilot:
        await press(pilot, "O")
        form = screen_of(app, OutlineDialog)
        assert form.value("unit") == "HELP"
        form.set_value("file", str(tmp_path / "okrs.md"))
        form.set_value("output", str(tmp_path / "new.yaml"))
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "Who is meant?" in text
        assert "Board" in text
        form.set_value("owners", "Board=tess")
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "Who is meant?" not in text
        assert "2 objectives and 2 key results of 3 list items" in text, text
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "created" in screen_text(app))
        assert isinstance(app.screen, PlanFileDialog)
        assert company.call(ListGoals()).items == ()
        await press(pilot, "ctrl+s")
        assert flashed(app) == "Applied: 4 created."
    proposal = read(tmp_path / "new.yaml")
    assert "# line 5: 20% is relative to a value that it does not name" in proposal
    assert len(company.call(ListGoals()).items) == 2


async def test_a_file_of_steps_is_shown_and_then_done(company: Company, tmp_path: Path):
    write(tmp_path / "reorg.csv", STEPS)
    app = app_of(company, "olivia", "people")
    async with running(app, LARGE) as pilot:
        await press(pilot, "F")
        screen_of(app, ReorgFileDialog).set_value("file", str(tmp_path / "reorg.csv"))
        await press(pilot, "ctrl+s")
        text = screen_text(app)
        assert "CHAT is a new unit, Chat Team" in text, text
        assert "HELP → CHAT" in text
        await press(pilot, "ctrl+s")
        assert "Done." in flashed(app)
    lead = company.call(ShowUnit(key="CHAT")).lead
    assert lead is not None
    assert lead.handle == "dan"


async def test_a_step_that_cannot_be_is_told_with_its_row_and_who_may_not_is_refused(company: Company, tmp_path: Path):
    file = tmp_path / "reorg.csv"
    write(file, "what,who,action,to\nunit,HELP,marge,CARE\n")
    app = app_of(company, "emil", "people")
    async with running(app) as pilot:
        app.open_reorganisation(str(file))
        await until(pilot, lambda: 'reorg.csv:1: "marge" is no action' in screen_text(app))
        write(file, "what,who,action,to\nunit,HELP,merge,CARE\n")
        await press(pilot, "ctrl+s")
        assert "reorg.csv:1: Only the lead of the unit" in screen_text(app), screen_text(app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_unit_is_split_with_people_and_goals(company: Company, size: tuple[int, int]):
    key = make_goal(company, activate=True).key
    app = app_of(company, "olivia", "people")
    async with running(app, size) as pilot:
        app.open_target(Target("unit", "HELP"))
        await settle(pilot)
        await press(pilot, "S", *"chat", "tab", *"Chat", "tab", "tab", *f"emil {key}", "ctrl+s")
        assert "CHAT is a new unit, Chat" in screen_text(app), screen_text(app)
        await press(pilot, "ctrl+s")
    assert company.call(ShowGoal(key=key)).unit.key == "CHAT"
    assert company.call(ShowUnit(key="CHAT")).people == 1
