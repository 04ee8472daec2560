"""Leaving a key result without a reading on purpose: the reason goes with the readings of others, and is undone with them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.check_ins import ListCheckIns, ListDue, NewCheckIn, RecordCheckIns, Skip, SkippedCheckIn
from okr.contract.comments import ListComments
from okr.contract.notices import ListNotices
from okr.contract.timeliness import ShowTimeliness
from okr.contract.undo import ShowLastChange, UndoLast
from okr.contract.verification import Verify
from okr.domain.errors import NotAllowed, NotFound, OkrError, RuleViolation
from okr.domain.undoing import done_words
from tests.application.companies import Company
from tests.application.goal_company import make_goal, reply_time

D = Decimal


def two_results(company: Company) -> str:
    return make_goal(company, activate=True, key_results=(reply_time(), reply_time(title="Hours to a last reply"))).key


def test_readings_and_reasons_are_written_and_undone_together(company: Company) -> None:
    key = two_results(company)
    parcel = RecordCheckIns(
        check_ins=(NewCheckIn(key=f"{key}.1", value=D(7)),),
        skipped=(SkippedCheckIn(key=f"{key}.2", reason="The survey comes on Friday, @tess"),),
    )
    done = company.call(parcel, by="emil")
    assert (len(done.recorded), done.skipped) == (1, 1)
    [said] = company.call(ListComments(on=f"{key}.2"), by="tess").items
    assert said.text == "No check-in this time: The survey comes on Friday, @tess"
    assert [one.key for one in company.call(ListNotices(), by="tess").items] == [f"{key}.2"]

    undone = company.call(UndoLast(), by="emil")

    assert len(undone.words) == 2
    assert company.call(ListComments(on=f"{key}.2"), by="tess").items[0].withdrawn
    assert company.call(ListCheckIns(key=f"{key}.1")).items[-1].voided_by is not None
    assert company.call(Verify()).difference_count == 0


def test_where_a_reason_is_missing_nothing_is_written(company: Company) -> None:
    key = two_results(company)
    for skipped, words in (
        (SkippedCheckIn(key=f"{key}.2", reason=" "), "row 2"),
        (SkippedCheckIn(key=f"{key}.9", reason="Ill"), "row 2: There is no key result"),
        (SkippedCheckIn(key=f"{key}.2", reason="Ill\x1b[2J"), "row 2: note: character"),
    ):
        with pytest.raises(OkrError, match=words):
            company.call(
                RecordCheckIns(check_ins=(NewCheckIn(key=f"{key}.1", value=D(7)),), skipped=(skipped,)), by="emil"
            )
    assert company.call(ListCheckIns(key=key)).items == ()
    assert company.call(ListComments(on=key)).items == ()


@pytest.mark.parametrize(("by", "may"), [("emil", True), ("tess", True), ("dan", True), ("sven", False)])
def test_who_may_check_in_may_skip(company: Company, by: str, may: bool) -> None:
    key = two_results(company)
    parcel = RecordCheckIns(skipped=(SkippedCheckIn(key=f"{key}.1", reason="Ill this week"),))
    if may:
        assert company.call(parcel, by=by).skipped == 1
    else:
        with pytest.raises((NotAllowed, NotFound)):
            company.call(parcel, by=by)


def test_the_same_parcel_is_said_once(company: Company) -> None:
    key = two_results(company)
    parcel = RecordCheckIns(skipped=(SkippedCheckIn(key=f"{key}.1", reason="Ill this week"),))
    for _ in range(2):
        company.call(parcel, by="emil", key="parcel")
    assert len(company.call(ListComments(on=key), by="emil").items) == 1


def test_what_undoing_takes_back_is_called_a_skip_by_the_key_result(company: Company) -> None:
    key = two_results(company)
    company.call(RecordCheckIns(skipped=(SkippedCheckIn(key=f"{key}.1", reason="Ill this week"),)), by="emil")
    step = company.call(ShowLastChange(), by="emil").step
    assert step is not None
    assert done_words(step.operation, step.keys, skipped=step.skipped) == f"check-in skipped ({key}.1)"
    assert company.call(UndoLast(), by="emil").skipped == (f"{key}.1",)
    reading = NewCheckIn(key=f"{key}.1", value=D(7))
    parcel = RecordCheckIns(check_ins=(reading,), skipped=(SkippedCheckIn(key=f"{key}.2", reason="Ill"),))
    company.call(parcel, by="emil")
    step = company.call(ShowLastChange(), by="emil").step
    assert step is not None
    words = f"check-ins recorded ({key}.1 #1), check-in skipped ({key}.2)"
    assert done_words(step.operation, step.keys, skipped=step.skipped) == words


def test_only_readings_change_numbers_and_an_empty_parcel_is_refused(company: Company) -> None:
    with pytest.raises(OkrError, match="no check-in"):
        company.call(RecordCheckIns(), by="emil")
    with pytest.raises(RuleViolation):
        company.call(UndoLast(), by="emil")


def skipped(company: Company, key: str, on: date | None = None) -> Skip | None:
    return next(
        one.skipped
        for one in company.call(ListDue(within_days=40), by="emil", on=on).items
        if one.key_result.key == key
    )


def leave_out(company: Company, key: str, on: date | None = None) -> None:
    parcel = RecordCheckIns(skipped=(SkippedCheckIn(key=key, reason="The survey comes on Friday"),))
    company.call(parcel, by="emil", on=on)


def test_what_is_left_out_says_so_until_the_next_due_day_and_undoing_brings_it_back(company: Company) -> None:
    key = f"{two_results(company)}.2"
    due = {one.key_result.key: one for one in company.call(ListDue(within_days=40), by="emil").items}
    assert due[key].skipped is None
    leave_out(company, key)

    found = skipped(company, key)
    assert found is not None
    assert (found.reason, found.by.handle if found.by else None) == ("The survey comes on Friday", "emil")
    assert found.until is not None
    assert found.until > due[key].due_on
    assert skipped(company, f"{key[:-2]}.1") is None, "only that one was left out"
    assert skipped(company, key, on=found.until - timedelta(days=1)) == found
    assert skipped(company, key, on=found.until) is None
    company.call(UndoLast(), by="emil")
    assert skipped(company, key) is None


def test_a_check_in_ends_what_was_left_out_and_the_score_knows_no_reasons(company: Company) -> None:
    key = f"{two_results(company)}.2"
    before = company.call(ShowTimeliness(person="emil"))
    leave_out(company, key)
    assert company.call(ShowTimeliness(person="emil")) == before
    company.call(RecordCheckIns(check_ins=(NewCheckIn(key=key, value=D(7)),)), by="emil")
    assert skipped(company, key) is None
