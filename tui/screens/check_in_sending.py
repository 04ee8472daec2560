"""Sending the grid: everything in one parcel, all or nothing; skipping with a reason; putting an earlier reading right."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from okr.domain.errors import InvalidInput
from tui.drafting import COLUMNS, read_row, read_skip, rows_refused, said_of, without_field
from tui.drawing.check_in_asking import asks_over
from tui.format import counted, measured, percentage, with_days
from tui.screens.check_in_typing import TypingReadings
from tui.view_models.check_ins import Recorded, Skip

if TYPE_CHECKING:
    from tui.lines import Look
    from tui.view_models.basics import Problem
    from tui.view_models.check_ins import CheckInItem, DueRow, Overtaken, Reading, Skipped

MOST_SAID = 2
"""What is said of check-ins that were recorded, at most: in the last line, over the footer."""


class SendingReadings(TypingReadings):
    """The part of the check-in screen that records."""

    def __init__(self) -> None:
        super().__init__()
        self._sending = False
        self.overtaken: dict[str, CheckInItem] = {}
        self.skipped_here: dict[str, Skip] = {}
        """What was skipped from here, by key: the rows of one goal come without what was skipped."""

    # Skipping and correcting ------------------------------------------------------------------------------------

    def do_skip(self) -> None:
        """Leave the row of the cursor out on purpose, or take that back; the reason goes into the note."""
        row = self.grid.row
        if row is None:
            return
        key = row.result.key
        if not row.may_check_in:
            self.flash(f"You may not speak for {key}: its owner and those in charge may.", "warning")
            return
        skipped = self.sheet.is_skipped(key)
        if not skipped:
            self.sheet = self.sheet.typed(key, "value", "").typed(key, "confidence", "").typed(key, "blocker", "")
        self.sheet = self.sheet.typed(key, "skip", "" if skipped else "skip")
        self.previews.pop(key, None)
        self.draw()
        self.grid.to_cell(key, "value" if skipped else "note")
        ways = self.look.said("{check-in.submit} says so on it, {check-in.skip} takes it back.")
        self.flash("" if skipped else f"Why is there no reading of {key}? {ways}")
        self.tell()
        self.keep_soon()

    def do_correct(self) -> None:
        """Put the last reading of the row right, instead of adding one."""
        row = self.grid.row
        if row is None or not row.result.has_reading:
            self.flash("There is no reading to correct.", "warning")
            return
        key = row.result.key
        if self.sheet.draft(key).corrects:
            self.sheet = self.sheet.cleared(key)
            self.draw()
            return
        self.ask(
            "last reading",
            lambda gateway: gateway.check_ins(key),
            partial(self._take_last, row),
            failed=lambda problem: self.flash(problem.message, "error"),
        )

    def _take_last(self, row: DueRow, found: tuple[CheckInItem, ...]) -> None:
        key = row.result.key
        last = next((one for one in found if one.key == key and not one.replaced and one.value is not None), None)
        if last is None or last.value is None:
            self.flash("There is no reading to correct.", "warning")
            return
        sheet = self.sheet.cleared(key)
        for column, text in (
            ("value", format(last.value, "f")),
            ("corrects", str(last.number)),
            ("confidence", "" if last.confidence is None else str(last.confidence)),
            ("note", last.note or ""),
        ):
            sheet = sheet.typed(key, column, text)
        self.sheet = sheet
        self.draw()
        self.grid.to_cell(key, "value")
        shown = "".join(piece.text for piece in measured(last.value, row.result.measure, self.look))
        leaves = self.look.key("check-in.clear")
        self.flash(
            f"Correcting {shown} of {last.effective_on:%d %b}: type what is right; {leaves} leaves it as it was.",
            "accent",
        )
        self.tell()

    # Sending ----------------------------------------------------------------------------------------------------

    def do_submit(self) -> None:
        self.grid.stop_typing()
        if self._sending:
            return
        for key, found in self.overtaken.items():
            self.sheet = self.sheet.seen(key, found.number)  # asked about already: this is the yes
        read = self._read_all()
        if read is None:
            return
        readings, skipped = read
        if not readings and not skipped:
            others = self.look.key("check-in.scope")
            self.flash(f"What is filled in stands in rows that are not shown: {others} shows others.", "warning")
            return
        self._sending = True
        parcel = self.sheet.key
        keys = [*(one.key for one in readings), *(one.key for one in skipped)]
        self.ask(
            "record",
            lambda gateway: gateway.record(readings, skipped, key=parcel),
            partial(self._recorded, keys),
            failed=partial(self._refused, keys),
        )

    @property
    def known_rows(self) -> dict[str, DueRow]:
        """The rows that what is typed can belong to, by key."""
        return {row.result.key: row for row in self.sheet.rows}

    def to_cell(self, key: str, column: str) -> None:
        """Put the cursor into a cell."""
        self.grid.to_cell(key, column)

    def _read_all(self) -> tuple[list[Reading], list[Skipped]] | None:
        """Everything that is filled in; None where a cell is wrong, to which the cursor goes."""
        readings: list[Reading] = []
        skipped: list[Skipped] = []
        rows = self.known_rows
        for key in self.sheet.filled:
            row = rows.get(key)
            if row is None:
                continue
            try:
                if self.sheet.is_skipped(key):
                    skipped.append(read_skip(self.sheet, row, keymap=self.look.keymap))
                else:
                    readings.append(read_row(self.sheet, row, keymap=self.look.keymap))
            except InvalidInput as error:
                self.to_cell(key, error.field or "value")
                self.flash(f"{key}: {said_of(error)}.", "error")
                return None
        return readings, skipped

    def _recorded(self, keys: list[str], answer: Recorded | Overtaken) -> None:
        if not isinstance(answer, Recorded):
            self._ask_over(keys, answer)
            return
        self._recorded_all(keys, answer)

    def _recorded_all(self, keys: list[str], recorded: Recorded) -> None:
        self._note_skipped(keys)
        for key in keys:
            self.sheet = self.sheet.cleared(key)
            self.previews.pop(key, None)
        self.refused, self.overtaken = {}, {}
        self.grid.refused, self.grid.asked = self.refused, self.overtaken
        self.recorded_count(recorded.count)
        self.okr.memory.keep_drafts(self.sheet.kept)
        words = recorded_words(recorded, look=self.look)
        self._sent(with_days(words, self.session.today) if self.session is not None else words)

    def _note_skipped(self, keys: list[str]) -> None:
        """What is skipped shows at once; a reading that is recorded ends that."""
        me = self.session.me.name if self.session is not None else None
        for key in keys:
            self.skipped_here.pop(key, None)
            if self.sheet.is_skipped(key):
                self.skipped_here[key] = Skip(self.sheet.text(key, "note").strip(), me, None)

    def recorded_count(self, count: int) -> None:
        """So many check-ins were recorded."""

    def _sent(self, words: str) -> None:
        self._sending = False
        self.flash(words, "success")
        self.okr.refresh_session()
        self.grid.to_first_value()
        self.load()

    def _refused(self, keys: list[str], problem: Problem) -> None:
        """Nothing was recorded; what is said of a row stands below it, and the cursor goes to the first one."""
        self._sending = False
        self.refused = _words_of_rows(problem.message, keys)
        if not self.refused:
            hint = f" {problem.hint}" if problem.hint else ""
            self.flash(f"Nothing was recorded. {problem.message}{hint}", "error")
            return
        self._show_refused(problem.field)

    def _show_refused(self, field: str | None) -> None:
        """Mark the refused rows, and go to the cell that the first one is about."""
        self.draw()
        column = field if field in COLUMNS else None
        self.to_cell(next(iter(self.refused)), column or _column_of(next(iter(self.refused.values()))))
        many = len(self.refused)
        words = "1 row is refused, its reason stands" if many == 1 else f"{many} rows are refused, their reasons stand"
        self.flash(f"Nothing was recorded: {words} below.", "error")

    # Others were faster -----------------------------------------------------------------------------------------

    def asks(self, key: str) -> str | None:
        """What is asked of a row to which somebody checked in meanwhile."""
        found = self.overtaken.get(key)
        return None if found is None else asks_over(found, self.sheet.text(key, "value"), now(), look=self.look)

    def _ask_over(self, keys: list[str], answer: Overtaken) -> None:
        """Nothing was recorded: each row that somebody else checked in to asks whether to record it all the same."""
        self._sending = False
        self.overtaken = dict(answer.by)
        said = _words_of_rows(answer.message, keys)
        self.refused = {key: words for key, words in said.items() if key not in self.overtaken}
        if self.refused:
            self._show_refused(answer.field)
            return
        self.draw()
        self.to_cell(next(iter(self.overtaken)), "value")
        rows = counted(len(self.overtaken), "row")
        again = self.look.key("check-in.submit")
        self.flash(f"Nothing recorded yet: others were faster in {rows}; {again} again records.", "warning")


def now() -> datetime:
    """The time by which it is said how long ago others checked in."""
    return datetime.now(UTC)


def _words_of_rows(message: str, keys: list[str]) -> dict[str, str]:
    """By key what is said of the rows of a parcel that was refused."""
    said = rows_refused(message)
    return {keys[number]: without_field(words) for number, words in said.items() if number < len(keys)}


def recorded_words(recorded: Recorded, *, look: Look) -> str:
    """What was recorded, and what moved furthest up."""
    words = f"Recorded {counted(recorded.count, 'check-in')}." if recorded.count else ""
    if recorded.skipped:
        words = f"{words} {counted(recorded.skipped, 'row')} skipped, with the reason.".strip()
    if recorded.notices:
        return " ".join((words, *recorded.notices[:MOST_SAID]))
    shown = [
        f" {one.key} {before} {look.arrow} {after}."
        for one in recorded.moved
        for before, after in [(percentage(one.before_ppm, look), percentage(one.after_ppm, look))]
        if before != after
    ]
    return words + shown[-1] if shown else words


def _column_of(words: str) -> str:
    """The cell that a refusal of a row is about, by what it says is missing."""
    return "note" if "note" in words or "sentence why" in words else "value"
