"""Goals as lists and trees show them, from the numbers that the roll-up keeps: a constant number of statements for any page."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.base import PersonRef, UnitRef
from okr.contract.goal_rows import GoalRow, OverrideView, ParentRef
from okr.domain.numbers import weight_of
from okr.domain.vocabulary import LinkKind, Status
from storage import goal_reading as statements
from storage.rows import AnyRow


class Surroundings(NamedTuple):
    """What stands around goals: their visible parents, the children that may not be seen, what a person set (R7)."""

    parents: Mapping[UUID, tuple[ParentRef, ...]]
    hidden: Mapping[UUID, int]
    overrides: Mapping[UUID, Sequence[AnyRow]]


class _Named(NamedTuple):
    """People and units that the rows of one answer name: each is made once."""

    people: dict[str, PersonRef]
    units: dict[str, UnitRef]

    def owner(self, row: AnyRow) -> PersonRef | None:
        handle = row.owner_handle
        if handle is None:
            return None
        if handle not in self.people:
            self.people[handle] = PersonRef(handle=handle, name=row.owner_name)
        return self.people[handle]

    def unit(self, row: AnyRow) -> UnitRef:
        key = row.unit_key
        if key not in self.units:
            self.units[key] = UnitRef(key=key, name=row.unit_name)
        return self.units[key]


def goal_rows(case: ReadCase, ids: Collection[UUID]) -> dict[UUID, GoalRow]:
    """Goals by id, in the order of their keys, as they stand now; rights on them are the caller's. Four statements at most."""
    return rows_of(case, statements.rows(case.work, ids))


def rows_of(case: ReadCase, found: Collection[AnyRow]) -> dict[UUID, GoalRow]:
    """The same for rows that were read already. Three statements at most."""
    around = surroundings(case, found)
    named = _Named({}, {})
    return {row.id: _row(row, around, named) for row in found}


def surroundings(case: ReadCase, found: Collection[AnyRow]) -> Surroundings:
    """What stands around goals; what the acting person may not see is neither named nor counted."""
    parents: dict[UUID, tuple[ParentRef, ...]] = {}
    shared: dict[tuple[UUID, LinkKind, int], ParentRef] = {}
    for link in statements.parents(case.work, case.actor, [row.id for row in found]):
        same = (link.id, link.kind, link.weight_units)
        if same not in shared:
            shared[same] = parent_ref(link)
        parents[link.child_id] = (*parents.get(link.child_id, ()), shared[same])
    hidden = statements.hidden_below(case.work, case.actor, [row.id for row in found if row.children])
    overrides: dict[UUID, list[AnyRow]] = {}
    overridden = [row.id for row in found if row.overridden]
    for row in statements.open_overrides(case.work, overridden, today=case.today):
        overrides.setdefault(row.goal_id, []).append(row)
    return Surroundings(parents, hidden, overrides)


def parent_ref(link: AnyRow) -> ParentRef:
    """A parent as its children name it; a link that supports has no weight."""
    weight = weight_of(link.weight_units) if link.kind is LinkKind.CONTRIBUTES else None
    return ParentRef(key=link.key, title=link.title, kind=link.kind, weight=weight)


def person_ref(handle: str | None, name: str | None) -> PersonRef | None:
    """A person as other objects name them; None where there is none."""
    return None if handle is None or name is None else PersonRef(handle=handle, name=name)


def _row(row: AnyRow, around: Surroundings, named: _Named) -> GoalRow:
    return GoalRow(
        progress=row.progress_ppm,
        progress_raw=row.progress_ppm,
        expected=row.expected_ppm,
        coverage=row.coverage_ppm,
        status=row.shown,
        weakest=row.weakest,
        stale=bool(row.stale),
        key=row.key,
        title=row.title,
        owner=named.owner(row),
        unit=named.unit(row),
        state=row.state,
        ambition=row.ambition,
        cycle=row.cycle,
        focus_area=row.focus_area,
        starts=row.starts_on,
        due=row.due_on,
        parents=around.parents.get(row.id, ()),
        children=row.children - around.hidden.get(row.id, 0),
        key_results=row.key_results,
        last_reading_on=row.last_reading_on,
        override=override_view(around.overrides.get(row.id, ()), shown=row.shown, computed=row.status),
        external_id=row.external_id,
        version=row.version,
    )


def override_view(overrides: Sequence[AnyRow], *, shown: Status | None, computed: Status | None) -> OverrideView | None:
    """The override that makes the shown status; one that has run out but was not ended yet shows nothing."""
    if shown is None or computed is None:
        return None
    for override in reversed(overrides):
        if override.status is shown:
            by = PersonRef(handle=override.handle, name=override.name)
            return OverrideView(status=shown, computed=computed, reason=override.reason, by=by, until=override.until_on)
    return None
