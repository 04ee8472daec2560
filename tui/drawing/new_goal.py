"""What is said about a goal while it is written: goals like it, where its baselines come from, where it lands."""

from collections.abc import Sequence
from datetime import date

from okr.domain.quantities import show_number
from okr.domain.vocabulary import LinkKind
from tui.drawing.rows import Row, heading, labelled, paragraph, path_line, text_row
from tui.format import SHORT_NAMED_WIDTH, counted, named_status, percentage, since, status_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.basics import Problem
from tui.view_models.goal_writing import Around, Like, Past
from tui.view_models.goals import GoalItem

LABEL = 12


def like_rows(found: Sequence[Like], width: int, *, look: Look) -> list[Row]:
    """Goals that sound like it: perhaps it exists already, or belongs below one of them."""
    return [_like_row(one, "Like it" if index == 0 else "", look=look) for index, one in enumerate(found)]


def _like_row(one: Like, label: str, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(label, LABEL, "warning")
        pen.cell(named_status(one.status, look, words=False), SHORT_NAMED_WIDTH, status_ink(one.status)).gap(1)
        pen.write(one.key, "dim").gap(1)
        said = f"{percentage(one.alike_ppm, look)} alike, {one.owner or 'nobody'}"
        room = min(len(said), width // 3)
        pen.cell(one.title, max(6, width - pen.at - room - 1)).gap(1)
        return pen.cell(said, width - pen.at, "dim", align="right").line()

    return Row(draw, Target("goal", one.key, one.title))


def past_row(past: Past, width: int, *, today: date, look: Look) -> list[Row]:
    """Where the proposed baseline comes from."""
    words = (
        f"{show_number(past.value, past.measure)}, the last reading of {past.key} {past.title}, {since(past.on, today)}"
    )
    rows = labelled("Baseline", words, width, look=look, ink="accent", column=LABEL)
    return rows[:2]


def landing_rows(
    around: Around | None,
    title: str,
    link: LinkKind,
    width: int,
    *,
    look: Look,
    beside: bool,
    problem: Problem | None = None,
) -> list[Row]:
    """The place in the cascade where the goal comes to stand: the way above it, its neighbours, itself.

    Without `beside` there is little room: the parent and the goal alone, with how many stand there already.
    """
    if around is not None and not beside:
        return _landing_in_short(around, title or "your goal", link, look=look)
    rows = [heading("Where it lands", look=look)]
    if around is None and problem is not None:
        return [*rows, *paragraph(problem.message, width - 2, look=look, ink="error", indent=2, at_most=2)]
    if around is None:
        return [*rows, text_row(f"Loading{look.ellipsis}", "dim", look=look, indent=2)]
    solid, dashed = ("|-", "|~") if look.ascii_only else ("\u251c\u2500", "\u251c\u254c")
    name, mark = title or "your goal", _mark(link, look)
    if around.parent is None:
        return [
            *rows,
            _self_row(f"{mark} ", f"{name}: a goal at the top", look=look),
        ]
    parent = around.parent
    if around.above:
        rows.append(Row(lambda width: path_line(around.above, width, look=look)))
    rows.append(_goal_row("", parent, look=look))
    rows += [_goal_row(f"{_branch(one, parent.key, solid, dashed)} ", one, look=look) for one in around.siblings]
    if around.more:
        rows.append(text_row(f"{solid} {around.more} more below it already", "dim", look=look))
    return [*rows, _self_row(f"{mark} ", name, look=look)]


def _landing_in_short(around: Around, name: str, link: LinkKind, *, look: Look) -> list[Row]:
    mark = _mark(link, look)
    if around.parent is None:
        return [_self_row(f"{mark} ", f"{name}: a goal at the top", look=look, label="It lands")]
    there = around.more + len(around.siblings)
    note = f"beside {counted(there, 'other')}" if there else ""
    parent = _goal_row("", around.parent, look=look, label="It lands")
    return [parent, _self_row(f"{mark} ", name, look=look, label=" ", note=note)]


def _mark(link: LinkKind, look: Look) -> str:
    """The branch at whose end the goal hangs."""
    last, loose = ("`-", "`~") if look.ascii_only else ("\u2514\u2501", "\u2514\u254c")
    return last if link is LinkKind.CONTRIBUTES else loose


def _branch(one: GoalItem, parent: str, solid: str, dashed: str) -> str:
    kind = next((tie.kind for tie in one.parents if tie.key == parent), LinkKind.CONTRIBUTES)
    return solid if kind is LinkKind.CONTRIBUTES else dashed


def _goal_row(lead: str, one: GoalItem, *, look: Look, label: str = "") -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(label, LABEL if label else 0, "dim").write(lead, "faint")
        standing = named_status(one.numbers.status, look, words=False)
        pen.cell(standing, SHORT_NAMED_WIDTH, status_ink(one.numbers.status)).gap(1)
        pen.write(one.key, "dim").gap(1)
        return pen.cell(one.title, max(6, width - pen.at)).line()

    return Row(draw)


def _self_row(lead: str, words: str, *, look: Look, label: str = "", note: str = "") -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(label, LABEL if label else 0, "dim").write(lead, "accent").write("+ ", "accent")
        pen.cell(words, max(6, width - pen.at - (len(note) + 1 if note else 0)), "bold accent")
        return pen.cell(note, max(0, width - pen.at), "dim", align="right").line()

    return Row(draw)
