"""What flows through a pipeline: nothing, text, a number, a day, or a list of texts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from okr.domain.errors import InvalidInput
from okr.domain.numbers import decimal_text
from okr.exchange.files.rows import Cells

Value = str | Decimal | date | tuple[str, ...] | None
Step = Callable[[Value, Cells], Value]
"""A step is given what the step before made, and the cells of the row."""


def as_text(value: str | Decimal | date) -> str:
    """A value as text: numbers in plain digits, days as 2026-03-31."""
    if isinstance(value, str):
        return value
    return decimal_text(value) if isinstance(value, Decimal) else value.isoformat()


def on_texts(change: Callable[[str], str | None]) -> Step:
    """A step that changes text; of a list it changes each item and drops those that become nothing."""

    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple):
            return tuple(changed for item in value if (changed := change(item)))
        return change(as_text(value)) or None

    return step


def on_one(change: Callable[[str], Value], *, name: str) -> Step:
    """A step that reads one text, not a list."""

    def step(value: Value, _cells: Cells) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple):
            raise InvalidInput(f"{name}: this is a list of {len(value)}; take one item first", hint="{ item = 1 }")
        return change(as_text(value))

    return step
