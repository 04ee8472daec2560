"""Accountability as rows: a unit, the units below it, its people, blockers and what nobody answers for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okr.domain.cells import cell_width
from okr.domain.vocabulary import WORST_FIRST, Status
from okr.domain.wording import term
from tui.drawing.agreements import ask_row
from tui.drawing.goal_record import moved_rows
from tui.drawing.rows import NORMAL, WIDE, Row, blank, key_width, section, text_row
from tui.format import ago, counted, percentage, short_name, status_ink
from tui.lines import Line, Look, Pen, Piece, Target
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
OVERDUE_SHOWN = 10
"""Check-ins that are late, by name: the rest is counted."""


def accountability_rows(
    view: Accountability, width: int, *, today: date, look: Look, unaligned: Sequence[Unaligned] = ()
) -> list[Row]:
    """The whole report, and the goals that lead nowhere once they are known; units without numbers until they are counted."""
    total = _total if view.is_counted else _uncounted
    rows = [Row(lambda width: total(view.total, width, look=look), spots=view.is_counted), blank(look)]
    marks = _MarkColumns.of((*view.units, *view.people))
    head = Row(lambda width: _head(width, marks, look=look))
    for title, items, is_counted in (("Units", view.units, view.is_counted), ("People", view.people, True)):
        lines = [_row(item, marks, today=today, look=look, is_counted=is_counted) for item in items]
        rows += section(title, [head, *lines] if lines else [], look=look, note=_words_of_marks(items, look=look))
    rows += _overdue(view, today, look=look)
    blocked = key_width(item.key for item in view.blockers)
    rows += section("Blockers", [_blocker(item, blocked, today, look=look) for item in view.blockers], look=look)
    rows += section(
        "Asked, and not answered",
        [ask_row(item, today=today, look=look, with_parent=True) for item in view.unanswered],
        look=look,
    )
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
    rows += section(
        "These lead to no goal above",
        [_ownerless(goal.key, goal.title, look=look, owner=short_name(goal.owner, look)) for goal in unaligned],
        look=look,
        note="^ shows where a goal stands" if unaligned else "",
    )
    moved = [row for one in view.moved for row in moved_rows(one, width, today=today, look=look)]
    return rows + section("Moved goalposts", moved, look=look, note="the newest first" if len(view.moved) > 1 else "")


def _overdue(view: Accountability, today: date, *, look: Look) -> list[Row]:
    """The check-ins that are longest late; a unit below shows its own."""
    some = view.overdue[:OVERDUE_SHOWN]
    keys = key_width(item.key for item in some)
    rows = [
        _named(
            item.key,
            item.title,
            f"{short_name(item.owner, look)} {look.dot} {ago(item.due_on, today)}",
            keys,
            look=look,
        )
        for item in some
    ]
    more = max(len(view.overdue), view.total.overdue) - len(some)
    if some and more > 0:
        words = (f"and {more:,} more" if view.is_counted else "and more") + (
            ": enter a unit for its own" if view.units else ""
        )
        rows.append(text_row(words, "dim", look=look, indent=keys + 1))
    return section("Overdue", rows, look=look)


def _named(key: str, title: str, tail: str, keys: int, *, look: Look) -> Row:
    """A key result, with whose it is and since when at the right."""

    def draw(width: int) -> Line:
        pen = Pen(look).write(key, "dim").to(keys).gap(1)
        pen.cell(title, max(8, width - pen.at - cell_width(tail) - 2)).gap(1)
        return pen.cell(tail, max(0, width - pen.at), "warning", align="right").line()

    return Row(draw, Target("key result", key, title))


@dataclass(frozen=True, slots=True)
class _MarkColumns:
    """Cells of the numbers behind the marks of each status that some row has; the marks stand below one another."""

    digits: tuple[tuple[Status, int], ...] = ()

    @classmethod
    def of(cls, items: Sequence[AccountRow]) -> "_MarkColumns":
        """What these rows need."""
        most = {
            status: max((len(_few(item.counts.get(status, 0))) for item in items), default=0) for status in WORST_FIRST
        }
        return cls(tuple((status, size) for status, size in most.items() if size))

    @property
    def width(self) -> int:
        """Cells of all, with the blanks in front of them."""
        return 2 + sum(size + 2 for _, size in self.digits) if self.digits else 0

    def write(self, pen: Pen, item: AccountRow) -> Pen:
        """How many goals have which status, the worst first; blank where none has."""
        pen.gap(2 if self.digits else 0)
        for status, size in self.digits:
            many = _few(item.counts.get(status, 0))
            mark = term(status).mark(ascii_only=pen.look.ascii_only) if many else ""
            pen.gap(1).cell(f"{mark}{many}", size + 1, status_ink(status), align="right")
        return pen


def _few(count: int) -> str:
    """A count in at most five cells up to a million, nothing where there is none."""
    return "" if not count else f"{count:,}" if count < 10_000 else f"{(count + 500) // 1_000}k"


def _row(item: AccountRow, marks: _MarkColumns, *, today: date, look: Look, is_counted: bool) -> Row:
    target = Target("unit", item.unit.key, item.unit.name) if item.unit else None
    if item.person:
        target = Target("person", item.person.key, item.person.name)
    if not is_counted:
        return Row(lambda width: Pen(look).cell(_name(item, look), _name_width(width, marks) - 1).line(), target)
    return Row(lambda width: _line(item, width, marks, today=today, look=look), target)


def _head(width: int, marks: _MarkColumns, *, look: Look) -> Line:
    pen = Pen(look).gap(_name_width(width, marks))
    for word, size in (*COLUMNS, *(MORE if width >= WIDE else ())):
        pen.cell(word, size, "dim", align="right")
    return pen.line()


def _line(item: AccountRow, width: int, marks: _MarkColumns, *, today: date, look: Look) -> Line:
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
        marks.write(pen, item)
    return pen.line()


def _many(count: int, size: int) -> str:
    """A count in its column; thousands where it would touch the column before."""
    words = f"{count:,}"
    return words if len(words) < size else f"{(count + 500) // 1_000:,}k"


def _words_of_marks(items: Sequence[AccountRow], *, look: Look) -> list[Piece]:
    """What the marks behind the figures say, of those that are there: it stands above them."""
    pen = Pen(look)
    for status in WORST_FIRST:
        if any(item.counts.get(status, 0) for item in items):
            pen.gap(2 if pen.at else 0).write(term(status).mark(ascii_only=look.ascii_only), status_ink(status))
            pen.write(f" {term(status).short}", "dim")
    return pen.pieces


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
    start = pen.at
    pen.write(rate, "bold").write(" on time", "dim")
    if item.unit is not None:
        pen.mark(start, Target("rate", f"unit {item.unit.key}", item.unit.name))
    pen.gap(gap)
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


def _name_width(width: int, marks: _MarkColumns) -> int:
    """What the figures and the marks of statuses leave."""
    fixed = sum(size for _, size in (*COLUMNS, *(MORE if width >= WIDE else ())))
    fixed += marks.width if width >= NORMAL else 0
    return max(12, width - fixed)
