"""Key results feed others (R3): the same unit of measure, no circle, nothing counted twice, no typed readings beside."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.check_ins import NewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.goals import EditGoal, GoalView, LinkGoal, SetGoalState, ShowGoal
from okr.contract.key_results import FeedKeyResult, ShowKeyResult, UnfeedKeyResult
from okr.contract.verification import Verify
from okr.domain.errors import NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import FeedMethod, GoalState, LinkKind, Metric, ObjectKind, Source, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, history_of, id_of, make_goal, make_top, reply_time


def sales(company: Company, title: str, /, **fields: object) -> GoalView:
    """An active goal of emil's whose key result goes from 0 to 100 contracts."""
    contracts = {"title": "Contracts", "metric": Metric.INCREASE, "baseline": 0, "target": 100}
    result = reply_time(**contracts, unit_of_measure="contracts")
    given = {"activate": True, "key_results": (result,)}
    return make_goal(company, title, **(given | fields))


def check_in(company: Company, goal: GoalView, value: int) -> None:
    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(value)), by="olivia")


def test_a_fed_key_result_is_the_sum_of_what_feeds_it(company: Company):
    whole, north, south = (sales(company, f"Sell contracts in the {part}") for part in ("world", "north", "south"))
    check_in(company, north, 30)

    fed = company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="emil")
    assert (fed.key, fed.source, fed.feed_method, fed.current) == (
        f"{whole.key}.1",
        Source.FED,
        FeedMethod.SUM,
        Decimal(30),
    )
    company.call(FeedKeyResult(child=f"{south.key}.1", parent=f"{whole.key}.1"), by="emil")
    check_in(company, south, 25)

    shown = company.call(ShowGoal(key=whole.key))
    assert shown.progress == 550_000
    assert [one.key for one in shown.results[0].fed_by] == [f"{north.key}.1", f"{south.key}.1"]


def test_method_and_weight_may_be_changed(company: Company):
    whole, north, south = (sales(company, f"Sell contracts in the {part}") for part in ("world", "north", "south"))
    for goal, value in ((north, 30), (south, 60)):
        check_in(company, goal, value)
        company.call(
            FeedKeyResult(child=f"{goal.key}.1", parent=f"{whole.key}.1", method=FeedMethod.WEIGHTED_MEAN), by="emil"
        )
    assert company.call(ShowKeyResult(key=f"{whole.key}.1")).current == 45

    fed = company.call(FeedKeyResult(child=f"{south.key}.1", parent=f"{whole.key}.1", weight=Decimal(2)), by="emil")
    assert (fed.current, fed.feed_method) == (Decimal(50), FeedMethod.WEIGHTED_MEAN)

    fed = company.call(FeedKeyResult(child=f"{south.key}.1", parent=f"{whole.key}.1", method=FeedMethod.MAX), by="emil")
    assert fed.current == 60


def test_what_is_fed_takes_no_typed_readings_until_the_last_feed_ends(company: Company):
    whole, north = sales(company, "Sell contracts in the world"), sales(company, "Sell contracts in the north")
    company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="emil")
    with pytest.raises(RuleViolation, match="is fed by other key results"):
        check_in(company, whole, 10)

    ended = company.call(UnfeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="emil")

    assert (ended.source, ended.feed_method, ended.fed_by) == (Source.TYPED, None, ())
    check_in(company, whole, 10)
    assert company.call(ShowKeyResult(key=f"{whole.key}.1")).current == 10


def test_another_unit_of_measure_is_refused(company: Company):
    whole, goal = sales(company, "Sell contracts in the world"), make_goal(company)

    with pytest.raises(RuleViolation, match=r"is measured in 'hours' and .* in 'contracts'"):
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{whole.key}.1"), by="emil")


def test_a_metric_that_is_not_one_value_cannot_be_fed(company: Company):
    limit = reply_time(metric=Metric.AT_MOST, baseline=None, target=None, upper=Decimal(8))
    keeping, goal = make_goal(company, key_results=(limit,)), make_goal(company, "Call back in a day")

    with pytest.raises(RuleViolation, match="measures 'at most' and cannot be fed"):
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{keeping.key}.1"), by="emil")


def test_a_cycle_of_feeds_is_refused_by_its_keys(company: Company):
    first, second, third = (sales(company, f"Sell contracts of kind {number}") for number in (1, 2, 3))
    company.call(FeedKeyResult(child=f"{first.key}.1", parent=f"{second.key}.1"), by="emil")
    company.call(FeedKeyResult(child=f"{second.key}.1", parent=f"{third.key}.1"), by="emil")

    with pytest.raises(RuleViolation) as refused:
        company.call(FeedKeyResult(child=f"{third.key}.1", parent=f"{first.key}.1"), by="emil")

    chain = " > ".join(f"{goal.key}.1" for goal in (third, first, second, third))
    assert f"would close the cycle {chain}" in refused.value.message
    with pytest.raises(RuleViolation, match="cannot feed itself"):
        company.call(FeedKeyResult(child=f"{first.key}.1", parent=f"{first.key}.1"), by="emil")


def test_a_cycle_of_feeds_does_not_name_what_one_may_not_see(company: Company):
    first, hidden, third = (
        sales(company, f"Sell contracts of kind {number}", owner=owner)
        for number, owner in ((1, "emil"), (2, "tess"), (3, "emil"))
    )
    company.call(FeedKeyResult(child=f"{first.key}.1", parent=f"{hidden.key}.1"), by="tess")
    company.call(FeedKeyResult(child=f"{hidden.key}.1", parent=f"{third.key}.1"), by="tess")
    company.call(EditGoal(key=hidden.key, visibility=Visibility.NAMED), by="tess")

    with pytest.raises(RuleViolation, match="a goal that is not shown") as refused:
        company.call(FeedKeyResult(child=f"{third.key}.1", parent=f"{first.key}.1"), by="emil")
    assert hidden.key not in refused.value.message


def test_a_goal_that_contributes_does_not_feed_too_and_the_way_out_works(company: Company):
    whole = sales(company, "Sell contracts in the world")
    middle = sales(company, "Sell contracts in the north", parent=whole.key)
    leaf = sales(company, "Sell contracts in Oslo", parent=middle.key)

    for goal in (middle, leaf):
        with pytest.raises(RuleViolation, match=f"{goal.key} contributes to {whole.key}") as refused:
            company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{whole.key}.1"), by="emil")
        assert "as supports" in str(refused.value.hint)

    company.call(LinkGoal(child=middle.key, parent=whole.key, kind=LinkKind.SUPPORTS), by="emil")
    fed = company.call(FeedKeyResult(child=f"{middle.key}.1", parent=f"{whole.key}.1"), by="emil")
    assert [one.key for one in fed.fed_by] == [f"{middle.key}.1"]


def test_key_results_of_one_goal_do_not_feed_each_other(company: Company):
    goal = make_goal(company, key_results=(reply_time(), reply_time(title="Median")))

    with pytest.raises(RuleViolation, match="both count in"):
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{goal.key}.2"), by="emil")


def test_the_first_feed_takes_rights_on_both_and_further_ones_on_the_child(company: Company):
    whole = sales(company, "Sell contracts in the world", unit="SALES", owner="sara", by="sara")
    north, south = sales(company, "Sell contracts in the north"), sales(company, "Sell contracts in the south")

    with pytest.raises(NotAllowed, match="may change what this goal's key results aim at"):
        company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="emil")
    with pytest.raises(NotAllowed, match="may link this goal"):
        company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="sara")

    company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="olivia")
    fed = company.call(FeedKeyResult(child=f"{south.key}.1", parent=f"{whole.key}.1"), by="emil")
    assert len(fed.fed_by) == 2


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", True), ("delegate", True), ("sponsor", False), ("contributor", False), ("colleague", False)],
)
def test_who_may_end_a_feed(company: Company, role: str, may: bool):
    add_cast(company)
    whole = sales(company, "Sell contracts in the world")
    north = sales(company, "Sell contracts in the north", **CAST)
    company.call(FeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"))
    command = UnfeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1")
    if may:
        assert company.call(command, by=ROLES[role]).fed_by == ()
    else:
        with pytest.raises(NotAllowed, match="may link this goal"):
            company.call(command, by=ROLES[role])


def test_what_does_not_feed_cannot_be_stopped(company: Company):
    whole, north = sales(company, "Sell contracts in the world"), sales(company, "Sell contracts in the north")

    with pytest.raises(NotFound, match=rf"{north.key}\.1 does not feed {whole.key}\.1"):
        company.call(UnfeedKeyResult(child=f"{north.key}.1", parent=f"{whole.key}.1"), by="emil")


def test_history_keeps_where_the_readings_came_from(company: Company):
    whole, north = (
        sales(company, f"Sell contracts in the {part}", starts_on=date(2026, 10, 1), effective_on=date(2026, 10, 1))
        for part in ("world", "north")
    )
    pair = {"child": f"{north.key}.1", "parent": f"{whole.key}.1"}
    company.call(FeedKeyResult.model_validate(pair | {"effective_on": date(2026, 11, 2)}), by="emil")
    company.call(UnfeedKeyResult.model_validate(pair), by="emil")

    versions = history_of(company, ObjectKind.KEY_RESULT, id_of(company, f"{whole.key}.1"))

    assert [(one.effective_on, one.data and one.data["source"]) for one in versions] == [
        (date(2026, 10, 1), "typed"),
        (date(2026, 11, 2), "fed"),
        (TODAY, "typed"),
    ]


def test_a_top_that_is_closed_takes_no_feeds(company: Company):
    top, goal = make_top(company), make_goal(company)
    company.call(SetGoalState(key=top.key, state=GoalState.ACHIEVED))

    with pytest.raises(RuleViolation, match=f"{top.key} is achieved and frozen"):
        company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"))


def test_readings_in_one_batch_reach_a_top_by_feeds_of_several_lengths_once(company: Company):
    """Team and division are checked in together, and both feed the company's key result, one of them through the other."""
    whole, division, team, other = (sales(company, f"Sell contracts in part {number}") for number in range(4))
    for child, parent in ((division, whole), (team, division), (other, whole)):
        company.call(FeedKeyResult(child=f"{child.key}.1", parent=f"{parent.key}.1"), by="emil")
    for value in (Decimal(10), Decimal(20)):
        readings = tuple(NewCheckIn(key=f"{goal.key}.1", value=value) for goal in (team, other))

        moved = company.call(RecordCheckIns(check_ins=readings), by="olivia").moved

        names = [one.key for one in moved]
        assert len(names) == len(set(names))
        assert {one.key: one.progress_after for one in moved}[whole.key] == int(value) * 20_000
        assert company.call(ShowGoal(key=whole.key)).progress == int(value) * 20_000
        assert company.call(Verify()).difference_count == 0
