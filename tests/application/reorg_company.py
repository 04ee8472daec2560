"""How tests plan and apply reorganisations of the small company, and read what is said of them."""

from uuid import UUID

from sqlalchemy import select

from okr.contract.base import PersonRef, UnitRef
from okr.contract.reorgs import ApplyReorg, PlanReorg, ReorgAction, ReorgPlan, ReorgStep
from storage import schema
from tests.application.companies import Company


def leaves(who: str, **more: object) -> ReorgStep:
    """Somebody leaves."""
    return ReorgStep.model_validate({"what": "person", "action": ReorgAction.LEAVES, "who": who} | more)


def step(what: str, who: str, action: ReorgAction, to: str | None = None, **more: object) -> ReorgStep:
    """Any step."""
    return ReorgStep.model_validate({"what": what, "who": who, "action": action, "to": to} | more)


def plan(company: Company, *steps: ReorgStep, by: str | None = None) -> ReorgPlan:
    """What steps would change."""
    return company.call(PlanReorg(steps=steps), by=by)


def apply(company: Company, *steps: ReorgStep, by: str | None = None, state: str | None = None) -> ReorgPlan:
    """Take steps, as they were shown where their state is given."""
    return company.call(ApplyReorg(steps=steps, state=state), by=by)


def rows(done: ReorgPlan) -> set[tuple[str, str, str | None, str | None]]:
    """What changes: key, field, before, after."""
    return {(one.key, one.field, one.before, one.after) for one in done.changes}


def named(ref: PersonRef | UnitRef | None) -> str | None:
    """The handle or key of what is referred to."""
    if ref is None:
        return None
    return ref.handle if isinstance(ref, PersonRef) else ref.key


def person_id(company: Company, handle: str) -> UUID:
    """The id of a person."""
    statement = select(schema.people.c.id).where(schema.people.c.handle == handle)
    found: UUID = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    return found
