"""Who sees restricted goals before and after a reorganisation; and none of them ends without anybody who sees it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from okr.application.reorgs_draft import Draft, Line
from okr.application.reorgs_leaving import first_above, first_lead, load_managers
from okr.contract.reorgs import Loss, ReorgEffect
from okr.domain.vocabulary import ObjectKind, Visibility
from storage import reorgs as statements
from storage.imports import Row
from storage.trees import ancestors_and_self

NAMED = 10
"""Of goals that somebody no longer sees, so many are named."""


class Seen(NamedTuple):
    """Who sees a restricted goal beside administrators: by name, from above, and as members of its unit."""

    named: frozenset[UUID]
    above: frozenset[UUID]
    members_of: str | None


def give_owners(draft: Draft) -> None:
    """Restricted goals without an owner that only leavers see get one, so that none becomes invisible."""
    for row in restricted_rows(draft):
        if draft.planned(ObjectKind.GOAL, row)["owner_id"] is not None:
            continue
        involved = statements.readers_and_contributors(draft.case.work, [row["id"]]).get(row["id"], set())
        draft.load(ObjectKind.PERSON, involved)
        if any(draft.stays(one) for one in involved):
            continue
        leavers = sorted(involved & draft.leaving.keys(), key=str)
        if not leavers:
            continue
        leaving = draft.leaving[leavers[0]]
        owner = first_lead(draft, draft.planned(ObjectKind.GOAL, row)["unit_id"]) or first_above(draft, leavers[0])
        if owner is not None:
            draft.put(
                ObjectKind.GOAL, row, "owner_id", owner, key=row["key"], title=row["title"],
                why=leaving.why(draft.known(ObjectKind.PERSON, leavers[0])["handle"]), day=leaving.day,
                loses=Loss.VISIBILITY, goal_id=row["id"],
            )  # fmt: skip


def restricted_rows(draft: Draft) -> list[Row]:
    """The restricted goals of which somebody who sees them by name leaves, or that change owner, sponsor, delegate or unit."""
    work = draft.case.work
    rows = {row["id"]: row for row in statements.goals_read_or_joined(work, draft.leaving)}
    changed = (
        draft.standing[kind, row_id]
        for kind, row_id, column in draft.lines
        if kind is ObjectKind.GOAL and column in {"owner_id", "sponsor_id", "delegate_id", "unit_id"}
    )
    rows |= {row["id"]: row for row in changed if row["visibility"] is not Visibility.ORGANISATION}
    return _by_key(rows)


def restricted_below(draft: Draft) -> list[Row]:
    """The restricted goals below people who get another manager and units that get another lead or place."""
    work = draft.case.work
    people = _changed(draft, ObjectKind.PERSON, {"manager_id"})
    units = _changed(draft, ObjectKind.UNIT, {"lead_id", "parent_id"})
    rows = {row["id"]: row for row in statements.restricted_of_people_below(work, [row["path"] for row in people])}
    rows |= {row["id"]: row for row in statements.restricted_of_units_below(work, [row["path"] for row in units])}
    return _by_key(rows)


def visibility(draft: Draft, rows: list[Row], below: list[Row]) -> Iterable[ReorgEffect]:
    """Who sees each goal before and after; of those of `below` only where somebody who stays no longer does."""
    both = {row["id"]: row for row in (*below, *rows)}
    involved = statements.readers_and_contributors(draft.case.work, both)
    draft.load(ObjectKind.PERSON, {person for people in involved.values() for person in people})
    load_managers(draft, {row["owner_id"] for row in both.values() if row["owner_id"] is not None})
    always = {row["id"] for row in rows}
    for row in _by_key(both):
        named = involved.get(row["id"], set())
        before, after = _seen_before(draft, row, named), _seen_after(draft, row, named)
        lost = {one for one in before.named | before.above if draft.stays(one)} - after.named - after.above
        if before != after and (row["id"] in always or lost):
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=row["key"],
                title=row["title"],
                loses=Loss.VISIBILITY,
                before=_words(draft, before),
                after=_words(draft, after),
            )


def members(draft: Draft) -> Iterator[tuple[Line, Row, list[Row]]]:
    """People and units that move, with what is meant for the members of where they were."""
    for kind, column in ((ObjectKind.PERSON, "unit_id"), (ObjectKind.UNIT, "parent_id")):
        for (line_kind, _, name), line in draft.lines.items():
            if line_kind is kind and name == column and isinstance(line.before, UUID):
                before = draft.known(ObjectKind.UNIT, line.before)
                rows = statements.restricted_in_units(draft.case.work, _units_lost(draft, before, line.after))
                if rows:
                    yield line, before, rows


def no_longer_members(found: Iterable[tuple[Line, Row, list[Row]]], visible: frozenset[UUID]) -> Iterator[ReorgEffect]:
    """What people and units no longer see as members, as far as it may be told."""
    for line, unit, rows in found:
        keys = [str(row["key"]) for row in rows if row["id"] in visible]
        if keys:
            yield ReorgEffect(
                kind=line.kind,
                key=line.key,
                title=line.title,
                loses=Loss.VISIBILITY,
                before=_listed(keys),
                after=f"no longer as members of {unit['prefix']}",
            )


def _changed(draft: Draft, kind: ObjectKind, columns: set[str]) -> list[Row]:
    """The rows of people or units of which one of the columns changes, as they stand."""
    ids = {row_id for line_kind, row_id, column in draft.lines if line_kind is kind and column in columns}
    return [draft.known(kind, row_id) for row_id in ids if isinstance(row_id, UUID) and row_id not in draft.new_units]


def _seen_before(draft: Draft, row: Row, involved: set[UUID]) -> Seen:
    """Who sees a goal as everything stands."""
    named = frozenset(involved | _people_of(row))
    above = set() if row["owner_id"] is None else set(_line_as_it_stands(draft, ObjectKind.PERSON, row["owner_id"]))
    units = [draft.known(ObjectKind.UNIT, one) for one in _line_as_it_stands(draft, ObjectKind.UNIT, row["unit_id"])]
    above |= {unit["lead_id"] for unit in (draft.known(ObjectKind.UNIT, row["unit_id"]), *units)} - {None}
    return Seen(named, frozenset(above - named), _members_of(draft, row))


def _seen_after(draft: Draft, row: Row, involved: set[UUID]) -> Seen:
    """Who sees a goal as everything is going to be; leavers no longer do."""
    now = draft.planned(ObjectKind.GOAL, row)
    named = {one for one in involved - set(draft.leaving) | _people_of(now) if draft.stays(one)}
    above = set() if now["owner_id"] is None else set(draft.managers_above(now["owner_id"]))
    above |= {draft.unit(one)["lead_id"] for one in draft.units_above(now["unit_id"])} - {None}
    higher = frozenset(one for one in above if draft.stays(one) and one not in named)
    return Seen(frozenset(named), higher, _members_of(draft, now))


def _line_as_it_stands(draft: Draft, kind: ObjectKind, row_id: UUID) -> list[UUID]:
    """Everything above a person or a unit before anything is changed."""
    column = "manager_id" if kind is ObjectKind.PERSON else "parent_id"
    found: list[UUID] = []
    at = draft.known(kind, row_id)[column]
    while at is not None and at not in found:
        found.append(at)
        at = draft.known(kind, at)[column]
    return found


def _members_of(draft: Draft, row: Row) -> str | None:
    return str(draft.unit(row["unit_id"])["prefix"]) if row["visibility"] is Visibility.UNIT else None


def _people_of(row: Row) -> set[UUID]:
    return {row[column] for column in ("owner_id", "sponsor_id", "delegate_id") if row[column] is not None}


def _words(draft: Draft, seen: Seen) -> str:
    """Who sees a goal, in words; administrators beside them."""
    parts = [_handles(draft, seen.named)] if seen.named else []
    if seen.above:
        parts.append(f"above: {_handles(draft, seen.above)}")
    if seen.members_of is not None:
        parts.append(f"members of {seen.members_of}")
    return "; ".join(parts) or "administrators alone"


def _handles(draft: Draft, ids: Iterable[UUID]) -> str:
    return _listed(sorted(str(draft.known(ObjectKind.PERSON, one)["handle"]) for one in ids))


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more


def _by_key(rows: dict[UUID, Row]) -> list[Row]:
    return sorted(rows.values(), key=lambda row: (row["prefix"], row["number"]))


def _units_lost(draft: Draft, before: Row, after: object) -> set[UUID]:
    """The units that somebody no longer stands in or below; what goes up in another unit is not lost."""
    paths = ancestors_and_self(before["path"])
    old = {row_id for row_id in statements.ids_at(draft.case.work, paths) if row_id not in draft.merged}
    return old - (set(draft.units_above(after)) if isinstance(after, UUID) else set())
