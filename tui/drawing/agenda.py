"""The agenda of a talk as rows: what changed, what was moved, what is in the way, what is due, what waits."""

from datetime import date

from tui.drawing.agreements import ask_row
from tui.drawing.home_parts import read_row
from tui.drawing.results import due_row
from tui.drawing.rows import NORMAL, Row, blank, heading, paragraph, text_row
from tui.format import change, counted, day, days_words, percentage, short_name, status_ink, status_mark, status_word
from tui.lines import Line, Look, Pen, Target
from tui.view_models.agenda import Agenda, Changed, MovedTarget
from tui.view_models.conversation import Blocker, Work


def agenda_rows(agenda: Agenda, width: int, *, look: Look, me: str | None) -> list[Row]:
    """The whole agenda in the order in which one talks about it; sections with nothing in them are left out."""
    today = agenda.day
    rows = [Row(lambda width: _head(agenda, width, look=look)), blank(look)]
    if agenda.is_empty:
        words = f"Nothing changed since {day(agenda.since, today=today)}, and nothing waits. {look.key('agenda.longer')} looks back further."
        rows += [*paragraph(words, width - 2, look=look, indent=2), blank(look)]
    parts: list[tuple[str, str, list[Row]]] = [
        (
            f"Changed since {day(agenda.since, today=today)}",
            counted(len(agenda.changed), "goal"),
            [row for one in agenda.changed for row in _changed_rows(one, look=look)],
        ),
        ("Targets that were moved", "", [row for one in agenda.moved for row in _moved_rows(one, width, today, look)]),
        (
            "In the way",
            counted(len(agenda.blockers), "blocker"),
            [_blocker_row(one, today, look) for one in agenda.blockers],
        ),
        (
            "Check-ins due",
            counted(len(agenda.due), "check-in"),
            [due_row(one, today=today, look=look) for one in agenda.due],
        ),
        ("Work due", counted(len(agenda.work), "initiative"), [_work_row(one, today, look) for one in agenda.work]),
        (
            "Waiting for an answer",
            counted(len(agenda.asks), "request"),
            [ask_row(one, today=today, look=look, me=me, with_parent=True) for one in agenda.asks],
        ),
        ("Recognition", "", [read_row(one, today=today, look=look) for one in agenda.recognition]),
    ]
    for title, note, body in parts:
        if body:
            rows += [heading(title, look=look, note=note), *body, blank(look)]
    if agenda.hidden:
        many = "goals that you may not see are" if agenda.hidden > 1 else "goal that you may not see is"
        rows.append(text_row(f"{agenda.hidden} {many} left out.", "dim", look=look))
    return rows


def _head(agenda: Agenda, width: int, *, look: Look) -> Line:
    note = f"{day(agenda.day)} {look.dot} the last {days_words(agenda.days)}"
    names = f"{agenda.with_person.name} and {agenda.person.name}"
    pen = Pen(look).cell(names, max(8, width - len(note) - 2), "bold").gap(2)
    return pen.cell(note, min(len(note), width - pen.at), "dim").line()


def _changed_rows(one: Changed, *, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        pen = Pen(look).write(status_mark(one.status_after, look), status_ink(one.status_after)).gap(1)
        pen.write(one.key, "dim").gap(1)
        wide = width >= NORMAL
        tail = 27 if wide else 14
        pen.cell(one.title, max(6, width - pen.at - tail - 1)).gap(1)
        pen.cell(percentage(one.after_ppm, look), 6, "bold", align="right")
        words, ink = ("new", "accent") if one.began else change(one.before_ppm, one.after_ppm, look)
        pen.cell(words, 6, ink, align="right").gap(2)
        if not wide:
            return pen.line()
        return pen.cell(status_word(one.status_after), 13, status_ink(one.status_after)).line()

    rows = [Row(draw, Target("goal", one.key, one.title))]
    said = []
    if one.status_before not in {None, one.status_after}:
        said.append(f"was {status_word(one.status_before)}")
    if one.note:
        said.append(one.note)
    if said:
        words = f" {look.dot} ".join(said)
        rows.append(Row(lambda width: Pen(look).gap(2).cell(words, width - 2, "dim").line()))
    return rows


def _moved_rows(one: MovedTarget, width: int, today: date, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).write(one.key, "dim").gap(1).write(f"{one.field} ", "")
        moved = f"{one.before or look.none} {look.arrow} {one.after or look.none}"
        pen.cell(moved, max(6, width - pen.at - 8), "warning")
        return pen.cell(day(one.on, today=today), 8, "dim", align="right").line()

    kind = "key result" if "." in one.key else "goal"
    reason = Row(lambda width: Pen(look).gap(2).cell(one.reason, width - 2, "dim").line())
    return [Row(draw, Target(kind, one.key)), reason]


def _blocker_row(one: Blocker, today: date, look: Look) -> Row:
    def draw(width: int) -> Line:
        late = one.days_late > 0
        ink = "error" if late else "warning"
        pen = Pen(look).write("!" if look.ascii_only else "\u25a0", ink).gap(1).write(one.key, "dim").gap(1)
        when = f"{one.days_late} d late" if late else f"by {day(one.answer_due_on, today=today)}"
        tail = f"{short_name(one.owner, look) if one.owner else 'nobody'} {look.dot} {when}"
        pen.cell(one.text, max(6, width - pen.at - 25)).gap(1)
        return pen.cell(tail, 24, ink, align="right").line()

    return Row(draw, Target("blocker", one.key, one.text))


def _work_row(one: Work, today: date, look: Look) -> Row:
    def draw(width: int) -> Line:
        late = one.days_late > 0
        pen = Pen(look).write("o" if look.ascii_only else "\u25cb", "error" if late else "accent").gap(1)
        pen.write(one.key, "dim").gap(1)
        when = f"{one.days_late} d late" if late else day(one.due_on, today=today) if one.due_on else "no day"
        pen.cell(one.title, max(6, width - pen.at - 27)).gap(1).cell(short_name(one.owner, look), 13, "dim")
        return pen.cell(when, 13, "error" if late else "dim", align="right").line()

    return Row(draw, Target("initiative", one.key, one.title))
