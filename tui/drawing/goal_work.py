"""What is done and said about a goal: check-ins with their notes, blockers, initiatives, comments."""

from datetime import date

from okr.domain.vocabulary import BlockerState
from okr.domain.wording import term
from tui.drawing.rows import NORMAL, Row, labelled, section, text_row
from tui.format import counted, day, measured, status_ink
from tui.lines import Line, Look, Pen, Target, wrap
from tui.view_models.check_ins import CheckInItem
from tui.view_models.goal_card import Beside, GoalCard, InTheWay, Said, Work

NOTE_LINES = 3
"""Lines of a note that are shown; the whole of it is in the check-in itself."""


def check_in_rows(card: GoalCard, width: int, *, today: date, look: Look) -> list[Row]:
    """The newest check-ins, each with its note below it."""
    measures = {result.key: result.measure for result in card.results}
    rows: list[Row] = []
    for item in card.check_ins:
        rows.append(_check_in_row(item, measures.get(item.key, ""), today=today, look=look))
        rows += _note_rows(item, width, look=look)
    return section(
        "Check-ins",
        rows,
        look=look,
        note="the newest first",
        empty=f"Nobody has checked in yet. {look.key('app.check-in')} is the first to do so.",
    )


def _check_in_row(item: CheckInItem, measure: str, *, today: date, look: Look) -> Row:
    def draw(width: int) -> Line:
        ink = "dim" if item.replaced else ""
        pen = Pen(look).cell(day(item.effective_on, today=today), 12)
        pen.cell(f".{item.key.partition('.')[2]}", 4, "dim")
        pieces = measured(item.value, measure if width >= NORMAL else "", look)
        pen.cell("".join(piece.text for piece in pieces), 16 if width >= NORMAL else 10, ink or "bold", align="right")
        sure = f"{item.confidence} % sure" if item.confidence is not None else ""
        said = "replaced" if item.replaced else "imported" if item.imported else ""
        if width < NORMAL and said:  # there is room for one of them beside the name
            sure, said = said, ""
        pen.gap(2).cell(sure, 11, "dim")
        if item.status is not None:
            pen.write(term(item.status).mark(ascii_only=look.ascii_only), status_ink(item.status)).gap(1)
            pen.write(term(item.status).word, status_ink(item.status))
        if said:
            pen.gap(1).write(said, "dim")
        pen.gap(1)
        return pen.cell(item.by or "", max(0, width - pen.at), "dim", align="right").line()

    return Row(draw, Target("key result", item.key, item.note or ""))


def _note_rows(item: CheckInItem, width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    note, blocked = (None, None) if item.replaced else (item.note, item.blocker and f"blocked: {item.blocker}")
    for words, ink in ((note, ""), (blocked, "warning"), (_read_words(item, look), "dim")):
        if words:
            lines = wrap(words, width - 16)
            if len(lines) > NOTE_LINES:
                lines = [*lines[: NOTE_LINES - 1], f"{lines[NOTE_LINES - 1]} {look.ellipsis}"]
            rows += [text_row(line, ink, look=look, indent=16) for line in lines]
    return rows


def _read_words(item: CheckInItem, look: Look) -> str | None:
    """Who has read it, and what they said to it."""
    if item.read_by is None:
        return None
    return f"{look.arrow} read by {item.read_by}" + (f": {item.said_to_it}" if item.said_to_it else "")


def work_rows(card: GoalCard, beside: Beside | None, width: int, *, today: date, look: Look) -> list[Row]:
    """Blockers, initiatives, comments."""
    waiting = sum(1 for one in card.blockers if one.state is BlockerState.OPEN)
    blockers = [row for one in card.blockers for row in _blocker_rows(one, width, today=today, look=look)]
    said = beside.said if beside is not None else ()
    more = card.comments - len(said)
    comments = [row for one in said for row in _said_rows(one, width, today=today, look=look)]
    if beside is not None and more > 0:
        comments.append(
            text_row(f"and {more} older ones: {look.key('app.talk')} opens the talk", "dim", look=look, indent=2)
        )
    return [
        *section(
            "Blockers",
            blockers,
            look=look,
            note=f"{waiting} waiting" if waiting else "",
            empty=f"Nothing is in the way. A check-in ({look.key('app.check-in')}) can raise a blocker.",
        ),
        *section(
            "Initiatives",
            [_work_row(one, today=today, look=look) for one in card.work],
            look=look,
            note="work never counts towards progress" if card.work else "",
            empty=look.said(
                "No work is written down yet. {app.talk} opens the talk, where {conversation.add-work} adds some."
            ),
        ),
        *section(
            "Comments",
            comments,
            look=look,
            note=counted(card.comments, "comment") if card.comments else "",
            empty=look.said(
                "Nobody has said anything yet. {app.talk} opens the talk, where {conversation.comment} says something."
            ),
        ),
    ]


def _blocker_rows(one: InTheWay, width: int, *, today: date, look: Look) -> list[Row]:
    is_open = one.state is BlockerState.OPEN
    mark = ("!" if look.ascii_only else "\u25a0") if is_open else ("+" if look.ascii_only else "\u2713")

    def draw(width: int) -> Line:
        pen = Pen(look).cell(mark, 2, "error" if is_open else "success")
        pen.cell(f".{one.result.partition('.')[2]}", 4, "dim")
        late = (
            f"{one.days_late} d late" if is_open and one.days_late > 0 else f"since {day(one.raised_on, today=today)}"
        )
        who = f"{late}, {one.owner or 'nobody'}" + (", climbed" if one.climbed else "")
        room = min(len(who), width // 2)
        pen.cell(one.text, max(6, width - pen.at - room - 2)).gap(2)
        return pen.cell(
            who, width - pen.at, "warning" if is_open and one.days_late > 0 else "dim", align="right"
        ).line()

    rows = [Row(draw, Target("blocker", one.key, one.text))]
    return rows + (
        labelled("", f"{look.arrow} {one.answer}", width, look=look, ink="dim", column=6) if one.answer else []
    )


def _work_row(one: Work, *, today: date, look: Look) -> Row:
    done = one.done_on is not None
    mark = ("+" if look.ascii_only else "\u2713") if done else ("." if look.ascii_only else "\u25cb")

    def draw(width: int) -> Line:
        pen = Pen(look).cell(mark, 2, "success" if done else "dim")
        pen.cell(f".{one.result.partition('.')[2]}" if one.result else "", 4, "dim")
        when, ink = _when(one, today)
        tail = 18 + 14
        pen.cell(one.title, max(6, width - pen.at - tail - 1), "dim" if done else "").gap(1)
        pen.cell(one.owner or "nobody", 18, "dim")
        return pen.cell(when, 14, ink, align="right").line()

    return Row(draw, Target("key result", one.result, one.title) if one.result else None)


def _when(one: Work, today: date) -> tuple[str, str]:
    if one.done_on is not None:
        return f"done {day(one.done_on, today=today)}", "dim"
    if one.days_late > 0:
        return f"{one.days_late} d late", "error"
    return (f"due {day(one.due_on, today=today)}" if one.due_on else "no date"), "dim"


def _said_rows(one: Said, width: int, *, today: date, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        pen = Pen(look).write(one.by or "somebody", "bold").gap(2).write(one.on, "dim")
        return pen.cell(day(one.day, today=today), max(0, width - pen.at), "dim", align="right").line()

    words = one.text if one.text is not None else "withdrawn"
    lines = wrap(words, width - 2)[:6]
    return [Row(draw), *(text_row(line, "" if one.text is not None else "dim", look=look, indent=2) for line in lines)]
