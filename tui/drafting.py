"""What is typed into the check-in grid and not sent yet: from texts to readings, and what is wrong with them."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from okr.domain.confidence import NEEDS_REASON_BELOW_PERCENT
from okr.domain.errors import InvalidInput
from okr.domain.quantities import parse_number, parse_value, show_number
from okr.domain.text import FOLDED_BREAK
from tui.kept_drafts import DraftRow, Drafts
from tui.keymap import DEFAULT, Keymap
from tui.view_models.check_ins import DueRow, Reading, Skipped

COLUMNS = ("value", "confidence", "note", "blocker")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of the grid, and what is typed into them; `key` makes sending twice harmless."""

    rows: tuple[DueRow, ...] = ()
    drafts: Mapping[str, DraftRow] = field(default_factory=dict)
    key: str = ""

    def draft(self, key: str) -> DraftRow:
        """What is typed into a row."""
        return self.drafts.get(key, DraftRow())

    def text(self, key: str, column: str) -> str:
        """What is typed into a cell."""
        return str(getattr(self.draft(key), column))

    def typed(self, key: str, column: str, text: str) -> "Sheet":
        """With another text in a cell. A change makes another parcel of it, with a key of its own."""
        if text == self.text(key, column):
            return self
        rows = dict(self.drafts)
        row = replace(self.draft(key), **{column: text})
        if column == "value":
            row = replace(row, seen=self._last_of(key))
        if row.is_empty:
            rows.pop(key, None)
        else:
            rows[key] = row
        return replace(self, drafts=rows, key=uuid.uuid4().hex if rows else "")

    def seen(self, key: str, number: int) -> "Sheet":
        """With a row that is meant to stand after a check-in, whatever stood there when it was typed."""
        return self.typed(key, "seen", str(number)) if key in self.drafts else self

    def _last_of(self, key: str) -> str:
        """The number of the last check-in of a row, as it stands here."""
        return next((str(row.result.last_check_in) for row in self.rows if row.result.key == key), "")

    def is_skipped(self, key: str) -> bool:
        """Whether a row is left out on purpose."""
        return bool(self.draft(key).skip)

    def cleared(self, key: str) -> "Sheet":
        """With an empty row."""
        rows = {name: row for name, row in self.drafts.items() if name != key}
        return replace(self, drafts=rows, key=uuid.uuid4().hex if rows else "")

    def of(self, rows: Sequence[DueRow]) -> "Sheet":
        """With other rows below what is typed."""
        return replace(self, rows=tuple(rows))

    @property
    def filled(self) -> tuple[str, ...]:
        """The keys of the rows into which something is typed, in the order of the grid; strangers last."""
        order = {row.result.key: number for number, row in enumerate(self.rows)}
        return tuple(sorted(self.drafts, key=lambda key: (order.get(key, len(order)), key)))

    @property
    def kept(self) -> Drafts:
        """What is written down, so that it survives a crash."""
        return Drafts(self.key, self.drafts)


def restored(drafts: Drafts) -> Sheet:
    """The sheet as it was left."""
    return Sheet(drafts=drafts.rows, key=drafts.key or (uuid.uuid4().hex if drafts.rows else ""))


def read_value(sheet: Sheet, row: DueRow) -> Decimal | None:
    """The value that is typed into a row; None where there is none; InvalidInput where it is no number."""
    text = sheet.text(row.result.key, "value").strip()
    if not text:
        return None
    value = parse_value(text, unit=row.result.measure)
    _refuse_two_readings(text, value, row)
    return value


def read_row(sheet: Sheet, row: DueRow, *, keymap: Keymap = DEFAULT) -> Reading:
    """The reading that a row stands for; InvalidInput names the column and what would be right."""
    draft = sheet.draft(row.result.key)
    value = read_value(sheet, row)
    if value is None:
        again = "{check-in.repeat} takes the last one again, " if row.result.has_reading else ""
        hint = keymap.said(f"type a number, {again}{{check-in.clear}} clears the row")
        raise InvalidInput("value: no value yet", hint=hint, field="value")
    confidence = _confidence(draft.confidence)
    note = draft.note.strip() or None
    if (
        confidence is not None
        and confidence < NEEDS_REASON_BELOW_PERCENT
        and note is None
        and not draft.blocker.strip()
    ):
        raise InvalidInput(
            f"note: a confidence under {NEEDS_REASON_BELOW_PERCENT} % needs a sentence why",
            hint=keymap.said("{check-in.next-cell} goes to the note"),
            field="note",
        )
    corrects = int(draft.corrects) if draft.corrects.isdecimal() else None
    # What is put right is a check-in that stands whoever checked in since.
    after = int(draft.seen) if draft.seen.isdecimal() and corrects is None else None
    return Reading(row.result.key, value, confidence, note, draft.blocker.strip() or None, corrects, after)


def read_skip(sheet: Sheet, row: DueRow, *, keymap: Keymap = DEFAULT) -> Skipped:
    """Why a row is skipped; InvalidInput where no reason is given, since silence is what a skip is there to avoid."""
    reason = sheet.draft(row.result.key).note.strip()
    if not reason:
        hint = keymap.said("type it, or {check-in.skip} takes the skip back")
        raise InvalidInput("note: skipping needs a reason", hint=hint, field="note")
    return Skipped(row.result.key, reason)


def problem_in(sheet: Sheet, row: DueRow, *, keymap: Keymap = DEFAULT) -> tuple[str, str] | None:
    """Column and sentence of what is wrong in a row that is being filled in; None where nothing is."""
    if row.result.key not in sheet.drafts:
        return None
    try:
        read = read_skip if sheet.is_skipped(row.result.key) else read_row
        read(sheet, row, keymap=keymap)
    except InvalidInput as error:
        return error.field or "value", said_of(error)
    return None


def said_of(error: InvalidInput) -> str:
    """What is wrong with a cell, and what to do; the cell is marked, so that its name is left out."""
    return without_field(error.message) + (f"; {error.hint}" if error.hint else "")


def without_field(message: str) -> str:
    """A refusal without the name of the cell that it may begin with: "value: there is none" as "There is none"."""
    column, found, words = message.partition(": ")
    return words[:1].upper() + words[1:] if found and column in COLUMNS else message


def rows_refused(message: str) -> dict[int, str]:
    """What an error of the whole parcel says of its rows (from 0): "row 3: CARE-1.1 is closed."."""
    parts = re.split(r"\brow (\d{1,6}): ", message)
    sentences = (part.strip().removesuffix(FOLDED_BREAK.strip()).strip() for part in parts[2::2])
    return {int(number) - 1: sentence for number, sentence in zip(parts[1::2], sentences, strict=True)}


_TWO_WAYS = re.compile(r"[-+\u2212]?[0-9]{1,3}([.,])[0-9]{3}(?![0-9.,])")
"""1.200 and 1,200: a thousand and two hundred for some, one and a fifth for others."""
_FAR, _NEARER = Decimal(30), Decimal(10)
"""A number this many times away from all that is known of a key result, while its other reading is so many times nearer."""


def _refuse_two_readings(text: str, value: Decimal, row: DueRow) -> None:
    """Refuse 1.200 and 1,200 where the other way to read it fits the key result far better."""
    found = _TWO_WAYS.match(text.strip().lstrip("(\u0024\u20ac\u00a3"))
    known = [abs(each) for each in _known_values(row) if each]
    if found is None or not value or not known:
        return
    other = value * 1000 if found[1] == "." else value / 1000
    if _times_off(value, known) > _FAR and _times_off(value, known) > _NEARER * _times_off(other, known):
        low, high = sorted((value, other), key=abs)
        raise InvalidInput(
            f"value: {found[0]} could be {show_number(low)} or {show_number(high)}",
            hint=f"write {low.normalize():f} or {high.normalize():f}",
            field="value",
        )


def _known_values(row: DueRow) -> list[Decimal | None]:
    result = row.result
    last = result.current if result.has_reading else None
    return [last, result.baseline, result.target, result.lower, result.upper]


def _times_off(value: Decimal, known: Sequence[Decimal]) -> Decimal:
    """How many times a value is larger or smaller than the nearest of those that are known."""
    size = abs(value)
    return min(max(size / each, each / size) for each in known)


def _confidence(text: str) -> int | None:
    body = text.strip()
    if not body:
        return None
    value = parse_number(body, field="confidence").value
    if value != value.to_integral_value() or not 0 <= value <= 100:
        raise InvalidInput(
            "confidence: it is a whole number from 0 to 100", hint="write it like 70", field="confidence"
        )
    return int(value)
