"""R16: what was said and written of cycles and their goals by a moment: states, reviews, grades and what units learned.

None of it is remembered by day. What is only added to carries its time; what is written anew goes back by the audit, which says
what it was before.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select

from okr.domain.policy import Actor
from okr.domain.score import too_easy
from okr.domain.vocabulary import Ambition, ObjectKind, ReviewVerdict
from storage import grades as grade_statements
from storage.as_of import Columns, When, changed_since, goals_held, worded
from storage.encoding import decode_row
from storage.goal_reading import chunks
from storage.policy import visible_goals
from storage.rows import AnyRow
from storage.tables.cycle_life import grades, retrospectives, reviews
from storage.tables.goals import goals, key_results
from storage.tables.journal import audit, history
from storage.tables.organisation import cycles
from storage.unit_of_work import ReadWork

Rows = list[dict[str, Any]]

STEPS = ("state", "needs_approval")
"""What of a cycle goes back; its days and its pace factors (R6) are those of today, as for every number of the past."""
_AS_WRITTEN = (ObjectKind.GOAL, ObjectKind.KEY_RESULT)


def cycles_then(work: ReadWork, moment: datetime) -> Rows:
    """Every cycle in the state that it was in at a moment."""
    rows = {row.id: row._asdict() for row in work.connection.execute(select(cycles))}
    undone: set[tuple[UUID, str]] = set()
    for entry in _entries(work, ObjectKind.CYCLE, rows):
        if entry.recorded_at <= moment or not entry.before:
            continue
        before = worded(cycles, decode_row(entry.before))
        for name in before.keys() & STEPS:
            if (
                entry.object_id,
                name,
            ) not in undone:  # the oldest of the later changes says what was before all of them
                undone.add((entry.object_id, name))
                rows[entry.object_id][name] = before[name]
    return list(rows.values())


def counted_by_cycle(work: ReadWork, actor: Actor, cycle_ids: Collection[UUID], *, when: When) -> dict[UUID, int]:
    """The goals that the acting person sees and that were there on a day, by the cycle in which they are today."""
    earlier = exists().where(history.c.object_id == goals.c.id, *_by(history, when))
    there = or_(and_(*_by(goals, when)), earlier)
    statement = select(goals.c.cycle_id, func.count()).where(
        there, visible_goals(actor), goals.c.cycle_id.in_(cycle_ids)
    )
    rows = work.connection.execute(statement.group_by(goals.c.cycle_id)) if cycle_ids else ()
    return {row[0]: row[1] for row in rows}


def count_in_cycle(work: ReadWork, cycle_id: UUID, *, up_to: int) -> int:
    """How many goals are in a cycle today; counting stops at `up_to`."""
    some = select(goals.c.id).where(goals.c.cycle_id == cycle_id).limit(up_to).subquery()
    return work.connection.execute(select(func.count()).select_from(some)).scalar_one()


def goals_in_cycle(work: ReadWork, cycle_id: UUID, *, when: When) -> set[UUID]:
    """The goals that may have been in a cycle on a day."""
    found = set(work.connection.execute(select(goals.c.id).where(goals.c.cycle_id == cycle_id)).scalars())
    held = goals_held(work, changed_since(work, ObjectKind.GOAL, when=when) - found, when=when)
    return found | {one for one, goal in held.items() if goal["cycle_id"] == cycle_id}


def continued(work: ReadWork, then: Iterable[Columns]) -> set[UUID]:
    """The goals that may be the same as some goals in another cycle: carried into these, or graded under the same title."""
    several = list(then)
    found = {goal["carried_from_id"] for goal in several} - {None}
    titles = {goal["title"] for goal in several}
    graded = select(goals.c.id, goals.c.title).join(grades, grades.c.goal_id == goals.c.id)
    rows = work.connection.execute(graded.where(grades.c.key_result_id.is_(None)))
    return found | {row.id for row in rows if row.title in titles}


def reviews_then(work: ReadWork, then: Mapping[UUID, Columns], results: Iterable[Columns], moment: datetime) -> Rows:
    """The reviews given by a moment. An approval names the goal's version where it held then, and none where it did not.

    `then` and `results` are the goals and the key results that stand beside them, whose versions decide whether it holds.
    """
    versions = {one: int(goal["version"]) for one, goal in then.items()}
    for result in results:
        if result["goal_id"] in versions:
            versions[result["goal_id"]] += int(result["version"])
    found: Rows = []
    for chunk in chunks(then):
        statement = select(reviews).where(reviews.c.goal_id.in_(chunk), reviews.c.recorded_at <= moment)
        found += [row._asdict() for row in work.connection.execute(statement)]
    newest: dict[UUID, dict[str, Any]] = {}
    for row in sorted(found, key=lambda row: int(row["number"])):
        newest[row["goal_id"]] = row
    approved = {one for one, row in newest.items() if row["verdict"] is ReviewVerdict.APPROVED}
    changed = _changed_after_review(work, approved, moment)
    for row in found:
        holds = row["goal_id"] in approved - changed and row is newest[row["goal_id"]]
        row["goal_version"] = versions[row["goal_id"]] if holds else 0
    return found


def _changed_after_review(work: ReadWork, goal_ids: Collection[UUID], moment: datetime) -> set[UUID]:
    """Those of some goals that were changed, or had a key result changed or added, between their last review and a moment."""
    reviewed: dict[UUID, UUID] = {}
    for entry in _entries(work, ObjectKind.REVIEW, goal_ids):
        if entry.recorded_at <= moment:
            reviewed[entry.object_id] = entry.id
    parts = {one: one for one in reviewed}
    for chunk in chunks(reviewed):
        rows = work.connection.execute(
            select(key_results.c.id, key_results.c.goal_id).where(key_results.c.goal_id.in_(chunk))
        )
        parts.update((row.id, row.goal_id) for row in rows)
    found: set[UUID] = set()
    for chunk in chunks(parts):
        statement = select(audit.c.id, audit.c.object_id).where(
            audit.c.object_id.in_(chunk), audit.c.object_kind.in_(_AS_WRITTEN), audit.c.recorded_at <= moment
        )
        for row in work.connection.execute(statement):
            goal_id = parts[row.object_id]
            if row.id > reviewed[goal_id]:
                found.add(goal_id)
    return found


def reviewed_goals(work: ReadWork) -> set[UUID]:
    """The goals that were ever reviewed."""
    return set(work.connection.execute(select(reviews.c.goal_id).distinct()).scalars())


def graded_goals(work: ReadWork) -> set[UUID]:
    """The goals that were ever graded."""
    return set(work.connection.execute(select(grades.c.goal_id).distinct()).scalars())


def grades_then(work: ReadWork, goal_ids: Collection[UUID], moment: datetime) -> Rows:
    """The grades given by a moment, of goals and of their key results; of a goal that was graded anew the one before.

    What its key results scored that time is not kept: they are graded, without a score of their own.
    """
    rows = [
        row
        for chunk in chunks(goal_ids)
        for row in work.connection.execute(select(grades).where(grades.c.goal_id.in_(chunk)))
    ]
    later = {row.goal_id for row in rows if row.recorded_at > moment}
    found = [row._asdict() for row in rows if row.goal_id not in later]
    before = _graded_before(work, later, moment)
    for row in rows:
        if row.goal_id in before:
            said = before[row.goal_id]
            scores = said if row.key_result_id is None else {**dict.fromkeys(_SCORES), **_who(said), "too_easy": False}
            found.append({**row._asdict(), **scores})
    return found


_SCORES = ("computed_ppm", "given_ppm", "original_ppm", "reason", "post_mortem")


def _who(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("by_id", "recorded_at", "version")}


def _graded_before(work: ReadWork, goal_ids: Collection[UUID], moment: datetime) -> dict[UUID, dict[str, Any]]:
    """What the grades of goals said at a moment, of those that had one."""
    found: dict[UUID, dict[str, Any]] = {}
    for entry in _entries(work, ObjectKind.GRADE, goal_ids):
        if entry.recorded_at <= moment:
            _write_over(found.setdefault(entry.object_id, {}), entry)
    for chunk in chunks(found):
        for goal in work.connection.execute(select(goals).where(goals.c.id.in_(chunk))):
            said = found[goal.id]
            final = said["computed_ppm"] if said.get("given_ppm") is None else said["given_ppm"]
            earlier = grade_statements.earlier_scores(work, goal)
            said["too_easy"] = too_easy([*earlier, final], committed=goal.ambition is Ambition.COMMITTED)
    return found


def retrospectives_then(work: ReadWork, moment: datetime) -> Rows:
    """What units had written about cycles by a moment."""
    keys = {row.id: row.key for row in work.connection.execute(select(cycles.c.id, cycles.c.key))}
    rows = [row._asdict() for row in work.connection.execute(select(retrospectives))]
    found = [row for row in rows if row["recorded_at"] <= moment]
    later = [row for row in rows if row["recorded_at"] > moment]
    said: dict[tuple[UUID, str], dict[str, Any]] = {}
    for entry in _entries(work, ObjectKind.RETROSPECTIVE, {row["unit_id"] for row in later}):
        if entry.recorded_at <= moment:
            cycle_key = str(entry.object_key).rpartition(" ")[0]
            _write_over(said.setdefault((entry.object_id, cycle_key), {}), entry)
    for row in later:
        text = said.get((row["unit_id"], keys[row["cycle_id"]]))
        if text is not None:
            found.append({**row, **text})
    return found


def _write_over(said: dict[str, Any], entry: AnyRow) -> None:
    """What a thing that is written anew said after one more time."""
    said |= decode_row(entry.after or {})
    said |= {"by_id": entry.by_id, "recorded_at": entry.recorded_at, "version": said.get("version", 0) + 1}


def _entries(work: ReadWork, kind: ObjectKind, ids: Collection[UUID]) -> list[AnyRow]:
    """What the audit says of some objects of a kind, in the order in which it was written."""
    found: list[AnyRow] = []
    for chunk in chunks(ids):
        statement = select(audit).where(audit.c.object_id.in_(chunk), audit.c.object_kind == kind)
        found += work.connection.execute(statement)
    return sorted(found, key=lambda entry: entry.id)


def _by(table: Table, when: When) -> list[ColumnElement[bool]]:
    """The conditions for rows that hold since the day at the latest."""
    since = [table.c.effective_on <= when.day]
    return since if when.known_at is None else [*since, table.c.recorded_at <= when.known_at]
