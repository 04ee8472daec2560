"""A page of goals made from the rows as the driver gives them: half the time of a list went into making its rows twice."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from okr.application.case import ReadCase
from okr.application.goal_rows import override_view
from okr.contract.base import PersonRef, UnitRef, made
from okr.contract.goal_rows import GoalRow, OverrideView, ParentRef
from okr.domain.numbers import weight_of
from okr.domain.vocabulary import Ambition, GoalState, LinkKind, Status
from storage import goal_reading as statements
from storage.raw import RawId, day_or_none, uuid_of
from storage.rows import AnyRow

Word = TypeVar("Word", bound=StrEnum)

PlainRow = tuple[Any, ...]
"""A row of `storage.goal_pages`, as the driver gives it."""

ID, PREFIX, NUMBER, CHILDREN, OVERRIDDEN = 0, 2, 3, 25, 28
PARENT = slice(29, 33)
"""Where the columns stand that are asked for beside the row itself."""


def _words(vocabulary: type[Word]) -> dict[str | None, Word]:
    return {word.value: word for word in vocabulary}


_STATES, _AMBITIONS, _KINDS = _words(GoalState), _words(Ambition), _words(LinkKind)
_STATUSES: dict[str | None, Status | None] = {**_words(Status), None: None}


class PlainPage:
    """The goals of a page in their order, from rows of which a goal with several parents has several."""

    def __init__(self, case: ReadCase, rows: Sequence[PlainRow], *, limit: int) -> None:
        self._case = case
        self._people: dict[str, PersonRef] = {}
        self._units: dict[str, UnitRef] = {}
        self._refs: dict[tuple[str, str, int], ParentRef] = {}
        self._goals: dict[RawId | UUID, PlainRow] = {}
        self._parents: dict[RawId | UUID, list[tuple[str, int, str, ParentRef]]] = {}
        for row in rows:
            self._goals[row[ID]] = row
        self.has_more = len(self._goals) > limit
        """Whether there was one goal more than the page holds: it is not shown."""
        if self.has_more:
            self._goals.popitem()
        for row in rows:
            self._note_parent(row)

    @property
    def last(self) -> tuple[str, int]:
        """Prefix and number of the last goal; only where there is one."""
        row = next(reversed(self._goals.values()))
        return row[PREFIX], row[NUMBER]

    def goals(self) -> tuple[GoalRow, ...]:
        """The goals as they are shown, with the statuses that a person set and without the children that may not be seen."""
        case = self._case
        below = [_uuid(row[ID]) for row in self._goals.values() if row[CHILDREN]]
        hidden = statements.hidden_below(case.work, case.actor, below)
        overridden = [_uuid(row[ID]) for row in self._goals.values() if row[OVERRIDDEN]]
        overrides: dict[UUID, list[AnyRow]] = {}
        for row in statements.open_overrides(case.work, overridden, today=case.today):
            overrides.setdefault(row.goal_id, []).append(row)
        return tuple(self._goal(row, hidden, overrides) for row in self._goals.values())

    def _note_parent(self, row: PlainRow) -> None:
        key, title, kind, units = row[PARENT]
        if key is None:
            return
        ref = self._refs.get((key, kind, units))
        if ref is None:
            weight = weight_of(units) if kind == LinkKind.CONTRIBUTES else None
            ref = made(ParentRef, {"key": key, "title": title, "kind": _KINDS[kind], "weight": weight})
            self._refs[key, kind, units] = ref
        self._parents.setdefault(row[ID], []).append((kind, -units, key, ref))

    def _goal(self, row: PlainRow, hidden: Mapping[UUID, int], overrides: Mapping[UUID, Sequence[AnyRow]]) -> GoalRow:
        (
            goal_id, key, _, _, title, state, ambition, starts_on, due_on, external_id, version, unit_key, unit_name,
            owner_handle, owner_name, cycle, focus_area, _, progress, expected, coverage, status, shown, weakest, stale,
            children, key_results, last_reading_on, overridden, *_,
        ) = row  # fmt: skip
        override: OverrideView | None = None
        if overridden:
            override = override_view(
                overrides.get(_uuid(goal_id), ()), shown=_STATUSES[shown], computed=_STATUSES[status]
            )
        fields: dict[str, object] = {
            "progress": progress,
            "progress_raw": progress,
            "expected": expected,
            "coverage": coverage,
            "status": _STATUSES[shown],
            "weakest": _STATUSES[weakest],
            "stale": bool(stale),
            "key": key,
            "title": title,
            "kind": "goal",
            "owner": None if owner_handle is None else self._owner(owner_handle, owner_name),
            "unit": self._units.get(unit_key) or self._unit(unit_key, unit_name),
            "state": _STATES[state],
            "ambition": _AMBITIONS[ambition],
            "cycle": cycle,
            "focus_area": focus_area,
            "starts": day_or_none(starts_on),
            "due": day_or_none(due_on),
            "parents": self._parents_of(goal_id),
            "children": children - hidden[_uuid(goal_id)] if hidden and _uuid(goal_id) in hidden else children,
            "key_results": key_results,
            "last_reading_on": day_or_none(last_reading_on),
            "override": override,
            "external_id": external_id,
            "version": version,
        }
        return made(GoalRow, fields)

    def _parents_of(self, goal_id: RawId | UUID) -> tuple[ParentRef, ...]:
        """The parents: those that it contributes to first, then by weight, then by key."""
        found = self._parents.get(goal_id)
        if found is None:
            return ()
        return tuple([ref for *_, ref in sorted(found)])

    def _owner(self, handle: str, name: str) -> PersonRef:
        found = self._people.get(handle)
        if found is None:
            found = self._people[handle] = made(PersonRef, {"handle": handle, "name": name})
        return found

    def _unit(self, key: str, name: str) -> UnitRef:
        found = self._units[key] = made(UnitRef, {"key": key, "name": name})
        return found


def _uuid(goal_id: RawId | UUID) -> UUID:
    return goal_id if isinstance(goal_id, UUID) else uuid_of(goal_id)
