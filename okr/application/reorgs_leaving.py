"""What leavers held goes to others: to whom they name, else along the line of managers to the first who still works here."""

from collections.abc import Iterable
from uuid import UUID

from okr.application.reorgs_draft import Draft, Leaving
from okr.contract.reorgs import Loss
from okr.domain.errors import RuleViolation
from okr.domain.vocabulary import ObjectKind
from storage import reorgs as statements
from storage.imports import Row


def plan_leaving(draft: Draft) -> None:
    """Plan what happens to all that the leavers hold; refused where nobody is left to take over."""
    if not draft.leaving:
        return
    draft.load(ObjectKind.PERSON, [one.to_id for one in draft.leaving.values()])
    load_managers(draft, draft.leaving)
    heirs = {one.person_id: heir(draft, one) for one in draft.leaving.values()}
    _reports(draft, heirs)
    _units_led(draft, heirs)
    _goals(draft, heirs)
    _results(draft, heirs)
    _beside(draft, heirs)
    _contributions(draft, heirs)
    _organisation(draft, heirs)


def heir(draft: Draft, leaving: Leaving) -> UUID:
    """Who takes over: whoever is named, else the first above who stays; RuleViolation where there is nobody."""
    handle = draft.known(ObjectKind.PERSON, leaving.person_id)["handle"]
    if leaving.to_id is not None:
        if not draft.stays(leaving.to_id):
            other = draft.known(ObjectKind.PERSON, leaving.to_id)["handle"]
            raise RuleViolation(
                f"{other} cannot take over from {handle}: they do not work here any more.",
                hint="Name somebody who stays, or nobody: then it is the manager.",
                field="to",
            )
        return leaving.to_id
    found = first_above(draft, leaving.person_id)
    if found is None:
        raise RuleViolation(
            f"Nobody above {handle} stays who could take over.", hint="Say who does: to, or --to.", field="to"
        )
    return found


def first_above(draft: Draft, person_id: UUID) -> UUID | None:
    """The first manager above who stays, else the nearest lead, else the organisation's owner, else an administrator."""
    for manager in draft.managers_above(person_id):
        if draft.stays(manager):
            return manager
    unit_id = draft.person(person_id)["unit_id"]
    lead = None if unit_id is None else first_lead(draft, unit_id)
    return lead if lead is not None else _at_the_top(draft)


def first_lead(draft: Draft, unit_id: UUID, *, but: UUID | None = None) -> UUID | None:
    """The nearest lead of a unit or of one above who stays."""
    for above in draft.units_above(unit_id):
        lead: UUID | None = draft.unit(above)["lead_id"]
        if lead is not None and lead != but and draft.stays(lead):
            return lead
    return None


def _at_the_top(draft: Draft) -> UUID | None:
    owner: UUID | None = statements.owner_of_organisation(draft.case.work)["owner_id"]
    if owner is not None and draft.stays(owner):
        return owner
    administrators = statements.administrators(draft.case.work)
    draft.learn(ObjectKind.PERSON, administrators)
    return next((row["id"] for row in administrators if draft.stays(row["id"])), None)


def load_managers(draft: Draft, people: Iterable[UUID]) -> None:
    """Read the lines of managers of people level by level, so that those of a thousand take a few statements."""
    level: set[UUID] = set(people)
    seen: set[UUID] = set()
    while level:
        draft.load(ObjectKind.PERSON, level)
        seen |= level
        above = {draft.person(one)["manager_id"] for one in level}
        level = {one for one in above if one is not None} - seen


def _reports(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """Reports go to the heir; one who stood below the leaver takes the leaver's place in the line first."""
    rows = statements.reports(draft.case.work, draft.leaving)
    draft.learn(ObjectKind.PERSON, rows)
    for person_id, heir_id in heirs.items():
        if person_id in draft.managers_above(heir_id):
            above = next((one for one in draft.managers_above(person_id) if draft.stays(one) and one != heir_id), None)
            _to_manager(draft, draft.known(ObjectKind.PERSON, heir_id), above, draft.leaving[person_id], loses=None)
    for row in rows:
        leaving = draft.leaving[row["manager_id"]]
        moved = draft.person(row["id"])["manager_id"] not in draft.leaving
        if moved or not _worked_on(draft, row):
            continue
        _to_manager(draft, row, heirs[leaving.person_id], leaving, loses=Loss.MANAGER)


def _worked_on(draft: Draft, row: Row) -> bool:
    """Whether somebody needs a manager: who left, or leaves too, keeps the one of their time."""
    gone = row["employed_to"] is not None and row["employed_to"] < draft.case.today
    return not gone and row["id"] not in draft.leaving


def _to_manager(draft: Draft, row: Row, manager_id: UUID | None, leaving: Leaving, *, loses: Loss | None) -> None:
    handle = draft.known(ObjectKind.PERSON, leaving.person_id)["handle"]
    draft.put(
        ObjectKind.PERSON, row, "manager_id", manager_id, key=row["handle"], title=row["name"],
        why=leaving.why(handle), day=leaving.day, loses=loses,
    )  # fmt: skip


def _units_led(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    rows = statements.units_led(draft.case.work, draft.leaving)
    draft.learn(ObjectKind.UNIT, rows)
    for row in rows:
        lead: UUID | None = draft.unit(row["id"])["lead_id"]
        if lead is None or lead not in draft.leaving or row["id"] in draft.merged:
            continue
        leaving = draft.leaving[lead]
        draft.put(
            ObjectKind.UNIT, row, "lead_id", heirs[lead], key=row["prefix"], title=row["name"],
            why=_why(draft, leaving), day=leaving.day, loses=Loss.LEAD,
        )  # fmt: skip


def _goals(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """Owners and sponsors are replaced; a delegation ends, unless whoever takes over was named."""
    work = draft.case.work
    for row in statements.goals_owned(work, draft.leaving):
        owner = draft.planned(ObjectKind.GOAL, row)["owner_id"]
        if owner in draft.leaving:
            _to_person(draft, row, "owner_id", heirs[owner], draft.leaving[owner], loses=Loss.OWNER)
    for row in statements.goals_sponsored(work, draft.leaving):
        leaving = draft.leaving[row["sponsor_id"]]
        taker = heirs[leaving.person_id]
        owner = draft.planned(ObjectKind.GOAL, row)["owner_id"]
        _to_person(draft, row, "sponsor_id", None if taker == owner else taker, leaving, loses=None)
    for row in statements.goals_delegated(work, draft.leaving):
        leaving = draft.leaving[row["delegate_id"]]
        owner = draft.planned(ObjectKind.GOAL, row)["owner_id"]
        taken = None if leaving.to_id == owner else leaving.to_id
        _to_person(draft, row, "delegate_id", taken, leaving, loses=None)


def _to_person(
    draft: Draft, row: Row, column: str, person_id: UUID | None, leaving: Leaving, *, loses: Loss | None
) -> None:
    draft.put(
        ObjectKind.GOAL, row, column, person_id, key=row["key"], title=row["title"],
        why=_why(draft, leaving), day=leaving.day, loses=loses, goal_id=row["id"],
    )  # fmt: skip


def _results(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """A key result of a leaver's goal goes with the goal, another one to who takes over."""
    goal_lines = draft.columns(ObjectKind.GOAL)
    for row in statements.results_owned(draft.case.work, draft.leaving):
        if draft.planned(ObjectKind.KEY_RESULT, row)["owner_id"] not in draft.leaving:
            continue
        leaving = draft.leaving[row["owner_id"]]
        taker = heirs[leaving.person_id]
        for line in goal_lines.get(row["goal_id"], ()):
            if line.column == "owner_id" and line.before == leaving.person_id and isinstance(line.after, UUID):
                taker = line.after
        draft.put(
            ObjectKind.KEY_RESULT, row, "owner_id", taker, key=row["key"], title=row["title"],
            why=_why(draft, leaving), day=leaving.day, loses=Loss.OWNER, goal_id=row["goal_id"],
        )  # fmt: skip


def _beside(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """Focus areas, initiatives and blockers have one who answers for them as well."""
    work = draft.case.work
    for row in statements.areas_owned(work, draft.leaving):
        _answered_for(draft, ObjectKind.FOCUS_AREA, row, heirs, key=row["key"], title=row["name"])
    for row in statements.initiatives_owned(work, draft.leaving):
        _answered_for(
            draft, ObjectKind.INITIATIVE, row, heirs, key=f"{row['goal_key']}~{row['number']}", title=row["title"]
        )
    for row in statements.blockers_to_answer(work, draft.leaving):
        _answered_for(
            draft, ObjectKind.BLOCKER, row, heirs, key=f"{row['key']}#{row['number']}", title=row["title"] or "",
            row_id=(row["key_result_id"], row["number"]),
        )  # fmt: skip


def _answered_for(
    draft: Draft,
    kind: ObjectKind,
    row: Row,
    heirs: dict[UUID, UUID],
    *,
    key: str,
    title: str,
    row_id: tuple[UUID, int] | None = None,
) -> None:
    leaving = draft.leaving[row["owner_id"]]
    draft.put(
        kind, row, "owner_id", heirs[leaving.person_id], key=key, title=title, why=_why(draft, leaving),
        day=leaving.day, loses=Loss.OWNER, goal_id=row.get("goal_id"), row_id=row_id,
    )  # fmt: skip


def _contributions(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """What was asked and is not agreed yet is answered, and was asked, by who takes over."""
    work = draft.case.work
    asked = (
        ("person_id", statements.contributions_asked_of(work, draft.leaving)),
        ("asked_by_id", statements.contributions_asked_by(work, draft.leaving)),
    )
    for column, rows in asked:
        for row in rows:
            leaving = draft.leaving[row[column]]
            put_contribution(draft, row, column, heirs[leaving.person_id], leaving)


def put_contribution(draft: Draft, row: Row, column: str, value: UUID, leaving: Leaving) -> None:
    """Plan who answers for a contribution, or who asked for it."""
    draft.put(
        ObjectKind.CONTRIBUTION, row, column, value, key=row["goal_key"], title=row["title"],
        why=_why(draft, leaving), day=leaving.day, goal_id=row["parent_goal_id"], loses=Loss.OWNER,
    )  # fmt: skip


def _organisation(draft: Draft, heirs: dict[UUID, UUID]) -> None:
    """Somebody who may administer stays, and the organisation keeps an owner."""
    administrators = statements.administrators(draft.case.work)
    draft.learn(ObjectKind.PERSON, administrators)
    able = [row for row in administrators if draft.stays(row["id"])]
    if not able and any(row["id"] in draft.leaving for row in administrators):
        raise RuleViolation(
            "No administrator would be left.", hint="Make somebody else an administrator first.", field="who"
        )
    row = statements.owner_of_organisation(draft.case.work)
    leaving = draft.leaving.get(row["owner_id"])
    if leaving is None:
        return
    ids = [one["id"] for one in able]
    taker = heirs[leaving.person_id] if heirs[leaving.person_id] in ids else ids[0]
    draft.put(
        ObjectKind.ORGANISATION, row, "owner_id", taker, key=row["name"], title=row["name"],
        why=_why(draft, leaving), day=leaving.day, loses=Loss.OWNER,
    )  # fmt: skip


def _why(draft: Draft, leaving: Leaving) -> str:
    return leaving.why(str(draft.known(ObjectKind.PERSON, leaving.person_id)["handle"]))


def named_again(draft: Draft, columns: Iterable[str]) -> None:
    """Refuse a plan that names a leaver as somebody's manager, lead or owner."""
    for line in draft.lines.values():
        if line.column in columns and isinstance(line.after, UUID) and line.after in draft.leaving:
            leaver = draft.known(ObjectKind.PERSON, line.after)["handle"]
            raise RuleViolation(f"{line.key}: {leaver} leaves by this reorganisation; name somebody else.", field="to")
