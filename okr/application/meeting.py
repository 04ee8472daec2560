"""Where all who check in meet: the top of the cascade, which PostgreSQL moves by itself while somebody else has it (`storage.tops`)."""

from collections.abc import Collection, Sequence
from datetime import date

from okr.application.exchanges import Exchange, applied
from okr.application.movements import Moved, goal_movement
from okr.domain.goal_steps import goal_steps
from okr.domain.pace import PaceFactors
from okr.domain.rollup import SUM_NAMES
from okr.domain.vocabulary import Ambition, GoalState
from storage.derived import AnyRow
from storage.tops import ADDED, COMPARED, Move

_NOTHING = (0,) * len(SUM_NAMES)
_ADDED = tuple(SUM_NAMES.index(name) for name in ADDED)
_FIXED = tuple(place for place, name in enumerate(SUM_NAMES) if name not in ADDED)
_COMPARED = tuple(f"stored_{name}" if name in SUM_NAMES else name for name in COMPARED)


def may_be_left(rows: Collection[AnyRow], top: AnyRow) -> bool:
    """Whether a top can be moved by differences as the last thing, by what was read of it and of all below it."""
    return top.level == 0 and top.link_parent_id is None and all(row.stored_goal_id is not None for row in rows)


def move_of(top: AnyRow, exchanges: Sequence[Exchange], today: date) -> Move | None:
    """How a top moves by what was handed to it; None where more changes than what the differences say, as expected progress does."""
    if len(exchanges) != 1 or not top.stored_weight:
        return None
    [exchange] = exchanges
    added = applied(_NOTHING, top.stored_weight_all, exchanges)
    if any(added[place] for place in _FIXED) or top.stored_with_reading + added[_WITH_READING] <= 0:
        return None
    weight = top.stored_weight
    expected = (2 * top.stored_weighted_expected + weight) // (2 * weight)
    steps = goal_steps(
        expected,
        PaceFactors(top.on_track_percent, top.at_risk_percent, top.allowance_percent),
        after_due=today > top.due_on,
        committed=top.ambition is Ambition.COMMITTED,
    )
    return Move(
        goal_id=top.id,
        child_id=exchange.child_id,
        child_weight=exchange.weight_units,
        added=[added[place] for place in _ADDED],
        as_read=[getattr(top, name) for name in _COMPARED],
        today=today,
        is_active=top.state is GoalState.ACTIVE,
        expected_ppm=expected,
        at_risk_from=steps.at_risk_from,
        on_track_from=steps.on_track_from,
    )


_WITH_READING = SUM_NAMES.index("with_reading")


def moved(top: AnyRow, told: AnyRow) -> Moved:
    """What moved at the top, as the database tells it."""
    before: dict[str, object] = {"progress_ppm": told.progress_before, "shown": told.shown_before}
    after: dict[str, object] = {"progress_ppm": told.progress_ppm, "shown": told.shown}
    return Moved(goal_movement, top, before, after)
