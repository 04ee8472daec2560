"""A block of spreadsheet lines that is pasted into the check-in grid: one row a line; value, confidence, note, blocker by tabs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui.drafting import COLUMNS
from tui.editing import LineBuffer

_BREAKS = re.compile(r"\r\n|\r|\n")
"""Terminals hand over line ends of the clipboard as carriage returns."""


@dataclass(frozen=True, slots=True)
class PastedLine:
    """The texts of a pasted line by column, without those of empty cells; `left` counts cells beyond the last column."""

    texts: tuple[tuple[str, str], ...]
    left: int = 0


def block_of(text: str) -> tuple[PastedLine, ...]:
    """The lines of a pasted block; none where it is one value, which is taken as if it were typed.

    A line in between without a value stands for a row that is left as it is.
    """
    whole = _BREAKS.sub("\n", text).strip("\n")
    if "\n" not in whole and "\t" not in whole.strip():
        return ()
    return tuple(_line(cells) for cells in _cells(whole))


def _line(cells: Sequence[str]) -> PastedLine:
    kept = [LineBuffer().insert(cell.strip()).text for cell in cells]
    texts = tuple((column, text) for column, text in zip(COLUMNS, kept, strict=False) if text)
    return PastedLine(texts, sum(map(bool, kept[len(COLUMNS) :])))


def _cells(whole: str) -> list[list[str]]:
    """The cells of each line; spreadsheets put a cell that holds a tab or a line break between quotation marks."""
    if '"' in whole:
        import csv  # few pastes need it

        try:
            return list(csv.reader(whole.splitlines(keepends=True), delimiter="\t", strict=True))
        except csv.Error:  # the marks are the text's own
            pass
    return [line.split("\t") for line in whole.split("\n")]
