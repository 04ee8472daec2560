"""How well a company is aligned (R13)."""

from decimal import Decimal

import pytest

from okr.domain.alignment import AlignmentGoal, Subscription, alignment, cascade_coverage, subscription


def _goal(name, *, active=True, root=False, owner=None):
    return AlignmentGoal(id=name, active=active, of_root_unit=root, owner=owner)


TOP = _goal("top", root=True, owner="Ada")


def test_goals_without_a_path_to_a_top_goal_are_orphans():
    goals = [TOP, _goal("below"), _goal("deep"), _goal("lost"), _goal("under lost")]
    links = [("below", "top"), ("deep", "below"), ("under lost", "lost")]
    found = alignment(goals, links, employed=[])
    assert found.orphans == ("lost", "under lost")
    assert (found.orphan_rate.part, found.orphan_rate.whole, found.orphan_rate.ppm) == (2, 4, 500_000)
    assert found.top_goals == {"top"}
    assert found.aligned_goals == {"top", "below", "deep"}


def test_a_path_leads_through_active_goals_alone():
    goals = [TOP, _goal("paused", active=False), _goal("deep")]
    found = alignment(goals, [("paused", "top"), ("deep", "paused")], employed=[])
    assert found.orphans == ("deep",)
    assert found.orphan_rate.whole == 1


def test_an_inactive_goal_of_the_company_is_no_top_goal():
    found = alignment([_goal("old", root=True, active=False), _goal("below")], [("below", "old")], employed=[])
    assert found.top_goals == frozenset()
    assert found.orphans == ("below",)


def test_line_of_sight_is_of_people_employed_today():
    goals = [TOP, _goal("below", owner="Bo"), _goal("lost", owner="Cy"), _goal("gone", owner="Di"), _goal("ownerless")]
    links = [("below", "top"), ("gone", "top"), ("ownerless", "top")]
    found = alignment(goals, links, employed=["Ada", "Bo", "Cy", "Ed"])
    assert found.people_with_line_of_sight == {"Ada", "Bo"}
    assert found.line_of_sight.ppm == 500_000


def test_a_company_without_goals_or_people_has_no_rates():
    found = alignment([], [], employed=[])
    assert (found.orphan_rate.ppm, found.line_of_sight.ppm) == (None, None)


def test_a_goal_with_several_paths_is_taken_once():
    goals = [TOP, _goal("a"), _goal("b"), _goal("c", owner="Bo")]
    links = [("a", "top"), ("b", "top"), ("c", "a"), ("c", "b")]
    assert alignment(goals, links, employed=["Bo"]).line_of_sight.part == 1


def test_cascade_coverage_counts_units_that_were_asked():
    assert cascade_coverage(["care", "sales", "care"], ["care", "stranger"]).ppm == 500_000
    assert cascade_coverage([], ["care"]).ppm is None


@pytest.mark.parametrize(
    ("baseline", "target", "accepted", "ppm", "verdict"),
    [
        (0, 100, [40, 30], 700_000, Subscription.UNDER),
        (0, 100, [40, 60], 1_000_000, Subscription.FULL),
        (0, 100, [80, 60], 1_400_000, Subscription.OVER),
        (100, 60, [-10], 250_000, Subscription.UNDER),
        (100, 60, [-30, -20], 1_250_000, Subscription.OVER),
        (0, 100, [], 0, Subscription.UNDER),
    ],
)
def test_a_need_is_under_fully_or_over_subscribed(baseline, target, accepted, ppm, verdict):
    found = subscription(Decimal(baseline), Decimal(target), accepted=[Decimal(part) for part in accepted])
    assert (found.ppm, found.verdict) == (ppm, verdict)
