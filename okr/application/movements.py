"""What a change moved, as it is reported."""

from typing import cast

from okr.contract.check_ins import Movement
from okr.domain.numbers import clip_ppm
from storage.derived import AnyRow


def result_movement(row: AnyRow, before: dict[str, object] | None, after: dict[str, object]) -> Movement:
    """How a key result moved, from and to its derived rows."""
    return Movement.model_construct(
        key=row.key,
        title=row.title,
        kind="key result",
        progress_before=counted(before),
        progress_after=counted(after),
        status_before=None if before is None else before["shown"],
        status_after=after["shown"],
    )


def counted(values: dict[str, object] | None) -> int | None:
    """The progress in a derived row as it counts, in millionths (R1)."""
    raw = None if values is None else cast("int | None", values["progress_raw_ppm"])
    return None if raw is None else clip_ppm(raw)


def goal_movement(row: AnyRow, before: dict[str, object] | None, after: dict[str, object]) -> Movement:
    """How a goal moved, from and to its derived rows."""
    return Movement.model_construct(
        key=row.key,
        title=row.title,
        kind="goal",
        progress_before=None if before is None else before["progress_ppm"],
        progress_after=after["progress_ppm"],
        status_before=None if before is None else before["shown"],
        status_after=after["shown"],
    )
