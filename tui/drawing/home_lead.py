"""The home of a lead: what is due, what is in the way, who needs help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.vocabulary import WORST_FIRST
from tui.drawing.home_parts import answers_section, asks_section, due_rows
from tui.drawing.rows import Row, goal_row, section
from tui.format import ago, counted, short_name, status_ink, status_mark
from tui.lines import Line, Look, Pen, Target

if TYPE_CHECKING:
    from tui.view_models.accountability import BlockerItem
    from tui.view_models.homes import Home, LeadHome, Member, Watermelon


def lead_rows(home: Home, view: LeadHome, width: int, *, look: Look) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane."""
    late = sum(1 for item in view.due if item.days_late > 0)
    teams = ", ".join(team.name for team in view.teams[:3]) + (look.ellipsis if len(view.teams) > 3 else "")
    main = [
        *section(
            "Due and late",
            due_rows(view.due, home, look=look),
            look=look,
            note=f"{late} late {look.dot} c checks in" if late else "c checks in" if view.due else "",
            empty="Nobody owes a check-in.",
        ),
        *asks_section(view.asks, home, look=look),
        *answers_section(home, look=look),
        *section(
            "Blockers",
            [row for item in view.blockers for row in _blocker_rows(item, home, look=look)],
            look=look,
            empty="Nobody is blocked.",
        ),
        *section(
            "Green outside, red inside",
            [_watermelon_row(one, look=look) for one in view.watermelons],
            look=look,
            note="said to be better than the numbers",
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


def _watermelon_row(found: Watermelon, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).write("!" if look.ascii_only else "\u25d0", "warning").gap(1).write(found.key, "dim").gap(1)
        # The sentence begins with the key and with what the heading says.
        said = found.sentence.partition(": ")[2] or found.sentence
        return pen.cell(said, width - pen.at).line()

    return Row(draw, Target("key result", found.key, found.title))
