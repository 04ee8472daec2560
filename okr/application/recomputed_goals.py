"""What the derived row of a goal must hold, from the sums of its children, and what the goal gives to those above it.

Goals of one kind with the same sums have the same row, which is worked out once.
"""

from dataclasses import dataclass, field
from struct import Struct
from typing import cast

from okr.application.recomputed_rows import LANE, STATUS_SUMS, SUM_NAMES, Rules, together
from okr.domain.goal_numbers import goal_numbers
from okr.domain.pace import PaceFactors
from okr.domain.vocabulary import Ambition, GoalState, Status
from storage import verification
from storage.streaming import Notation, Token

REMEMBERED = 10_000
"""Outcomes that are kept in case the next goals are like them: some ten megabytes."""
SUMS = len(SUM_NAMES)
WITH_READING = SUM_NAMES.index("with_reading")
_LANES = Struct(f"<{SUMS}q")
_COUNTING = (GoalState.ACTIVE, GoalState.ACHIEVED, GoalState.MISSED)


@dataclass(frozen=True, slots=True)
class Kind:
    """What many goals have in common."""

    counts: bool
    committed: bool
    after_due: bool
    is_active: bool
    factors: PaceFactors
    override: Status | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goals of a kind with the same sums must have: their row as text, and what they give to another by the weight of the link."""

    stored: Token
    values: tuple[object, ...]
    shown: Status
    gives: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Outcomes:
    """Works out what goals must have, and remembers it: on the deepest level most are like many others."""

    notation: Notation
    rules: Rules
    kinds: dict[Token, Kind] = field(default_factory=dict)
    known: dict[tuple[Token, int], Outcome] = field(default_factory=dict)

    def kind(self, definition: Token) -> Kind:
        """What a definition says."""
        found = self.kinds.get(definition)
        if found is None:
            found = self.kinds[definition] = _kind_of(self.notation, self.rules, definition)
        return found

    def outcome(self, definition: Token, kind: Kind, sums: int) -> Outcome:
        """What follows from the sums."""
        key = (definition, sums)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[key] = _outcome(self.notation, kind, _LANES.unpack(sums.to_bytes(_LANES.size, "little")))
        return found


def _kind_of(notation: Notation, rules: Rules, definition: Token) -> Kind:
    state, ambition, due_on, on_track, at_risk, allowance, override = notation.take_apart(definition, verification.GOAL)
    return Kind(
        counts=state in _COUNTING,
        committed=ambition is Ambition.COMMITTED,
        after_due=rules.today > due_on,
        is_active=state is GoalState.ACTIVE,
        factors=PaceFactors(on_track, at_risk, allowance),
        override=override,
    )


def _outcome(notation: Notation, kind: Kind, sums: tuple[int, ...]) -> Outcome:
    numbers = goal_numbers(sums, kind.factors, after_due=kind.after_due, committed=kind.committed)
    progress, expected, coverage, status, weakest, stale = numbers
    shown = kind.override or status
    rest = (progress, expected, coverage, status, shown, weakest, stale and kind.is_active)
    return Outcome(notation.put_numbers_together(sums, rest), (*sums, *rest), shown)


def gives(outcome: Outcome, weight: int, *, speaks: bool) -> int:
    """What a goal adds to the sums of one that it contributes to (R2), with its status where it speaks in any case (R8)."""
    values = outcome.values
    progress, expected, coverage = (cast("int | None", value) for value in values[SUMS : SUMS + 3])
    adds = {
        "weight_all": weight,
        "weighted_coverage": weight * (coverage or 0),
        "counting": 1,
        "not_reached": int(values[SUMS + 3] is not Status.REACHED),
        "with_reading": int(cast(int, values[WITH_READING]) > 0),
    }
    if progress is not None and expected is not None:
        adds |= {"weight": weight, "weighted_progress": weight * progress, "weighted_expected": weight * expected}
    status = 1 << LANE * STATUS_SUMS[outcome.shown] if speaks else 0
    return together(adds) + status
