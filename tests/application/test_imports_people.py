"""Imported days of employment and time zones decide what was on time (R14), at once and as if they had been known before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import SetGoalState
from okr.contract.imports import ImportedPerson, ImportRecords
from okr.contract.key_results import ShowKeyResult
from okr.contract.people import CreatePerson, EditPerson
from okr.contract.verification import Verify
from okr.domain.vocabulary import GoalState
from storage import schema
from storage.unit_of_work import ReadWork
from tests.application.companies import TODAY, Company, ticking
from tests.application.goal_company import make_goal, reply_time
from tests.application.test_imports import counted, place

LATER = TODAY + timedelta(days=35)
Tally = tuple[int, int, int, date]


def owned_by_zoe(company: Company, **result: object) -> str:
    """An active goal of Zoe's, whose key result is due every week; the key of that."""
    company.call(CreatePerson(handle="zoe", name="Zoe", unit="HELP", manager="tess", external_id="z"))
    goal = make_goal(company, owner="zoe", by="olivia", key_results=(reply_time(**({"cadence": "weekly"} | result)),))
    company.call(SetGoalState(key=goal.key, state=GoalState.ACTIVE))
    return f"{goal.key}.1"


def tally(company: Company, key: str) -> Tally:
    """On time, late and missed of a key result, and through which day that stands."""
    table, results = schema.key_result_progress.c, schema.key_results.c

    def read(work: ReadWork) -> Tally:
        statement = select(table.on_time, table.late, table.missed, table.tally_until)
        row = work.connection.execute(
            statement.join(schema.key_results, results.id == table.key_result_id).where(results.key == key)
        ).one()
        return row.on_time, row.late, row.missed, row.tally_until

    return company.acting().store.read(read)


def next_due(company: Company, key: str) -> date:
    """The next day on which a key result is due."""
    due = company.call(ShowKeyResult(key=key)).next_due_on
    assert due is not None
    return due


def zoe(**given: object) -> ImportRecords:
    return ImportRecords(
        people=(ImportedPerson.model_validate({"place": place(), "external_id": "z", "name": "Zoe"} | given),)
    )


CHANGES = {
    "left": {"employed_to": TODAY + timedelta(days=10)},
    "came later": {"employed_from": TODAY + timedelta(days=20)},
    "lives elsewhere": {"time_zone": "Pacific/Kiritimati"},
}


@pytest.mark.parametrize("owner", ["of the key result", "of the goal alone"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_import_moves_timeliness_as_an_edit_does(company: Company, change: dict[str, object], owner: str) -> None:
    key = owned_by_zoe(company, **({"owner": "zoe"} if owner == "of the key result" else {}))
    company.call(RecordCheckIn(key=key, value=Decimal(8)), on=TODAY + timedelta(days=7))
    company.call(Verify(), on=LATER)
    before = tally(company, key)
    assert before[2] > 1

    report = company.call(zoe(**change), on=LATER)
    assert counted(report)["people"] == (0, 1, 0, 0)
    imported = tally(company, key)
    assert company.call(Verify(), on=LATER).difference_count == 0
    assert tally(company, key) == imported
    if "time_zone" not in change:
        assert imported[2] < before[2]

    company.call(EditPerson.model_validate({"handle": "zoe", **dict.fromkeys(change)}), on=LATER)
    assert tally(company, key) == before
    company.call(EditPerson.model_validate({"handle": "zoe", **change}), on=LATER)
    assert tally(company, key) == imported


def test_the_day_of_a_reading_is_the_day_of_its_owner(company: Company) -> None:
    """Nine in the morning in UTC on the day after grace is the evening before on Niue: late becomes on time."""
    key = owned_by_zoe(company, cadence="weekly", grace_days=2)
    due = next_due(company, key)
    recorded = Company(company.url, due + timedelta(days=3), ticking(due + timedelta(days=3)))
    recorded.call(RecordCheckIn(key=key, value=Decimal(8), effective_on=due))
    assert tally(company, key)[:2] == (0, 1)
    assert recorded.call(zoe(time_zone="Pacific/Niue")).written
    assert tally(company, key)[:2] == (1, 0)
    assert recorded.call(Verify()).difference_count == 0
    recorded.close()
