"""Undo of what people agree on and say: each step of a contribution, and a comment that was taken back, stand as before."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from okr.application import undo
from okr.client.local import LocalBackend
from okr.contract.base import Request
from okr.contract.check_ins import RecordCheckIn
from okr.contract.comments import AddComment, ListComments, RestoreComment, WithdrawComment
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    ContributionView,
    CounterContribution,
    DeclineContribution,
    OfferContribution,
    ShowContribution,
    ShowSubscription,
    TakeBackStep,
    WithdrawContribution,
)
from okr.contract.goals import EditGoal, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.notices import ListNotices
from okr.contract.trail import ShowTrail
from okr.contract.undo import MINUTES, ShowLastChange, UndoLast
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import ContributionState, ContributionStep, GoalState, Source
from storage.encoding import decode_row
from storage.tables.journal import audit
from tests.application.companies import Company
from tests.application.contribution_company import ask, calls, top
from tests.application.goal_company import make_goal, reply_time

D = Decimal


def _terms(view: ContributionView) -> dict[str, Any]:
    """A contribution as it stands, but for its version and steps, and for when and in which words it came to stand so."""
    return view.model_dump(exclude={"version", "steps", "since", "said"})


def _newest(company: Company, key: str) -> tuple[str, object]:
    """The operation that the newest audit entry of a contribution tells of, and the state that it led to."""
    columns = (audit.c.operation, audit.c.after)
    of_it = audit.c.object_key == key, audit.c.object_id.is_not(None)
    statement = select(*columns).where(*of_it).order_by(audit.c.id.desc()).limit(1)
    row = company.acting().store.read(lambda work: work.connection.execute(statement).one())
    return row.operation, decode_row(row.after)["state"]


def _seen(company: Company, key: str, by: str = "olivia") -> ContributionView:
    return company.call(ShowContribution(key=key), by=by)


@pytest.mark.parametrize(
    "answer",
    [
        lambda key: DeclineContribution(key=key, reason="We know no such customers"),
        lambda key: CounterContribution(
            key=key, share=D(20), due_on=date(2026, 12, 10), title="Fewer", reason="Two are away"
        ),
        lambda key: AcceptContribution(key=key),
        lambda key: AcceptContribution(key=key, owner="tess", why="They told us why", activate=False),
    ],
    ids=["declined", "countered", "accepted", "accepted for another"],
)
def test_an_answer_is_taken_back_and_both_stay_in_the_history(
    company: Company, answer: Callable[[str], Request[Any]]
) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES")
    key = f"{parent.key}+1"
    before = _seen(company, key, by="dan")
    company.call(answer(key), by="dan")
    assert _seen(company, key).state is not ContributionState.OPEN

    step = company.call(ShowLastChange(), by="dan").step
    assert step is not None
    assert step.possible
    company.call(UndoLast(), by="dan")

    after = _seen(company, key, by="dan")
    assert _terms(after) == _terms(before)
    assert len(after.steps) == 3
    assert after.steps[0] == before.steps[0]
    assert (after.steps[2].step, after.steps[2].title) == (ContributionStep.ASKED, before.title)
    assert after.said is not None
    assert "Dan Division took" in after.said
    assert company.call(ShowSubscription(key=parent.key)).parents[0].sentence == (
        "asked 100 %, accepted 0 %, short by 100 points"
    )
    assert "took" in company.call(ListNotices(), by="olivia").items[0].text
    assert company.call(Verify()).difference_count == 0
    company.call(AcceptContribution(key=key), by="dan")


def test_what_an_agreement_made_is_cancelled_and_untied(company: Company) -> None:
    parent = top(company)
    result = f"{parent.key}.1"
    ask(company, result, "CARE", "SALES")
    company.call(AcceptContribution(key=f"{parent.key}+1", activate=False), by="dan")
    assert company.call(ShowKeyResult(key=result)).source is Source.FED

    done = company.call(UndoLast(), by="dan")

    assert "the goal that was made for it is cancelled" in done.words[0]
    goal = company.call(ShowGoal(key="CARE-1"))
    assert (goal.state, goal.parents) == (GoalState.CANCELLED, ())
    own = company.call(ShowKeyResult(key=result))
    assert (own.source, own.fed_by) == (Source.TYPED, ())
    assert _seen(company, f"{parent.key}+1").child is None
    assert company.call(Verify()).difference_count == 0
    company.call(RecordCheckIn(key=result, value=D(3)), by="olivia")


def test_one_of_two_agreements_leaves_the_other_feeding(company: Company) -> None:
    parent = top(company)
    ask(company, f"{parent.key}.1", "CARE", "SALES")
    company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    company.call(AcceptContribution(key=f"{parent.key}+2"), by="sara")
    company.call(UndoLast(), by="dan")
    fed = company.call(ShowKeyResult(key=f"{parent.key}.1"))
    assert (fed.source, [one.key for one in fed.fed_by]) == (Source.FED, ["SALES-1.1"])
    assert company.call(Verify()).difference_count == 0


def test_who_accepts_a_counter_takes_that_back_though_the_goal_is_anothers(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE")
    key = f"{parent.key}+1"
    company.call(CounterContribution(key=key, share=D(20), reason="Two are away"), by="dan")
    company.call(AcceptContribution(key=key), by="olivia")
    company.call(UndoLast(), by="olivia")
    after = _seen(company, key)
    assert (after.state, after.share, after.child) == (ContributionState.COUNTERED, D(20), None)
    assert company.call(ShowGoal(key="CARE-1")).state is GoalState.CANCELLED
    with pytest.raises(Conflict, match="changed since"):
        company.call(UndoLast(), by="dan")


def test_an_active_goal_that_an_agreement_made_is_cancelled_too(company: Company) -> None:
    parent = top(company)
    ask(company, f"{parent.key}.1", "CARE", title="Call 120 customers who left us by December")
    company.call(AcceptContribution(key=f"{parent.key}+1", activate=True), by="dan")
    assert company.call(ShowGoal(key="CARE-1")).state is GoalState.ACTIVE
    company.call(UndoLast(), by="dan")
    assert company.call(ShowGoal(key="CARE-1")).state is GoalState.CANCELLED
    assert company.call(Verify()).difference_count == 0


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: AddComment(on="CARE-1", text="Well then"), "comments"),
        (lambda: EditGoal(key="CARE-1", why="They asked for it"), "changed since"),
        (lambda: RecordCheckIn(key="CARE-1.1", value=D(3)), "check-ins"),
    ],
    ids=["comment", "edit", "check-in"],
)
def test_an_agreement_stays_once_something_is_built_on_it(
    company: Company, build: Callable[[], Request[Any]], words: str
) -> None:
    parent = top(company)
    ask(company, f"{parent.key}.1", "CARE", title="Call 120 customers who left us by December")
    company.call(AcceptContribution(key=f"{parent.key}+1", activate=True), by="dan")
    company.call(build(), by="tess" if "Comment" in type(build()).__name__ else "dan")
    with pytest.raises(RuleViolation, match=words):
        company.call(TakeBackStep(key=f"{parent.key}+1"), by="dan")
    assert company.call(ShowGoal(key="CARE-1")).state is GoalState.ACTIVE


def test_asking_is_withdrawn_and_asking_again_stands_as_before(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES", message="Please")
    key = f"{parent.key}+1"
    company.call(AskContributionAgain(key=key, share=D(70), message="More"), by="olivia")
    company.call(UndoLast(), by="olivia")
    after = _seen(company, key)
    assert (after.state, after.share, after.message) == (ContributionState.OPEN, D(50), "Please")
    sentence = company.call(ShowSubscription(key=parent.key)).parents[0].sentence
    assert sentence == "asked 100 %, accepted 0 %, short by 100 points"

    company.call(DeclineContribution(key=key, reason="No"), by="dan")
    company.call(AskContributionAgain(key=key, message="Once more"), by="olivia")
    company.call(UndoLast(), by="olivia")
    after = _seen(company, key)
    assert (after.state, after.answer_due_on) == (ContributionState.DECLINED, None)


def test_asking_many_at_once_is_withdrawn_at_once(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES", "@emil")
    done = company.call(UndoLast(), by="olivia")
    assert len(done.words) == 3
    assert {_seen(company, f"{parent.key}+{number}").state for number in (1, 2, 3)} == {ContributionState.WITHDRAWN}


def test_what_is_not_seen_to_its_end_is_not_undone_in_part(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES", "@emil")
    monkeypatch.setattr(undo, "LOOKED_AT", 2)
    step = company.call(ShowLastChange(), by="olivia").step
    assert step is not None
    assert not step.possible
    with pytest.raises(RuleViolation, match="not undone at once"):
        company.call(UndoLast(), by="olivia")
    assert _seen(company, f"{parent.key}+3").state is ContributionState.OPEN


def test_asking_stays_once_somebody_answered(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES")
    company.call(DeclineContribution(key=f"{parent.key}+1", reason="No"), by="dan")
    with pytest.raises(Conflict, match="changed since"):
        company.call(UndoLast(), by="olivia")


def test_taking_back_is_taken_back(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE")
    key = f"{parent.key}+1"
    company.call(WithdrawContribution(key=key, reason="Not needed"), by="olivia")
    company.call(UndoLast(), by="olivia")
    assert _seen(company, key).state is ContributionState.OPEN
    company.call(AcceptContribution(key=key), by="dan")


def test_an_offer_is_withdrawn_and_its_acceptance_unties_it(company: Company) -> None:
    parent = top(company)
    goal = make_goal(company, activate=True, key_results=(calls(target=40),))
    company.call(OfferContribution(offered=goal.key, parent=parent.key, share=D(30)), by="emil")
    key = f"{parent.key}+1"
    company.call(AcceptContribution(key=key), by="olivia")
    company.call(UndoLast(), by="olivia")
    after = _seen(company, key)
    assert (after.state, after.offered, after.child) == (ContributionState.OPEN, True, goal.key)
    own = company.call(ShowGoal(key=goal.key))
    assert (own.state, own.parents) == (GoalState.ACTIVE, ())

    company.call(OfferContribution(offered=f"{goal.key}.1", parent=f"{top(company).key}.1"), by="emil")
    company.call(UndoLast(), by="emil")
    assert company.call(Verify()).difference_count == 0


def test_an_offered_result_feeds_no_more(company: Company) -> None:
    parent = top(company)
    goal = make_goal(company, activate=True, key_results=(calls(target=40), reply_time()))
    company.call(OfferContribution(offered=f"{goal.key}.1", parent=f"{parent.key}.1"), by="emil")
    company.call(AcceptContribution(key=f"{parent.key}+1"), by="olivia")
    company.call(UndoLast(), by="olivia")
    fed = company.call(ShowKeyResult(key=f"{parent.key}.1"))
    assert (fed.source, fed.fed_by) == (Source.TYPED, ())
    assert company.call(ShowGoal(key=goal.key)).state is GoalState.ACTIVE
    assert company.call(Verify()).difference_count == 0


def test_nobody_takes_the_step_of_another_back_and_no_step_twice(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE")
    key = f"{parent.key}+1"
    company.call(DeclineContribution(key=key, reason="No"), by="dan")
    for other in ("olivia", "sven"):
        with pytest.raises((NotAllowed, NotFound)):
            company.call(TakeBackStep(key=key), by=other)
    company.call(TakeBackStep(key=key), by="dan")
    for one in ("dan", "olivia"):
        with pytest.raises((NotAllowed, RuleViolation)):
            company.call(TakeBackStep(key=key), by=one)
    assert _newest(company, key)[0] == "contributions.take-back"


def test_after_some_minutes_a_step_stays(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE")
    key = f"{parent.key}+1"
    answered = company.call(DeclineContribution(key=key, reason="No"), by="dan").since
    later = answered + timedelta(minutes=MINUTES, seconds=1)
    backend = LocalBackend(company.url, acting_as="dan", today=company.today, clock=lambda: later)
    try:
        with pytest.raises(RuleViolation, match="others rely on it"):
            backend.call(TakeBackStep(key=key))
    finally:
        backend.close()


def test_the_audit_tells_of_the_undo(company: Company) -> None:
    parent = top(company)
    ask(company, parent.key, "CARE")
    company.call(DeclineContribution(key=f"{parent.key}+1", reason="No"), by="dan")
    company.call(UndoLast(), by="dan")
    assert _newest(company, f"{parent.key}+1") == ("undo.last", "open")


def test_a_comment_that_was_taken_back_is_read_again_by_who_said_it(company: Company) -> None:
    goal = make_goal(company, activate=True).key
    company.call(AddComment(on=goal, text="Well done, @tess"), by="emil")
    company.call(WithdrawComment(goal=goal, number=1), by="emil")
    told = len(company.call(ListNotices(), by="tess").items)
    [gone] = company.call(ListComments(on=goal), by="emil").items
    assert (gone.may_restore, company.call(ListComments(on=goal), by="tess").items[0].may_restore) == (True, False)
    with pytest.raises(NotAllowed):
        company.call(RestoreComment(goal=goal, number=1), by="tess")

    done = company.call(UndoLast(), by="emil")

    assert done.words == (f"{goal} comment 1 is read again",)
    [found] = company.call(ListComments(on=goal), by="emil").items
    assert (found.text, found.withdrawn, [one.handle for one in found.mentions]) == (
        "Well done, @tess",
        False,
        ["tess"],
    )
    assert len(company.call(ListNotices(), by="tess").items) == told
    with pytest.raises(RuleViolation, match="was not withdrawn"):
        company.call(RestoreComment(goal=goal, number=1), by="emil")
    assert company.call(ShowTrail(key=goal)).items
