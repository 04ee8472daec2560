"""Somebody leaves: the plan of it, for a lead with goals and reports; and the plan of a unit that goes up in another."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, text, update

from bench.company import Company
from bench.figures import Figure, median_ms
from okr.contract.reorgs import PlanReorg, ReorgAction, ReorgStep
from storage import schema
from storage.trees import move
from storage.unit_of_work import ReadWork, WriteWork

ROUNDS = 7
LEAVER_BAR_MS = 1_000.0
GOALS, REPORTS = 20, 10
"""What the leaver holds: more than most people in a company of this size."""


def measure(company: Company, database: str) -> Iterator[Figure]:
    """The plan of a lead who leaves, and of a unit that is merged into another."""
    handle = company.store.write(_leaver)
    leaver = PlanReorg(steps=(ReorgStep(what="person", who=handle, action=ReorgAction.LEAVES),))
    taken = median_ms(lambda _: company.backend.call(leaver), ROUNDS)
    yield Figure(f"reorg plan of a leaver [{database}]", taken, "ms", bar=LEAVER_BAR_MS)
    first, second = company.store.read(_two_units)
    merge = PlanReorg(steps=(ReorgStep(what="unit", who=first, action=ReorgAction.MERGE, to=second),))
    yield Figure(f"reorg plan of a merger [{database}]", median_ms(lambda _: company.backend.call(merge), ROUNDS), "ms")


def _leaver(work: WriteWork) -> str:
    """The handle of somebody who answers for goals, leads a unit and has reports; the same one in each run."""
    people, goals, results, units = schema.people.c, schema.goals.c, schema.key_results.c, schema.units.c
    found = work.connection.execute(
        select(people.id, people.handle, people.unit_id)
        .where(people.manager_id.is_not(None))
        .order_by(people.number)
        .limit(REPORTS + 1)
    ).all()
    leaver, reports = found[0], found[1:]
    owned = _ids(work, GOALS)
    for statement in (
        update(schema.goals).where(goals.id.in_(owned)).values(owner_id=leaver.id, sponsor_id=leaver.id),
        update(schema.key_results).where(results.goal_id.in_(owned)).values(owner_id=leaver.id),
        update(schema.units).where(units.id == leaver.unit_id, units.depth > 0).values(lead_id=leaver.id),
    ):
        work.connection.execute(statement)
    for report in reports:
        move(work, schema.people, report.id, leaver.id)
    work.connection.execute(text("ANALYZE"))  # until now everything belonged to one person, and so the planner thought
    return str(leaver.handle)


def _ids(work: ReadWork, count: int) -> list[UUID]:
    """The first goals below the top."""
    goals = schema.goals.c
    statement = select(goals.id).where(goals.level > 0).order_by(goals.level.desc(), goals.id).limit(count)
    return list(work.connection.execute(statement).scalars())


def _two_units(work: ReadWork) -> tuple[str, str]:
    """The keys of two units without units below."""
    units, below = schema.units, schema.units.alias("below")
    leaves = units.c.id.not_in(select(below.c.parent_id).where(below.c.parent_id.is_not(None)))
    first, second = work.connection.execute(
        select(units.c.prefix).where(leaves).order_by(units.c.prefix).limit(2)
    ).scalars()
    return first, second
