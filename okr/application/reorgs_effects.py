"""What a reorganisation means for what it does not change: who reviews a goal, who sees it, whether its owner sees its parent."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from okr.application.reorgs_draft import Draft, Line
from okr.application.reorgs_leaving import first_above, first_lead
from okr.contract.reorgs import Loss, ReorgEffect
from okr.domain.policy import Action, may
from okr.domain.vocabulary import ObjectKind, Visibility
from storage import reorgs as statements
from storage.imports import Row
from storage.policy import load_actor, load_goal_facts
from storage.trees import ancestors_and_self

NAMED = 10
"""Of goals that somebody no longer sees, so many are named."""
NOBODY = "nobody"


def give_owners(draft: Draft) -> None:
    """Restricted goals without an owner that only leavers see get one, so that none becomes invisible."""
    for row in _restricted_rows(draft):
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


@dataclass(frozen=True, slots=True)
class Around:
    """The goals that a reorganisation concerns without changing them, read once."""

    restricted: list[Row]
    waiting: list[Row]
    links: list[Row]
    members: list[tuple[Line, Row, list[Row]]]
    """Who no longer is a member of what: the line, the unit, and the goals that are meant for its members."""

    def goal_ids(self) -> set[UUID]:
        """All of them."""
        found = {row["id"] for row in (*self.restricted, *self.waiting)} | {row["parent_id"] for row in self.links}
        return found | {row["id"] for _, _, rows in self.members for row in rows}


def look_around(draft: Draft) -> Around:
    """Read the goals that a planned reorganisation concerns."""
    links = statements.parents_of_goals(draft.case.work, _new_owners(draft))
    return Around(
        restricted=_restricted_rows(draft),
        waiting=_waiting(draft),
        links=[row for row in links if row["visibility"] is not Visibility.ORGANISATION],
        members=list(_members(draft)),
    )


def effects(draft: Draft, around: Around, visible: frozenset[UUID]) -> list[ReorgEffect]:
    """Everything that follows, for the goals that the acting person may see."""
    found = [
        *_visibility(draft, [row for row in around.restricted if row["id"] in visible]),
        *_reviewers(draft, [row for row in around.waiting if row["id"] in visible]),
        *_parents(draft, [row for row in around.links if {row["parent_id"], row["child_id"]} <= visible]),
        *_no_longer_members(around, visible),
    ]
    order = {loss: place for place, loss in enumerate(Loss)}
    return sorted(found, key=lambda one: (order[one.loses], one.key))


def _restricted_rows(draft: Draft) -> list[Row]:
    """The restricted goals of which somebody who sees them by name leaves, or that change their unit."""
    work = draft.case.work
    rows = {row["id"]: row for row in statements.goals_read_or_joined(work, draft.leaving)}
    changed = (
        draft.standing[kind, row_id]
        for kind, row_id, column in draft.lines
        if kind is ObjectKind.GOAL and column in {"owner_id", "sponsor_id", "delegate_id", "unit_id"}
    )
    rows |= {row["id"]: row for row in changed if row["visibility"] is not Visibility.ORGANISATION}
    return sorted(rows.values(), key=lambda row: (row["prefix"], row["number"]))


def _visibility(draft: Draft, rows: list[Row]) -> Iterable[ReorgEffect]:
    involved = statements.readers_and_contributors(draft.case.work, [row["id"] for row in rows])
    draft.load(ObjectKind.PERSON, {person for people in involved.values() for person in people})
    for row in rows:
        named = involved.get(row["id"], set())
        before = _who_sees(draft, row, named | _people_of(row), everybody=True)
        now = draft.planned(ObjectKind.GOAL, row)
        after = _who_sees(draft, now, (named - set(draft.leaving)) | _people_of(now), everybody=False)
        if before != after:
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=row["key"],
                title=row["title"],
                loses=Loss.VISIBILITY,
                before=before,
                after=after,
            )


def _people_of(row: Row) -> set[UUID]:
    return {row[column] for column in ("owner_id", "sponsor_id", "delegate_id") if row[column] is not None}


def _who_sees(draft: Draft, row: Row, named: set[UUID], *, everybody: bool) -> str:
    """Who sees a restricted goal, in words; administrators beside them. `everybody`: leavers still count."""
    draft.load(ObjectKind.PERSON, named)
    able = {one for one in named if everybody or draft.stays(one)}
    above = {} if row["owner_id"] is None else dict.fromkeys(draft.managers_above(row["owner_id"]))
    leads = [draft.unit(one)["lead_id"] for one in draft.units_above(row["unit_id"])]
    higher = {one: None for one in (*above, *leads) if one is not None and (everybody or draft.stays(one))}
    parts = [_handles(draft, able)] if able else []
    others = [one for one in higher if one not in able]
    if others:
        parts.append(f"above: {_handles(draft, others)}")
    if row["visibility"] is Visibility.UNIT:
        parts.append(f"members of {draft.unit(row['unit_id'])['prefix']}")
    return "; ".join(parts) or "administrators alone"


def _handles(draft: Draft, ids: Iterable[UUID]) -> str:
    return _listed(sorted(str(draft.known(ObjectKind.PERSON, one)["handle"]) for one in ids))


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more


def _waiting(draft: Draft) -> list[Row]:
    """The goals that wait for a reviewer whose owner, or whose owner's manager, or whose unit's lead changes."""
    touched = set(draft.leaving) | {
        row_id for kind, row_id, column in draft.lines
        if kind is ObjectKind.PERSON and column == "manager_id" and isinstance(row_id, UUID)
    }  # fmt: skip
    rows = {row["id"]: row for row in statements.goals_waiting_of(draft.case.work, touched)}
    led = {row_id for kind, row_id, column in draft.lines
           if kind is ObjectKind.UNIT and column == "lead_id" and isinstance(row_id, UUID)}  # fmt: skip
    for row in statements.goals_in_units(draft.case.work, led):
        if row["state"] in statements.WAITING_STATES:
            rows[row["id"]] = row
    return sorted(rows.values(), key=lambda row: (row["prefix"], row["number"]))


def _reviewers(draft: Draft, rows: list[Row]) -> Iterable[ReorgEffect]:
    for row in rows:
        before, after = _reviewer_before(draft, row), _reviewer_after(draft, row)
        if before != after:
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=row["key"],
                title=row["title"],
                loses=Loss.REVIEWER,
                before=before,
                after=after,
            )


def _reviewer_before(draft: Draft, row: Row) -> str:
    owner = row["owner_id"]
    manager = None if owner is None else draft.known(ObjectKind.PERSON, owner)["manager_id"]
    lead = draft.known(ObjectKind.UNIT, row["unit_id"])["lead_id"]
    found = manager or (None if lead == owner else lead)
    return NOBODY if found is None else str(draft.known(ObjectKind.PERSON, found)["handle"])


def _reviewer_after(draft: Draft, row: Row) -> str:
    now = draft.planned(ObjectKind.GOAL, row)
    owner = now["owner_id"]
    above = () if owner is None else draft.managers_above(owner)
    found = next((one for one in above if draft.stays(one)), None) or first_lead(draft, now["unit_id"], but=owner)
    return NOBODY if found is None else str(draft.known(ObjectKind.PERSON, found)["handle"])


def _new_owners(draft: Draft) -> dict[UUID, object]:
    return {
        row_id: line.after
        for (kind, row_id, column), line in draft.lines.items()
        if kind is ObjectKind.GOAL and column == "owner_id" and isinstance(row_id, UUID)
    }


def _parents(draft: Draft, links: list[Row]) -> Iterable[ReorgEffect]:
    """New owners who would not see what their goal contributes to."""
    owners = _new_owners(draft)
    facts = load_goal_facts(draft.case.work, {row["parent_id"] for row in links})
    for row in links:
        owner = owners[row["child_id"]]
        if not isinstance(owner, UUID):
            continue
        if not may(load_actor(draft.case.work, owner), Action.SEE_GOAL, facts[row["parent_id"]]):
            child = draft.standing[ObjectKind.GOAL, row["child_id"]]
            handle = draft.known(ObjectKind.PERSON, owner)["handle"]
            yield ReorgEffect(
                kind=ObjectKind.GOAL,
                key=child["key"],
                title=child["title"],
                loses=Loss.PARENT,
                before=row["key"],
                after=f"linked to {row['key']}, which {handle} does not see",
            )


def _members(draft: Draft) -> Iterable[tuple[Line, Row, list[Row]]]:
    """People and units that move, with what is meant for the members of where they were."""
    for kind, column in ((ObjectKind.PERSON, "unit_id"), (ObjectKind.UNIT, "parent_id")):
        for (line_kind, _, name), line in draft.lines.items():
            if line_kind is kind and name == column and isinstance(line.before, UUID):
                before = draft.known(ObjectKind.UNIT, line.before)
                rows = statements.restricted_in_units(draft.case.work, _units_lost(draft, before, line.after))
                if rows:
                    yield line, before, rows


def _no_longer_members(around: Around, visible: frozenset[UUID]) -> Iterable[ReorgEffect]:
    for line, unit, rows in around.members:
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


def _units_lost(draft: Draft, before: Row, after: object) -> set[UUID]:
    """The units that somebody no longer stands in or below; what goes up in another unit is not lost."""
    paths = ancestors_and_self(before["path"])
    old = {row_id for row_id in statements.ids_at(draft.case.work, paths) if row_id not in draft.merged}
    return old - (set(draft.units_above(after)) if isinstance(after, UUID) else set())
