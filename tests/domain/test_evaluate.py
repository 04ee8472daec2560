"""A whole graph of goals on a day, with how each figure came about."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okr.domain.errors import RuleViolation
from okr.domain.evaluate import evaluate
from okr.domain.evaluate_facts import ChildKind, FeedFact, GoalFact, KeyResultFact, LinkFact
from okr.domain.numbers import PPM
from okr.domain.overrides import Override
from okr.domain.pace import PaceFactors
from okr.domain.rollup import NOTHING
from okr.domain.vocabulary import Ambition, FeedMethod, GoalState, KeyResultState, LinkKind, Metric, Status
from tests.domain.arithmetic import (
    D0,
    NINETY_DAYS,
    any_definition,
    at_least,
    check_in,
    check_ins,
    day,
    histories,
    increase,
    known,
    noon,
    plain,
)


def _goal(name, **changes):
    facts = {"id": name, "key": name.upper(), "title": f"Goal {name}", "state": GoalState.ACTIVE}
    facts |= {"ambition": Ambition.COMMITTED, "starts_on": D0, "due_on": NINETY_DAYS}
    return GoalFact(**(facts | changes))


def _key_result(name, goal, definition=None, **changes):
    facts = {"id": name, "goal_id": goal, "key": name.upper(), "title": f"Result {name}"}
    return KeyResultFact(**(facts | {"definition": definition or increase()} | changes))


def _contributes(child, parent, weight=10_000):
    return LinkFact(child, parent, LinkKind.CONTRIBUTES, weight)


def _use(goal, name):
    return next(use for use in goal.children if use.id == name)


def _company(**more: Any):
    """Evaluate a top goal over two goals with a key result each, at half-time."""
    facts: dict[str, Any] = {
        "links": [_contributes("care", "top", 30_000), _contributes("sales", "top")],
        "check_ins": {"c1": check_ins((40, 80)), "s1": check_ins((40, 20))},
        "today": day(45),
    }
    return evaluate(
        [_goal("top"), _goal("care"), _goal("sales")],
        [_key_result("c1", "care"), _key_result("s1", "sales")],
        **(facts | more),
    )


def test_progress_rises_from_readings_to_the_top():
    top = _company().goals["top"]
    assert (top.figures.progress_ppm, top.figures.expected_ppm) == (650_000, 500_000)
    assert [(use.key, use.weight_units, use.share_ppm) for use in top.children] == [
        ("CARE", 30_000, 750_000),
        ("SALES", 10_000, 250_000),
    ]
    assert [use.key for use in top.weakest_children] == ["SALES"]
    assert (top.figures.status, top.figures.weakest) == (Status.ON_TRACK, Status.OFF_TRACK)


def test_what_does_not_count_is_listed_with_its_reason():
    goals = [_goal("top"), _goal("draft", state=GoalState.DRAFT), _goal("aligned"), _goal("light"), _goal("new")]
    links = [_contributes("draft", "top"), LinkFact("aligned", "top", LinkKind.SUPPORTS, 10_000)]
    links += [_contributes("light", "top", 0), _contributes("new", "top")]
    results = [
        _key_result("gone", "top", increase(state=KeyResultState.CANCELLED)),
        _key_result("seen", "top", plain(Metric.TRACKED)),
        _key_result("done", "top"),
    ]
    top = evaluate(goals, results, links=links, check_ins={"done": check_ins((40, 125))}, today=day(45)).goals["top"]
    reasons = {use.id: use.left_out for use in top.children}
    assert reasons["gone"] == "it is cancelled"
    assert reasons["seen"] == "it is tracked without a target"
    assert reasons["draft"] == "it is draft"
    assert reasons["aligned"] == "it supports and does not contribute"
    assert reasons["light"] == "its weight is 0"
    assert reasons["new"] == "it has no progress yet; it counts for coverage alone"
    assert reasons["done"] is None
    assert (top.figures.progress_ppm, top.figures.coverage_ppm) == (PPM, 500_000)
    assert {use.id for use in top.children if use.counts} == {"done", "new"}
    assert {use.id for use in top.children if use.in_progress} == {"done"}


def test_what_was_clamped_is_marked():
    found = evaluate(
        [_goal("top")],
        [_key_result("over", "top"), _key_result("under", "top"), _key_result("plain", "top")],
        links=[],
        check_ins={"over": check_ins((9, 125)), "under": check_ins((9, -25)), "plain": check_ins((9, 25))},
        today=day(10),
    ).goals["top"]
    assert {use.id: (use.progress_raw_ppm, use.progress_ppm, use.clamped) for use in found.children} == {
        "over": (1_250_000, PPM, True),
        "under": (-250_000, 0, True),
        "plain": (250_000, 250_000, False),
    }
    assert _use(found, "over").kind is ChildKind.KEY_RESULT


def test_a_goal_with_several_parents_counts_in_each_with_its_own_weight():
    found = evaluate(
        [_goal("left"), _goal("right"), _goal("shared")],
        [_key_result("s1", "shared"), _key_result("r1", "right")],
        links=[_contributes("shared", "left", 5_000), _contributes("shared", "right", 30_000)],
        check_ins={"s1": check_ins((9, 40))},
        today=day(10),
    )
    assert found.goals["left"].figures.progress_ppm == 400_000
    assert found.goals["right"].figures.progress_ppm == 300_000


def test_as_of_a_day_and_known_at_a_time():
    history = [check_in(1, 10, 20), check_in(2, 30, 60), check_in(3, 30, 70, corrects=2, recorded_at=noon(day(50)))]

    def current(today, known=None):
        known_at = None if known is None else noon(day(known))
        found = evaluate(
            [_goal("top")],
            [_key_result("r", "top")],
            links=[],
            check_ins={"r": history},
            today=day(today),
            known_at=known_at,
        )
        return found.key_results["r"].figures.current

    assert [current(on) for on in (5, 10, 30)] == [0, 20, 70]
    assert [current(30, known=on) for on in (9, 29, 40, 50)] == [0, 20, 60, 70]


def test_a_fed_result_takes_its_value_from_those_below():
    results = [
        _key_result("whole", "top", increase(target=Decimal(50)), feed_method=FeedMethod.SUM),
        _key_result("north", "care", increase(baseline=Decimal(10))),
        _key_result("south", "sales"),
    ]
    found = evaluate(
        [_goal("top"), _goal("care"), _goal("sales")],
        results,
        links=[LinkFact("care", "top", LinkKind.SUPPORTS, 0)],
        feeds=[FeedFact("north", "whole"), FeedFact("south", "whole"), FeedFact("stranger", "whole")],
        check_ins={"north": check_ins((9, 25)), "south": check_ins((4, 5)), "whole": check_ins((9, 999))},
        today=day(10),
    )
    whole = found.key_results["whole"]
    assert (whole.figures.current, whole.figures.progress_ppm, whole.feeds) == (
        Decimal(20),
        400_000,
        ("north", "south"),
    )
    assert (whole.figures.last_reading_on, whole.readings, whole.used) == (day(9), (), None)
    assert found.goals["top"].figures.progress_ppm == 400_000


def test_a_chain_of_feeds_is_worked_out_from_below():
    results = [_key_result(name, "top", feed_method=FeedMethod.SUM) for name in ("a", "b")] + [_key_result("c", "top")]
    found = evaluate(
        [_goal("top")],
        results,
        links=[],
        feeds=[FeedFact("b", "a"), FeedFact("c", "b")],
        check_ins={"c": check_ins((9, 30))},
        today=day(10),
    )
    assert found.key_results["a"].figures.current == 30


def test_a_fed_result_without_readings_below_stays_at_its_baseline():
    found = evaluate(
        [_goal("top")],
        [_key_result("whole", "top", feed_method=FeedMethod.MEAN), _key_result("part", "top")],
        links=[],
        feeds=[FeedFact("part", "whole")],
        check_ins={},
        today=day(10),
    )
    whole = found.key_results["whole"].figures
    assert (whole.current, whole.has_reading, whole.progress_ppm) == (Decimal(0), False, 0)


def test_an_override_is_shown_and_seen_by_the_weakest_but_not_by_the_weighted_status():
    override = Override(status=Status.OFF_TRACK, reason="It will slip.", set_by="Ada", set_at=noon(day(41)))
    plain_top = _company().goals["top"].figures
    found = evaluate(
        [_goal("top"), _goal("care", override=override)],
        [_key_result("c1", "care")],
        links=[_contributes("care", "top")],
        check_ins={"c1": check_ins((40, 80))},
        today=day(45),
    )
    care, top = found.goals["care"], found.goals["top"]
    assert (care.status.shown, care.status.computed) == (Status.OFF_TRACK, Status.ON_TRACK)
    assert (top.figures.status, top.figures.weakest) == (Status.ON_TRACK, Status.OFF_TRACK)
    assert plain_top.status is Status.ON_TRACK


def test_the_next_check_in_ends_an_override():
    override = Override(status=Status.OFF_TRACK, reason="It will slip.", set_by="Ada", set_at=noon(day(41)))
    results = [_key_result("c1", "care", override=override)]
    facts: dict[str, Any] = {"links": [], "today": day(45)}
    before = evaluate([_goal("care")], results, check_ins={"c1": check_ins((40, 80))}, **facts)
    after = evaluate([_goal("care")], results, check_ins={"c1": check_ins((40, 80), (42, 81))}, **facts)
    assert before.key_results["c1"].status.shown is Status.OFF_TRACK
    assert after.key_results["c1"].status.shown is Status.ON_TRACK


def test_a_broken_guardrail_is_named():
    found = evaluate(
        [_goal("top"), _goal("care")],
        [_key_result("main", "care"), _key_result("rail", "care", at_least(guardrail=True, weight_units=0))],
        links=[_contributes("care", "top")],
        check_ins={"main": check_ins((9, 90)), "rail": check_ins((9, 50))},
        today=day(10),
    )
    care, top = found.goals["care"], found.goals["top"]
    assert [use.key for use in care.broken_guardrails] == ["RAIL"]
    assert care.figures.status is Status.AT_RISK
    assert top.broken_guardrails == ()
    assert (top.figures.status, top.figures.weakest) == (Status.ON_TRACK, Status.AT_RISK)


def test_light_stretching_children_do_not_speak_for_the_weakest():
    found = evaluate(
        [_goal("top"), _goal("big"), _goal("small", ambition=Ambition.ASPIRATIONAL)],
        [_key_result("b", "big"), _key_result("s", "small")],
        links=[_contributes("big", "top", 81_000), _contributes("small", "top", 19_000)],
        check_ins={"b": check_ins((44, 60)), "s": check_ins((44, 0))},
        today=day(45),
    )
    assert found.goals["top"].figures.weakest is Status.ON_TRACK
    assert not _use(found.goals["top"], "small").speaks


def test_the_factors_of_a_cycle_hold_for_its_goals_alone():
    strict = PaceFactors(on_track_percent=100, at_risk_percent=100, tolerance_percent=0)
    found = evaluate(
        [_goal("strict", factors=strict), _goal("usual")],
        [_key_result("s", "strict"), _key_result("u", "usual")],
        links=[],
        check_ins={"s": check_ins((45, 49)), "u": check_ins((45, 49))},
        today=day(45),
    )
    assert [found.key_results[name].figures.status for name in "su"] == [Status.OFF_TRACK, Status.ON_TRACK]
    assert [found.goals[name].figures.status for name in ("strict", "usual")] == [Status.OFF_TRACK, Status.ON_TRACK]


def test_a_cycle_is_refused():
    with pytest.raises(RuleViolation, match="cycle"):
        evaluate(
            [_goal("a"), _goal("b")],
            [],
            links=[_contributes("a", "b"), _contributes("b", "a")],
            check_ins={},
            today=day(1),
        )


@st.composite
def companies(draw):
    size = draw(st.integers(1, 6))
    goals = [
        _goal(
            f"g{number}",
            state=draw(st.sampled_from(GoalState)),
            ambition=draw(st.sampled_from(Ambition)),
        )
        for number in range(size)
    ]
    results = [
        _key_result(f"r{number}", f"g{draw(st.integers(0, size - 1))}", draw(any_definition()))
        for number in range(draw(st.integers(0, 6)))
    ]
    links = [
        LinkFact(f"g{child}", f"g{parent}", draw(st.sampled_from(LinkKind)), draw(st.integers(0, 50_000)))
        for child in range(size)
        for parent in range(child)
        if draw(st.booleans())
    ]
    return goals, results, links, {result.id: draw(histories()) for result in results}


@settings(max_examples=100)
@given(companies(), st.integers(0, 90))
def test_every_goal_stays_within_the_children_that_count(company, today):
    goals, results, links, history = company
    found = evaluate(goals, results, links=links, check_ins=history, today=day(today))
    for goal in found.goals.values():
        used = [use for use in goal.children if use.in_progress]
        if not used:
            assert goal.figures.progress_ppm is None
            continue
        counted = [known(use.progress_ppm) for use in used]
        assert min(counted) <= known(goal.figures.progress_ppm) <= max(counted)
        assert 0 <= known(goal.figures.coverage_ppm) <= PPM
        assert abs(sum(known(use.share_ppm) for use in used) - PPM) <= len(used)
        assert all(use.left_out is None for use in used)


@settings(max_examples=50)
@given(companies(), st.integers(0, 90))
def test_the_order_of_the_facts_does_not_matter(company, today):
    goals, results, links, history = company
    forwards = evaluate(goals, results, links=links, check_ins=history, today=day(today))
    backwards = evaluate(goals[::-1], results[::-1], links=links[::-1], check_ins=history, today=day(today))
    assert {name: goal.figures for name, goal in forwards.goals.items()} == {
        name: goal.figures for name, goal in backwards.goals.items()
    }


def test_an_empty_goal_has_empty_sums():
    assert evaluate([_goal("a")], [], links=[], check_ins={}, today=day(1)).goals["a"].sums == NOTHING
