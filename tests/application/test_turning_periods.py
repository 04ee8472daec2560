"""A day that ends check-in periods (R14): what was missed is written where the lines lie, and whatever excuses somebody is looked at."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from okr.application import turning, turning_lines
from okr.application.turning_in_bulk import write_results
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import SetGoalState
from okr.contract.key_results import EditKeyResult, ShowKeyResult
from okr.contract.people import EditPerson
from okr.contract.verification import TurnDay, Verify
from okr.domain.vocabulary import GoalState, KeyResultState
from storage import schema, turning_periods
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, reply_time

FIRST_DUE, SECOND_DUE = TODAY + timedelta(days=7), TODAY + timedelta(days=14)
OVER = SECOND_DUE + timedelta(days=1)
"""The first day on which nobody waits for the first period any more."""

IN_FIRST, IN_SECOND = TODAY + timedelta(days=2), TODAY + timedelta(days=13)
KEY = "HELP-1.1"


def make_results(company: Company, *cadences: str) -> None:
    """An active goal of emil's with a key result for each cadence."""
    results = tuple(reply_time(cadence=cadence, grace_days=2) for cadence in cadences)
    assert make_goal(company, activate=True, parent=None, key_results=results).key == "HELP-1"


def check_in(company: Company, key: str, on: date, **more: object) -> None:
    given = {"key": key, "value": None if "voids" in more else Decimal(8), "effective_on": on}
    company.call(RecordCheckIn.model_validate(given | more), by="emil", on=max(on, company.today))


def missed(company: Company) -> dict[str, int]:
    """How many periods of each key result nobody checked in for."""
    results, stored = schema.key_results, schema.key_result_progress
    rows = select(results.c.key, stored.c.missed).join(stored, stored.c.key_result_id == results.c.id)
    found = company.acting().store.read(lambda work: work.connection.execute(rows.order_by(results.c.key)).all())
    return {row.key: row.missed for row in found}


@pytest.fixture
def wholes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many key results were computed whole, by page."""
    monkeypatch.setattr(turning, "FEW", 0)
    found: list[int] = []

    def counted(work, plan):
        found.append(sum(map(len, plan.rows.values())))
        return write_results(work, plan)

    monkeypatch.setattr(turning, "write_results", counted)
    return found


@pytest.mark.parametrize(("spans", "chunk"), [(1, 2_000), (50, 2_000), (50, 1), (50, 2), (2, 3)])
def test_who_did_not_check_in_for_a_period_missed_it(
    company: Company, wholes: list[int], monkeypatch: pytest.MonkeyPatch, spans: int, chunk: int
):
    monkeypatch.setattr(turning_lines, "MOST_SPANS", spans)
    monkeypatch.setattr(turning_lines, "FEWEST", 2)
    make_results(company, *["weekly"] * 5, "biweekly", "none")
    for key, on in (
        ("HELP-1.2", IN_FIRST),
        ("HELP-1.3", IN_FIRST),
        ("HELP-1.3", IN_SECOND),
        ("HELP-1.4", IN_SECOND),
        ("HELP-1.5", FIRST_DUE),
        ("HELP-1.5", SECOND_DUE),
    ):
        check_in(company, key, on)
    company.call(TurnDay(), on=SECOND_DUE)
    assert set(missed(company).values()) == {0}
    wholes.clear()

    report = company.call(TurnDay(chunk=chunk), on=OVER)

    assert list(missed(company).values()) == [1, 0, 0, 1, 0, 0, 0]
    assert (report.key_results, wholes) == (7, [])
    assert company.call(Verify(), on=OVER).differences == ()


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_lines_that_differ_from_those_of_the_pages_before_get_their_own(company: Company, chunk: int):
    cadences = [*["weekly"] * 6, "daily", *["weekly"] * 3, "none", *["none"] * 4, "weekly", "daily", "weekly"]
    make_results(company, *cadences)
    for number, on in ((4, IN_FIRST), (5, IN_SECOND), (9, SECOND_DUE)):
        check_in(company, f"HELP-1.{number}", on)
    for day in (FIRST_DUE, OVER - timedelta(days=1), OVER, OVER + timedelta(days=20)):
        check_in(company, "HELP-1.3", day)

        company.call(TurnDay(chunk=chunk), on=day)

        assert company.call(Verify(), on=day).differences == ()


def test_pages_like_the_two_before_are_not_read(company: Company, monkeypatch: pytest.MonkeyPatch):
    make_results(company, *["weekly"] * 9)
    company.call(TurnDay(), on=SECOND_DUE)
    read: list[object] = []
    waits = turning_periods.waits

    def counted(*given):
        read.append(given)
        return waits(*given)

    monkeypatch.setattr(turning_periods, "waits", counted)

    company.call(TurnDay(chunk=1), on=OVER)

    assert set(missed(company).values()) == {1}
    assert len(read) == (9 if company.acting().store.url.is_sqlite else 2)


def test_all_periods_that_a_turn_comes_too_late_for_are_missed(company: Company, wholes: list[int]):
    make_results(company, "daily", "weekly", "FREQ=WEEKLY;BYDAY=MO,TH")
    day = TODAY + timedelta(days=60)

    company.call(TurnDay(), on=day)

    assert list(missed(company).values()) == [43, 7, 13]
    assert wholes == []
    assert company.call(Verify(), on=day).differences == ()


def in_turn(company: Company) -> None:
    for on in (IN_FIRST, IN_SECOND, SECOND_DUE + timedelta(days=2)):
        check_in(company, KEY, on)


def reported_late(company: Company) -> None:
    company.call(RecordCheckIn(key=KEY, value=Decimal(8), effective_on=FIRST_DUE), by="emil", on=SECOND_DUE)


def voided(company: Company) -> None:
    check_in(company, KEY, IN_FIRST)
    check_in(company, KEY, IN_SECOND)
    check_in(company, KEY, IN_SECOND, voids=1)


def moved_by_a_correction(company: Company) -> None:
    check_in(company, KEY, IN_FIRST)
    check_in(company, KEY, IN_SECOND, corrects=1)


def paused_over_the_due_day(company: Company) -> None:
    for state, on in ((GoalState.PAUSED, FIRST_DUE), (GoalState.ACTIVE, FIRST_DUE + timedelta(days=1))):
        company.call(SetGoalState(key="HELP-1", state=state, reason="The team is away"), by="tess", on=on)


def still_paused(company: Company) -> None:
    company.call(SetGoalState(key="HELP-1", state=GoalState.PAUSED, reason="Later"), by="tess", on=FIRST_DUE)


def not_there_yet(company: Company) -> None:
    company.call(EditPerson(handle="emil", employed_from=FIRST_DUE + timedelta(days=1)))


def already_gone(company: Company) -> None:
    company.call(EditPerson(handle="emil", employed_to=FIRST_DUE - timedelta(days=1)))


def there_all_the_while(company: Company) -> None:
    company.call(EditPerson(handle="emil", employed_from=TODAY, employed_to=OVER))


def closed(company: Company) -> None:
    check_in(company, KEY, IN_FIRST)
    edit = EditKeyResult(key=KEY, state=KeyResultState.CANCELLED, reason="Not needed")
    company.call(edit, by="tess", on=FIRST_DUE)


def brought_from_a_file(company: Company) -> None:
    table = schema.key_results
    came = update(table).where(table.c.key == KEY).values(imported=True, owed_from=SECOND_DUE)
    company.acting().store.write(lambda work: work.connection.execute(came) and None)


@pytest.mark.parametrize(
    "prepare",
    [
        in_turn,
        reported_late,
        voided,
        moved_by_a_correction,
        paused_over_the_due_day,
        still_paused,
        not_there_yet,
        already_gone,
        there_all_the_while,
        closed,
        brought_from_a_file,
    ],
)
def test_what_excuses_somebody_counts_as_on_any_other_day(company: Company, prepare: Callable[[Company], None]):
    make_results(company, "weekly", "daily", "none")
    prepare(company)
    for days in (0, 1, 7, 8, 40):
        on = OVER + timedelta(days=days)

        company.call(TurnDay(), on=on)

        assert company.call(Verify(), on=on).differences == ()


def test_a_check_in_while_periods_end_is_kept(company: Company, monkeypatch: pytest.MonkeyPatch):
    make_results(company, "weekly", "weekly")
    store = company.acting(on=OVER).store
    run = store.write
    calls: list[object] = []

    def first_a_check_in(step, **more):
        if getattr(getattr(step, "func", None), "__name__", "") == "draw" and not calls:
            calls.append(step)
            company.call(RecordCheckIn(key=KEY, value=Decimal(5)), by="emil", on=OVER)
        return run(step, **more)

    monkeypatch.setattr(store, "write", first_a_check_in)

    company.call(TurnDay(), on=OVER)

    assert (len(calls), missed(company)) == (1, {"HELP-1.1": 1, "HELP-1.2": 1})
    assert company.call(ShowKeyResult(key=KEY), on=OVER).current == Decimal(5)
    assert company.call(Verify(), on=OVER).differences == ()


@pytest.mark.parametrize("state", [GoalState.ACHIEVED, GoalState.CANCELLED])
def test_what_was_still_waited_for_when_a_goal_was_closed_is_missed_in_the_end(company: Company, state: GoalState):
    make_results(company, "weekly", "weekly")
    check_in(company, KEY, IN_FIRST)
    closed_on = SECOND_DUE + timedelta(days=2)
    company.call(SetGoalState(key="HELP-1", state=state, reason="Done"), by="tess", on=closed_on)
    assert company.call(Verify(), on=closed_on).differences == ()
    for days in (6, 7, 30):
        on = SECOND_DUE + timedelta(days=days)

        company.call(TurnDay(), on=on)

        assert company.call(Verify(), on=on).differences == ()
    assert missed(company)[KEY] == 1
