"""Derived numbers are what the check-ins give, on every day: verify finds what is not, repair and the turn of the day write it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Table, delete, select, update

from okr.contract.alignment import ShowAlignment
from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import GoalView, SetOverride, ShowGoal, ShowGoalTree, UnlinkGoal
from okr.contract.homes import ShowHome
from okr.contract.key_results import ShowKeyResult
from okr.contract.verification import Repair, TurnDay, Verify
from okr.domain.errors import NotAllowed, RuleViolation, Unreachable
from okr.domain.vocabulary import LinkKind, Metric, Status
from storage import schema
from storage.failures import Interrupted
from storage.rows import insert_row
from storage.types import new_id
from tests.application.companies import TODAY, Company
from tests.application.goal_company import id_of, make_goal, make_top, reply_time

LATER = TODAY + timedelta(days=10)


@pytest.fixture
def goal(company: Company) -> GoalView:
    """An active goal below an active top, with a reading of one of its two key results."""
    top = make_top(company)
    made = make_goal(
        company,
        parent=top.key,
        activate=True,
        key_results=(
            reply_time(weight=Decimal(2)),
            reply_time(title="Answers a day", metric=Metric.INCREASE, baseline=Decimal(10), target=Decimal(50)),
        ),
    )
    company.call(RecordCheckIn(key=f"{made.key}.1", value=Decimal(7)), by="emil")
    return made


def plant(company: Company, table: Table, **values: object) -> None:
    """Put a wrong number into every derived row of a table."""
    company.acting().store.write(lambda work: work.connection.execute(update(table).values(**values)) and None)


def rows(company: Company) -> list[tuple[object, ...]]:
    """Everything that is derived."""
    tables = (schema.key_result_progress, schema.goal_progress, schema.goal_progress_days)
    return company.acting().store.read(
        lambda work: [
            tuple(row)
            for table in tables
            for row in work.connection.execute(select(table).order_by(*table.primary_key))
        ]
    )


def turned_to(company: Company) -> date | None:
    statement = select(schema.organisation.c.turned_to)
    day: date | None = company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())
    return day


def test_after_goals_and_check_ins_nothing_differs(company: Company, goal: GoalView):
    report = company.call(Verify())

    assert (report.difference_count, report.differences) == (0, ())
    assert (report.day, report.goals, report.key_results, report.check_ins) == (TODAY, 2, 3, 1)


def test_a_wrong_number_of_a_key_result_is_found_and_repaired(company: Company, goal: GoalView):
    before = rows(company)
    plant(company, schema.key_result_progress, progress_raw_ppm=123_456)

    found = company.call(Verify())
    repaired = company.call(Repair())

    fields = {(item.key, item.field, item.stored, item.computed) for item in found.differences}
    assert (f"{goal.key}.1", "progress_raw_ppm", "123456", "400000") in fields
    assert found.difference_count == repaired.difference_count == 3
    assert (found.repaired, repaired.repaired) == (False, True)
    assert company.call(Verify()).difference_count == 0
    assert rows(company) == before


def test_a_wrong_sum_of_a_goal_is_found_and_repaired(company: Company, goal: GoalView):
    before = rows(company)
    plant(company, schema.goal_progress, weighted_progress=1, progress_ppm=999_999, status=Status.REACHED)

    found = company.call(Verify())
    company.call(Repair())

    assert {item.field for item in found.differences} == {"weighted_progress", "progress_ppm", "status"}
    assert rows(company) == before


def test_a_missing_row_is_found_and_repaired(company: Company, goal: GoalView):
    before = rows(company)
    company.acting().store.write(lambda work: work.connection.execute(delete(schema.key_result_progress)) and None)

    found = company.call(Verify())
    company.call(Repair())

    assert [(item.field, item.stored, item.computed) for item in found.differences] == [("row", None, "missing")] * 3
    assert rows(company) == before


def test_a_wrong_level_is_found_and_repaired(company: Company, goal: GoalView):
    plant(company, schema.goals, level=4)

    assert "level" in {item.field for item in company.call(Verify()).differences}
    company.call(Repair())

    assert company.call(Verify()).difference_count == 0


def test_only_an_administrator_repairs(company: Company, goal: GoalView):
    with pytest.raises(NotAllowed):
        company.call(Repair(), by="emil")


def test_others_learn_how_much_differs_but_no_numbers_of_goals(company: Company, goal: GoalView):
    plant(company, schema.key_result_progress, progress_raw_ppm=123_456)

    report = company.call(Verify(), by="sven")

    assert (report.difference_count, report.differences) == (3, ())


def test_ten_days_later_more_is_expected(company: Company, goal: GoalView):
    before = company.call(ShowKeyResult(key=f"{goal.key}.1"))
    company.call(TurnDay(), on=LATER)

    after = company.call(ShowKeyResult(key=f"{goal.key}.1"), on=LATER)
    assert before.expected is not None
    assert after.expected is not None
    assert after.expected > before.expected
    assert turned_to(company) == LATER
    assert company.call(Verify(), on=LATER).difference_count == 0


@pytest.mark.parametrize(("days", "chunk"), [(1, 2000), (7, 2), (43, 1), (44, 2000), (400, 2), (-3, 1), (-60, 2000)])
def test_on_any_day_the_turn_gives_what_is_recomputed(company: Company, goal: GoalView, days: int, chunk: int):
    day = TODAY + timedelta(days=days)

    company.call(TurnDay(chunk=chunk), on=day)

    assert company.call(Verify(), on=day).differences == ()


def test_turning_again_changes_nothing(company: Company, goal: GoalView):
    company.call(TurnDay(), on=LATER)
    before = rows(company)

    report = company.call(TurnDay(), on=LATER)

    assert (report.key_results, report.goals, report.finished) == (0, 0, True)
    assert rows(company) == before


def test_an_override_ends_after_its_last_day(company: Company, goal: GoalView):
    until = TODAY + timedelta(days=2)
    company.call(SetOverride(key=goal.key, status=Status.AT_RISK, reason="It snows", until=until), by="emil")

    company.call(TurnDay(), on=until)
    assert company.call(ShowGoal(key=goal.key), on=until).override is not None
    company.call(TurnDay(), on=until + timedelta(days=1))

    ended = select(schema.overrides.c.ended_at)
    assert company.acting().store.read(lambda work: work.connection.execute(ended).scalar_one()) is not None
    assert company.call(Verify(), on=until + timedelta(days=1)).difference_count == 0


def test_the_first_call_of_a_day_turns_a_small_company(company: Company, goal: GoalView):
    company.call(ShowGoal(key=goal.key), on=LATER)

    assert turned_to(company) == LATER


def test_where_nothing_may_be_written_it_is_still_shown(
    company: Company, goal: GoalView, monkeypatch: pytest.MonkeyPatch
):
    backend = company.acting(on=LATER)
    monkeypatch.setattr(backend.store, "write", refusing(Unreachable("it may only be read")))

    assert backend.call(ShowGoal(key=goal.key)).key == goal.key
    assert turned_to(company) == TODAY


def test_who_writes_is_told_that_nothing_may_be_written(
    company: Company, goal: GoalView, monkeypatch: pytest.MonkeyPatch
):
    backend = company.acting(on=LATER)
    monkeypatch.setattr(backend.store, "write", refusing(Unreachable("it may only be read")))

    with pytest.raises(Unreachable, match="only be read"):
        backend.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(6)))


def test_a_turn_that_is_stopped_is_not_taken_for_a_write_protected_place(
    company: Company, goal: GoalView, monkeypatch: pytest.MonkeyPatch
):
    backend = company.acting(on=LATER)
    monkeypatch.setattr(backend.store, "write", refusing(Interrupted("stopped")))

    with pytest.raises(Interrupted):
        backend.call(ShowGoal(key=goal.key))


def refusing(error: Exception) -> Callable[..., None]:
    """A way to write that always fails."""

    def write(*_: object, **__: object) -> None:
        raise error

    return write


@pytest.fixture
def circle(company: Company) -> tuple[str, str]:
    """Two goals of which each contributes to the other, as only a file can hold that was changed by other means."""
    upper = make_top(company)
    lower = make_goal(company, parent=upper.key, activate=True)
    row = {"id": new_id(), "child_id": id_of(company, upper.key), "parent_id": id_of(company, lower.key)}
    moment = {"effective_on": TODAY, "recorded_at": datetime(2026, 11, 18, 8, tzinfo=UTC), "version": 1}
    link = row | moment | {"kind": LinkKind.CONTRIBUTES, "weight_units": 10_000}
    company.acting().store.write(lambda work: insert_row(work, schema.goal_links, link))
    return upper.key, lower.key


def test_links_in_a_circle_are_reported_by_name(company: Company, circle: tuple[str, str]):
    report = company.call(Verify())

    assert report.difference_count
    assert report.differences[0].field == "links"
    assert report.differences[0].stored in {
        f"a circle: {' > '.join(keys)}" for keys in ((*circle, circle[0]), (*circle[::-1], circle[1]))
    }


def test_what_cannot_be_added_up_ends_with_the_name_of_the_circle(company: Company, circle: tuple[str, str]):
    upper, lower = circle
    with pytest.raises(RuleViolation, match=f"{upper} > {lower}|{lower} > {upper}"):
        company.call(Repair())
    with pytest.raises(RuleViolation, match=f"{upper} > {lower}|{lower} > {upper}"):
        company.call(RecordCheckIn(key=f"{lower}.1", value=Decimal(5)), by="emil")


def test_goals_in_a_circle_can_still_be_looked_at(company: Company, circle: tuple[str, str]):
    for key in circle:
        assert company.call(ShowGoal(key=key)).key == key
        assert company.call(ShowGoalTree(key=key, depth=3)).roots
        assert company.call(ShowGoalTree(key=key, up=True)).roots
        with pytest.raises(RuleViolation, match="form a cycle"):
            company.call(ShowGoal(key=key, known_at=datetime(2026, 11, 18, 23, tzinfo=UTC)))
    company.call(ShowGoalTree())
    company.call(ShowAlignment())
    company.call(ShowHome(role="executive"))


def test_a_circle_that_is_opened_can_be_repaired(company: Company, circle: tuple[str, str]):
    upper, lower = circle
    company.call(UnlinkGoal(child=upper, parent=lower))

    assert company.call(Repair()).repaired or company.call(Verify()).difference_count == 0
    assert company.call(Verify()).difference_count == 0
