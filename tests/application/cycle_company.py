"""A quarter in the small company that is planned, lived, graded and closed, for tests of its life."""

from datetime import date
from decimal import Decimal

from okr.contract.carrying import CarriedGoal, CarryForward, CarryReport
from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import CreateCycle, CyclePlan, MoveCycle
from okr.contract.grading import GradeGoal, GradeReport
from okr.domain.vocabulary import CycleKind, CycleState, GapKind
from tests.application.companies import Company
from tests.application.goal_company import make_goal

QUARTER = "2026-Q4"
NEXT = "2027-Q1"


def move(
    company: Company, state: CycleState, /, *, key: str = QUARTER, by: str = "olivia", **fields: object
) -> CyclePlan:
    """Take the cycle a step."""
    return company.call(MoveCycle.model_validate({"key": key, "state": state, **fields}), by=by)


def start_grading(company: Company) -> CyclePlan:
    """Begin to grade the quarter."""
    return move(company, CycleState.GRADING)


def close_by_force(company: Company) -> CyclePlan:
    """Close the quarter whatever is missing."""
    start_grading(company)
    return move(company, CycleState.CLOSED, force=True, reason="The test closes it.")


def plan_next(company: Company, **fields: object) -> str:
    """Plan the quarter after; answers its key."""
    given = {
        "key": NEXT,
        "kind": CycleKind.QUARTER,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 3, 31),
        "state": CycleState.PLANNING,
    }
    return company.call(CreateCycle.model_validate(given | fields)).key


def grade(company: Company, key: str, /, *, by: str = "emil", **fields: object) -> GradeReport:
    """Grade a goal."""
    return company.call(GradeGoal.model_validate({"key": key, **fields}), by=by)


def missing(plan: CyclePlan) -> dict[GapKind, list[str]]:
    """What a step of a cycle misses: the keys by kind."""
    return {gaps.kind: [gap.key for gap in gaps.items] for gaps in plan.gaps}


def carry(company: Company, *keys: str, by: str = "olivia", **fields: object) -> CarryReport:
    """Carry goals from the quarter into the next."""
    given = {"source": QUARTER, "target": NEXT, "goals": keys}
    return company.call(CarryForward.model_validate(given | fields), by=by)


def carried(report: CarryReport) -> CarriedGoal:
    """The one goal that was carried."""
    (one,) = report.carried
    return one


def goal_at(
    company: Company, value: int | None = 6, /, title: str = "Answer customers faster than before", **fields: object
) -> str:
    """The key of an active goal whose key result stands at a value."""
    key = make_goal(company, title, activate=True, **fields).key
    if value is not None:
        company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(value)), by="dan")
    return key
