"""The value of a key result that others feed (R3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import RuleViolation
from okr.domain.feeds import FeedChild, FeedValue, feed_value, require_feedable
from okr.domain.vocabulary import FeedMethod, Metric
from tests.domain.arithmetic import at_least, day, increase, plain, values


def _child(baseline, value, on=10, weight=0):
    known = value is not None
    return FeedChild(Decimal(baseline), Decimal(value) if known else None, day(on) if known else None, weight)


CHILDREN = [_child(10, 16, on=9, weight=3), _child(20, 22, on=12, weight=1), _child(5, None, weight=9)]


@pytest.mark.parametrize(
    ("method", "value"),
    [
        (FeedMethod.SUM, "108"),
        (FeedMethod.MEAN, "19"),
        (FeedMethod.WEIGHTED_MEAN, "17.5"),
        (FeedMethod.MIN, "16"),
        (FeedMethod.MAX, "22"),
        (FeedMethod.LATEST, "22"),
    ],
)
def test_each_method_leaves_out_children_without_a_reading(method, value):
    assert feed_value(method, Decimal(100), children=CHILDREN) == FeedValue(Decimal(value), day(12))


@pytest.mark.parametrize("method", FeedMethod)
def test_without_any_reading_there_is_no_value(method):
    assert feed_value(method, Decimal(100), children=[_child(1, None)]) is None


def test_a_weighted_mean_without_weight_has_no_value():
    assert feed_value(FeedMethod.WEIGHTED_MEAN, None, children=[_child(1, 2, weight=0)]) is None


def test_a_mean_is_rounded_to_what_can_be_stored():
    thirds = [_child(0, 1), _child(0, 1), _child(0, 0)]
    found = feed_value(FeedMethod.MEAN, None, children=thirds)
    assert found is not None
    assert found.value == Decimal("0.666666667")


def test_of_equally_new_readings_the_last_child_is_the_latest():
    found = feed_value(FeedMethod.LATEST, None, children=[_child(0, 1), _child(0, 2), _child(0, 3, on=5)])
    assert found is not None
    assert found.value == 2


@given(st.lists(st.tuples(values, values), min_size=1, max_size=6), values)
def test_a_sum_moves_by_exactly_what_its_children_moved(pairs, baseline):
    children = [FeedChild(start, now, day(3)) for start, now in pairs]
    found = feed_value(FeedMethod.SUM, baseline, children=children)
    assert found is not None
    assert found.value == baseline + sum(now - start for start, now in pairs)


@given(st.lists(values, min_size=1, max_size=6), st.sampled_from([m for m in FeedMethod if m is not FeedMethod.SUM]))
def test_every_other_method_stays_within_the_children(found_values, method):
    children = [FeedChild(None, value, day(3), weight_units=1) for value in found_values]
    found = feed_value(method, None, children=children)
    assert found is not None
    assert min(found_values) <= found.value <= max(found_values)


def _require(parent=None, **changes):
    facts = {"parent_unit": "EUR", "child_unit": "EUR", "parent_key": "CARE-1.1", "child_key": "CARE-2.1"}
    require_feedable(parent or increase(), **(facts | changes))


def test_feeds_of_the_same_unit_of_measure_are_let_in():
    _require()
    _require(plain(Metric.TRACKED), parent_unit=None, child_unit=None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"child_unit": "USD"}, "same unit of measure"),
        ({"child_unit": None}, "no unit"),
        ({"parent": at_least()}, "cannot be fed"),
    ],
)
def test_other_feeds_are_refused_with_both_keys(changes, words):
    with pytest.raises(RuleViolation, match=words) as refused:
        _require(**changes)
    assert "CARE-1.1" in refused.value.message
