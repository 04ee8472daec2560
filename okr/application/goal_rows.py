"""Goals as lists and trees show them, from the numbers that the roll-up keeps: a constant number of statements for any page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from okr.application.case import ReadCase
from okr.contract.base import PersonRef, UnitRef
from okr.contract.goal_rows import GoalRow, OverrideView, ParentRef
from okr.domain.numbers import weight_of
from okr.domain.vocabulary import LinkKind
from storage import goal_reading as statements
from storage.derived import AnyRow


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around goals: their visible parents, how much is below them, what a person set (R7)."""

    parents: Mapping[UUID, tuple[ParentRef, ...]]
    children: Mapping[UUID, int]
    key_results: Mapping[UUID, int]
    last_reading_on: Mapping[UUID, date | None]
    overrides: Mapping[UUID, Sequence[AnyRow]]


def goal_rows(case: ReadCase, ids: Collection[UUID]) -> dict[UUID, GoalRow]:
    """Goals by id, in the order of their keys, as they stand now; rights on them are the caller's. Four statements."""
    return rows_of(case, statements.rows(case.work, ids))


def rows_of(case: ReadCase, found: Collection[AnyRow]) -> dict[UUID, GoalRow]:
    """The same for rows that were read already. Three statements."""
    around = surroundings(case, [row.id for row in found])
    return {row.id: _row(row, around) for row in found}


def surroundings(case: ReadCase, ids: Collection[UUID]) -> Surroundings:
    """What stands around goals; what the acting person may not see is neither named nor counted."""
    parents: dict[UUID, tuple[ParentRef, ...]] = {}
    for link in statements.parents(case.work, case.actor, ids):
        parents[link.child_id] = (*parents.get(link.child_id, ()), parent_ref(link))
    children: dict[UUID, int] = {}
    key_results: dict[UUID, int] = {}
    last_reading_on: dict[UUID, date | None] = {}
    for row in statements.counts_below(case.work, case.actor, ids):
        counts = key_results if row.of_key_results else children
        counts[row.id] = counts.get(row.id, 0) + row.many
        if row.of_key_results:
            last_reading_on[row.id] = row.last_reading_on
    overrides: dict[UUID, list[AnyRow]] = {}
    for row in statements.open_overrides(case.work, ids, today=case.today):
        overrides.setdefault(row.goal_id, []).append(row)
    return Surroundings(parents, children, key_results, last_reading_on, overrides)


def parent_ref(link: AnyRow) -> ParentRef:
    """A parent as its children name it; a link that supports has no weight."""
    weight = weight_of(link.weight_units) if link.kind is LinkKind.CONTRIBUTES else None
    return ParentRef(key=link.key, title=link.title, kind=link.kind, weight=weight)


def person_ref(handle: str | None, name: str | None) -> PersonRef | None:
    """A person as other objects name them; None where there is none."""
    return None if handle is None or name is None else PersonRef(handle=handle, name=name)


def _row(row: AnyRow, around: Surroundings) -> GoalRow:
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
        owner=person_ref(row.owner_handle, row.owner_name),
        unit=UnitRef(key=row.unit_key, name=row.unit_name),
        state=row.state,
        ambition=row.ambition,
        cycle=row.cycle,
        focus_area=row.focus_area,
        starts=row.starts_on,
        due=row.due_on,
        parents=around.parents.get(row.id, ()),
        children=around.children.get(row.id, 0),
        key_results=around.key_results.get(row.id, 0),
        last_reading_on=around.last_reading_on.get(row.id),
        override=_override(row, around),
        external_id=row.external_id,
        version=row.version,
    )


def _override(row: AnyRow, around: Surroundings) -> OverrideView | None:
    """The override that makes the shown status; one that has run out but was not ended yet shows nothing."""
    for override in reversed(around.overrides.get(row.id, ())):
        if override.status is row.shown:
            by = PersonRef(handle=override.handle, name=override.name)
            return OverrideView(
                status=override.status, computed=row.status, reason=override.reason, by=by, until=override.until_on
            )
    return None
