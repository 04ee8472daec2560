"""What a change moved, as it is reported."""

from collections.abc import Callable
from typing import NamedTuple, cast

from okr.contract.check_ins import Movement
from okr.domain.numbers import clip_ppm
from okr.domain.vocabulary import Status
from storage.derived import AnyRow, Derived


class Moved(NamedTuple):
    """What moved, from and to its derived rows, and how it is told: after everything is written."""

    tell: Callable[[AnyRow, Derived | None, Derived], Movement]
    row: AnyRow
    before: Derived | None
    after: Derived

    def told(self) -> Movement:
        """How it moved."""
        return self.tell(self.row, self.before, self.after)


def result_movement(row: AnyRow, before: Derived | None, after: Derived) -> Movement:
    """How a key result moved, from and to its derived rows."""
    return Movement(
        key=row.key,
        title=row.title,
        kind="key result",
        progress_before=_counted(before),
        progress_after=_counted(after),
        status_before=_shown(before),
        status_after=_shown(after),
    )


def _counted(values: Derived | None) -> int | None:
    """The progress in a derived row as it counts, in millionths (R1)."""
    raw = None if values is None else cast("int | None", values["progress_raw_ppm"])
    return None if raw is None else clip_ppm(raw)


def goal_movement(row: AnyRow, before: Derived | None, after: Derived) -> Movement:
    """How a goal moved, from and to its derived rows."""
    return Movement(
        key=row.key,
        title=row.title,
        kind="goal",
        progress_before=None if before is None else cast("int | None", before["progress_ppm"]),
        progress_after=cast("int | None", after["progress_ppm"]),
        status_before=_shown(before),
        status_after=_shown(after),
    )


def _shown(values: Derived | None) -> Status | None:
    return None if values is None else cast("Status | None", values["shown"])
