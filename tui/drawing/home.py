"""The three homes as rows."""

from collections.abc import Sequence

from okr.domain.cells import cell_width
from okr.domain.vocabulary import WORST_FIRST, Status
from okr.domain.wording import STALE, term
from tui.drawing.results import due_row, result_row
from tui.drawing.rows import NORMAL, WIDE, Row, blank, goal_row, labelled, path_line, section, text_row
from tui.format import (
    ago,
    bar,
    change,
    counted,
    days_words,
    percentage,
    short_name,
    status_ink,
    status_mark,
    tone_of,
    write_status,
)
from tui.lines import Line, Look, Pen, Target
from tui.view_models.accountability import BlockerItem
from tui.view_models.basics import Named
from tui.view_models.check_ins import DueRow
from tui.view_models.homes import EmployeeHome, ExecutiveHome, HeatCell, Home, LeadHome, Member, Moved, MyGoal, Risk

MOST_RISKS = 6
"""Risks that a home lists, so that the heat map is on the first screen."""
MOST_DUE = 8
"""Check-ins that a home lists."""
NARROWEST_CELL, WIDEST_CELL = 12, 18
"""Cells of a column of the heat map: glyph, percentage, and how many of how many are behind."""


def home_rows(
    home: Home, width: int, *, look: Look, side: bool, root: str | None = None
) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; without a side pane all rows are in the first.

    `root` is the key of the unit at the top, whose goals lead nowhere further up.
    """
    top = _summary(home, look=look)
    if home.executive is not None:
        main, aside = _executive(home, home.executive, width, look=look)
    elif home.lead is not None:
        main, aside = _lead(home, home.lead, width, look=look)
    else:
        main, aside = _employee(home, home.employee or EmployeeHome((), (), None), width, look=look, root=root)
    return ([*top, *main], aside) if side else ([*top, *main, *aside], [])


def _summary(home: Home, *, look: Look) -> list[Row]:
    """One line: how far the time is, how far the goals are."""
    days = (home.cycle_ends_on - home.cycle_starts_on).days + 1
    passed = min(days, max(0, (home.today - home.cycle_starts_on).days + 1))

    def draw(width: int) -> Line:
        pen = Pen(look).write(home.cycle, "bold").write(f" {look.dot} day {passed} of {days}", "dim").gap(3)
        numbers = home.summary
        if numbers is None:
            return pen.write("no goals with numbers yet", "dim").line()
        size = 24 if width >= WIDE else 14
        pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, size, tone=tone_of(numbers), look=look)).gap(1)
        pen.write(percentage(numbers.progress_ppm, look), "bold")
        if width >= NORMAL:
            pen.write(" of ", "dim").write(percentage(numbers.expected_ppm, look)).write(" expected", "dim")
        return write_status(pen.gap(3), numbers).line()

    return [Row(draw), blank(look)]


# ---------------------------------------------------------------------------------------------------------- executive


def _executive(home: Home, view: ExecutiveHome, width: int, *, look: Look) -> tuple[list[Row], list[Row]]:
    main = [
        *_rates(view, look=look),
        *section(
            "Worst first",
            _risk_rows(view.risks, look=look),
            look=look,
            note="by what it costs at the top" if view.risks else "",
            empty="Nothing is off track or at risk.",
        ),
        *_heat_map(view, width, look=look),
    ]
    aside = [
        *section(
            "Top goals",
            [goal_row(goal, look=look, bold=True) for goal in view.tops],
            look=look,
            empty="No goal of the whole organisation is active. 2 opens the cascade.",
        ),
        *section(
            "Moved in the last days",
            [_moved_row(moved, look=look) for moved in view.moved],
            look=look,
            empty="No goal moved: has anybody checked in?",
        ),
    ]
    return main, aside


def _rates(view: ExecutiveHome, *, look: Look) -> list[Row]:
    def counts(width: int) -> Line:
        # With large numbers the blanks go first, then the words behind the glyphs.
        shapes = ((3, len(WORST_FIRST) + 1), (2, len(WORST_FIRST) + 1), (2, 2), (1, 0))
        lines = (_counts(view, gap=gap, words=words, look=look) for gap, words in shapes)
        return next(
            (line for line in lines if cell_width(line.text.rstrip()) <= width),
            _counts(view, gap=1, words=0, look=look),
        )

    def rates(_: int) -> Line:
        aligned = None if view.orphan_ppm is None else 1_000_000 - view.orphan_ppm
        pen = Pen(look)
        for words, share in (
            ("aligned", aligned),
            ("in line of sight", view.sight_ppm),
            ("checked in on time", view.on_time_ppm),
        ):
            pen.write(percentage(share, look), "bold").write(f" {words}", "dim").gap(3)
        return pen.line()

    some = any(view.counts.values()) or view.stale > 0
    return [*([Row(counts, spots=True)] if some else []), Row(rates), blank(look)]


def _risk_rows(risks: Sequence[Risk], *, look: Look) -> list[Row]:
    """The worst risks; the others are a key away."""
    rows = [_risk_row(risk, look=look) for risk in risks[:MOST_RISKS]]
    rest = len(risks) - MOST_RISKS
    if rest > 0:
        words = f"and {rest} more; enter lists what is off track"
        rows.append(
            text_row(words, "dim", look=look, indent=4, target=Target("filter", "status:off-track", "off track"))
        )
    return rows


def _counts(view: ExecutiveHome, *, gap: int, words: int, look: Look) -> Line:
    """How many goals stand how, the worst first; the first so many with their word."""
    pen = Pen(look)
    shown = [
        (term(status), status_ink(status), view.counts.get(status, 0), _status_filter(status)) for status in WORST_FIRST
    ]
    shown.append((STALE, "warning", view.stale, "stale"))
    for index, (words_of, ink, count, filter_words) in enumerate(shown):
        if not count:
            continue
        start = pen.at
        pen.write(words_of.mark(ascii_only=look.ascii_only), ink).gap(1).write(f"{count:,}", "bold")
        pen.write(f" {words_of.word}" if index < words else "", "dim")
        pen.mark(start, Target("filter", filter_words, words_of.word)).gap(gap)
    return pen.line()


def _status_filter(status: Status) -> str:
    return f"status:{status.value.replace(' ', '-')}"


def _risk_row(risk: Risk, *, look: Look) -> Row:
    goal = risk.goal

    def draw(width: int) -> Line:
        wide = width >= 96
        owner_width, word_width = (20, 16) if wide else (14, 9)
        pen = write_status(Pen(look), goal.numbers, words=False).gap(1)
        pen.write(goal.key, "dim").gap(1)
        room = width - owner_width - word_width - 8 - pen.at
        pen.cell(goal.title, room).gap(1)
        pen.cell(percentage(goal.numbers.progress_ppm, look), 5, align="right").gap(1)
        name = (goal.owner.name if goal.owner else "no owner") if wide else short_name(goal.owner, look)
        pen.cell(name, owner_width, "bold" if goal.owner else "warning").gap(1)
        days = risk.days_since_word
        silence = "no word" if days is None else "today" if days == 0 else f"{days} d silent" if wide else f"{days} d"
        ink = "warning" if days is None or days > 14 else "dim"
        return pen.cell(silence, word_width, ink, align="right").line()

    return Row(draw, Target("goal", goal.key, goal.title))


def _heat_map(view: ExecutiveHome, width: int, *, look: Look) -> list[Row]:
    if not view.focus_areas or not view.divisions:
        return []
    label = 26 if width >= WIDE else 16
    fits = max(1, (width - label) // NARROWEST_CELL)
    shown = view.divisions[:fits]
    size = min(WIDEST_CELL, (width - label) // len(shown))
    cells = {(cell.focus_area, cell.unit.key): cell for cell in view.heat}
    hidden = len(view.divisions) - len(shown)

    def head(_: int) -> Line:
        pen = Pen(look).gap(label)
        for division in shown:
            pen.cell(division.name, size - 1, "dim").gap(1)
        return pen.line()

    rows = [Row(head)]
    rows += [_heat_row(area, shown, cells, widths=(label, size), look=look) for area in view.focus_areas]
    note = f"and {counted(hidden, 'more division')}: 5 lists all" if hidden else ""
    return section("Focus areas by division", rows, look=look, note=note)


def _heat_row(
    area: Named,
    divisions: Sequence[Named],
    cells: dict[tuple[str, str], HeatCell],
    *,
    widths: tuple[int, int],
    look: Look,
) -> Row:
    label, size = widths

    def draw(_: int) -> Line:
        pen = Pen(look).cell(area.name, label - 1).gap(1)
        for division in divisions:
            cell = cells.get((area.key, division.key))
            start = pen.at
            if cell is None or cell.goals == 0:
                pen.cell(f"  {look.none}", size - 1, "faint").gap(1)
                continue
            mark = status_mark(cell.status, look)
            ink = status_ink(cell.status)
            pen.write(mark, ink).cell(percentage(cell.progress_ppm, look), 6, ink, align="right")
            behind = cell.off_track + cell.at_risk
            pen.cell(f" {behind}/{cell.goals}" if behind else "", size - 8, "dim")
            pen.mark(start, Target("filter", _filter_words(area.key, division), f"{area.name}, {division.name}")).gap(1)
        return pen.line()

    can = any((area.key, division.key) in cells and cells[area.key, division.key].goals for division in divisions)
    return Row(draw, spots=can)


def _filter_words(area: str, unit: Named) -> str:
    quoted = f'"{area}"' if " " in area else area
    return f"area:{quoted} unit:{unit.key}"


def _moved_row(moved: Moved, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        words, ink = change(moved.before_ppm, moved.after_ppm, look)
        pen = Pen(look).cell(words, 4, ink, align="right").gap(1)
        tail = f"{percentage(moved.before_ppm, look)} {look.arrow} {percentage(moved.after_ppm, look)}"
        pen.write(moved.key, "dim").gap(1).cell(moved.title, width - pen.at - 16).gap(1)
        return pen.cell(tail, 15, "dim", align="right").line()

    return Row(draw, Target("goal", moved.key, moved.title))


# --------------------------------------------------------------------------------------------------------------- lead


def _lead(home: Home, view: LeadHome, width: int, *, look: Look) -> tuple[list[Row], list[Row]]:
    late = sum(1 for item in view.due if item.days_late > 0)
    teams = ", ".join(team.name for team in view.teams[:3]) + (look.ellipsis if len(view.teams) > 3 else "")
    main = [
        *section(
            "Due and late",
            _due_rows(view.due, home, look=look),
            look=look,
            note=f"{late} late {look.dot} c checks in" if late else "c checks in" if view.due else "",
            empty="Nobody owes a check-in.",
        ),
        *section(
            "Blockers",
            [row for item in view.blockers for row in _blocker_rows(item, home, look=look)],
            look=look,
            empty="Nobody is blocked.",
        ),
        *section(
            f"Goals of {teams}" if teams else "Goals of the team",
            [goal_row(goal, look=look, mine=home.me.key) for goal in view.goals],
            look=look,
            empty="The team has no goal in this cycle.",
        ),
    ]
    helped = sorted(view.members, key=_need)
    aside = section(
        "People",
        [_member_row(member, look=look) for member in helped],
        look=look,
        note="who needs help first",
        empty="Nobody reports to you or belongs to your team.",
    )
    return main, aside


def _due_rows(due: Sequence[DueRow], home: Home, *, look: Look) -> list[Row]:
    """The most urgent check-ins; the rest is counted, the grid has them all."""
    rows = [due_row(item, today=home.today, look=look) for item in due[:MOST_DUE]]
    rest = len(due) - MOST_DUE
    if rest > 0:
        rows.append(text_row(f"and {rest} more: 4 lists all", "dim", look=look, target=Target("do", "app.screen-4")))
    return rows


def _need(member: Member) -> tuple[int, int, str]:
    worst = WORST_FIRST.index(member.worst) if member.worst is not None else len(WORST_FIRST)
    return (-member.overdue, worst, member.person.name)


def _blocker_rows(item: BlockerItem, home: Home, *, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        mark = "!" if look.ascii_only else "\u25b2"
        pen = Pen(look).write(mark, "warning").gap(1).write(item.key, "dim").gap(1)
        tail = f"{short_name(item.owner, look)} {look.dot} {ago(item.since, home.today)}"
        size = min(cell_width(tail), width // 3)
        return pen.cell(item.text, width - pen.at - size - 1).gap(1).cell(tail, size, "dim", align="right").line()

    return [Row(draw, Target("key result", item.key, item.title))]


def _member_row(member: Member, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look)
        mark = status_mark(member.worst, look)
        pen.write(mark, status_ink(member.worst)).gap(1)
        note = f"{member.overdue} overdue" if member.overdue else "" if member.aligned else "no aligned goal"
        pen.cell(member.person.name, max(8, width - pen.at - 26)).gap(1)
        pen.cell(counted(member.goals, "goal"), 9, "dim", align="right")
        return pen.gap(1).cell(note, 15, "warning", align="right").line()

    return Row(draw, Target("person", member.person.key, member.person.name))


# ----------------------------------------------------------------------------------------------------------- employee


def _employee(
    home: Home, view: EmployeeHome, width: int, *, look: Look, root: str | None
) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    for mine in view.goals:
        rows += _my_goal_rows(mine, look=look, root=root)
    late = sum(1 for item in view.due if item.days_late > 0)
    worst = max((item.days_late for item in view.due), default=0)
    note = f"{late} late, the oldest by {days_words(worst)}" if late else ""
    due = section(
        "Due now",
        _due_rows(view.due, home, look=look),
        look=look,
        note=note,
        empty="Nothing is due. c checks in anyway.",
    )
    goals = section(
        "My goals",
        rows[:-1] if rows else [],
        look=look,
        empty="You own no goal in this cycle. 2 shows what the company aims at; ask your lead what yours is.",
    )
    vision = (
        section("What it is for", labelled("Vision", view.vision, width, look=look), look=look) if view.vision else []
    )
    return [*due, *goals], vision


def _my_goal_rows(mine: MyGoal, *, look: Look, root: str | None) -> list[Row]:
    way_up = mine.line_of_sight
    rows = [goal_row(mine.goal, look=look, bold=True)]
    if way_up:
        rows.append(Row(lambda width: _why_line(mine, width, look=look)))
    elif mine.goal.unit.key == root:
        rows.append(text_row("a goal of the whole organisation", "dim", look=look, indent=2))
    else:
        rows.append(text_row("leads to no goal above it; ^ shows where it stands", "warning", look=look, indent=2))
    rows += [result_row(result, look=look, indent=2) for result in mine.results]
    return [*rows, blank(look)]


def _why_line(mine: MyGoal, width: int, *, look: Look) -> Line:
    inner = path_line(mine.line_of_sight, width - 8, look=look)
    return Pen(look).gap(2).write("for ", "dim").put(inner.pieces).line()
