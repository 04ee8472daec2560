"""Units that go up in others hand over their people, goals and units; and no tree ends in a ring."""

from uuid import UUID

from okr.application.reorgs_draft import Draft
from okr.contract.reorgs import Loss
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import ObjectKind
from storage import reorgs as statements
from storage.imports import Row


def plan_merges(draft: Draft) -> None:
    """Plan that everything in a merged unit goes to the one that takes it up; what is over stays where it was."""
    if not draft.merged:
        return
    work = draft.case.work
    for row in _lifted_first(draft):
        _put(draft, ObjectKind.UNIT, row, "parent_id", _parent_of(draft, row), key=row["prefix"], title=row["name"])
    for row in statements.people_in(work, draft.merged):
        gone = row["employed_to"] is not None and row["employed_to"] < draft.case.today
        if not gone and draft.planned(ObjectKind.PERSON, row)["unit_id"] in draft.merged and not _leaves(draft, row):
            draft.learn(ObjectKind.PERSON, [row])
            _put(draft, ObjectKind.PERSON, row, "unit_id", None, key=row["handle"], title=row["name"])
    for row in statements.goals_in_units(work, draft.merged):
        if draft.planned(ObjectKind.GOAL, row)["unit_id"] in draft.merged:
            _put(draft, ObjectKind.GOAL, row, "unit_id", None, key=row["key"], title=row["title"], goal_id=row["id"])
    for row in statements.contributions_asked_of_units(work, draft.merged):
        _put(
            draft, ObjectKind.CONTRIBUTION, row, "unit_id", None, key=row["goal_key"], title=row["title"],
            goal_id=row["parent_goal_id"],
        )  # fmt: skip


def require_trees(draft: Draft) -> None:
    """Refuse (RuleViolation) managers or units that would stand above themselves, naming them."""
    for kind, column in ((ObjectKind.PERSON, "manager_id"), (ObjectKind.UNIT, "parent_id")):
        for (line_kind, row_id, name), line in list(draft.lines.items()):
            if line_kind is kind and name == column and isinstance(row_id, UUID):
                _require_no_ring(draft, kind, row_id, line.key)


def _require_no_ring(draft: Draft, kind: ObjectKind, row_id: UUID, key: str) -> None:
    person = kind is ObjectKind.PERSON
    find, column = (draft.person, "manager_id") if person else (draft.unit, "parent_id")
    seen: list[UUID] = []
    at: UUID | None = row_id
    while at is not None:
        if at in seen:
            ring = " > ".join(str(find(one)["handle" if person else "prefix"]) for one in (*seen[seen.index(at) :], at))
            raise RuleViolation(f"{key} would stand above itself: {ring}.", field="to")
        seen.append(at)
        at = find(at)[column]


def _lifted_first(draft: Draft) -> list[Row]:
    """The units directly below the merged ones; and, where a unit goes up in one below it, that one on its way up."""
    rows = [row for row in statements.units_below(draft.case.work, draft.merged) if row["id"] not in draft.merged]
    draft.learn(ObjectKind.UNIT, rows)
    return [row for row in rows if draft.unit(row["id"])["parent_id"] in draft.merged]


def _parent_of(draft: Draft, row: Row) -> UUID:
    """Where a unit below a merged one goes: below the unit that takes it up; that unit itself, or what leads to it, goes up."""
    merged_id: UUID = draft.unit(row["id"])["parent_id"]
    target = draft.merged[merged_id]
    if row["id"] in _line_of_units(draft, target):
        above: UUID = draft.unit(merged_id)["parent_id"]
        while above in draft.merged:
            above = draft.merged[above]
        return above
    return target


def _line_of_units(draft: Draft, unit_id: UUID) -> list[UUID]:
    found: list[UUID] = []
    at: UUID | None = unit_id
    while at is not None and at not in found:
        found.append(at)
        at = draft.unit(at)["parent_id"]
    return found


def _leaves(draft: Draft, row: Row) -> bool:
    return row["id"] in draft.leaving


def _put(
    draft: Draft,
    kind: ObjectKind,
    row: Row,
    column: str,
    value: UUID | None,
    *,
    key: str,
    title: str,
    goal_id: UUID | None = None,
) -> None:
    """Plan another unit for a row; without a value it is the one that takes up its own."""
    merged_id = draft.planned(kind, row)[column]
    target = draft.merged[merged_id]
    archived = draft.lines[ObjectKind.UNIT, merged_id, "archived_on"]
    draft.put(
        kind, row, column, target if value is None else value, key=key, title=title, why=archived.why,
        day=archived.day, goal_id=goal_id, loses=Loss.PARENT if kind is ObjectKind.UNIT else None,
    )  # fmt: skip
