"""Check-ins of several people at once below one top: none is lost, and every sum is what adding up anew gives."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest

from okr.client.local import LocalBackend
from okr.contract.check_ins import ListCheckIns, RecordCheckIn
from okr.contract.goals import ShowGoal
from okr.contract.key_results import CreateKeyResult
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, NotAllowed
from tests.application.companies import Company
from tests.application.goal_company import make_goal, make_top, reply_time

WRITERS = 4
EACH = 5


def _branches(company: Company, top: str) -> list[str]:
    """The key results of goals below the top, one for each writer."""
    titles = [f"Answer customers of kind {number} faster" for number in range(WRITERS)]
    goals = [make_goal(company, title, parent=top, activate=True) for title in titles]
    return [f"{goal.key}.1" for goal in goals]


def _all_at_once(company: Company, keys: Sequence[str], *, answers_kept: bool) -> None:
    barrier = Barrier(len(keys))

    def check_in(place: int) -> None:
        backend = LocalBackend(company.url, acting_as="emil", today=company.today)
        try:
            barrier.wait()
            for number in range(EACH):
                value = Decimal(9 - (place + number) % 5)
                request = RecordCheckIn(key=keys[place], value=value)
                backend.call(request, key=f"{place} {number}" if answers_kept else None)
        finally:
            backend.close()

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(check_in, range(len(keys))))


@pytest.mark.parametrize("answers_kept", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_no_check_in_and_no_sum_is_lost(company: Company, shared: bool, answers_kept: bool):
    top = make_top(company)
    branches = _branches(company, top.key)
    keys = [branches[0]] * WRITERS if shared else branches

    _all_at_once(company, keys, answers_kept=answers_kept)

    for key in set(keys):
        numbers = [one.number for one in company.call(ListCheckIns(key=key, limit=100)).items]
        assert sorted(numbers) == list(range(1, EACH * keys.count(key) + 1))
    assert company.call(Verify()).difference_count == 0


def test_a_refused_check_in_leaves_the_next_one_alone(company: Company):
    top = make_top(company)
    [key, *_] = _branches(company, top.key)
    for value in (8, 6, 4):
        with pytest.raises(NotAllowed):
            company.call(RecordCheckIn(key=key, value=Decimal(1)), by="sara")
        moved = company.call(RecordCheckIn(key=key, value=Decimal(value)), by="emil").moved
        assert [one.key for one in moved] == [key, key.partition(".")[0], top.key]
    assert company.call(ListCheckIns(key=key)).items[0].number == 3


def test_goals_without_numbers_yet_are_added_up_with_what_was_written_ahead(company: Company):
    top = make_top(company)
    [key, *_] = _branches(company, top.key)
    goal = key.partition(".")[0]
    company.call(CreateKeyResult(goal=goal, key_result=reply_time(title="Hours to an answer")), by="emil")
    company.call(RecordCheckIn(key=f"{goal}.2", value=Decimal(4)), by="emil")
    assert company.call(ShowGoal(key=goal)).progress == 500_000
    assert company.call(Verify()).difference_count == 0


def test_of_several_that_follow_the_same_check_in_at_once_one_is_taken(company: Company):
    [key, *_] = _branches(company, make_top(company).key)
    barrier = Barrier(WRITERS)

    def follow(value: int) -> bool:
        backend = LocalBackend(company.url, acting_as="emil", today=company.today)
        try:
            barrier.wait()
            backend.call(RecordCheckIn(key=key, value=Decimal(value), after=0))
        except Conflict:
            return False
        else:
            return True
        finally:
            backend.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sorted(pool.map(follow, range(1, WRITERS + 1))) == [False] * (WRITERS - 1) + [True]
    assert len(company.call(ListCheckIns(key=key)).items) == 1
