"""Accepting a contribution: the goal that is written for it, who of two comes first, and when nothing can be agreed on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event

from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    DeclineContribution,
    ListContributions,
    ShowContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.units import CreateUnit
from okr.contract.verification import Verify
from okr.domain.errors import Conflict, RuleViolation
from okr.domain.vocabulary import (
    ContributionState,
    GoalState,
    LinkKind,
    Metric,
    ShareMode,
    Source,
    UnitKind,
)
from tests.application.companies import Company
from tests.application.contribution_company import ask, top
from tests.application.cycle_company import start_grading
from tests.application.goal_company import reply_time

D = Decimal


def test_accepting_under_a_goal_writes_a_goal_that_contributes(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES", title="Call those who left", due_on=date(2026, 12, 15))

    accepted = company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")

    assert (accepted.state, accepted.child, accepted.child_state) == (
        ContributionState.ACCEPTED,
        "CARE-1",
        GoalState.DRAFT,
    )
    goal = company.call(ShowGoal(key="CARE-1"))
    assert (goal.title, goal.due, goal.focus_area, goal.why) == (
        "Call those who left",
        date(2026, 12, 15),
        "trust",
        parent.why,
    )
    assert goal.owner is not None
    assert goal.owner.handle == "dan"
    assert goal.sponsor is not None
    assert goal.sponsor.handle == "olivia"
    [link] = goal.parents
    assert (link.key, link.kind, link.weight) == (parent.key, LinkKind.CONTRIBUTES, D("0.5"))
    assert company.call(Verify()).difference_count == 0
    shown = company.call(ShowSubscription(key=parent.key)).parents[0]
    assert shown.sentence == "asked 100 %, accepted 50 %, short by 50 points"


def test_accepting_under_a_key_result_writes_one_that_feeds_it(company: Company):
    parent = top(company)
    result = f"{parent.key}.1"
    ask(company, result, "CARE", "SALES", shares=ShareMode.EQUAL)

    accepted = company.call(AcceptContribution(key=f"{parent.key}+1", why="They told us why they left"), by="dan")
    company.call(AcceptContribution(key=f"{parent.key}+2"), by="sara")

    assert accepted.child_key_result == "CARE-1.1"
    child = company.call(ShowKeyResult(key="CARE-1.1"))
    assert (child.baseline, child.target, child.metric, child.unit_of_measure) == (
        D(0),
        D(60),
        Metric.INCREASE,
        "calls",
    )
    fed = company.call(ShowKeyResult(key=result))
    assert (fed.source, fed.feed_method, [one.key for one in fed.fed_by]) == (
        Source.FED,
        "sum",
        ["CARE-1.1", "SALES-1.1"],
    )
    assert [one.kind for one in company.call(ShowGoal(key="CARE-1")).parents] == [LinkKind.SUPPORTS]
    assert company.call(Verify()).difference_count == 0
    assert company.call(ShowSubscription(key=result)).parents[0].sentence.endswith("fully subscribed")

    for key in ("CARE-1", "SALES-1"):
        company.call(SetGoalState(key=key, state=GoalState.ACTIVE), by="olivia")
    company.call(RecordCheckIn(key="CARE-1.1", value=D(30)), by="dan")
    assert company.call(ShowKeyResult(key=result)).current == 30
    assert company.call(ShowGoal(key=parent.key)).progress == 250_000
    assert company.call(Verify()).difference_count == 0


def test_what_decreases_is_taken_off_from_where_the_giver_stands(company: Company):
    parent = top(company, key_results=(reply_time(title="Complaints", baseline=D(300), target=D(200)),))
    ask(company, f"{parent.key}.1", "CARE")

    with pytest.raises(RuleViolation, match="say where you stand today"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    company.call(AcceptContribution(key=f"{parent.key}+1", baseline=D(140)), by="dan")

    child = company.call(ShowKeyResult(key="CARE-1.1"))
    assert (child.baseline, child.target) == (D(140), D(40))


def test_accepting_can_let_the_goal_begin_at_once(company: Company):
    parent = top(company)
    ask(company, f"{parent.key}.1", "HELP", title="Call every customer who left within a week")

    accepted = company.call(AcceptContribution(key=f"{parent.key}+1", activate=True), by="tess")

    assert accepted.child_state is GoalState.ACTIVE
    assert company.call(Verify()).difference_count == 0


def test_a_goal_with_a_failing_letter_is_not_begun_and_nothing_is_accepted(company: Company):
    parent = top(company)
    ask(company, parent.key, "HELP")

    with pytest.raises(RuleViolation, match="cannot become active yet"):
        company.call(AcceptContribution(key=f"{parent.key}+1", activate=True), by="tess")

    assert company.call(ShowContribution(key=f"{parent.key}+1")).state is ContributionState.OPEN


def test_a_goal_that_was_given_up_is_not_subscribed_any_more(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE")
    company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")

    company.call(SetGoalState(key="CARE-1", state=GoalState.CANCELLED, reason="No time"), by="dan")

    shown = company.call(ShowSubscription(key=parent.key)).parents[0]
    assert (shown.accepted, shown.given_up) == (0, 1_000_000)


def test_a_key_result_with_readings_of_its_own_is_not_silently_fed(company: Company):
    parent = top(company)
    company.call(RecordCheckIn(key=f"{parent.key}.1", value=D(10)), by="olivia")
    with pytest.raises(RuleViolation, match="has readings of its own"):
        ask(company, f"{parent.key}.1", "CARE")

    company.call(RecordCheckIn(key=f"{parent.key}.1", voids=1), by="olivia")
    ask(company, f"{parent.key}.1", "CARE")
    company.call(RecordCheckIn(key=f"{parent.key}.1", value=D(20)), by="olivia")
    with pytest.raises(RuleViolation, match="has readings of its own"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    assert company.call(ShowKeyResult(key=f"{parent.key}.1")).current == 20


def test_a_unit_without_a_lead_needs_an_owner_named(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    parent = top(company)
    ask(company, parent.key, "CHAT")
    with pytest.raises(RuleViolation, match="CHAT has no lead"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    accepted = company.call(AcceptContribution(key=f"{parent.key}+1", owner="emil"), by="dan")
    goal = company.call(ShowGoal(key=str(accepted.child)))
    assert goal.owner is not None
    assert goal.owner.handle == "emil"


def test_nothing_is_agreed_for_a_goal_that_is_closed(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE")
    company.call(SetGoalState(key=parent.key, state=GoalState.CANCELLED, reason="Given up"), by="olivia")
    with pytest.raises(RuleViolation, match="is cancelled and frozen"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    with pytest.raises(RuleViolation, match="is cancelled and frozen"):
        ask(company, parent.key, "SALES")
    declined = company.call(DeclineContribution(key=f"{parent.key}+1", reason="It is over"), by="dan")
    assert declined.state is ContributionState.DECLINED


def test_an_answer_to_terms_that_changed_meanwhile_is_refused(company: Company):
    parent = top(company)
    asked = ask(company, parent.key, "CARE").asked[0]
    company.call(AskContributionAgain(key=asked.key, share=D(70)), by="olivia")
    with pytest.raises(Conflict, match="was changed by Olivia Owner since"):
        company.call(AcceptContribution(key=asked.key, version=asked.version), by="dan")


def test_nothing_is_agreed_once_the_cycle_is_graded_or_closed(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES")
    start_grading(company)
    with pytest.raises(RuleViolation, match="is being graded; nothing is agreed"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    with pytest.raises(RuleViolation, match="is being graded"):
        ask(company, parent.key, "@emil")
    words = f"The cycle {parent.cycle} is being graded; nothing is agreed for {parent.key} any more."
    shown = company.call(ShowContribution(key=f"{parent.key}+1"), by="dan")
    assert (shown.over, shown.may) == (words, ("decline",))
    listed = company.call(ListContributions(parent=parent.key), by="dan").items
    assert [one.over for one in listed] == [words, words]
    assert company.call(ShowSubscription(key=parent.key), by="olivia").over == words
    withdrawn = company.call(WithdrawContribution(key=f"{parent.key}+2"), by="olivia")
    assert withdrawn.state is ContributionState.WITHDRAWN


def test_what_may_be_agreed_says_so_and_a_goal_that_is_over_says_why_not(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE")
    shown = company.call(ShowContribution(key=f"{parent.key}+1"), by="dan")
    assert (shown.over, shown.may) == (None, ("accept", "counter", "decline"))
    assert company.call(ShowSubscription(key=parent.key)).over is None
    company.call(SetGoalState(key=parent.key, state=GoalState.CANCELLED, reason="Other things come first"))
    assert company.call(ShowSubscription(key=parent.key)).over == f"{parent.key} is cancelled and frozen."
    assert (
        company.call(ShowContribution(key=f"{parent.key}+1"), by="dan").over == f"{parent.key} is cancelled and frozen."
    )


def test_two_who_accept_at_once_both_feed_the_parent(company: Company):
    parent = top(company)
    keys = [one.key for one in ask(company, f"{parent.key}.1", "CARE", "SALES", "HELP", "@emil").asked]
    backends = [company.acting(handle) for handle in ("dan", "sara", "tess", "emil")]

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(lambda backend, key: backend.call(AcceptContribution(key=key)), backends, keys))

    fed = company.call(ShowKeyResult(key=f"{parent.key}.1"))
    assert (fed.source, len(fed.fed_by)) == (Source.FED, 4)
    assert company.call(Verify()).difference_count == 0
    assert company.call(ShowSubscription(key=f"{parent.key}.1")).parents[0].sentence.endswith("fully subscribed")


def test_of_two_answers_at_once_only_one_counts(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP").asked[0].key

    def answer(handle: str) -> str:
        try:
            company.acting(handle).call(AcceptContribution(key=key))
        except (Conflict, RuleViolation):
            return "refused"
        return "accepted"

    company.acting("tess"), company.acting("dan")
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, ("tess", "dan"))) == ["accepted", "refused"]
    assert [one.key for one in company.call(ShowGoal(key=parent.key)).child_goals] == ["HELP-1"]


def test_what_accepting_answers_is_what_is_shown_afterwards(company: Company):
    parent = top(company)
    for what in (parent.key, f"{parent.key}.1"):
        ask(company, what, "CARE", "HELP", "@emil", message="It counts")
    answers = {"CARE": "dan", "HELP": "tess"}

    for row in company.call(ListContributions(parent=parent.key)).items:
        handle = "emil" if row.unit is None else answers[row.unit.key]
        accepted = company.call(AcceptContribution(key=row.key), by=handle)
        assert accepted == company.call(ShowContribution(key=row.key), by=handle)
        assert accepted.child is not None


def test_the_same_answer_under_one_key_is_given_once(company: Company):
    parent = top(company)
    [asked] = ask(company, f"{parent.key}.1", "CARE").asked
    first, second = (company.call(AcceptContribution(key=asked.key), by="dan", key="once") for _ in range(2))
    assert first == second
    assert first.child == "CARE-1"
    assert [one.key for one in company.call(ShowKeyResult(key=f"{parent.key}.1")).fed_by] == ["CARE-1.1"]


def test_accepting_asks_little_of_the_database(company: Company):
    parent = top(company)
    heard: list[str] = []
    ask(company, parent.key, "CARE", "HELP")
    ask(company, f"{parent.key}.1", "CARE", "HELP")
    dan, tess = company.acting("dan"), company.acting("tess")
    dan.call(AcceptContribution(key=f"{parent.key}+1"))
    dan.call(AcceptContribution(key=f"{parent.key}+3"))  # the first one, from which on the parent is fed
    tess.call(ListContributions())  # the database is open from here on

    def note(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        heard.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        tess.call(AcceptContribution(key=f"{parent.key}+2"))
        of_goal = len(heard)
        tess.call(AcceptContribution(key=f"{parent.key}+4"))
        of_result = len(heard) - of_goal
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    # One of them lets what waited for the answer count as read; on PostgreSQL it goes with the commit.
    assert (of_goal, of_result) == ((13, 16) if dan.store.url.is_sqlite else (10, 10)), heard
