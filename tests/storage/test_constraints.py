"""What must never be false is refused by the database itself, in words that a person understands, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import CheckConstraint, insert, text, update

from okr.domain.errors import Conflict, RuleViolation
from okr.domain.vocabulary import GoalState, Metric, Status
from storage import constraints, schema
from storage.tables import particular
from storage.types import new_id
from storage.unit_of_work import Store, WriteWork, open_store
from tests.storage.companies import (
    DAY,
    END,
    MOMENT,
    RECORDED,
    add_cycle,
    add_goal,
    add_key_result,
    add_link,
    add_person,
    add_unit,
)

Write = Callable[[WriteWork, "Company"], object]


class Company:
    """One of each, to break rules with."""

    def __init__(self, work: WriteWork) -> None:
        self.unit = add_unit(work, "top")
        self.person = add_person(work, "Ann")
        self.cycle = add_cycle(work)
        self.goal = add_goal(work, 1, unit_id=self.unit, cycle_id=self.cycle)
        self.other = add_goal(work, 2, unit_id=self.unit, cycle_id=self.cycle)
        self.key_result = add_key_result(work, 1, goal_id=self.goal)
        self.link = add_link(work, self.goal, self.other)
        check_in(work, self.key_result, 1)

    def goal_of(self, work: WriteWork, number: int, **columns: object) -> UUID:
        return add_goal(work, number, unit_id=self.unit, cycle_id=self.cycle, **columns)


def check_in(work: WriteWork, key_result_id: UUID, number: int, **columns: object) -> None:
    row = {"key_result_id": key_result_id, "number": number, "effective_on": DAY, "value": Decimal(1)}
    facts = {"by_id": new_id(), "recorded_at": MOMENT, "imported": False}
    work.connection.execute(insert(schema.check_ins), [{**row, **facts, **columns}])


def override(work: WriteWork, company: Company, **columns: object) -> None:
    row = {"id": new_id(), "goal_id": company.goal, "status": Status.AT_RISK, "reason": "x", "by_id": company.person}
    work.connection.execute(insert(schema.overrides), [{**row, "recorded_at": MOMENT, "effective_on": DAY, **columns}])


def organisation(work: WriteWork, **columns: object) -> UUID:
    row = {
        "id": new_id(),
        "singleton": True,
        "name": "x",
        "service_values": [],
        "fiscal_year_starts_month": 1,
        "time_zone": "UTC",
    }
    rest = {
        "cadence": "FREQ=WEEKLY",
        "grace_days": 2,
        "minimum_answers": 30,
        "is_demo": False,
        "created_at": MOMENT,
        "version": 1,
    }
    work.connection.execute(insert(schema.organisation), [{**row, **rest, **columns}])
    return UUID(str(row["id"]))


def second_top(work: WriteWork, company: Company) -> None:
    row = {"id": new_id(), "number": 99, "prefix": "Z", "name": "Z", "kind": "team", "path": "z.", "depth": 0}
    work.connection.execute(insert(schema.units), [{**row, "next_goal_number": 1, **RECORDED}])


def same_prefix(work: WriteWork, company: Company) -> None:
    unit = add_unit(work, "second", company.unit)
    work.connection.execute(update(schema.units).where(schema.units.c.id == unit).values(prefix="U1"))


def two_organisations(work: WriteWork, _: Company) -> None:
    organisation(work)
    organisation(work)


def own_manager(work: WriteWork, company: Company) -> None:
    work.connection.execute(update(schema.people).values(manager_id=company.person))


def change(table: str, **values: object) -> Write:
    return lambda work, company: work.connection.execute(update(schema.metadata.tables[table]).values(values))


BROKEN: dict[str, tuple[Write, str]] = {
    "the same prefix": (same_prefix, "has this key prefix already"),
    "two tops": (second_top, "a unit at the top already"),
    "the same goal key": (lambda work, company: company.goal_of(work, 1), "at this moment"),
    "two organisations": (
        lambda work, company: [organisation(work), organisation(work)],
        "an organisation here already",
    ),
    "a month 13": (lambda work, company: organisation(work, fiscal_year_starts_month=13), "from 1 to 12"),
    "a due day before the start": (lambda work, company: company.goal_of(work, 3, due_on=DAY), "due after it starts"),
    "an active goal without owner": (
        lambda work, company: company.goal_of(work, 3, state=GoalState.ACTIVE),
        "active goal needs an owner",
    ),
    "target equal to baseline": (
        lambda work, company: add_key_result(
            work, 2, goal_id=company.goal, metric=Metric.INCREASE, baseline=Decimal("1.0"), target=Decimal("1.00")
        ),
        "a baseline and a target that differ",
    ),
    "no target": (
        lambda work, company: add_key_result(
            work, 2, goal_id=company.goal, metric=Metric.DECREASE, baseline=Decimal(1)
        ),
        "a baseline and a target that differ",
    ),
    "at least nothing": (
        lambda work, company: add_key_result(work, 2, goal_id=company.goal, metric=Metric.AT_LEAST, upper=Decimal(1)),
        "lower limit",
    ),
    "between one limit": (
        lambda work, company: add_key_result(work, 2, goal_id=company.goal, metric=Metric.BETWEEN, upper=Decimal(1)),
        "a lower and an upper limit",
    ),
    "a guardrail that is none": (
        lambda work, company: add_key_result(work, 2, goal_id=company.goal, guardrail=True),
        "is a guardrail",
    ),
    "a negative weight": (
        lambda work, company: add_key_result(work, 2, goal_id=company.goal, weight_units=-1),
        "from 0 to 1,000",
    ),
    "a heavy link": (change("goal_links", weight_units=10_000_001), "from 0 to 1,000"),
    "a goal below itself": (
        lambda work, company: add_link(work, company.goal, company.goal),
        "cannot contribute to itself",
    ),
    "the same link twice": (lambda work, company: add_link(work, company.goal, company.other), "linked already"),
    "confidence over 100": (
        lambda work, company: check_in(work, company.key_result, 2, confidence_percent=101),
        "from 0 to 100",
    ),
    "the same number": (lambda work, company: check_in(work, company.key_result, 1), "at this moment"),
    "a check-in of nothing": (lambda work, company: check_in(work, new_id(), 1), "points at what does not exist"),
    "a correction of a later one": (
        lambda work, company: check_in(work, company.key_result, 2, corrects=2),
        "only correct an earlier one",
    ),
    "correcting and voiding": (
        lambda work, company: check_in(work, company.key_result, 2, corrects=1, voids=1, value=None),
        "not both",
    ),
    "no value": (lambda work, company: check_in(work, company.key_result, 2, value=None), "has a value"),
    "an end before the start": (
        lambda work, company: override(work, company, until_on=DAY - timedelta(days=1)),
        "cannot end before it starts",
    ),
    "one's own manager": (own_manager, "their own manager"),
    "a word that is none": (
        lambda work, company: work.connection.execute(text("UPDATE goals SET state = 'done'")),
        "not one of those that are allowed",
    ),
    "an empty title": (lambda work, company: company.goal_of(work, 3, title=None), "title"),
    "employment backwards": (change("people", employed_from=END, employed_to=DAY), "cannot end before it starts"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_must_never_be_false_is_refused_in_words(store_url: str, name: str) -> None:
    write, sentence = BROKEN[name]
    with open_store(store_url, sleep=lambda _: None) as store:
        company = store.write(Company)
        with pytest.raises((RuleViolation, Conflict), match=sentence):
            store.write(lambda work: write(work, company))
        assert store.write(lambda work: add_person(work, "still usable"))


def test_a_correction_of_what_does_not_exist_is_refused(store: Store) -> None:
    company = store.write(Company)
    with pytest.raises(RuleViolation):
        store.write(lambda work: check_in(work, company.key_result, 5, corrects=3))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE check_ins SET note = 'x'",
        "DELETE FROM check_ins",
        "UPDATE audit SET operation = 'x'",
        "DELETE FROM audit",
        "UPDATE history SET number = 9",
        "DELETE FROM history",
        "UPDATE target_ledger SET reason = 'x'",
        "DELETE FROM target_ledger",
    ],
)
def test_what_is_written_once_is_not_changed(store: Store, statement: str) -> None:
    _written_once(store)
    with pytest.raises(RuleViolation, match=r"^This cannot be changed: .* written once"):
        store.write(lambda work: work.connection.execute(text(statement)))


def test_replacing_is_changing_too(sqlite_store: Store, postgresql_store: Store) -> None:
    for store, statement in (
        (sqlite_store, "INSERT OR REPLACE INTO check_ins SELECT * FROM check_ins"),
        (postgresql_store, "TRUNCATE check_ins CASCADE"),
    ):
        _written_once(store)

        def run(work: WriteWork, statement: str = statement) -> None:
            work.connection.execute(text(statement))

        with pytest.raises(RuleViolation, match="check-ins are written once"):
            store.write(run)


def test_without_its_trigger_a_check_in_could_be_changed(store: Store) -> None:
    """The planted fault: it is the trigger, and nothing else, that refuses."""
    _written_once(store)

    def unguarded(work: WriteWork) -> int:
        on_table = " ON check_ins" if work.is_postgresql else ""
        work.connection.execute(text(f"DROP TRIGGER check_ins_refuses_update{on_table}"))
        return work.connection.execute(text("UPDATE check_ins SET note = 'x'")).rowcount

    assert store.write(unguarded) == 1


def test_every_rule_of_the_schema_has_its_sentence() -> None:
    names = {
        str(constraint.name)
        for table in schema.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    unsaid = {name for name in names if not name.endswith("_is_a_word")} - set(constraints.RULES)
    assert unsaid - {"ck_organisation_only_one", "ck_history_number_from_one"} == set()


def test_every_sentence_is_about_a_rule_of_the_schema() -> None:
    particular.declare()
    names = {str(constraint.name) for table in schema.metadata.tables.values() for constraint in table.constraints}
    names |= {str(index.name) for table in schema.metadata.tables.values() for index in table.indexes}
    assert {*constraints.RULES, *constraints.RACES} - names == set()


def _written_once(store: Store) -> None:
    company = store.write(Company)

    def write(work: WriteWork) -> None:
        audit = {"id": new_id(), "recorded_at": MOMENT, "operation": "x"}
        work.connection.execute(insert(schema.audit), [audit])
        history = {"object_kind": "goal", "object_id": company.goal, "number": 1, "data": {}}
        work.connection.execute(insert(schema.history), [{**history, "effective_on": DAY, "recorded_at": MOMENT}])
        ledger = {"id": new_id(), "goal_id": company.goal, "field": "target", "reason": "x", "by_id": company.person}
        work.connection.execute(insert(schema.target_ledger), [{**ledger, "effective_on": DAY, "recorded_at": MOMENT}])

    store.write(write)
