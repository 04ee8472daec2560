"""A cycle as rows: where it stands as a line of steps, and the checklist before its next step."""

from datetime import date

from okr.domain.cells import cell_width
from okr.domain.vocabulary import CycleState, GapKind
from tui.drawing.rows import NORMAL, WIDE, Row, blank, choice_row, heading, paragraph, section, text_row
from tui.format import counted, day, days_words, short_name
from tui.lines import Line, Look, Pen, Target
from tui.view_models.cycles import CycleItem, CycleOverview, GapGroup, GapItem, Lesson

STATES = tuple(CycleState)
NEXT_WORDS = {
    CycleState.ACTIVE: "open it",
    CycleState.GRADING: "begin the grading",
    CycleState.CLOSED: "close it",
}
"""What the step to a state is called."""

MEANING = {
    CycleState.PLANNING: "Everything may still be changed.",
    CycleState.ACTIVE: "Targets change only with a reason, and the change stays in the ledger.",
    CycleState.GRADING: "Last readings and scores; no new goals, no other targets.",
    CycleState.CLOSED: "It can be read, and no longer changed.",
}
"""What holds in each state."""


def head_lines(view: CycleOverview, width: int, *, today: date, look: Look) -> list[Line]:
    """Which cycle it is, and its states as a line of steps with their days."""
    return [_title_line(view.shown, width, today=today, look=look), *_step_lines(view.shown, width, look=look)]


def _title_line(cycle: CycleItem, width: int, *, today: date, look: Look) -> Line:
    starts = day(cycle.starts, today=today if cycle.ends.year == today.year else None)
    days = f"{starts} to {day(cycle.ends, today=today)}"
    facts = [_time_left(cycle, today), counted(cycle.goals, "goal")]
    if cycle.needs_approval:
        facts.append("approval asked")
    tail = f" {look.dot} ".join(facts)
    pen = Pen(look).write(cycle.key, "bold").gap(2)
    if pen.at + cell_width(f"{cycle.kind.value}  {days}  {tail}") <= width:
        pen.write(cycle.kind.value, "dim").gap(2)
    pen.write(days).gap(2)
    if pen.at + cell_width(tail) > width:
        tail = tail.removesuffix(" asked")
    return pen.cell(tail, max(0, width - pen.at), "dim", align="right").line()


def _time_left(cycle: CycleItem, today: date) -> str:
    if today < cycle.starts:
        return f"begins in {days_words((cycle.starts - today).days)}"
    if today > cycle.ends:
        return f"ended {days_words((today - cycle.ends).days)} ago"
    left = (cycle.ends - today).days
    return "ends today" if left == 0 else f"{days_words(left)} left"


def _step_lines(cycle: CycleItem, width: int, *, look: Look) -> list[Line]:
    """Four marks on a thin line; what lies behind is done, and the days stand below."""
    here = STATES.index(cycle.state)
    column = max(12, min(26, width // len(STATES)))
    marks, words, days = Pen(look), Pen(look), Pen(look)
    done, now, later = ("+", "*", ".") if look.ascii_only else ("\u2713", "\u25cf", "\u25cb")
    strong, thin = ("=", "-") if look.ascii_only else ("\u2501", "\u2500")
    for number, state in enumerate(STATES):
        ink = "accent" if number < here else "bold accent" if number == here else "dim"
        marks.write(done if number < here else now if number == here else later, ink)
        words.cell(state.value, column, "bold" if number == here else "dim")
        days.cell(_days_of(cycle, state), column, "dim")
        if number < len(STATES) - 1:
            marks.gap(1).write(
                (strong if number < here else thin) * (column - 3), "accent" if number < here else "faint"
            )
            marks.gap(1)
    return [marks.line(), words.line(), days.line()]


def _days_of(cycle: CycleItem, state: CycleState) -> str:
    match state:
        case CycleState.PLANNING:
            return f"until {day(cycle.starts, today=cycle.ends)}"
        case CycleState.ACTIVE:
            return f"from {day(cycle.starts, today=cycle.ends)}"
        case CycleState.GRADING:
            return f"after {day(cycle.ends, today=cycle.starts)}"
    return "read only"


LEAST_SAID, KEY_AND_GAPS = 44, 15
"""Cells of what is missing where there is room for it at all, and of the key with the blanks of such a line."""


def checklist_rows(view: CycleOverview, width: int, *, key: str, refusal: str | None, look: Look) -> list[Row]:
    """What is missing by name, what the next step is called, and what was learned the last time."""
    plan = view.plan
    rows: list[Row] = []
    if view.unknown is not None:
        return paragraph(view.unknown, width, look=look, ink="dim")
    if plan.before is plan.after:
        rows += paragraph(MEANING[plan.after], width, look=look, ink="dim")
    elif refusal is None:
        rows.append(choice_row("cycle.step", key, f"{NEXT_WORDS[plan.after]}: {_shortly(view)}", look=look))
    else:
        rows += paragraph(f"Next: {NEXT_WORDS[plan.after]}. {refusal}", width, look=look, ink="dim")
    rows.append(blank(look))
    if not plan.groups and not view.shown.goals:
        rows += [text_row("It has no goals, and so nothing that could be missing.", "dim", look=look), blank(look)]
    elif not plan.groups:
        mark = "+" if look.ascii_only else "\u2713"
        rows += [text_row(f"{mark} Nothing is missing.", "success", look=look), blank(look)]
    for group in plan.groups:
        rows += gap_rows(group, look=look)
    rows += _learned(view.shown.lessons, width, look=look)
    return rows


def _shortly(view: CycleOverview) -> str:
    missing = sum(group.count for group in view.plan.groups)
    if not missing:
        return "nothing is missing" if view.shown.goals else "it has no goals"
    return f"{counted(missing, 'thing')} missing" + (", and it stops the step" if view.plan.stops else "")


def gap_rows(group: GapGroup, *, look: Look) -> list[Row]:
    """One kind of what is missing."""
    words = group.kind.value[:1].upper() + group.kind.value[1:]
    is_cycle = group.kind is GapKind.OPEN_BELOW
    longest = max((cell_width(_said(item)) for item in group.items), default=0)
    rows = [_gap(item, longest, look=look, is_cycle=is_cycle) for item in group.items]
    rest = group.count - len(group.items)
    if rest:
        rows.append(text_row(f"and {rest:,} more, not shown to you", "dim", look=look, indent=2))
    return section(words, rows, look=look, note=f"{group.count:,}")


def _said(item: GapItem) -> str:
    """What is missing; what to type in the shell says nothing here: enter opens the goal."""
    return item.text.partition(": okr ")[0]


def _gap(item: GapItem, longest: int, *, look: Look, is_cycle: bool) -> Row:
    """One line; `longest` are the cells that the words of its group need: they have them where titles keep as many."""

    def draw(width: int) -> Line:
        owner = (18 if width >= WIDE else 12) if width >= NORMAL else 0
        note = max(LEAST_SAID, min(longest, (width - owner - KEY_AND_GAPS) // 2)) if width >= WIDE else 0
        pen = Pen(look).gap(2).cell(item.key, 10, "dim").gap(1)
        pen.cell(item.title, max(8, width - pen.at - owner - note - (2 if note else 1)))
        if note:
            pen.gap(1).cell(_said(item), note, "dim")
        if owner:
            name = item.owner.name if item.owner and owner > 12 else short_name(item.owner, look)
            pen.gap(1).cell(name, owner, "warning" if item.owner is None else "dim")
        return pen.line()

    return Row(draw, Target("cycle" if is_cycle else "goal", item.key, item.title))


def _learned(lessons: tuple[Lesson, ...], width: int, *, look: Look) -> list[Row]:
    if not lessons:
        return []
    rows: list[Row] = [heading(f"Learned from {lessons[0].cycle}", look=look)]
    for item in lessons:
        rows += lesson_rows(item, width, look=look, target=None)
    return rows


def lesson_rows(item: Lesson, width: int, *, look: Look, target: Target | None) -> list[Row]:
    """What one unit learned: its name, and what was said, each with a label."""
    by = item.by.name if item.by else ""

    def title(width: int) -> Line:
        note = min(24, width // 3)
        return Pen(look).cell(item.unit.name, width - note, "bold").cell(by, note, "dim", align="right").line()

    rows = [Row(title, target)]
    for label, said in (("worked", item.worked), ("to change", item.to_change), ("next", item.next)):
        if said:
            lines = paragraph(said, width - 12, look=look, at_most=4)
            for number, line in enumerate(lines):
                rows.append(_indented(label if number == 0 else "", line, look=look))
    return [*rows, blank(look)]


def _indented(label: str, row: Row, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        return Pen(look).gap(2).cell(label, 10, "dim").put(row.draw(width - 12).pieces).line()

    return Row(draw)
