"""The contract of a goal as rows: what it and its key results need, who was asked for which part, and where that stands."""

from datetime import date

from okr.domain.cells import cell_width
from tui.drawing.agreements import ask_row, reason_rows, right, subscription_rows
from tui.drawing.rows import NORMAL, Row, blank, heading, paragraph, text_row
from tui.format import counted, day, measured
from tui.lines import Line, Look, Pen, Target
from tui.view_models.agreements import Ask, Contract, Requests, Shared


def contract_rows(contract: Contract, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """The goal, then each part of it that was shared, then what could be."""
    rows = [Row(lambda width: _head(contract, width, today=today, look=look)), blank(look)]
    if not contract.whole:
        rows += paragraph(
            "You see what you were asked for; the goal itself is for others.", width, look=look, ink="dim"
        )
        rows.append(blank(look))
    shared = [part for part in contract.parts if part.asks]
    for part in shared:
        rows += _part_rows(part, width, today=today, look=look, me=me)
    rest = [part for part in contract.parts if not part.asks]
    if not shared:
        rows += paragraph(look.said(_teaching(contract)), width - 2, look=look, indent=2)
        rows.append(blank(look))
    if rest:
        rows.append(
            heading(
                "Not shared yet",
                look=look,
                note=f"{look.key('contract.propose')} asks for it" if contract.may_ask else "",
            )
        )
        rows += [row for part in rest for row in _unshared_rows(part, width, look=look)]
        rows.append(blank(look))
    if contract.more:
        rows.append(text_row("There are more; okr contribution list shows all of them.", "dim", look=look))
    return rows


def request_rows(found: Requests, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """What waits for me, what I sent, and the rest, the unsettled first."""
    rows = [heading("Waits for your answer", look=look, note=counted(len(found.waiting), "request"))]
    if not found.waiting:
        rows.append(text_row("Nothing waits for you.", "dim", look=look, indent=2))
    for ask in found.waiting:
        rows.append(ask_row(ask, today=today, look=look, me=me, with_parent=True))
        rows.append(_who_row(ask, _from_whom(ask), today=today, look=look))
    rows.append(blank(look))
    for title, asks, empty in (
        ("Asked or offered by you", found.sent, look.said(NOBODY_ASKED)),
        ("Others in which you have a part", found.others, ""),
    ):
        if asks or empty:
            rows.append(heading(title, look=look, note=counted(len(asks), "request")))
            if not asks:
                rows.append(text_row(empty, "dim", look=look, indent=2))
            ordered = sorted(asks, key=lambda ask: ask.waits_for is None)
            for ask in ordered:
                rows.append(ask_row(ask, today=today, look=look, me=me, with_parent=True))
                who = _from_whom(ask) if ask.offered else ask.receiver.name
                rows.append(_who_row(ask, who, today=today, look=look))
            rows.append(blank(look))
    if found.more:
        rows.append(text_row("There are more; okr contribution list shows all of them.", "dim", look=look))
    return rows


def _from_whom(ask: Ask) -> str:
    if ask.offered:
        return f"{ask.receiver.name} offers {ask.child_result or ask.child or 'a goal'}"
    return f"{ask.asked_by.name} asks {ask.receiver.name}"


def _head(contract: Contract, width: int, *, today: date, look: Look) -> Line:
    pen = Pen(look).write(contract.key, "dim").gap(2)
    tail = contract.owner.name if contract.owner else ""
    until = f"until {day(contract.due, today=today)}" if contract.due is not None else ""
    note = f" {look.dot} ".join(part for part in (tail, until) if part) if width >= NORMAL else ""
    room = width - pen.at - len(note) - (2 if note else 0)
    pen.cell(contract.title, max(8, room), "bold")
    if note:
        pen.gap(2).cell(note, len(note), "dim")
    return pen.line()


def _part_rows(part: Shared, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    rows = [Row(lambda width: _part_head(part, width, look=look), _part_target(part))]
    rows += subscription_rows(part, look=look, indent=0) if part.sentence else []
    rows.append(blank(look))
    for ask in part.asks:
        rows.append(ask_row(ask, today=today, look=look, me=me))
        rows += reason_rows(ask, width, look=look)
    return [*rows, blank(look)]


def _part_head(part: Shared, width: int, *, look: Look) -> Line:
    """A heading that can be chosen: what is shared, and how much it needs."""
    need = "" if part.need is None else "".join(piece.text for piece in measured(part.need, part.measure, look))
    note = f"needs {need}" if need and "." in part.key else "in per cent"
    pen = Pen(look).write(part.key, "dim").gap(1)
    title = _title(part)
    pen.cell(title, max(4, min(cell_width(title), width - pen.at - len(note) - 3)), "heading").gap(1)
    pen.write(look.rule * max(0, width - pen.at - len(note) - 1), "faint").gap(1)
    return pen.cell(note, max(0, width - pen.at), "dim").line()


def _unshared_rows(part: Shared, width: int, *, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        key = part.key if "." not in part.key else f".{part.key.partition('.')[2]}"
        pen = Pen(look).gap(2).cell(key, 9, "dim")
        need = measured(part.need, part.measure, look) if part.need is not None else []
        tail = 18 if width >= 60 else 14
        pen.cell(_title(part), max(4, width - pen.at - tail - 1), "dim" if part.cannot else "").gap(1)
        if part.cannot is not None or not need:
            return pen.cell("cannot be shared", tail, "dim", align="right").line()
        return right(pen, need, tail).line()

    rows = [Row(draw, _part_target(part))]
    if part.cannot is not None:
        rows += paragraph(part.cannot, width, look=look, ink="dim", indent=11, at_most=2)
    return rows


def _title(part: Shared) -> str:
    """What is shared: a key result by its title; the goal's own stands above all."""
    return part.title if "." in part.key else "as a whole"


def _part_target(part: Shared) -> Target:
    return Target("key result" if "." in part.key else "goal", part.key, part.title)


NOBODY_ASKED = "You asked nobody yet: open a goal and press {app.contract}, then {contract.propose}."


def _teaching(contract: Contract) -> str:
    if not contract.may_ask:
        return "Nobody was asked to contribute to this goal yet. Its owner, a manager above or the unit's lead may ask."
    return "Nobody was asked to contribute yet. Move to what you want to share and press {contract.propose}: teams and people accept, counter or decline."


def _who_row(ask: Ask, who: str, *, today: date, look: Look) -> Row:
    """Who is asked by whom, until when it is due, and what was said last."""
    words = f"{who}, by {day(ask.due, today=today)}"
    quoted = "" if not ask.said else f'"{ask.said}"' if look.ascii_only else f"\u201c{ask.said}\u201d"

    def draw(width: int) -> Line:
        pen = Pen(look).gap(12).write(ask.key, "dim").gap(2)
        room = width - pen.at
        name = min(room, cell_width(words) + 2) if quoted else room
        return pen.cell(words, name, "dim").cell(quoted, room - name, "dim").line()

    return Row(draw)
