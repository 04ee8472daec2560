"""Writing a goal: a form that checks, warns of goals like it, proposes baselines, and shows where the goal lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical

from okr.domain.quantities import show_number
from okr.domain.smart_facts import SmartGoal
from okr.domain.text import accept_long_text, accept_title
from okr.domain.vocabulary import Ambition, LinkKind
from tui.dialogs.goal_form import GoalForm
from tui.drawing.letters import letter_rows
from tui.drawing.new_goal import landing_rows, like_rows, past_row
from tui.drawing.rows import Row, blank
from tui.format import day
from tui.goal_drafting import (
    AUTO,
    KINDS,
    ResultDraft,
    in_words,
    letters_of,
    read_day,
    read_numbers,
    read_result,
    result_drafts,
    smart_result,
)
from tui.lines import Pen
from tui.view_models.goal_writing import Heard, NewGoal
from tui.widgets.board import Board
from tui.widgets.drawn import Panel
from tui.widgets.form_line import Entry, FormLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.app import ComposeResult
    from textual.timer import Timer

    from okr.domain.smart_facts import SmartKeyResult
    from tui.lines import Line
    from tui.view_models.basics import Problem
    from tui.view_models.goal_card import Letter
    from tui.view_models.goal_writing import Around, CycleChoice, Like, Past

MOST_RESULTS = 5
"""More are no longer followed week by week (R: SMART achievable)."""
LOOK_SECONDS = 0.15
SMALL = 30
"""Lines of a screen under which less is said about the goal, so that all of it is in sight."""
LINKS = (
    (LinkKind.CONTRIBUTES.value, "contributes, and counts"),
    (LinkKind.SUPPORTS.value, "supports, and does not count"),
)
AMBITIONS = tuple((one.value, one.value) for one in Ambition)
BEGINS = (("draft", "as a draft"), ("begin", "and begin at once"))


class NewGoalDialog(GoalForm):
    """A goal with its key results, written in one transaction; `parent` is where it hangs, `owner` whose it is, unless others are typed."""

    NAME = "New goal"
    SENDING = "Writing"
    DEFAULT_CSS = """
    NewGoalDialog {
        & > #head { height: 2; padding: 1 1 0 1; }
        & > #fields { max-height: 12; padding: 0; }
        & .-pair { height: 1; }
        & .-pair FormLine { width: 1fr; }
        & .-numbers { height: 1; padding: 0 1 0 12; }
        & .-numbers FormLine { width: 1fr; padding: 0 0 0 1; }
        & .-numbers FormLine > Panel { width: 5; }
        & .-pair .-kind { width: 23; padding: 0 1 0 0; }
        & .-pair .-kind > Panel { width: 2; }
    }
    """

    def __init__(self, parent: str | None, *, owner: str = "", is_first: bool = False) -> None:
        super().__init__("new goal")
        self._below, self._for, self._is_first = parent, owner, is_first
        self._like: tuple[Like, ...] = ()
        self._heard = Heard()
        self._past: dict[int, Past] = {}
        self._results = 0
        self._waits: dict[str, Timer] = {}

    # The fields -------------------------------------------------------------------------------------------------

    def entries(self) -> tuple[Entry, ...]:
        return (
            Entry(
                "parent",
                "Parent",
                self._below or "",
                "the goal that it helps; empty for a goal at the top",
                completes="goal",
            ),
            Entry("link", "Which it", LINKS[0][0], choices=LINKS),
            Entry("title", "Title", "", "what will be different, for whom: start with a verb"),
            Entry("why", "Why", "", "why it matters to the customer", long=True),
            Entry("owner", "Owner", self._for, "you, unless you name another", completes="person"),
            Entry("unit", "Unit", "", "the owner's", completes="goal"),
            Entry("cycle", "Cycle", self._cycle_looked_at, "the current one", completes="goal"),
            Entry("due_on", "Due", "", "the end of the cycle"),
            Entry("area", "Focus area", "", "which part of customer focus it serves", completes="goal"),
            Entry("ambition", "Ambition", AMBITIONS[0][0], choices=AMBITIONS),
            Entry("begins", "Write it", BEGINS[0][0], choices=BEGINS),
        )

    def body(self) -> ComposeResult:
        yield Panel(self._head, id="head")
        by_id = {entry.id: entry for entry in self.entries()}
        with Vertical(id="fields"):
            for name in ("parent", "link", "title", "why"):
                yield FormLine(by_id[name], changed=self._changed)
            for pair in (("owner", "unit"), ("cycle", "due_on"), ("area", "ambition")):
                with Horizontal(classes="-pair"):
                    for name in pair:
                        yield FormLine(by_id[name], changed=self._changed)
            yield FormLine(by_id["begins"], changed=self._changed)
            for number in range(1, self._blocks() + 1):
                yield from self._block(number)
        yield Board(id="rows")

    def _block(self, number: int) -> list[Horizontal]:
        """The lines of a key result: its title, and below it its numbers."""
        self._results = number
        name = f"r{number}"
        shows = Entry(f"{name}-title", f"Result {number}", "", "what shows that it is reached")
        title = FormLine(shows, changed=self._changed)
        kind = FormLine(Entry(f"{name}-kind", "", AUTO, choices=KINDS), changed=self._changed)
        kind.add_class("-kind")
        parts = [
            FormLine(Entry(f"{name}-{part}", label, "", hint), changed=self._changed)
            for part, label, hint in (
                ("baseline", "From", "like 12"),
                ("target", "To", "like 5"),
                ("measure", "In", "like %"),
                ("due", "Due", "goal's"),
            )
        ]
        return [Horizontal(title, kind, classes="-pair"), Horizontal(*parts, classes="-numbers")]

    def first_focus(self) -> None:
        if self._below:
            self.offer_value("parent", self._below)
        self._focus("title" if self._below or self._is_first else "parent")  # the first goal has none above it

    def crumbs(self) -> tuple[str, ...]:
        return (self.NAME,)

    def subject(self, width: int) -> list[Line]:
        """What the form makes, as far as it is known."""
        title = self.value("title") if self.query("#title") else ""
        return [Pen(self.look).write("+ ", "accent").cell(title or "A new goal", width - 2, "bold").line()]

    # What is known around it ------------------------------------------------------------------------------------

    def _blocks(self) -> int:
        """How many key results an unsent draft has, and one more to write into."""
        kept = self.okr.memory.form(self._draft)
        written = [int(name[1]) for name in kept if name[:1] == "r" and name[1:2].isdigit()]
        return min(MOST_RESULTS, max([0, *written]) + 1)

    def load(self) -> None:
        super().load()
        self._ask_around()
        self._look_for_like()

    def _ask_around(self) -> None:
        key = self.value("parent").partition(".")[0] or None
        self.ask("around", lambda gateway: gateway.goal_writing.around(key), self._take_around, failed=self._no_parent)

    def _take_around(self, around: Around) -> None:
        self.around = around
        self.faults.pop("parent", None)
        if around.unit is None and around.parent is not None and not self.value("unit"):
            self.set_value("unit", around.parent.unit.key)  # who works in no unit writes for that of the parent
        self._check_all()
        self.redraw()

    def _no_parent(self, problem: Problem) -> None:
        self.around, self.faults["parent"] = None, problem
        self.redraw()

    def _take_like(self, like: tuple[Like, ...]) -> None:
        self._like = like
        self.redraw()

    def _look_for_like(self) -> None:
        title = self.value("title")
        heard = self._heard
        if len(title) > 5:
            self.ask(
                "like",
                lambda gateway: gateway.goal_writing.like(title, heard=heard),
                self._take_like,
                failed=lambda _: None,
            )

    def _look_back(self, number: int) -> None:
        title = self.value(f"r{number}-title")
        heard = self._heard
        if len(title) > 3:
            self.ask(
                f"past {number}",
                lambda gateway: gateway.goal_writing.past(title, heard=heard),
                lambda past: self._take_past(number, past),
                failed=lambda _: None,
            )

    def _take_past(self, number: int, past: Past | None) -> None:
        self._past.pop(number, None)
        if past is not None:
            self._past[number] = past
            if not self.value(f"r{number}-baseline"):
                self.offer_value(f"r{number}-baseline", show_number(past.value))
            if not self.value(f"r{number}-measure"):
                self.offer_value(f"r{number}-measure", past.measure)
        self._check_all()
        self.redraw()

    def changed(self, field: str, value: str) -> None:
        super().changed(field, value)
        if field == "parent":
            self._soon("around", self._ask_around)
        elif field == "title":
            self._soon("like", self._look_for_like)
        elif field.endswith("-title"):
            number = int(field[1])
            self._soon(f"past {number}", lambda: self._look_back(number))
            if number == self._results < MOST_RESULTS and value.strip():
                _ = self.query_one("#fields").mount(*self._block(number + 1))
        elif "-" in field:
            for part in ("baseline", "target", "due"):
                name = f"{field[:2]}-{part}"
                self._check(name, self.value(name))

    def _soon(self, name: str, look: Callable[[], None]) -> None:
        """Look something up a moment after the last letter."""
        if name in self._waits:
            self._waits[name].stop()
        self._waits[name] = self.set_timer(LOOK_SECONDS, look)

    # Checking ---------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day of the company."""
        from datetime import date

        return self.session.today if self.session is not None else date.min

    def drafts(self) -> list[ResultDraft]:
        """The key results as they are typed."""
        texts = {line.entry.id: line.field.value.strip() for line in self.form_lines if "-" in line.entry.id}
        return list(result_drafts(texts, self._results))

    def check(self, field: str, text: str) -> str:
        if field[0] == "r" and field[2:3] == "-":
            return self._check_result(int(field[1]), field[3:], text)
        match field:
            case "title" if text:
                accept_title(text)
            case "why":
                accept_long_text(text, field="why")
            case "due_on" if text:
                return day(read_day(text, field="due_on", today=self.today))
        return ""

    def _check_result(self, number: int, part: str, text: str) -> str:
        one = self.drafts()[number - 1] if number <= len(self.drafts()) else ResultDraft()
        prefix = f"r{number}-"
        if part == "due" and text:
            return day(read_day(text, field=f"{prefix}due", today=self.today))
        if part == "target" and one.baseline and one.target:
            return in_words(read_numbers(one, prefix=prefix, today=self.today, title=one.title))
        return ""

    # What is said about it --------------------------------------------------------------------------------------

    def advice(self, width: int) -> list[Row]:
        look = self.look
        small = self.size.height < SMALL
        rows = letter_rows(
            self.letters(),
            width,
            look=look,
            at_most=2 if small else 4,
            proposes=not small,
            needs_approval=self._cycle is not None and self._cycle.needs_approval,
        )
        current = self._entry.id if self._entry is not None else ""
        number = int(current[1]) if current[:1] == "r" and current[2:3] == "-" else 0
        if number in self._past:
            rows += past_row(self._past[number], width, today=self.today, look=look)
        rows += like_rows(self._like, width, look=look)
        title, link = self.value("title"), self._link
        landing = landing_rows(
            self.around, title, link, width, look=look, beside=not small, problem=self.faults.get("parent")
        )
        return [*landing, *rows] if small else [*rows, blank(look), *landing]

    @property
    def _link(self) -> LinkKind:
        return LinkKind(self.value("link"))

    def letters(self) -> tuple[Letter, ...]:
        """The SMART letters of what is typed so far."""
        cycle = self._cycle
        due = None if "due_on" in self.faults else self._due or (cycle.ends if cycle else None)
        starts = cycle.starts if cycle else None
        return letters_of(
            SmartGoal(
                title=self.value("title"),
                why=self.value("why"),
                parent_keys=(self.value("parent"),) if self.value("parent") and "parent" not in self.faults else (),
                focus_area=self.value("area") or None,
                owner=self.value("owner") or self.me,
                starts_on=starts,
                due_on=due,
                cycle_starts_on=starts,
                cycle_ends_on=cycle.ends if cycle else None,
                key_results=tuple(self._smart_results((starts, due))),
            )
        )

    def _smart_results(self, days: tuple[date | None, date | None]) -> list[SmartKeyResult]:
        return [
            smart_result(one, name=f"result {number}", has_past=number in self._past, days=days, today=self.today)
            for number, one in enumerate(self.drafts(), start=1)
            if not one.is_empty
        ]

    @property
    def _cycle_looked_at(self) -> str:
        """The cycle that was chosen on the screens: a goal written there is wanted there."""
        return self.okr.gateway.lens.cycle or ""

    @property
    def _cycle(self) -> CycleChoice | None:
        cycles = self.around.cycles if self.around is not None else ()
        typed = self.value("cycle").casefold()
        if typed:
            return next((one for one in cycles if one.key.casefold() == typed), None)
        return next((one for one in cycles if one.is_current), None)

    @property
    def _due(self) -> date | None:
        text = self.value("due_on")
        return read_day(text, field="due_on", today=self.today) if text else None

    # Sending ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        results = tuple(
            read_result(one, prefix=f"r{number}-", today=self.today)
            for number, one in enumerate(self.drafts(), start=1)
            if not one.is_empty
        )
        new = NewGoal(
            title=accept_title(self.value("title")),
            why=accept_long_text(self.value("why"), field="why") or None,
            unit=self.value("unit") or None,
            owner=self.value("owner") or None,
            cycle=self.value("cycle") or None,
            area=self.value("area") or None,
            ambition=Ambition(self.value("ambition")),
            due_on=self._due,
            parent=self.value("parent").partition(".")[0] or None,
            link=self._link,
            results=results,
            begins=self.value("begins") == "begin",
        )
        key = self.sent_as
        self.sending()
        self.ask("save", lambda gateway: gateway.goal_writing.create(new, key=key), self._made, failed=self.refused)

    def _made(self, key: str) -> None:
        self.finish(f"{key} is written.")
        self.okr.open_goal(key)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed beside the parent."""
        return bool(self.texts().keys() - {"parent", "link", "ambition", "begins"})
