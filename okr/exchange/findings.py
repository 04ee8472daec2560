"""Gathering what there is to say about rows: each thing once, and no more than a person or a memory can hold."""

from collections.abc import Iterable
from typing import Literal

from okr.contract.imports import Finding, Place
from okr.exchange.files.rows import shown

Level = Literal["refused", "warning", "note"]
_LONGEST_VALUE = 100


class Findings:
    """Findings in the order in which they were met; equal remarks on the same value are kept once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: list[Finding] = []
        self._met: set[tuple[str, str | None, str | None, str | None, str]] = set()
        self._beyond: dict[tuple[str, Level], int] = {}
        self._counted: dict[tuple[str, str, str], tuple[Place, int]] = {}

    def add(
        self,
        place: Place,
        level: Level,
        message: str,
        *,
        kind: str | None = None,
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        """Keep a finding; a refusal is always told for its row, a remark once for the same value in the same field."""
        short = shown(value, _LONGEST_VALUE) if value is not None else None
        if level != "refused":
            key = (place.file, kind, field, short, message)
            if key in self._met:
                return
            if len(self._met) < self.most:
                self._met.add(key)
        if len(self._kept) >= self.most:
            beyond = (place.file, level)
            self._beyond[beyond] = self._beyond.get(beyond, 0) + 1
            return
        self._kept.append(Finding(place=place, level=level, field=field, value=short, message=message, kind=kind))

    def count(self, place: Place, message: str, *, kind: str) -> None:
        """Count rows that all have the same to be said: "{n} rows ..." is told once, with the first of them."""
        first, count = self._counted.get((place.file, kind, message), (place, 0))
        self._counted[place.file, kind, message] = (first, count + 1)

    def all(self) -> tuple[Finding, ...]:
        """Everything there is to say."""
        return (*self._kept, *self._summed(), *self._left_out())

    def _summed(self) -> Iterable[Finding]:
        for (_, kind, message), (place, count) in self._counted.items():
            rows = f"{count:,} rows" if count > 1 else "1 row"
            yield Finding(place=place, level="note", field=None, value=None, message=f"{rows} {message}", kind=kind)

    def _left_out(self) -> Iterable[Finding]:
        for (file, level), count in self._beyond.items():
            message = (
                f"{count:,} more of these are not listed ({'refused rows' if level == 'refused' else level + 's'})"
            )
            yield Finding(place=Place(file=file, row=0), level=level, field=None, value=None, message=message)
