"""What a day does to how periods were kept, from days alone, is what the general rule says (R14)."""

from bisect import bisect_right
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from okr.domain.definitions import KeyResultDefinition
from okr.domain.ending_periods import EndingPeriods, ending_periods
from okr.domain.figures import FOREVER
from okr.domain.readings import readings_in_force
from okr.domain.timeliness import timeliness_tally
from tests.domain.arithmetic import day, directed, histories, increase, known

FOUR_WEEKS = increase(due_on=day(28))


def _ended(definition: KeyResultDefinition, waited_until: date, today: date) -> EndingPeriods | None:
    return ending_periods(
        definition.cadence,
        definition.starts_on,
        definition.due_on,
        grace_days=definition.grace_days,
        waited_until=waited_until,
        today=today,
    )


@pytest.mark.parametrize(
    ("waited_until", "today", "ended"),
    [
        (14, 15, EndingPeriods(day(-1), day(7), day(7), 1, day(21))),
        (21, 22, EndingPeriods(day(7), day(14), day(14), 1, day(28))),
        (14, 29, EndingPeriods(day(-1), day(7), day(21), 3, day(35))),
        (35, 36, EndingPeriods(day(21), day(28), day(28), 1, FOREVER)),
        (14, 14, None),
        (13, 22, None),
    ],
)
def test_the_wait_for_a_period_ends_with_the_next_due_day(waited_until, today, ended):
    assert _ended(FOUR_WEEKS, day(waited_until), day(today)) == ended


def test_grace_that_reaches_beyond_the_next_due_day_is_waited_for():
    assert known(_ended(increase(due_on=day(28), grace_days=10), day(17), day(18))).waits_until == day(24)


@settings(max_examples=300)
@given(directed(), histories(longest=400), st.integers(0, 420), st.integers(1, 60))
def test_what_a_day_finds_missed_is_what_the_general_rule_says(definition, history, before, ahead):
    was, today = day(before), day(before + ahead)
    readings = [reading.effective_on for reading in readings_in_force(history)]
    assume(not any(was < effective_on <= today for effective_on in readings))
    read = [effective_on for effective_on in readings if effective_on <= was]
    waited_until = _waits_until(definition, was)
    ended = _ended(definition, waited_until, today)
    tallies = [timeliness_tally(definition, history, today=on) for on in (was, today)]
    found = tallies[1].missed - tallies[0].missed

    assert (tallies[0].on_time, tallies[0].late) == (tallies[1].on_time, tallies[1].late)
    if ended is None:
        assert (found, waited_until >= today) == (0, True)
    elif not read or max(read) <= ended.opened_after:
        assert found == ended.periods
    elif ended.periods == 1:
        assert found == (not any(ended.opened_after < on <= ended.last_due_on for on in read))
    if ended is not None:
        assert ended.waits_until == _waits_until(definition, today)


def _waits_until(definition: KeyResultDefinition, today: date) -> date:
    """The last day on which as much is missed as on a day where nobody ever checks in."""

    def missed(ahead: int) -> int:
        return timeliness_tally(definition, (), today=today + timedelta(days=ahead)).missed

    ahead = bisect_right(range(1_000), missed(0), key=missed)
    return FOREVER if ahead == 1_000 else today + timedelta(days=ahead - 1)
