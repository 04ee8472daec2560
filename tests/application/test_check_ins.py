"""Check-ins: taken from those who may, on days and with values that make sense, seen at the top at once, never changed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from okr.contract.check_ins import (
    AcknowledgeCheckIn,
    ListCheckIns,
    NewCheckIn,
    PreviewCheckIn,
    RecordCheckIn,
    RecordCheckIns,
)
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.key_results import FeedKeyResult, ShowKeyResult
from okr.contract.notices import ListNotices
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, OkrError, RuleViolation
from okr.domain.vocabulary import GoalState, LinkKind, Metric, Status, Visibility
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal, make_top, reply_time

STARTED = date(2026, 10, 1)


def started_goal(company: Company, **fields: object) -> str:
    """The key of an active goal of emil's that began with the quarter."""
    given: dict[str, object] = {"activate": True, "starts_on": STARTED, "effective_on": STARTED}
    return make_goal(company, **(given | fields)).key


def check_in(company: Company, key: str, value: object, *, by: str = "emil", **fields: object):
    return company.call(RecordCheckIn.model_validate({"key": key, "value": value, **fields}), by=by)


def test_a_check_in_moves_the_result_its_goal_and_the_top(company: Company):
    top = make_top(company, key_results=(reply_time(title="Hours in all"),))
    key = started_goal(company, parent=top.key, weight=Decimal(3))

    result = check_in(company, f"{key}.1", 6)

    assert [(move.key, move.progress_after) for move in result.moved] == [
        (f"{key}.1", 600_000),
        (key, 600_000),
        (top.key, 450_000),  # (3 * 0.6 + 1 * 0) / 4
    ]
    shown = company.call(ShowGoal(key=top.key))
    assert (shown.progress, shown.coverage) == (450_000, 750_000)


def test_the_reading_of_the_newest_day_counts_whatever_was_typed_last(company: Company):
    key = started_goal(company)
    check_in(company, f"{key}.1", 6, effective_on=date(2026, 11, 10))
    check_in(company, f"{key}.1", 8, effective_on=date(2026, 10, 20))

    shown = company.call(ShowKeyResult(key=f"{key}.1"))

    assert (shown.current, shown.last_reading_on) == (Decimal(6), date(2026, 11, 10))


def test_the_last_reading_of_what_is_over_counts_as_of_its_last_day(company: Company):
    key = started_goal(company, due_on=date(2026, 12, 31))
    result = f"{key}.1"
    later = date(2027, 1, 2)

    alone = company.call(RecordCheckIn(key=result, value=Decimal(6)), by="emil", on=later)
    of_many = RecordCheckIns(check_ins=(NewCheckIn(key=result, value=Decimal(5)),))
    together = company.call(of_many, by="emil", on=later)

    assert alone.check_in.effective_on == together.recorded[0].effective_on == date(2026, 12, 31)
    words = f"{result} ended on 2026-12-31: the reading counts as of that day."
    assert words in alone.notices
    assert words in together.notices
    with pytest.raises(InvalidInput, match="runs from 2026-10-01 to 2026-12-31"):
        company.call(RecordCheckIn(key=result, value=Decimal(6), effective_on=later), by="emil", on=later)


def test_a_reading_of_the_last_day_itself_needs_no_words(company: Company):
    key = started_goal(company, due_on=TODAY)
    assert not any("ended on" in words for words in check_in(company, f"{key}.1", 6).notices)


def test_a_correction_replaces_and_a_void_takes_away(company: Company):
    key = started_goal(company)
    check_in(company, f"{key}.1", 8, effective_on=date(2026, 11, 2))
    check_in(company, f"{key}.1", 6, effective_on=date(2026, 11, 10))

    corrected = check_in(company, f"{key}.1", 5, corrects=2)
    assert corrected.check_in.effective_on == date(2026, 11, 10)
    assert company.call(ShowKeyResult(key=f"{key}.1")).current == Decimal(5)

    check_in(company, f"{key}.1", None, voids=3)
    assert company.call(ShowKeyResult(key=f"{key}.1")).current == Decimal(8)

    listed = company.call(ListCheckIns(key=f"{key}.1")).items
    assert {item.number: (item.corrected_by, item.voided_by) for item in listed} == {
        1: (None, None),
        2: (3, None),
        3: (None, 4),
        4: (None, None),
    }
    with pytest.raises(RuleViolation, match="has been corrected by number 3 already"):
        check_in(company, f"{key}.1", 4, corrects=2)
    with pytest.raises(NotFound, match="has no check-in number 9"):
        check_in(company, f"{key}.1", 4, corrects=9)


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"value": None}, InvalidInput, "needs a value"),
        ({"value": 5, "effective_on": date(2026, 11, 19)}, InvalidInput, "in the future"),
        ({"value": 5, "effective_on": date(2026, 9, 30)}, InvalidInput, "runs from 2026-10-01 to 2026-12-31"),
        ({"value": 5, "confidence": 40}, RuleViolation, "needs a sentence why"),
        ({"value": Decimal("1e20")}, InvalidInput, "value"),
        ({"value": 5, "note": "tidy\x1b]0;x\x07"}, InvalidInput, "note"),
        ({"value": 5, "answers": 0}, InvalidInput, "answers"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    company: Company, fields: dict[str, object], error: type[OkrError], words: str
):
    key = started_goal(company)

    with pytest.raises(error, match=words):
        company.call(RecordCheckIn.model_validate({"key": f"{key}.1", **fields}), by="emil")

    assert company.call(ListCheckIns(key=key)).items == ()


def test_a_yes_needs_a_note_that_says_what_shows_it(company: Company):
    key = started_goal(company, key_results=(reply_time(), {"title": "The desk is open", "metric": Metric.YES_NO}))

    with pytest.raises(RuleViolation, match="what shows it"):
        check_in(company, f"{key}.2", 1)
    with pytest.raises(InvalidInput, match="neither 0"):
        check_in(company, f"{key}.2", 2)

    assert check_in(company, f"{key}.2", 1, note="Opened on Monday").moved[0].progress_after == 1_000_000


def test_only_an_active_goal_takes_check_ins_and_says_the_way_out(company: Company):
    key = make_goal(company).key
    with pytest.raises(RuleViolation) as refused:
        check_in(company, f"{key}.1", 5)
    assert refused.value.hint == f"activate it first: okr goal activate {key}"

    company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by="emil")
    company.call(SetGoalState(key=key, state=GoalState.CANCELLED, reason="No longer needed"), by="tess")
    with pytest.raises(RuleViolation, match="cancelled"):
        check_in(company, f"{key}.1", 5)


def test_a_fed_result_follows_what_feeds_it_and_takes_no_check_in(company: Company):
    top = make_top(company, key_results=(reply_time(title="Hours in all"),))
    key = started_goal(company, parent=top.key, link_kind=LinkKind.SUPPORTS)
    company.call(FeedKeyResult(child=f"{key}.1", parent=f"{top.key}.1"), by="olivia")

    check_in(company, f"{key}.1", 6)

    assert company.call(ShowKeyResult(key=f"{top.key}.1")).current == Decimal(6)  # 9 + (6 - 9)
    with pytest.raises(RuleViolation, match="fed by other key results"):
        check_in(company, f"{top.key}.1", 5, by="olivia")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_check_in_and_who_may_not(company: Company, role: str):
    add_cast(company)
    key = started_goal(company, **CAST)

    if role in {"sponsor", "colleague"}:
        with pytest.raises(NotAllowed, match="its owner is Emil Employee"):
            check_in(company, f"{key}.1", 6, by=ROLES[role])
    else:
        assert check_in(company, f"{key}.1", 6, by=ROLES[role]).check_in.by is not None


def test_what_may_not_be_seen_answers_like_what_does_not_exist(company: Company):
    key = started_goal(company, visibility=Visibility.NAMED)

    with pytest.raises(NotFound) as hidden:
        check_in(company, f"{key}.1", 6, by="sven")
    with pytest.raises(NotFound) as missing:
        check_in(company, "HELP-99.1", 6, by="sven")

    assert hidden.value.message.replace(f"{key}.1", "KEY") == missing.value.message.replace("HELP-99.1", "KEY")


def test_many_are_taken_together_or_not_at_all_and_each_bad_row_is_named(company: Company):
    key = started_goal(company, key_results=(reply_time(), reply_time(title="Hours on Sundays")))

    with pytest.raises(OkrError) as refused:
        company.call(
            RecordCheckIns(
                check_ins=(
                    NewCheckIn(key=f"{key}.1", value=Decimal(6)),
                    NewCheckIn(key=f"{key}.7", value=Decimal(6)),
                    NewCheckIn(key=f"{key}.2", value=Decimal(6), effective_on=date(2027, 1, 1)),
                )
            ),
            by="emil",
        )
    assert "row 2" in refused.value.message
    assert "row 3" in refused.value.message
    assert "row 1" not in refused.value.message
    assert company.call(ListCheckIns(key=key)).items == ()

    two = tuple(NewCheckIn(key=f"{key}.{number}", value=Decimal(6)) for number in (1, 2, 1))
    done = company.call(RecordCheckIns(check_ins=two), by="emil")
    assert [(item.key, item.number) for item in done.recorded] == [(f"{key}.1", 1), (f"{key}.2", 1), (f"{key}.1", 2)]
    assert company.call(ShowGoal(key=key)).progress == 600_000


def test_a_repeated_key_gives_the_first_answer_and_another_body_under_it_is_refused(company: Company):
    key = started_goal(company)
    request = RecordCheckIn(key=f"{key}.1", value=Decimal(6))

    first = company.call(request, by="emil", key="once")
    again = company.call(request, by="emil", key="once")

    assert again == first
    assert len(company.call(ListCheckIns(key=key)).items) == 1
    with pytest.raises(Conflict):
        company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(5)), by="emil", key="once")


def test_a_preview_tells_what_the_check_in_then_does(company: Company):
    key = started_goal(company, key_results=(reply_time(), reply_time(title="Hours on Sundays")))
    check_in(company, f"{key}.1", 8, effective_on=date(2026, 11, 2))
    reading = {"key": f"{key}.1", "value": Decimal(5)}

    preview = company.call(PreviewCheckIn.model_validate(reading), by="emil")
    moved = company.call(RecordCheckIn.model_validate(reading), by="emil").moved

    assert [(item.progress_before, item.progress_after, item.status_after) for item in moved] == [
        (preview.before.progress, preview.after.progress, preview.after.status),
        (preview.goal_before.progress, preview.goal_after.progress, preview.goal_after.status),
    ]
    assert len(company.call(ListCheckIns(key=key)).items) == 2


def test_the_reviewer_acknowledges_and_the_author_never(company: Company):
    key = started_goal(company)
    check_in(company, f"{key}.1", 6)

    with pytest.raises(NotAllowed, match="never its author"):
        company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1), by="emil")
    seen = company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1, note="Thank you"), by="tess")
    assert seen.acknowledged_by is not None
    assert (seen.acknowledged_by.handle, seen.acknowledgement) == ("tess", "Thank you")
    assert company.call(ListCheckIns(key=key), by="emil").items == (seen,)
    with pytest.raises(RuleViolation, match="acknowledged already"):
        company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1), by="tess")


def test_who_checked_in_is_told_who_has_read_it_and_what_they_say(company: Company):
    key = started_goal(company)
    check_in(company, f"{key}.1", 6)
    with pytest.raises(InvalidInput, match="control character"):
        company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1, note="A good\x1b[31m week"), by="tess")
    company.call(AcknowledgeCheckIn(key=f"{key}.1", number=1, note="A good week, thank you"), by="tess")
    told = company.call(ListNotices(), by="emil").items[0]
    assert told.key == f"{key}.1#1"
    assert told.text.startswith(f"Tess Team has read your check-in {key}.1#1")
    assert told.text.endswith(": A good week, thank you")


def test_the_list_goes_on_page_by_page_the_newest_first(company: Company):
    key = started_goal(company)
    for day in range(1, 8):
        check_in(company, f"{key}.1", day, effective_on=date(2026, 11, day))

    seen: list[int] = []
    cursor: str | None = None
    while True:
        found = company.call(ListCheckIns(key=f"{key}.1", limit=3, cursor=cursor))
        seen += [item.number for item in found.items]
        cursor = found.next_cursor
        if cursor is None:
            break

    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_a_check_in_is_recorded_with_who_and_when(company: Company):
    key = started_goal(company)

    written = check_in(company, f"{key}.1", 6, confidence=80, status=Status.ON_TRACK, blocker="No staff").check_in

    assert written.by is not None
    assert (written.by.handle, written.confidence, written.status, written.blocker) == (
        "emil",
        80,
        Status.ON_TRACK,
        "No staff",
    )
    assert isinstance(written.recorded_at, datetime)
    assert written.recorded_at.date() == TODAY
