"""Accountability as rows: a unit, the units below it, its people, blockers and what nobody answers for."""

from collections.abc import Sequence
from datetime import date

from okr.domain.cells import cell_width
from okr.domain.vocabulary import WORST_FIRST
from okr.domain.wording import term
from tui.drawing.rows import NORMAL, WIDE, Row, blank, key_width, section
from tui.format import ago, counted, percentage, short_name, status_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.accountability import Accountability, AccountRow, BlockerItem, Unaligned

COLUMNS: tuple[tuple[str, int], ...] = (
    ("goals", 6),
    ("on time", 8),
    ("late", 5),
    ("missed", 7),
    ("overdue", 8),
    ("blocked", 8),
)
MORE: tuple[tuple[str, int], ...] = (("since", 8), ("unanswered", 12), ("moved", 7))
"""Columns for which there is room in wide terminals: the oldest overdue check-in, blockers and contributions, moved goalposts."""


def accountability_rows(
    view: Accountability, *, today: date, look: Look, unaligned: Sequence[Unaligned] = ()
) -> list[Row]:
    """The whole report, and the goals that lead nowhere once they are known; units without numbers until they are counted."""
    total = _total if view.is_counted else _uncounted
    rows = [Row(lambda width: total(view.total, width, look=look)), blank(look)]
    marks = max((_marks(item, look=look).at for item in (*view.units, *view.people)), default=0)
    head = Row(lambda width: _head(width, marks, look=look))
    for title, items, is_counted in (("Units", view.units, view.is_counted), ("People", view.people, True)):
        lines = [_row(item, marks, today=today, look=look, is_counted=is_counted) for item in items]
        rows += section(title, [head, *lines] if lines else [], look=look)
    blocked = key_width(item.key for item in view.blockers)
    rows += section("Blockers", [_blocker(item, blocked, today, look=look) for item in view.blockers], look=look)
    rows += section(
        "Nobody answers for these",
        [
            _ownerless(
                goal.key, goal.title, look=look, owner=f"{short_name(goal.left, look)} left" if goal.left else ""
            )
            for goal in view.ownerless
        ],
        look=look,
    )
    return rows + section(
        "These lead to no goal above",
        [_ownerless(goal.key, goal.title, look=look, owner=short_name(goal.owner, look)) for goal in unaligned],
        look=look,
        note="^ shows where a goal stands" if unaligned else "",
    )


def _row(item: AccountRow, marks: int, *, today: date, look: Look, is_counted: bool) -> Row:
    target = Target("unit", item.unit.key, item.unit.name) if item.unit else None
    if item.person:
        target = Target("person", item.person.key, item.person.name)
    if not is_counted:
        return Row(lambda width: Pen(look).cell(_name(item, look), _name_width(width, marks) - 1).line(), target)
    return Row(lambda width: _line(item, width, marks, today=today, look=look), target)


def _head(width: int, marks: int, *, look: Look) -> Line:
    pen = Pen(look).gap(_name_width(width, marks))
    for word, size in (*COLUMNS, *(MORE if width >= WIDE else ())):
        pen.cell(word, size, "dim", align="right")
    return pen.line()


def _line(item: AccountRow, width: int, marks: int, *, today: date, look: Look) -> Line:
    pen = Pen(look).cell(_name(item, look), _name_width(width, marks) - 1).gap(1)
    late_ink, missed_ink = ("warning" if item.late else "dim"), ("error" if item.missed else "dim")
    pen.cell(_many(item.goals, 7), 6, align="right").cell(percentage(item.on_time_ppm, look), 8, align="right")
    pen.cell(_many(item.late, 5), 5, late_ink, align="right").cell(_many(item.missed, 7), 7, missed_ink, align="right")
    pen.cell(_many(item.overdue, 8), 8, "warning" if item.overdue else "dim", align="right")
    pen.cell(_many(item.blockers, 8), 8, "warning" if item.blockers else "dim", align="right")
    if width >= WIDE:
        owed = item.unanswered_blockers + item.unanswered_asks
        since = ago(item.oldest_overdue_on, today) if item.oldest_overdue_on else ""
        pen.cell(since, 8, "dim", align="right")
        pen.cell(_many(owed, 12), 12, "warning" if owed else "dim", align="right")
        pen.cell(_many(item.moved_goalposts, 7), 7, "warning" if item.moved_goalposts else "dim", align="right")
    if width >= NORMAL:
        pen.put(_marks(item, look=look).pieces)
    return pen.line()


def _many(count: int, size: int) -> str:
    """A count in its column; thousands where it would touch the column before."""
    words = f"{count:,}"
    return words if len(words) < size else f"{(count + 500) // 1_000:,}k"


def _marks(item: AccountRow, *, look: Look) -> Pen:
    """How many goals have which status, the worst first."""
    pen = Pen(look)
    for status in WORST_FIRST:
        count = item.counts.get(status, 0)
        if count:
            pen.gap(1 if pen.at else 3)
            pen.write(f"{term(status).mark(ascii_only=look.ascii_only)}{count}", status_ink(status))
    return pen


def _name(item: AccountRow, look: Look) -> str:
    who = item.unit or item.person
    return who.name if who else look.none


def _total(item: AccountRow, width: int, *, look: Look) -> Line:
    """What there is to worry about, as far as there is room; the weightiest first."""
    worries = [
        counted(count, one, many)
        for count, one, many in (
            (item.overdue, "overdue", "overdue"),
            (item.blockers, "blocked", "blocked"),
            (item.unanswered_blockers + item.unanswered_asks, "unanswered", "unanswered"),
            (item.without_owner, "ownerless", "ownerless"),
            (item.moved_goalposts, "moved goalpost", "moved goalposts"),
        )
        if count
    ]
    name = _name(item, look)
    size, rate = min(cell_width(name), max(12, width // 3)), percentage(item.on_time_ppm, look)
    whole = size + cell_width(f"{rate} on time") + sum(map(cell_width, worries))
    gap = 3 if whole + 3 * (len(worries) + 1) <= width else 2
    pen = Pen(look).cell(name, size, "bold").gap(gap)
    pen.write(rate, "bold").write(" on time", "dim").gap(gap)
    for words in worries:
        if pen.at + cell_width(words) <= width:
            pen.write(words, "warning").gap(gap)
    return pen.line()


def _uncounted(item: AccountRow, width: int, *, look: Look) -> Line:
    """The line of the whole while its goals are being counted."""
    name = _name(item, look)
    pen = Pen(look).cell(name, min(cell_width(name), max(12, width // 3)), "bold").gap(3)
    return pen.write(f"Counting who answers for what{look.ellipsis}", "dim").line()


def _blocker(item: BlockerItem, keys: int, today: date, *, look: Look) -> Row:
    """What is in the way, and who has to answer since when; with the answer it waits for the next check-in."""
    late = item.answer is None and item.answer_due_on is not None and item.answer_due_on <= today
    who = item.owner if item.answer is not None or item.answers is None else item.answers
    verb = "answered" if item.answer is not None else "answers" if item.answers is not None else ""

    def draw(width: int) -> Line:
        tail = f"{short_name(who, look)} {verb}".rstrip() + f" {look.dot} {ago(item.since, today)}"
        pen = Pen(look).write(item.key, "dim").to(keys).gap(1)
        room = max(8, width - pen.at - cell_width(tail) - 2)
        pen.cell(item.text, room).gap(1)
        return pen.cell(tail, max(0, width - pen.at), "warning" if late else "dim", align="right").line()

    return Row(draw, Target("key result", item.key, item.title))


def _ownerless(key: str, title: str, *, look: Look, owner: str = "") -> Row:
    def draw(width: int) -> Line:
        size = cell_width(owner)
        pen = Pen(look).write(key, "dim").gap(1)
        return pen.cell(title, max(8, width - pen.at - size - 1)).gap(1).cell(owner, size, "dim").line()

    return Row(draw, Target("goal", key, title))


def _name_width(width: int, marks: int) -> int:
    """What the figures and so many cells of status marks leave."""
    fixed = sum(size for _, size in (*COLUMNS, *(MORE if width >= WIDE else ()))) + (marks if width >= NORMAL else 0)
    return max(12, width - fixed)
