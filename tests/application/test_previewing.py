"""A preview tells what a check-in does: to the key result, to what it feeds, and to every goal above, on both databases."""

from datetime import date, timedelta
from decimal import Decimal

from okr.contract.check_ins import CheckInPreview, PreviewCheckIn, RecordCheckIn
from okr.contract.goals import LinkGoal, SetOverride, ShowGoal
from okr.contract.key_results import FeedKeyResult
from okr.domain.vocabulary import FeedMethod, LinkKind, Status, Visibility
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import add_cascade, make, result


def _preview(company: Company, key: str, value: int, by: str) -> CheckInPreview:
    return company.call(PreviewCheckIn(key=key, value=Decimal(value), note="Counted"), by=by)


def _require_same(company: Company, key: str, value: int, *, by: str) -> CheckInPreview:
    """What the preview says of the goals above is what recording the reading then moves."""
    preview = _preview(company, key, value, by)
    recorded = company.call(RecordCheckIn(key=key, value=Decimal(value), note="Counted"), by=by)
    own = key.partition(".")[0]
    moved = {one.key: one for one in recorded.moved if one.kind == "goal" and one.key != own}
    assert {one.key: one for one in preview.above if one.key in moved} == moved
    for one in preview.above:
        assert company.call(ShowGoal(key=one.key)).progress == one.progress_after
    assert company.call(ShowGoal(key=own)).progress == preview.goal_after.progress
    return preview


def test_a_preview_reaches_the_tops(company: Company) -> None:
    add_cascade(company)
    preview = _require_same(company, "HELP-1.1", 60, by="emil")
    # CARE-1 is (2 * 0.5 + 1 + 0) / 4, ACME-1 (0.5 + 3 * 0.5) / 4.
    assert [(one.key, one.progress_before, one.progress_after) for one in preview.above] == [
        ("CARE-1", 375_000, 500_000),
        ("ACME-1", 406_250, 500_000),
    ]
    assert preview.above[0].status_after is Status.ON_TRACK


def test_a_goal_with_several_parents_moves_each_once(company: Company) -> None:
    add_cascade(company)
    second = make(company, "Answer what partners ask", "CARE", "dan", result("Partners", 0, 100), parent="ACME-1")
    company.call(LinkGoal(child="HELP-1", parent=second))
    preview = _require_same(company, "HELP-1.1", 60, by="emil")
    assert [one.key for one in preview.above] == ["CARE-1", second, "ACME-1"]


def test_supporting_goals_move_nothing(company: Company) -> None:
    add_cascade(company)
    assert _require_same(company, "SALES-2.1", 90, by="sara").above == ()


def test_what_a_reading_feeds_moves_too(company: Company) -> None:
    add_cascade(company)
    child = make(
        company, "Count what partners save", "SALES", "sven", result("Saved", 0, 10), parent="ACME-1",
        link_kind=LinkKind.SUPPORTS,
    )  # fmt: skip
    company.call(FeedKeyResult(child=f"{child}.1", parent="ACME-1.1", method=FeedMethod.SUM))
    preview = _require_same(company, f"{child}.1", 5, by="sven")
    assert [one.key for one in preview.above] == ["ACME-1"]


def test_a_status_set_until_the_next_check_in_ends_with_it(company: Company) -> None:
    add_cascade(company)
    company.call(SetOverride(key="HELP-1", status=Status.OFF_TRACK, reason="I know more"), by="tess")
    preview = _preview(company, "HELP-1.1", 60, "emil")
    assert (preview.goal_before.status, preview.goal_after.status) == (Status.OFF_TRACK, Status.REACHED)
    company.call(
        SetOverride(key="HELP-1", status=Status.OFF_TRACK, reason="I know more", until=TODAY + timedelta(days=9)),
        by="tess",
    )
    assert _preview(company, "HELP-1.1", 60, "emil").goal_after.status is Status.OFF_TRACK


def test_goals_above_that_may_not_be_seen_are_not_named(company: Company) -> None:
    add_cascade(company)
    hidden = make(
        company, "Buy the other company", "ACME", "olivia", result("Bought", 0, 1), focus_area="trust",
        visibility=Visibility.NAMED, on=date(2026, 10, 9),
    )  # fmt: skip
    company.call(LinkGoal(child="SALES-1", parent=hidden))
    assert _preview(company, "SALES-1.1", 50, "sven").above == ()
    assert [one.key for one in _preview(company, "SALES-1.1", 50, "olivia").above] == [hidden]
