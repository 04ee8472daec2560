"""Who checks in while somebody else has the top waits for it as the last thing, and loses nothing: on PostgreSQL."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest

from okr.client.local import LocalBackend
from okr.contract.check_ins import CheckInResult, ListCheckIns, RecordCheckIn
from okr.contract.goals import GoalView, LinkGoal, ShowGoal
from okr.contract.verification import TurnDay, Verify
from okr.domain.vocabulary import Status
from storage.unit_of_work import CommitUnknown
from tests.application.companies import TODAY, Company
from tests.application.goal_company import make_goal, make_top

PATIENT = "options=-c%20statement_timeout%3D0"
"""Whoever waits here waits until the test lets them go on, however long that takes."""


@pytest.fixture
def company(postgresql_company_url: str) -> Iterator[Company]:
    """The company on PostgreSQL."""
    mark = "&" if "?" in postgresql_company_url else "?"
    opened = Company(f"{postgresql_company_url}{mark}{PATIENT}")
    yield opened
    opened.close()


def _tree(company: Company, children: int = 1, **of_top: object) -> tuple[GoalView, list[str]]:
    """A top, and the key results of goals below it, each with a reading."""
    top = make_top(company, **of_top)
    goals = [
        make_goal(company, f"Answer customers of kind {n} faster", parent=top.key, activate=True)
        for n in range(children)
    ]
    keys = [f"{goal.key}.1" for goal in goals]
    for key in keys:
        company.call(RecordCheckIn(key=key, value=Decimal(8)), by="emil")
    return top, keys


@contextmanager
def _held(company: Company, *tops: GoalView) -> Iterator[psycopg.Connection]:
    """Hold tops until the end of the block, as another check-in would."""
    with psycopg.connect(company.url) as holding:
        for top in tops:
            found = holding.execute(
                "SELECT FROM goal_progress JOIN goals ON goals.id = goal_id WHERE key = %s FOR UPDATE OF goal_progress",
                [top.key],
            )
            assert found.rowcount == 1
        yield holding


def _waiting(company: Company, futures: list[Future[CheckInResult]]) -> None:
    """Wait until all of them wait for a lock."""
    with psycopg.connect(company.url, autocommit=True) as looking:
        while not any(future.done() for future in futures):
            asked = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            [count] = looking.execute(asked).fetchone() or (0,)
            if count == len(futures):
                return
    raise AssertionError("somebody did not wait for the top")


def _checked_in(
    company: Company,
    values: Mapping[str, int],
    *tops: GoalView,
    meanwhile: Callable[[psycopg.Connection], object],
    on: date = TODAY,
) -> list[CheckInResult]:
    """What check-ins answer that come while somebody else has the tops, and does something there."""

    def check_in(key: str) -> CheckInResult:
        backend = LocalBackend(company.url, acting_as="emil" if key.startswith("HELP") else "olivia", today=on)
        try:
            return backend.call(RecordCheckIn(key=key, value=Decimal(values[key])))
        finally:
            backend.close()

    with ThreadPoolExecutor(len(values)) as pool:
        with _held(company, *tops) as holding:
            futures = [pool.submit(check_in, key) for key in values]
            _waiting(company, futures)
            meanwhile(holding)
        return [future.result() for future in futures]


def _nothing(_: psycopg.Connection) -> None:
    """Nothing happens at the top."""


def _progress(company: Company, top: GoalView) -> int | None:
    return company.call(ShowGoal(key=top.key)).progress


def test_each_one_is_in_the_numbers_and_is_told_what_moved(company: Company):
    top, keys = _tree(company, 3)
    before = _progress(company, top)

    answers = _checked_in(company, dict.fromkeys(keys, 6), top, meanwhile=_nothing)

    for key, answer in zip(keys, answers, strict=True):
        assert [one.key for one in answer.moved] == [key, key.partition(".")[0], top.key]
        assert answer.moved[-1].status_after is not None
    steps = sorted((one.moved[-1].progress_before, one.moved[-1].progress_after) for one in answers)
    assert [step[0] for step in steps] == [before, steps[0][1], steps[1][1]]
    assert steps[-1][1] == _progress(company, top)
    assert company.call(Verify()).difference_count == 0


def test_what_changed_at_the_top_meanwhile_counts(company: Company):
    top, [key] = _tree(company, starts_on=date(2026, 10, 1))
    over = date(2026, 11, 17)  # yesterday: closed by score, and no longer by pace

    def end(holding: psycopg.Connection) -> None:
        holding.execute("UPDATE goals SET due_on = %s WHERE key = %s", [over, top.key])

    [answer] = _checked_in(company, {key: 6}, top, meanwhile=end)
    assert answer.moved[-1].key == top.key
    shown = company.call(ShowGoal(key=top.key))
    assert (shown.progress, shown.status) == (answer.moved[-1].progress_after, Status.OFF_TRACK)
    assert company.call(Verify()).difference_count == 0


def test_a_connection_that_breaks_while_it_waits_leaves_it_unknown(company: Company):
    top, [key] = _tree(company)

    def cut(holding: psycopg.Connection) -> None:
        waiting = "datname = current_database() AND wait_event_type = 'Lock'"
        holding.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {waiting}")

    with pytest.raises(CommitUnknown):
        _checked_in(company, {key: 6}, top, meanwhile=cut)
    assert len(company.call(ListCheckIns(key=key)).items) == 1
    assert company.call(Verify()).difference_count == 0


def test_a_key_result_of_the_top_itself_waits_like_all_others(company: Company):
    top, [key] = _tree(company)
    [answer, _] = _checked_in(company, {f"{top.key}.1": 6, key: 5}, top, meanwhile=_nothing)
    assert [one.key for one in answer.moved] == [f"{top.key}.1", top.key]
    assert company.call(Verify()).difference_count == 0


def test_where_more_moves_than_progress_the_top_is_worked_out_whole(company: Company):
    top, [key] = _tree(company)
    tomorrow = TODAY + timedelta(days=1)  # more is expected of the goal below, and so of the top
    [answer] = _checked_in(company, {key: 6}, top, meanwhile=_nothing, on=tomorrow)
    shown = company.call(ShowGoal(key=top.key), on=tomorrow)
    assert [one.key for one in answer.moved] == [key, key.partition(".")[0], top.key]
    assert shown.progress == answer.moved[-1].progress_after
    company.call(TurnDay(), on=tomorrow)
    assert company.call(Verify(), on=tomorrow).difference_count == 0


def test_of_several_tops_each_is_waited_for_in_one_order(company: Company):
    first, [key, other] = _tree(company, 2)
    second = make_top(company, "Have customers who recommend us")
    for goal in (key, other):
        company.call(LinkGoal(child=goal.partition(".")[0], parent=second.key), by="olivia")
    answers = _checked_in(company, {key: 6, other: 5}, second, meanwhile=_nothing)
    assert {one.key for answer in answers for one in answer.moved} >= {first.key, second.key}
    assert company.call(Verify()).difference_count == 0
