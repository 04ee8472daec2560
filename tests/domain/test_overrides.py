"""A status set by a person (R7)."""

from typing import Any

import pytest

from okr.domain.errors import RuleViolation
from okr.domain.overrides import Override, is_in_force, shown_status, validate_override
from okr.domain.vocabulary import Status
from tests.domain.arithmetic import day, noon


def _override(**changes: Any):
    facts: dict[str, Any] = {
        "status": Status.ON_TRACK,
        "reason": "The contract is signed.",
        "set_by": "Ada",
        "set_at": noon(day(10)),
    }
    return Override(**(facts | changes))


@pytest.mark.parametrize(("today", "holds"), [(10, True), (20, True), (21, False)])
def test_it_holds_through_its_end_day(today, holds):
    override = _override(until=day(20))
    assert is_in_force(override, today=day(today), last_check_in_at=noon(day(15))) is holds


@pytest.mark.parametrize(("recorded", "holds"), [(None, True), (9, True), (10, True), (11, False)])
def test_without_an_end_day_it_holds_until_the_next_check_in(recorded, holds):
    last = None if recorded is None else noon(day(recorded))
    assert is_in_force(_override(), today=day(99), last_check_in_at=last) is holds


def test_the_computed_status_stays_beside_it():
    shown = shown_status(Status.OFF_TRACK, _override(), today=day(11), last_check_in_at=None)
    assert (shown.shown, shown.computed, shown.override) == (Status.ON_TRACK, Status.OFF_TRACK, _override())


@pytest.mark.parametrize("override", [None, _override(until=day(5))])
def test_without_one_in_force_the_computed_status_is_shown(override):
    shown = shown_status(Status.OFF_TRACK, override, today=day(11), last_check_in_at=None)
    assert (shown.shown, shown.override) == (Status.OFF_TRACK, None)


@pytest.mark.parametrize(("changes", "field"), [({"reason": "  "}, "reason"), ({"until": day(9)}, "until")])
def test_it_needs_a_reason_and_an_end_to_come(changes, field):
    validate_override(_override(until=day(10)), today=day(10))
    with pytest.raises(RuleViolation) as refused:
        validate_override(_override(**changes), today=day(10))
    assert refused.value.field == field
