"""Goals in the small company for tests of writing: the cast of one goal, and what the journals hold about it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from okr.contract.goals import CreateGoal, GoalView
from okr.contract.key_results import NewKeyResult
from okr.contract.people import CreatePerson
from okr.domain.vocabulary import Metric, ObjectKind
from storage import audit, history, schema
from storage.audit import Entry
from storage.history import Version
from tests.application.companies import Company

WHY = "Customers wait less for an answer"
Q4 = (date(2026, 10, 1), date(2026, 12, 31))


def reply_time(**fields: object) -> NewKeyResult:
    """A sound key result: the hours to a first reply, from 9 to 4."""
    given = {
        "title": "Hours to a first reply",
        "metric": Metric.DECREASE,
        "baseline": Decimal(9),
        "target": Decimal(4),
        "unit_of_measure": "hours",
    }
    return NewKeyResult.model_validate(given | fields)


def make_goal(company: Company, title: str = "Answer customers faster than before", /, **fields: object) -> GoalView:
    """A goal of HELP, owned by emil, that passes the SMART check; a draft unless `activate` is given. Made by tess."""
    by = str(fields.pop("by", "tess"))
    given = {
        "title": title,
        "unit": "HELP",
        "owner": "emil",
        "why": WHY,
        "focus_area": "trust",
        "key_results": (reply_time(),),
    }
    return company.call(CreateGoal.model_validate(given | fields), by=by)


def make_top(company: Company, title: str = "Keep customers for longer than a year", /, **fields: object) -> GoalView:
    """An active goal of the company itself, owned by olivia."""
    given = {"unit": "ACME", "owner": "olivia", "by": "olivia", "activate": True}
    return make_goal(company, title, **(given | fields))


def add_cast(company: Company) -> None:
    """People who stand around a goal of emil's and are nothing else to it, all of them of SALES."""
    for handle in ("spencer", "cora", "delia", "colin"):
        company.call(CreatePerson(handle=handle, name=handle.capitalize(), unit="SALES", manager="sara"))
    company.call(CreatePerson(handle="ada", name="Ada Admin", unit="SALES", manager="sara", is_administrator=True))


CAST = {"sponsor": "spencer", "delegate": "delia", "contributors": ("cora",)}
ROLES = {
    "owner": "emil",
    "delegate": "delia",
    "sponsor": "spencer",
    "contributor": "cora",
    "lead and manager": "tess",
    "lead above": "dan",
    "colleague": "colin",
    "administrator": "ada",
}
"""Who is what to a goal that was made with `**CAST`."""
DELEGATES_MAY_THE_FIRST = [
    ("owner", True, True),
    ("delegate", True, False),
    ("lead and manager", True, True),
    ("lead above", True, True),
    ("administrator", True, True),
    ("sponsor", False, False),
    ("contributor", False, False),
    ("colleague", False, False),
]
"""Who of these may do two things, of which the second is not for delegates."""


def ledger_of(company: Company, key: str) -> list[tuple[str, str, str | None, str | None, str]]:
    """The ledger of a goal: key of what was changed, field, before, after, reason."""
    table, goals, results = schema.target_ledger, schema.goals, schema.key_results
    statement = (
        select(results.c.key, goals.c.key, table.c.field, table.c.before, table.c.after, table.c.reason)
        .select_from(
            table.join(goals, goals.c.id == table.c.goal_id).outerjoin(results, results.c.id == table.c.key_result_id)
        )
        .where(goals.c.key == key)
        .order_by(table.c.id)
    )
    rows = company.acting().store.read(lambda work: work.connection.execute(statement).all())
    return [(result or goal, field, before, after, reason) for result, goal, field, before, after, reason in rows]


def id_of(company: Company, key: str) -> UUID:
    """The id of a goal or a key result."""
    table = schema.key_results if "." in key else schema.goals
    statement = select(table.c.id).where(table.c.key == key)
    found = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    assert isinstance(found, UUID)
    return found


def history_of(company: Company, kind: ObjectKind, object_id: UUID) -> Sequence[Version]:
    """What history holds of an object, oldest first."""
    return company.acting().store.read(lambda work: history.versions(work, kind, [object_id])).get(object_id, [])


def audit_of(company: Company, key: str) -> list[Entry]:
    """The audit of a goal or a key result, newest first."""
    object_id = id_of(company, key)
    return company.acting().store.read(lambda work: audit.of_object(work, object_id))
