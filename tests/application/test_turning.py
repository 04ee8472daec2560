"""The turn of the day: feeds follow (R3), periods end (R14), the day never goes back, and nobody's change is lost."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select, update

from okr.application import beside, turning, turning_lines, turning_plans
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import ShowGoal
from okr.contract.key_results import FeedKeyResult, ShowKeyResult
from okr.contract.verification import TurnDay, Verify
from okr.domain.vocabulary import Ambition, Metric
from storage import schema
from tests.application.companies import TODAY, Company
from tests.application.goal_company import id_of, make_goal, make_top, reply_time

CONTRACTS = {
    "title": "Contracts", "metric": Metric.INCREASE, "baseline": 0, "target": 100, "unit_of_measure": "contracts"
}  # fmt: skip
PARTS = ("north", "south")


@pytest.fixture
def fed(company: Company) -> str:
    """The key of a key result that two others feed, of goals of both ambitions; one of them has a reading."""
    top = make_top(company, key_results=(reply_time(**CONTRACTS),))
    for part, ambition in zip(PARTS, (Ambition.COMMITTED, Ambition.ASPIRATIONAL), strict=True):
        goal = make_goal(
            company,
            f"Sell contracts in the {part}",
            activate=True,
            ambition=ambition,
            key_results=(reply_time(**CONTRACTS), reply_time()),
            parent=None,
        )
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"), by="olivia")
    company.call(RecordCheckIn(key="HELP-1.1", value=Decimal(30)), by="emil")
    return f"{top.key}.1"


def in_effect_later(company: Company, key: str, value: int, *, on: date) -> None:
    """A reading that takes effect on a later day: nobody can type one, a file may have brought it."""
    values = {
        "key_result_id": id_of(company, key),
        "number": 2,
        "effective_on": on,
        "value": Decimal(value),
        "by_id": company.acting().store.read(lambda work: work.connection.execute(select(schema.people.c.id)).scalar()),
        "recorded_at": None,
        "imported": False,
    }
    del values["recorded_at"]
    moment = select(schema.check_ins.c.recorded_at).limit(1)

    def write(work):
        at = work.connection.execute(moment).scalar_one()
        work.connection.execute(schema.check_ins.insert().values(**values, recorded_at=at))
        held = schema.key_result_progress
        work.connection.execute(
            update(held)
            .where(held.c.key_result_id == values["key_result_id"])
            .values(stable_until=on - timedelta(days=1), check_in_count=2)
        )

    company.acting().store.write(write)


@pytest.mark.parametrize("days", [1, 9, 60])
def test_what_is_fed_is_turned_and_verified_like_everything_else(company: Company, fed: str, days: int):
    day = TODAY + timedelta(days=days)

    company.call(TurnDay(), on=day)

    assert company.call(ShowKeyResult(key=fed), on=day).current == Decimal(30)
    assert company.call(Verify(), on=day).differences == ()


def test_a_reading_that_takes_effect_reaches_what_it_feeds(company: Company, fed: str):
    day = TODAY + timedelta(days=3)
    in_effect_later(company, "HELP-1.1", 45, on=day)
    assert company.call(Verify()).differences == ()

    company.call(TurnDay(), on=day)

    assert company.call(ShowKeyResult(key=fed), on=day).current == Decimal(45)
    assert company.call(Verify(), on=day).differences == ()


def test_a_wrong_value_of_what_is_fed_is_found(company: Company, fed: str):
    table = schema.key_result_progress
    plant = update(table).where(table.c.key_result_id == id_of(company, fed)).values(current=Decimal(31))
    company.acting().store.write(lambda work: work.connection.execute(plant) and None)

    (difference,) = company.call(Verify()).differences

    assert (difference.key, difference.field, difference.stored, difference.computed) == (fed, "current", "31", "30")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("on_time", 3),
        ("late", 3),
        ("missed", 3),
        ("next_due_on", date(2020, 1, 1)),
        ("tally_until", date(2090, 1, 1)),
        ("stable_until", date(2090, 1, 1)),
        ("blocked", True),
        ("linear", False),
    ],
)
def test_how_periods_were_kept_is_verified_too(company: Company, fed: str, column: str, value: object):
    table = schema.key_result_progress
    plant = update(table).where(table.c.key_result_id == id_of(company, "HELP-1.1")).values({column: value})
    company.acting().store.write(lambda work: work.connection.execute(plant) and None)

    assert {(one.key, one.field) for one in company.call(Verify()).differences} == {("HELP-1.1", column)}


def test_on_a_day_before_the_numbers_stay_where_they_stand(company: Company, fed: str):
    before = derived_rows(company)

    report = company.call(TurnDay(), on=TODAY - timedelta(days=5))
    verified = company.call(Verify(), on=TODAY - timedelta(days=5))

    assert (report.key_results, report.goals, report.finished) == (0, 0, True)
    assert derived_rows(company) == before
    assert (verified.day, verified.differences) == (TODAY, ())
    assert company.call(ShowGoal(key="HELP-1"), on=TODAY - timedelta(days=5)).key == "HELP-1"
    assert derived_rows(company) == before


@pytest.mark.parametrize(("days", "step"), [(1, "draw"), (30, "draw"), (30, "write_results")])
def test_a_check_in_in_the_middle_of_the_turn_is_kept(
    company: Company, fed: str, monkeypatch: pytest.MonkeyPatch, days: int, step: str
):
    monkeypatch.setattr(turning, "FEW", 0)
    day = TODAY + timedelta(days=days)
    company.call(RecordCheckIn(key="HELP-1.2", value=Decimal(5)), by="emil")  # in 30 days it is too old
    check_in_before(company, monkeypatch, step, on=day)

    company.call(TurnDay(), on=day)

    assert company.call(ShowKeyResult(key="HELP-1.1"), on=day).current == Decimal(77)
    assert company.call(Verify(), on=day).differences == ()


def test_a_check_in_while_goals_are_added_up_is_kept(company: Company, fed: str, monkeypatch: pytest.MonkeyPatch):
    day = TODAY + timedelta(days=1)
    check_in_before(company, monkeypatch, "write_goals", on=day)

    company.call(TurnDay(), on=day)

    assert company.call(ShowKeyResult(key="HELP-1.1"), on=day).current == Decimal(77)
    assert company.call(Verify(), on=day).differences == ()


def check_in_before(company: Company, monkeypatch: pytest.MonkeyPatch, name: str, *, on: date) -> None:
    """Have somebody check in between reading and writing: each write of the turn is first held up by a check-in, once."""
    calls: list[object] = []
    store = company.acting(on=on).store
    run = store.write

    def first_a_check_in(step, **more):
        if getattr(getattr(step, "func", None), "__name__", "") == name and not calls:
            calls.append(step)
            company.call(RecordCheckIn(key="HELP-1.1", value=Decimal(77)), by="emil", on=on)
        return run(step, **more)

    monkeypatch.setattr(store, "write", first_a_check_in)


def test_lines_with_other_days_factors_and_ambitions_each_get_their_own(
    company: Company, fed: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turning_lines, "MOST_SPANS", 1)
    monkeypatch.setattr(turning_lines, "FEWEST", 2)
    for number, state in enumerate(Ambition):
        last = TODAY + timedelta(days=5 + number)
        make_goal(
            company,
            "Answer sooner",
            activate=True,
            ambition=state,
            due_on=last,
            key_results=(
                reply_time(**CONTRACTS, due_on=last),
                reply_time(),
                reply_time(starts_on=last - timedelta(days=2)),
            ),
            parent=None,
        )
    with_other_factors = update(schema.cycles).values(on_track_percent=100, at_risk_percent=95, allowance_percent=0)
    company.acting().store.write(lambda work: work.connection.execute(with_other_factors) and None)
    for days in (0, 2, 3, 6, 7, 30):
        day = TODAY + timedelta(days=days)

        company.call(TurnDay(), on=day)

        assert company.call(Verify(), on=day).differences == ()


def derived_rows(company: Company) -> list[tuple[object, ...]]:
    tables = (schema.key_result_progress, schema.goal_progress, schema.goal_progress_days)
    return company.acting().store.read(
        lambda work: [
            tuple(row)
            for table in tables
            for row in work.connection.execute(select(table).order_by(*table.primary_key))
        ]
    )


@pytest.mark.parametrize("few", [0, turning.FEW])
def test_two_processes_turn_as_one_does(company: Company, fed: str, monkeypatch: pytest.MonkeyPatch, few: int):
    day = TODAY + timedelta(days=9)
    monkeypatch.setattr(turning, "FEW", few)
    monkeypatch.setattr(turning_plans, "LARGE_LEVEL", 1)
    monkeypatch.setattr(turning, "planner_for", partial(turning_plans.planner_for, large=0))

    report = company.call(TurnDay(chunk=1), on=day)

    assert (report.key_results, report.goals) == (5, 3)
    assert company.call(Verify(), on=day).differences == ()


def test_what_a_second_process_that_dies_left_is_turned_here(
    company: Company, fed: str, monkeypatch: pytest.MonkeyPatch
):
    day = TODAY + timedelta(days=9)
    monkeypatch.setattr(turning_plans, "LARGE_LEVEL", 1)
    monkeypatch.setattr(turning, "planner_for", partial(turning_plans.planner_for, large=0))
    send = beside.Beside.send

    def send_and_die(self: beside.Beside, what: object) -> bool:
        told = send(self, what)
        if isinstance(what, turning_plans.Step):
            self.process.kill()
            self.process.wait()
        return told

    monkeypatch.setattr(beside.Beside, "send", send_and_die)

    company.call(TurnDay(chunk=1), on=day)

    assert company.call(Verify(), on=day).differences == ()
