"""Survey scores carry n and a margin (R10)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import InvalidInput
from okr.domain.survey import ces, compare_waves, csat, nps, nps_of_answers, share
from okr.domain.vocabulary import SurveyKind

counts = st.integers(0, 100_000)


def test_no_answers_are_no_reading():
    assert nps(0, 0, 0) is None
    assert csat([0, 0, 0, 0, 0]) is None
    assert ces([0] * 7) is None
    assert nps_of_answers([]) is None


def test_nine_and_ten_promote_and_up_to_six_detract():
    assert nps_of_answers([10, 9, 8, 7, 6, 0]) == nps(2, 2, 2)


def test_shares_take_the_top_of_their_scale():
    satisfied, easy_of_five, easy_of_seven = csat([1, 1, 2, 3, 3]), ces([4, 1, 1, 2, 2]), ces([1, 1, 1, 1, 2, 2, 2])
    assert satisfied is not None
    assert easy_of_five is not None
    assert easy_of_seven is not None
    assert [found.score for found in (satisfied, easy_of_five, easy_of_seven)] == [60, 40, 60]


@given(counts, counts, counts)
def test_an_nps_lies_within_its_interval_and_the_scale(promoters, passives, detractors):
    found = nps(promoters, passives, detractors)
    if found is not None:
        assert -100 <= found.low <= found.score <= found.high <= 100
        assert found.margin > 0


@given(counts, counts)
def test_a_share_lies_within_its_interval(hits, misses):
    found = share(SurveyKind.CSAT, hits, answers=hits + misses)
    if found is not None:
        assert 0 <= found.low <= found.score <= found.high <= 100
        assert found.low < found.high


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500))
def test_more_answers_give_a_smaller_margin(promoters, passives, detractors):
    few, many = nps(promoters, passives, detractors), nps(10 * promoters, 10 * passives, 10 * detractors)
    assert few is not None
    assert many is not None
    assert many.margin < few.margin


def test_a_large_gap_differs():
    low, high = nps(100, 100, 300), nps(300, 100, 100)
    assert low is not None
    assert high is not None
    assert compare_waves(low, high).differs
    assert compare_waves(high, low).gap == -80
    assert not compare_waves(low, low).differs


def test_scores_of_different_kinds_are_not_compared():
    score, satisfaction = nps(1, 1, 1), csat([1, 1, 1, 1, 1])
    assert score is not None
    assert satisfaction is not None
    with pytest.raises(InvalidInput):
        compare_waves(score, satisfaction)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: nps(-1, 2, 3),
        lambda: nps_of_answers([11]),
        lambda: csat([1, 2, 3]),
        lambda: ces([1] * 6),
        lambda: share(SurveyKind.CES, 3, answers=2),
    ],
)
def test_counts_that_cannot_be_are_refused(wrong):
    with pytest.raises(InvalidInput):
        wrong()


def test_the_margin_of_a_share_is_half_the_width_of_its_interval():
    found = share(SurveyKind.CSAT, 80, answers=100)
    assert found is not None
    assert abs(found.margin - (found.high - found.low) / 2) < Decimal("1e-20")


@pytest.mark.parametrize(("later_hits", "differs"), [(90, True), (89, False), (70, False), (65, True)])
def test_shares_differ_beyond_both_their_margins_together(later_hits, differs):
    earlier, later = share(SurveyKind.CSAT, 80, answers=100), share(SurveyKind.CSAT, later_hits, answers=100)
    assert earlier is not None
    assert later is not None
    found = compare_waves(earlier, later)
    assert abs(found.noise**2 - earlier.margin**2 - later.margin**2) < Decimal("1e-20")
    assert found.differs is differs
