"""Asking for contributions: whom, how the need is divided, and a preview of the shares before anything is sent."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from okr.domain.quantities import parse_value
from okr.domain.vocabulary import ShareMode
from tui.dialogs.form import FormDialog
from tui.drawing.agreements import right
from tui.drawing.rows import NORMAL, Row, heading, labelled, paragraph, text_row
from tui.format import bar, counted, measured, percentage
from tui.goal_drafting import read_day
from tui.lines import Pen, Target
from tui.sharing import TAKES_AMOUNTS, Division, amounts, division
from tui.view_models.agreements import Proposal, Receiver
from tui.widgets.form_line import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.dialogs.proposing import Suggestion
    from tui.lines import Line
    from tui.sharing import Part
    from tui.view_models.agreements import Asked, Contract, Level, Shared

MODES = (
    (ShareMode.EQUAL.value, "equally"),
    (ShareMode.PEOPLE.value, "by head count"),
    (ShareMode.WEIGHT.value, "by weight"),
    (ShareMode.TYPED.value, "as typed"),
)
LEAVES_OUT = "x"
"""What is typed on a line of the list, where digits are typed too; it is no action."""
ASKED = "asked"
"""Under which a draft keeps who is asked."""


class ProposeForm(FormDialog):
    """Whom to ask for which share of what a goal or key result needs: one request, all or nobody."""

    NAME = "Ask"
    SAVES = NAME
    OPERATION = "contributions.ask"

    def __init__(self, contract: Contract, part: Shared) -> None:
        super().__init__()
        self._contract = contract
        self.part = part
        self.receivers: tuple[Receiver, ...] = ()
        self.level: Level | None = None
        self.numbers: dict[str, str] = {}

    def crumbs(self) -> tuple[str, ...]:
        return (self.part.key, self.NAME)

    def entries(self) -> tuple[Entry, ...]:
        part, due = self.part, self._contract.due
        need = (
            "" if part.need is None else "".join(piece.text for piece in measured(part.need, part.measure, self.look))
        )
        return (
            Entry("receivers", "Whom", "", "a team, a person, or every team below a unit", completes="receiver"),
            Entry("shares", "Divide", MODES[0][0], choices=MODES),
            Entry("amount", "Of", "", f"{need}, unless you type less or more"),
            Entry("due_on", "Due", "", due.isoformat() if due is not None else "as the goal"),
            Entry("title", "Wording", "", self._contract.title),
            Entry("message", "Message", "", "what to say with it", long=True),
        )

    def subject(self, width: int) -> list[Line]:
        """What is shared, what it needs, what is asked already."""
        part, look = self.part, self.look
        first = Pen(look).write(part.key, "dim").gap(2).cell(part.title, width - len(part.key) - 2, "bold").line()
        second = Pen(look).write("needs ", "dim").put(measured(part.need, part.measure, look))
        said = part.sentence or "nothing asked yet"
        return [first, second.gap(2).cell(said, max(0, width - second.at), "dim").line()]

    # What comes of it -------------------------------------------------------------------------------------------

    @property
    def mode(self) -> ShareMode:
        """How the need is divided."""
        return ShareMode(self.value("shares"))

    @property
    def division(self) -> Division:
        """The shares as far as they are known."""
        return division(
            self.part,
            self.receivers,
            mode=self.mode,
            typed=self.numbers,
            amount=self.value("amount"),
            whole_level=self.level is not None,
            keymap=self.okr.keymap,
        )

    def outcome(self, width: int) -> list[Row]:
        look = self.look
        if not self.receivers:
            words = (
                "Type a few letters of a unit or a person above. Every unit of a kind below one is asked at once, too."
            )
            return [heading("Who is asked", look=look), *paragraph(words, width - 2, look=look, ink="dim", indent=2)]
        found = self.division
        note = counted(len(found.asked), "receiver")
        if found.total_ppm is not None:
            note = f"{note}, {percentage(found.total_ppm, look)} of the need"
        title = f"Every {self.level.kind} below {self.level.below_name}" if self.level is not None else "Who is asked"
        rows = [heading(title, look=look, note=note)]
        if found.problem:
            rows.append(text_row(found.problem, "warning", look=look, indent=2))
        rows += [self._receiver_row(part) for part in found.parts]
        return [
            *rows,
            *labelled(
                "",
                f"{look.key('form.next-field')} to the list, {LEAVES_OUT} leaves somebody out",
                width,
                look=look,
                ink="dim",
                column=2,
            ),
        ]

    def _receiver_row(self, part: Part) -> Row:
        one, look = part.receiver, self.look
        amount = self.mode in TAKES_AMOUNTS

        def draw(width: int) -> Line:
            pen = Pen(look).gap(2)
            tail = 14 + 7 + (12 if width >= NORMAL else 0) + (9 if amount else 0)
            name = max(8, width - pen.at - tail - 2 - 11)
            pen.cell(one.name, name, "dim" if part.left_out else "").gap(1)
            pen.cell(one.key, 10, "dim").gap(1)
            if part.left_out is not None:
                return pen.cell(part.left_out, width - pen.at, "warning", align="right").line()
            if amount:
                pen.cell(self.numbers.get(one.key, "") or " ", 8, "field", align="right").gap(1)
            if part.share is None or part.ppm is None:
                return pen.cell(look.none, 14, "dim", align="right").line()
            right(pen, measured(part.share, self.part.measure, look), 14)
            pen.cell("" if self.part.measure == "%" else percentage(part.ppm, look), 7, "dim", align="right")
            if width >= NORMAL:
                pen.gap(2).put(bar(part.ppm, None, 10, tone="accent", look=look))
            return pen.line()

        return Row(draw, Target("receiver", one.key, one.name))

    # Who is asked -----------------------------------------------------------------------------------------------

    def take(self, suggestion: Suggestion) -> None:
        """Somebody is asked, too; a whole level takes the place of who was chosen."""
        self.set_value("receivers", "")
        if suggestion.level is not None:
            self.level, self.receivers = suggestion.level, suggestion.level.units
        elif suggestion.receiver is not None:
            known = {(one.kind, one.key) for one in self.receivers}
            if (suggestion.receiver.kind, suggestion.receiver.key) not in known:
                self.receivers = (*(() if self.level else self.receivers), suggestion.receiver)
                self.level = None
        self.keep_soon()

    def leave_out(self, key: str) -> None:
        """Ask somebody not; of a level the others are asked by name."""
        self.receivers, self.level = tuple(one for one in self.receivers if one.key != key), None
        if not self.receivers:
            self.set_focus(self.form_lines[0].field)
        self.keep_soon()
        self.redraw()

    # Drafts -----------------------------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """What differs, and who is asked, with what is typed beside them."""
        asked = [(one.kind, one.key, one.name, one.people, self.numbers.get(one.key, "")) for one in self.receivers]
        return super().texts() | ({ASKED: json.dumps(asked)} if asked else {})

    def restore(self, kept: Mapping[str, str]) -> None:
        """Put who was asked back, by name: a level may have other units by now."""
        super().restore(kept)
        with suppress(ValueError, TypeError):  # a file that is not as it was written counts as absent
            for kind, key, name, people, number in json.loads(kept.get(ASKED, "[]")):
                self.receivers = (*self.receivers, Receiver(str(kind), str(key), str(name), int(people)))
                self.numbers |= {str(key): str(number)} if number else {}
                self._restored = True

    # Keys -------------------------------------------------------------------------------------------------------

    @property
    def _in_list(self) -> bool:
        return self.focused is self.board

    def takes(self, character: str | None) -> bool:
        return super().takes(character) or self._in_list

    def type_key(self, key: str, character: str | None) -> None:
        target = self.board.selected
        if not self._in_list:
            if key == "backspace" and self.focused is self.form_lines[0].field and not self.value("receivers"):
                if self.receivers:
                    self.leave_out(self.receivers[-1].key)
                return
            super().type_key(key, character)
        elif target is not None and target.kind == "receiver":
            self._type_into(target.key, key, character)

    def _type_into(self, receiver: str, key: str, character: str | None) -> None:
        before = self.numbers.get(receiver, "")
        if key in {LEAVES_OUT, "delete"}:
            self.leave_out(receiver)
        elif self.mode not in TAKES_AMOUNTS:
            self.flash('Shares are divided for you; choose "by weight" or "as typed" to type numbers.')
        elif key == "backspace":
            self.numbers[receiver] = before[:-1]
            self.keep_soon()
            self.redraw()
        elif character is not None and character in "0123456789.,":
            self.numbers[receiver] = (before + character)[:20]
            self.keep_soon()
            self.redraw()

    def do_next_field(self) -> None:
        if self._in_list:
            before = self.board.selected
            self.board.move(1)
            if self.board.selected == before:  # the last one: on to the first field, as from any other last place
                self.set_focus(self.form_lines[0].field)
                self.redraw()
        elif self.receivers and not self._proposed and self.focused is self.form_lines[-1].field:
            self.set_focus(self.board)
            self.redraw()
        else:
            super().do_next_field()

    def do_previous_field(self) -> None:
        if self._in_list:
            self.set_focus(self.form_lines[-1].field)
            self.redraw()
        else:
            super().do_previous_field()

    def _up_or_down(self, by: int) -> None:
        if self._in_list:
            self.board.move(by)
        else:
            super()._up_or_down(by)

    # Sending ----------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Ask everybody in one request."""
        if self.value("receivers"):
            words = f"Choose who is meant: {self.look.key('form.next-field')} takes a proposal."
            raise InvalidInput(words, field="receivers")
        found = self.division
        if not found.asked:
            raise InvalidInput("Say whom to ask: type a few letters of a team or a person.", field="receivers")
        if found.problem is not None:
            raise InvalidInput(found.problem, field="shares")
        proposal = self._proposal(found)
        key = self.sent_as
        self.sending()
        self.ask(
            "save", lambda gateway: gateway.agreements.propose(proposal, key=key), self._asked_for, failed=self.refused
        )

    def _proposal(self, found: Division) -> Proposal:
        due, amount = self.value("due_on"), self.value("amount")
        today = self.session.today if self.session else None
        whole = self.mode is not ShareMode.TYPED and bool(amount)
        return Proposal(
            parent=self.part.key,
            receivers=tuple(part.receiver for part in found.asked),
            mode=self.mode.value,
            amounts=amounts(found.asked, mode=self.mode, typed=self.numbers, measure=self.part.measure),
            amount=parse_value(amount, unit=self.part.measure, field="amount") if whole else None,
            title=self.value("title") or None,
            due=read_day(due, field="due_on", today=today) if due else None,
            message=self.value("message") or None,
            level=self.level,
        )

    def _asked_for(self, asked: Asked) -> None:
        left_out = f" Left out: {len(asked.left_out)}." if asked.left_out else ""
        self.finish(f"{counted(len(asked.keys), 'request')} sent: {asked.sentence}.{left_out}")
