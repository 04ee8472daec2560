"""A reading that looks like a slip of the finger is taken, and asked about: in the preview before, and in the answer after."""

from decimal import Decimal

from okr.contract.check_ins import NewCheckIn, PreviewCheckIn, RecordCheckIn, RecordCheckIns
from okr.contract.key_results import ShowKeyResult
from tests.application.companies import Company
from tests.application.goal_company import reply_time
from tests.application.test_check_ins import started_goal


def test_a_doubtful_value_is_asked_about_before_it_is_recorded_and_taken_all_the_same(company: Company) -> None:
    key = started_goal(company, key_results=(reply_time(),))
    preview = company.call(PreviewCheckIn(key=f"{key}.1", value=Decimal(6_000)), by="emil")
    assert len(preview.warnings) == 1
    assert "6,000 is far larger than all known" in preview.warnings[0]
    assert "is 6 meant?" in preview.warnings[0]

    recorded = company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(6_000)), by="emil")

    assert recorded.notices == (f"{key}.1: {preview.warnings[0]}",)
    assert company.call(ShowKeyResult(key=f"{key}.1")).current == Decimal(6_000)


def test_a_value_as_usual_is_not_asked_about(company: Company) -> None:
    key = started_goal(company, key_results=(reply_time(),))
    assert company.call(PreviewCheckIn(key=f"{key}.1", value=Decimal(6)), by="emil").warnings == ()
    assert company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(6)), by="emil").notices == ()


def test_of_many_each_odd_one_is_named(company: Company) -> None:
    key = started_goal(company, key_results=(reply_time(), reply_time(title="Hours at night")))
    odd = NewCheckIn(key=f"{key}.2", value=Decimal(-6))
    recorded = company.call(RecordCheckIns(check_ins=(NewCheckIn(key=f"{key}.1", value=Decimal(6)), odd)), by="emil")
    assert len(recorded.notices) == 1
    assert recorded.notices[0].startswith(f"{key}.2: -6 is below zero")
    assert len(recorded.recorded) == 2


def test_a_correction_is_not_compared_with_the_slip_that_it_puts_right(company: Company) -> None:
    key = started_goal(company, key_results=(reply_time(),))
    slip = company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(6_000)), by="emil").check_in.number
    right = PreviewCheckIn(key=f"{key}.1", value=Decimal(7_000), corrects=slip)
    assert "is 7 meant?" in company.call(right, by="emil").warnings[0]
    assert company.call(right.model_copy(update={"value": Decimal(7)}), by="emil").warnings == ()
