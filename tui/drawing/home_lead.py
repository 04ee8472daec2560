"""The home of a lead: what is due, what is in the way, who needs help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okr.domain.cells import cell_width
from okr.domain.vocabulary import WORST_FIRST
from tui.drawing.home_parts import (
    answers_section,
    asks_section,
    due_counts,
    due_rows,
    due_title,
    read_section,
    stale_rows,
)
from tui.drawing.rows import Row, goal_columns, goal_row, key_width, section, text_row
from tui.format import NAMED_WIDTH, SHORT_NAMED_WIDTH, ago, counted, named_status, short_name, status_ink
from tui.lines import Line, Look, Pen, Target, wrap

if TYPE_CHECKING:
    from tui.view_models.accountability import BlockerItem
    from tui.view_models.homes import Home, LeadHome, Member, Watermelon

LEAST_SAID = 24
"""Cells of what is said of a result that is green outside, at least."""
ROOM_FOR_BOTH = 56
"""From this width on a person has room for a count of goals and for what they need."""


def lead_rows(home: Home, view: LeadHome, width: int, *, look: Look, more: int = 0) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; `more` as in `home_rows`."""
    late = due_counts(view.due)
    check_in = f"{look.key('app.check-in')} checks in"
    teams = ", ".join(team.name for team in view.teams[:3]) + (look.ellipsis if len(view.teams) > 3 else "")
    # What the lead has to answer stands above already.
    mine = {(one.result, one.text) for one in home.blockers}
    blockers = [item for item in view.blockers if (item.key, item.text) not in mine]
    columns, keys = goal_columns(view.goals, look=look), key_width(item.key for item in blockers)
    stale = sum(1 for goal in view.goals if goal.numbers.stale)
    main = [
        *section(
            due_title(view.due, "Due and late"),
            due_rows(view.due, home, look=look, more=more),
            look=look,
            note=f" {look.dot} ".join([*late, check_in]) if view.due else "",
            empty="Nobody owes a check-in.",
        ),
        *asks_section(view.asks, home, look=look),
        *answers_section(home, look=look),
        *section(
            "Blockers",
            [_blocker_row(item, home, keys, look=look) for item in blockers],
            look=look,
            note="whose turn, since when" if blockers else "",
            empty=None if mine else "Nobody is blocked.",
        ),
        *section(
            "Green outside, red inside",
            [row for one in view.watermelons for row in _watermelon_rows(one, width, look=look)],
            look=look,
            note="said to be better than the numbers",
        ),
        *section(
            f"Goals of {teams}" if teams else "Goals of the team",
            [
                *(goal_row(goal, look=look, mine=home.me.key, columns=columns) for goal in view.goals),
                *stale_rows(view.goals, view.teams, look=look),
            ],
            look=look,
            note=f"{stale} stale" if stale else "",
            empty="The team has no goal in this cycle.",
        ),
    ]
    helped = sorted(view.members, key=_need)
    aside = section(
        "People",
        [_member_row(member, look=look) for member in helped],
        look=look,
        note="who needs help first"
        if all(member.aligned for member in helped)
        else look.said("{app.add} writes a goal, {app.nudge} nudges"),
        empty="Nobody belongs to your team.",
    )
    return main, [*aside, *read_section(view.acknowledged, today=home.today, look=look)]


def _need(member: Member) -> tuple[int, int, str]:
    worst = WORST_FIRST.index(member.worst) if member.worst is not None else len(WORST_FIRST)
    return (-member.overdue, worst, member.person.name)


def _blocker_row(item: BlockerItem, home: Home, keys: int, *, look: Look) -> Row:
    """A blocker of the team: what it is, whose turn it is, since when."""

    def draw(width: int) -> Line:
        if item.answer is not None:
            mark, ink, turn = "v" if look.ascii_only else "\u2713", "dim", "answered"
        else:
            mark, ink = "!" if look.ascii_only else "\u25b2", "warning"
            waits_for_me = item.answers is not None and item.answers.key == home.me.key
            turn = "you" if waits_for_me else short_name(item.answers or item.owner, look)
        pen = Pen(look).write(mark, ink).gap(1)
        pen.write(item.key, "dim").to(2 + keys).gap(1)
        tail = f"{turn} {look.dot} {ago(item.since, home.today)}"
        size = min(cell_width(tail), width // 3)
        return pen.cell(item.text, width - pen.at - size - 1).gap(1).cell(tail, size, "dim", align="right").line()

    return Row(draw, Target("key result", item.key, item.title))


def _member_row(member: Member, *, look: Look) -> Row:
    """A person: how their worst goal stands, how many they have, and where help is needed; one of the last two on little room."""

    def draw(width: int) -> Line:
        roomy = width >= ROOM_FOR_BOTH
        has_goals = member.goals > 0 or member.worst is not None
        standing = named_status(member.worst, look, words=roomy) if has_goals else look.none
        pen = Pen(look).cell(standing, NAMED_WIDTH if roomy else SHORT_NAMED_WIDTH, status_ink(member.worst)).gap(1)
        note = f"{member.overdue} overdue" if member.overdue else "" if member.aligned else "no aligned goal"
        goals = counted(member.goals, "goal")
        if not roomy:
            pen.cell(member.person.name, max(8, width - pen.at - 16)).gap(1)
            return pen.cell(note or goals, 15, "warning" if note else "dim", align="right").line()
        pen.cell(member.person.name, max(8, width - pen.at - 26)).gap(1).cell(goals, 9, "dim", align="right")
        return pen.gap(1).cell(note, 15, "warning", align="right").line()

    return Row(draw, Target("person", member.person.key, member.person.name))


def _watermelon_rows(found: Watermelon, width: int, *, look: Look) -> list[Row]:
    """What is said and what the numbers say, whole: the cursor stops at the first line."""
    # The sentence begins with the key and with what the heading says.
    said = found.sentence.partition(": ")[2] or found.sentence
    start = 3 + cell_width(found.key)
    first, *more = wrap(said, max(LEAST_SAID, width - start))

    def draw(width: int) -> Line:
        pen = Pen(look).write("!" if look.ascii_only else "\u25d0", "warning").gap(1).write(found.key, "dim").gap(1)
        return pen.cell(first, width - pen.at).line()

    rows = [Row(draw, Target("key result", found.key, found.title))]
    return rows + [text_row(line, "", look=look, indent=start) for line in more]
