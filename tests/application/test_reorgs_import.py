"""Two half-yearly releases of the same body: the second one, taken as a reorganisation, lets go who is gone and hands over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from okr.contract.goals import CreateGoal, ListGoals, ShowGoal
from okr.contract.imports import ImportRecords, ImportReport
from okr.contract.people import ListPeople
from okr.contract.reorgs import ReorgPlan
from okr.contract.verification import Verify
from okr.domain.errors import InvalidInput, NotAllowed
from okr.domain.vocabulary import ObjectKind
from storage import schema
from tests.application.companies import TODAY, Company
from tests.exchange.real_data import needs, records

FOLDER = "uk-organograms"
real = needs(FOLDER)


def release(name: str, **how: object) -> ImportRecords:
    return records(FOLDER, name).model_copy(update=how)


def gone(company: Company) -> list[tuple[str, str | None]]:
    """Who is in okr and not in the second release, and the id of their manager."""
    there = {one.external_id for one in release("bundle-health-2011-09-30").people}
    people, above = schema.people, schema.people.alias("above")
    statement = (
        select(people.c.external_id, people.c.handle, above.c.external_id.label("manager"))
        .outerjoin(above, above.c.id == people.c.manager_id)
        .where(people.c.external_id.is_not(None))
        .order_by(people.c.handle)
    )
    rows = company.acting().store.read(lambda work: work.connection.execute(statement).all())
    return [(row.handle, row.manager) for row in rows if row.external_id not in there]


def reorganised(company: Company, **how: object) -> tuple[ImportReport, ReorgPlan]:
    report = company.call(release("bundle-health-2011-09-30", reorganise=True, **how))
    assert report.reorg is not None
    return report, report.reorg


def handle_of(company: Company, external_id: str | None) -> str | None:
    statement = select(schema.people.c.handle).where(schema.people.c.external_id == external_id)
    return company.acting().store.read(lambda work: work.connection.execute(statement).scalar())


@real
def test_the_second_release_is_a_reorganisation_whose_counts_come_out(company: Company) -> None:
    company.call(release("bundle"))
    leavers = gone(company)
    assert len(leavers) == 29
    goals = [
        company.call(CreateGoal(title=f"Answer letters of group {number} sooner", owner=handle, unit="ACME"))
        for number, (handle, _) in enumerate(leavers)
    ]
    report, planned = reorganised(company, dry_run=True)
    (people,) = (count for count in report.counts if count.kind == "people")
    assert (people.created, people.changed + people.unchanged, people.missing) == (40, 273, 29)
    assert planned.counts["leavers"] == 29
    moved = {one.key for one in planned.changes if one.field == "manager" and one.why == "the files say so"}
    assert len(moved) == 30
    assert planned.counts["goals"] == len(goals) == 29
    assert not report.written
    said = [one.message for one in report.findings if "no longer in the file" in one.message]
    assert len(said) == 29
    assert all("leaves; what they held is handed over" in message for message in said)
    assert not planned.applied
    assert gone(company) == leavers
    assert len(company.call(ListPeople(limit=1000)).items) == 302 + 6

    report, done = reorganised(company)
    assert report.written
    assert done.applied
    assert done.changes == planned.changes
    here = company.call(ListPeople(limit=1000), on=TODAY + timedelta(days=1)).items
    assert len(here) == 313 - 1 + 6  # one post of the second release is listed as eliminated
    owners = {goal.key: company.call(ShowGoal(key=goal.key)).owner for goal in goals}
    left = {handle for handle, _ in leavers}
    assert all(owner is not None and owner.handle not in left for owner in owners.values())
    by_manager = {handle: handle_of(company, manager) for handle, manager in leavers}
    for goal, (handle, _) in zip(goals, leavers, strict=True):
        manager, owner = by_manager[handle], owners[goal.key]
        assert owner is not None
        assert owner.handle == manager or manager in left or manager is None
    assert company.call(Verify()).difference_count == 0
    _, nothing = reorganised(company)
    assert not nothing.changes


@real
def test_nobody_but_leavers_and_their_heirs_is_touched_by_the_hand_over(company: Company) -> None:
    company.call(release("bundle"))
    company.call(CreateGoal(title="Answer letters sooner than before", owner="emil", unit="HELP"))
    _, done = reorganised(company)
    assert {one.kind for one in done.changes} <= {ObjectKind.PERSON, ObjectKind.UNIT}
    assert len(company.call(ListGoals(owner="emil")).items) == 1


def test_files_that_list_nobody_let_nobody_leave(company: Company) -> None:
    with pytest.raises(InvalidInput, match="list nobody"):
        company.call(ImportRecords(people=(), complete=("people",), reorganise=True))


@real
def test_files_of_a_part_are_no_reorganisation(company: Company) -> None:
    company.call(release("bundle"))
    with pytest.raises(InvalidInput, match="list everybody"):
        company.call(release("bundle-health-2011-09-30", reorganise=True, complete=()))


@real
@pytest.mark.parametrize("by", ["dan", "emil"])
def test_only_administrators_reorganise_by_an_import(company: Company, by: str) -> None:
    with pytest.raises(NotAllowed):
        company.call(release("bundle-health-2011-09-30", reorganise=True), by=by)
