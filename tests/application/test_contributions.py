"""The cascade contract: asked, countered, declined, accepted, taken back; who may, what follows, and what is never overwritten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okr.contract.alignment import ShowAlignment
from okr.contract.base import Request
from okr.contract.check_ins import RecordCheckIn
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    AskContributions,
    AskedContributions,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    NewReceiver,
    ShowContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import GoalView, SetGoalState, ShowGoal
from okr.contract.key_results import ShowKeyResult
from okr.contract.notices import ListNotices, ReadNotices
from okr.contract.organisation import EditOrganisation
from okr.contract.people import EditPerson
from okr.contract.units import CreateUnit, EditUnit
from okr.contract.verification import TurnDay, Verify
from okr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import (
    ContributionState,
    ContributionStep,
    GoalState,
    LinkKind,
    Metric,
    ShareMode,
    Source,
    UnitKind,
    Visibility,
)
from tests.application.companies import TODAY, Company
from tests.application.cycle_company import start_grading
from tests.application.goal_company import CAST, ROLES, add_cast, audit_of, make_goal, make_top, reply_time

D = Decimal


def calls(**fields: object):
    given = {"title": "Calls", "metric": Metric.INCREASE, "baseline": 0, "target": 120, "unit_of_measure": "calls"}
    return reply_time(**(given | fields))


def top(company: Company, **fields: object) -> GoalView:
    return make_top(company, "Win customers back who left us", **({"key_results": (calls(),)} | fields))


def ask(company: Company, parent: str, *to: str, by: str = "olivia", **fields: object) -> AskedContributions:
    receivers = tuple(NewReceiver(person=one[1:]) if one.startswith("@") else NewReceiver(unit=one) for one in to)
    return company.call(AskContributions.model_validate({"parent": parent, "receivers": receivers, **fields}), by=by)


def test_what_a_goal_needs_is_divided_equally_and_everybody_is_told(company: Company):
    parent = top(company)

    asked = ask(company, parent.key, "CARE", "SALES", "@emil", title="Call them", message="It counts")

    assert [(one.key, one.share, one.unit_of_measure, one.state) for one in asked.asked] == [
        (f"{parent.key}+1", D(34), "%", ContributionState.OPEN),
        (f"{parent.key}+2", D(33), "%", ContributionState.OPEN),
        (f"{parent.key}+3", D(33), "%", ContributionState.OPEN),
    ]
    assert [one.waits_for.handle for one in asked.asked if one.waits_for] == ["dan", "sara", "emil"]
    assert asked.subscription.sentence == "asked 100 %, accepted 0 %, short by 100 points"
    for handle, key in (("dan", "+1"), ("sara", "+2"), ("emil", "+3")):
        [notice] = company.call(ListNotices(), by=handle).items
        assert notice.key == f"{parent.key}{key}"
        assert "Olivia Owner asks" in notice.text
        assert [one.key for one in company.call(ListContributions(waiting=True), by=handle).items] == [notice.key]
    assert not company.call(ListContributions(waiting=True), by="sven").items
    assert not company.call(ListNotices(), by="olivia").items


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


def test_a_counter_is_accepted_by_who_asked_and_every_step_stays(company: Company):
    parent = top(company)
    key = f"{parent.key}+1"
    ask(company, f"{parent.key}.1", "HELP", "SALES", by="olivia")

    countered = company.call(
        CounterContribution(key=key, share=D(40), due_on=date(2026, 12, 20), reason="Two of us are away"), by="tess"
    )
    assert (countered.state, countered.share, countered.part) == (ContributionState.COUNTERED, D(40), 333_333)
    assert (countered.said, countered.since) == ("Two of us are away", countered.steps[-1].recorded_at)
    assert countered.waits_for is not None
    assert countered.waits_for.handle == "olivia"
    assert [one.key for one in company.call(ListContributions(waiting=True), by="olivia").items] == [key]
    sentence = company.call(ShowSubscription(key=f"{parent.key}.1")).parents[0]
    assert (sentence.asked, sentence.countered, sentence.open) == (1_000_000, 333_333, 500_000)

    accepted = company.call(AcceptContribution(key=key), by="olivia")

    assert [(one.step, one.share, one.text, one.by.handle) for one in accepted.steps] == [
        (ContributionStep.ASKED, D(60), None, "olivia"),
        (ContributionStep.COUNTERED, D(40), "Two of us are away", "tess"),
        (ContributionStep.ACCEPTED, D(40), None, "olivia"),
    ]
    goal = company.call(ShowGoal(key="HELP-1"))
    assert goal.owner is not None
    assert (goal.owner.handle, goal.due, goal.results[0].target) == ("tess", date(2026, 12, 20), D(40))
    assert [one.object_key for one in audit_of(company, "HELP-1")] == ["HELP-1"]
    assert accepted.may == ()


def test_who_declines_may_be_asked_again_on_other_terms(company: Company):
    parent = top(company)
    key = f"{parent.key}+1"
    ask(company, parent.key, "@emil")

    declined = company.call(DeclineContribution(key=key, reason="I am away"), by="emil")
    assert (declined.state, declined.answer_due_on, declined.waits_for) == (ContributionState.DECLINED, None, None)
    assert company.call(ShowSubscription(key=parent.key)).parents[0].declined == 1_000_000

    again = company.call(AskContributionAgain(key=key, share=D(10), message="Only a little"), by="olivia")
    assert (again.state, again.share, [one.step for one in again.steps]) == (
        ContributionState.OPEN,
        D(10),
        [ContributionStep.ASKED, ContributionStep.DECLINED, ContributionStep.ASKED],
    )
    accepted = company.call(AcceptContribution(key=key), by="emil")
    assert accepted.child == "HELP-1"
    with pytest.raises(RuleViolation, match="is accepted"):
        company.call(AskContributionAgain(key=key, share=D(20)), by="olivia")
    with pytest.raises(RuleViolation, match="nothing to answer any more"):
        company.call(AcceptContribution(key=key), by="emil")


def test_what_is_withdrawn_is_not_asked_any_more(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES")

    withdrawn = company.call(WithdrawContribution(key=f"{parent.key}+2", reason="Too early"), by="olivia")

    assert withdrawn.state is ContributionState.WITHDRAWN
    assert company.call(ShowSubscription(key=parent.key)).parents[0].asked == 500_000
    with pytest.raises(RuleViolation, match="is withdrawn"):
        company.call(AcceptContribution(key=f"{parent.key}+2"), by="sara")


def test_a_goal_that_was_given_up_is_not_subscribed_any_more(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE")
    company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")

    company.call(SetGoalState(key="CARE-1", state=GoalState.CANCELLED, reason="No time"), by="dan")

    shown = company.call(ShowSubscription(key=parent.key)).parents[0]
    assert (shown.accepted, shown.given_up) == (0, 1_000_000)


# --------------------------------------------------------------------------------------------------------- shares


def test_a_whole_level_is_asked_at_once_by_head_count(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    company.call(EditPerson(handle="sven", unit="CHAT"))
    parent = top(company)

    asked = company.call(
        AskContributions(
            parent=f"{parent.key}.1", level=UnitKind.TEAM, below="CARE", shares=ShareMode.PEOPLE, amount=D(90)
        )
    )

    assert [(one.unit.key, one.share) for one in asked.asked if one.unit] == [("HELP", D(60)), ("CHAT", D(30))]
    assert [one.waits_for and one.waits_for.handle for one in asked.asked] == ["tess", "dan"]
    assert [one.key for one in company.call(ListContributions(waiting=True), by="dan").items] == [f"{parent.key}+2"]
    assert company.call(ListNotices(), by="dan").items[0].key == f"{parent.key}+2"
    again = AskContributions(parent=f"{parent.key}.1", level=UnitKind.TEAM, below="CARE")
    with pytest.raises(RuleViolation, match="all of them were asked already"):
        company.call(again)
    company.call(CreateUnit(key="MAIL", name="Mail", kind=UnitKind.TEAM, parent="CARE"))
    second = company.call(again)
    assert [one.key for one in company.call(ListContributions(waiting=True), by="dan").items] == [
        f"{parent.key}+2",
        second.asked[0].key,
    ]
    assert [one.unit.key for one in second.asked if one.unit] == ["MAIL"]
    assert [one.unit.key for one in second.left_out] == ["HELP", "CHAT"]


def test_shares_may_go_by_weight_or_be_typed(company: Company):
    parent = top(company)
    by_weight = company.call(
        AskContributions(
            parent=parent.key,
            shares=ShareMode.WEIGHT,
            receivers=(NewReceiver(unit="CARE", weight=D(3)), NewReceiver(unit="SALES", weight=D(1))),
        )
    )
    assert [one.share for one in by_weight.asked] == [D(75), D(25)]
    typed = company.call(
        AskContributions(
            parent=f"{parent.key}.1",
            shares=ShareMode.TYPED,
            receivers=(NewReceiver(unit="CARE", share=D(100)), NewReceiver(unit="SALES", share=D(44))),
        )
    )
    assert typed.subscription.sentence == "asked 120 %, accepted 0 %, short by 100 points"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Say whom to ask"),
        ({"level": "team"}, "below which unit"),
        ({"level": "team", "below": "CARE", "shares": "typed"}, "A whole level shares equally"),
        ({"level": "department", "below": "CARE"}, "no department below CARE"),
        ({"receivers": ({"unit": "CARE"}, {"unit": "CARE"})}, "named twice"),
        ({"receivers": ({"unit": "CARE", "person": "dan"},)}, "a unit or a person"),
        ({"receivers": ({"unit": "CARE"},), "shares": "typed"}, "Type the share of CARE"),
        ({"receivers": ({"unit": "CARE", "share": "-3"},), "shares": "typed"}, "more than nothing"),
        ({"receivers": ({"unit": "CARE"},), "shares": "weight"}, "By weight"),
        ({"receivers": ({"unit": "CARE", "share": "3"},)}, "go with the mode typed"),
        ({"receivers": ({"unit": "CARE"},), "amount": "0"}, "more than nothing"),
        ({"receivers": ({"unit": "CARE"},), "due_on": "2027-02-01"}, "is not a due date"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(company: Company, fields, message: str):
    parent = top(company)
    with pytest.raises((InvalidInput, RuleViolation), match=message):
        company.call(AskContributions.model_validate({"parent": parent.key, **fields}))
    assert company.call(ListContributions(parent=parent.key)).items == ()


def test_one_that_is_asked_is_not_asked_twice_meanwhile(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE")
    with pytest.raises(RuleViolation, match="CARE was asked already"):
        ask(company, parent.key, "SALES", "CARE")
    company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    assert ask(company, parent.key, "CARE").asked[0].key == f"{parent.key}+2"


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


def test_what_has_no_target_cannot_be_shared(company: Company):
    limit = reply_time(metric=Metric.AT_MOST, baseline=None, target=None, upper=D(8))
    parent = top(company, key_results=(limit,))
    with pytest.raises(RuleViolation, match="nobody can take a share"):
        ask(company, f"{parent.key}.1", "CARE")


# --------------------------------------------------------------------------------------------------------- rights


@pytest.mark.parametrize("role", ROLES)
def test_who_may_ask_for_contributions(company: Company, role: str):
    add_cast(company)
    goal = make_goal(company, activate=True, **CAST)
    may = role in {"owner", "delegate", "lead and manager", "lead above", "administrator"}
    if may:
        assert ask(company, goal.key, "@sven", by=ROLES[role]).asked
    else:
        with pytest.raises(NotAllowed, match="may ask for contributions to this goal"):
            ask(company, goal.key, "@sven", by=ROLES[role])


@pytest.mark.parametrize(
    ("handle", "may"), [("tess", True), ("dan", True), ("emil", False), ("sara", False), ("olivia", False)]
)
def test_a_unit_is_answered_for_by_its_lead_or_one_above_but_not_by_who_asked(company: Company, handle: str, may: bool):
    parent = top(company)
    ask(company, parent.key, "HELP")
    if may:
        assert company.call(AcceptContribution(key=f"{parent.key}+1"), by=handle).child == "HELP-1"
    else:
        with pytest.raises(NotAllowed, match="may answer for the one who is to contribute, and never whoever asked"):
            company.call(AcceptContribution(key=f"{parent.key}+1"), by=handle)


@pytest.mark.parametrize("handle", ["tess", "dan", "sven"])
def test_nobody_answers_for_another_person(company: Company, handle: str):
    parent = top(company)
    ask(company, parent.key, "@emil")
    with pytest.raises(NotAllowed):
        company.call(DeclineContribution(key=f"{parent.key}+1", reason="No"), by=handle)


def test_who_leads_the_unit_that_they_ask_answers_for_it(company: Company):
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", activate=True)
    ask(company, goal.key, "CARE", by="dan")
    assert company.call(AcceptContribution(key=f"{goal.key}+1"), by="dan").child == "CARE-2"


@pytest.mark.parametrize("handle", ["tess", "emil", "sven"])
def test_only_who_may_ask_takes_back_and_asks_again(company: Company, handle: str):
    parent = top(company)
    ask(company, parent.key, "HELP")
    withdraw = WithdrawContribution(key=f"{parent.key}+1")
    for request in (withdraw, AskContributionAgain(key=f"{parent.key}+1", share=D(5))):
        with pytest.raises(NotAllowed, match="may ask for contributions"):
            company.call(request, by=handle)


def test_whoever_is_asked_sees_key_title_and_need_of_a_parent_that_they_may_not_see(company: Company):
    parent = top(company, visibility=Visibility.NAMED)
    ask(company, f"{parent.key}.1", "@sven", "SALES")
    key = f"{parent.key}+1"

    seen = company.call(ShowContribution(key=key), by="sven")
    assert (seen.parent, seen.parent_title, seen.need) == (f"{parent.key}.1", "Calls", D(120))
    assert [one.key for one in company.call(ListContributions(), by="sven").items] == [key]
    hidden: tuple[Request[Any], ...] = (
        ShowGoal(key=parent.key),
        ShowSubscription(key=parent.key),
        ListContributions(parent=parent.key),
    )
    for request in hidden:
        with pytest.raises(NotFound):
            company.call(request, by="sven")
    for stranger in ("emil", "dan"):
        with pytest.raises(NotFound, match=r"There is no contribution"):
            company.call(ShowContribution(key=key), by=stranger)
        assert not company.call(ListContributions(person="sven"), by=stranger).items
    accepted = company.call(AcceptContribution(key=key), by="sven")
    goal = company.call(ShowGoal(key=str(accepted.child)), by="sven")
    assert (goal.visibility, goal.why, goal.parents) == (Visibility.NAMED, None, ())
    assert company.call(ShowGoal(key=str(accepted.child)), by="olivia").sponsor is not None
    with pytest.raises(NotFound):
        company.call(ShowGoal(key=str(accepted.child)), by="emil")


def test_lists_show_what_one_sees_and_nothing_else(company: Company):
    open_parent, closed_parent = top(company), top(company, visibility=Visibility.UNIT)
    for parent in (open_parent, closed_parent):
        ask(company, parent.key, "HELP", "@sven")
    everything = [f"{parent.key}+{number}" for parent in (open_parent, closed_parent) for number in (1, 2)]
    for handle in ("olivia", "dan", "tess", "emil", "sara", "sven"):
        by_predicate = []
        for key in everything:
            try:
                company.call(ShowContribution(key=key), by=handle)
            except NotFound:
                continue
            by_predicate.append(key)
        by_list = [
            one.key
            for query in (ListContributions(unit="HELP"), ListContributions(person="sven"))
            for one in company.call(query, by=handle).items
        ]
        assert sorted(by_list) == sorted(by_predicate), handle


# ------------------------------------------------------------------------------------------------------ reminders


def test_an_answer_is_reminded_of_after_three_working_days_unless_set(company: Company):
    parent = top(company)
    first = ask(company, parent.key, "HELP").asked[0]
    assert first.answer_due_on == date(2026, 11, 23)  # today is a Wednesday
    key = first.key
    for day, reminded in ((date(2026, 11, 22), False), (date(2026, 11, 23), True)):
        [waiting] = company.call(ListContributions(waiting=True), by="tess", on=day).items
        assert (waiting.key, waiting.reminded) == (key, reminded)
    company.call(EditOrganisation(reminder_days=1))
    countered = company.call(CounterContribution(key=key, share=D(5), reason="Little time"), by="tess")
    assert countered.answer_due_on == date(2026, 11, 19)


def reminders(company: Company, by: str, key: str) -> list[str]:
    notices = company.call(ListNotices(), by=by).items
    return [one.text for one in notices if one.key == key and "waits for your answer" in one.text]


def test_who_lets_the_day_pass_is_reminded_once_when_the_day_turns(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "HELP").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 22))
    assert reminders(company, "tess", key) == []

    for day in (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 25)):
        company.call(TurnDay(), on=day)

    [text] = reminders(company, "tess", key)
    assert text.startswith(f"{key} waits for your answer since 2026-11-23: Olivia Owner asks for")
    assert reminders(company, "olivia", key) == []


def test_a_counter_that_waits_reminds_the_asker_and_an_answer_ends_it(company: Company):
    parent = top(company)
    first, second = (one.key for one in ask(company, parent.key, "HELP", "SALES").asked)
    company.call(CounterContribution(key=first, share=D(5), reason="Little time"), by="tess")
    company.call(DeclineContribution(key=second, reason="Not ours"), by="sara")

    company.call(TurnDay(), on=date(2026, 11, 23))

    assert len(reminders(company, "olivia", first)) == 1
    assert reminders(company, "tess", first) == reminders(company, "sara", second) == []


def test_a_unit_without_a_lead_reminds_the_lead_above(company: Company):
    parent = top(company)
    company.call(CreateUnit(key="FIELD", name="Field Service", kind=UnitKind.TEAM, parent="CARE"))
    key = ask(company, parent.key, "FIELD").asked[0].key
    company.call(TurnDay(), on=date(2026, 11, 23))
    assert len(reminders(company, "dan", key)) == 1


def test_of_a_unit_without_a_lead_it_is_said_who_answers(company: Company):
    parent = top(company)
    company.call(CreateUnit(key="FIELD", name="Field Service", kind=UnitKind.TEAM, parent="CARE"))
    [asked] = ask(company, parent.key, "FIELD").asked
    assert asked.waits_for is not None
    assert asked.waits_for.handle == "dan"
    [own] = ask(company, make_goal(company).key, "FIELD", by="dan").asked
    assert own.waits_for is not None
    assert own.waits_for.handle == "olivia", "who asks does not answer for the other side"


def test_where_a_lead_has_left_the_lead_above_answers_and_is_reminded(company: Company):
    parent = top(company)
    [asked] = ask(company, parent.key, "HELP").asked
    company.call(EditPerson(handle="tess", employed_to=date(2026, 11, 19)))
    day = date(2026, 11, 23)

    [waiting] = company.call(ListContributions(waiting=True), by="dan", on=day).items
    assert (waiting.key, waiting.waits_for and waiting.waits_for.handle) == (asked.key, "dan")
    company.call(TurnDay(), on=day)
    assert len(reminders(company, "dan", asked.key)) == 1
    assert "decline" in company.call(ShowContribution(key=asked.key), by="dan", on=day).may


def test_who_asked_the_unit_that_they_lead_is_reminded_themselves(company: Company):
    [asked] = ask(company, make_goal(company, unit="CARE", owner="dan", by="dan").key, "CARE", by="dan").asked
    company.call(TurnDay(), on=date(2026, 11, 23))
    assert len(reminders(company, "dan", asked.key)) == 1
    assert reminders(company, "olivia", asked.key) == []


def test_notices_are_read_by_whom_they_concern(company: Company):
    parent = top(company)
    ask(company, parent.key, "HELP", "@emil")
    company.call(DeclineContribution(key=f"{parent.key}+2", reason="I am away"), by="emil")
    [notice] = company.call(ListNotices(), by="olivia").items
    assert (notice.key, notice.by.handle if notice.by else None) == (f"{parent.key}+2", "emil")
    assert "I am away" in notice.text
    assert company.call(ReadNotices(), by="olivia").message == "1 notice marked as read"
    assert not company.call(ListNotices(), by="olivia").items
    [kept] = company.call(ListNotices(unread=False), by="olivia").items
    assert kept.is_read
    assert len(company.call(ListNotices(), by="tess").items) == 1


def test_the_list_goes_on_page_by_page(company: Company):
    parent = top(company)
    ask(company, parent.key, "HELP", "CARE", "SALES", "@emil", "@sven")
    for query in (ListContributions(parent=parent.key, limit=2), ListContributions(limit=2)):
        keys: list[str] = []
        cursor: str | None = None
        while True:
            page = company.call(query.model_copy(update={"cursor": cursor}), by="olivia")
            keys += [one.key for one in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert keys == [f"{parent.key}+{number}" for number in range(1, 6)]


# ----------------------------------------------------------------------------------------------------- edges


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


def test_an_archived_unit_is_neither_asked_nor_accepts(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    parent = top(company)
    ask(company, parent.key, "CHAT")
    company.call(EditUnit(key="CHAT", archived=True))
    with pytest.raises(RuleViolation, match="CHAT was archived"):
        ask(company, f"{parent.key}.1", "CHAT")
    with pytest.raises(RuleViolation, match="CHAT was archived"):
        company.call(AcceptContribution(key=f"{parent.key}+1", owner="emil"), by="dan")


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


def test_a_step_needs_a_reason_and_something_that_changes(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "CARE").asked[0].key
    with pytest.raises(RuleViolation, match="Say why you decline"):
        company.call(DeclineContribution(key=key, reason="  "), by="dan")
    with pytest.raises(RuleViolation, match="A counter changes the share"):
        company.call(CounterContribution(key=key, share=D(100), reason="Same"), by="dan")
    with pytest.raises(RuleViolation, match="on these terms already"):
        company.call(AskContributionAgain(key=key), by="olivia")


def test_an_answer_to_terms_that_changed_meanwhile_is_refused(company: Company):
    parent = top(company)
    asked = ask(company, parent.key, "CARE").asked[0]
    company.call(AskContributionAgain(key=asked.key, share=D(70)), by="olivia")
    with pytest.raises(Conflict, match="was changed by Olivia Owner since"):
        company.call(AcceptContribution(key=asked.key, version=asked.version), by="dan")


def test_the_same_command_under_one_key_asks_once(company: Company):
    parent = top(company)
    request = AskContributions(parent=parent.key, receivers=(NewReceiver(unit="CARE"),))
    first, second = (company.call(request, by="olivia", key="once") for _ in range(2))
    assert first == second
    assert len(company.call(ListContributions(parent=parent.key)).items) == 1


@pytest.mark.parametrize("key", ["CARE-7", "CARE-7.1", "CARE-7+", "+1", "CARE-7+99"])
def test_what_is_no_contribution_is_said_so(company: Company, key: str):
    with pytest.raises((InvalidInput, NotFound), match=r"contribution"):
        company.call(ShowContribution(key=key))


def test_today_is_the_day_of_the_steps(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "CARE").asked[0].key
    assert company.call(ShowContribution(key=key)).steps[0].recorded_at.date() == TODAY


def test_a_lead_who_asks_a_unit_below_without_a_lead_leaves_the_answer_to_those_above(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    goal = make_goal(company, unit="CARE", owner="dan", by="dan", activate=True)

    key = ask(company, goal.key, "CHAT", by="dan").asked[0].key

    assert [one.key for one in company.call(ListNotices(), by="olivia").items] == [key]
    assert [one.key for one in company.call(ListContributions(waiting=True), by="olivia").items] == [key]
    assert not company.call(ListContributions(waiting=True), by="dan").items
    with pytest.raises(NotAllowed):
        company.call(AcceptContribution(key=key, owner="emil"), by="dan")
    assert company.call(AcceptContribution(key=key, owner="emil"), by="olivia").child == "CHAT-1"


def test_alignment_tells_how_many_of_the_units_asked_have_an_active_goal(company: Company):
    parent, other = top(company), top(company, key_results=(calls(target=50),))
    ask(company, parent.key, "CARE", "SALES", "@emil")
    ask(company, f"{parent.key}.1", "HELP", "CARE")
    ask(company, other.key, "SALES")
    company.call(WithdrawContribution(key=f"{other.key}+1"), by="olivia")
    company.call(DeclineContribution(key=f"{parent.key}+2", reason="No time"), by="sara")
    company.call(AcceptContribution(key=f"{parent.key}+4"), by="tess")
    accept = AcceptContribution(key=f"{parent.key}+5", activate=True)

    def covered() -> list[tuple[int, int, int | None]]:
        tops = company.call(ShowAlignment()).tops
        return [(one.units_accepted, one.units_asked, one.cascade_coverage) for one in tops]

    assert covered() == [(0, 3, 0), (0, 0, None)]  # HELP's goal is a draft
    company.call(accept, by="dan")
    assert covered() == [(1, 3, 333_333), (0, 0, None)]


def test_nothing_is_agreed_once_the_cycle_is_graded_or_closed(company: Company):
    parent = top(company)
    ask(company, parent.key, "CARE", "SALES")
    start_grading(company)
    with pytest.raises(RuleViolation, match="is being graded; nothing is agreed"):
        company.call(AcceptContribution(key=f"{parent.key}+1"), by="dan")
    with pytest.raises(RuleViolation, match="is being graded"):
        ask(company, parent.key, "@emil")
    withdrawn = company.call(WithdrawContribution(key=f"{parent.key}+2"), by="olivia")
    assert withdrawn.state is ContributionState.WITHDRAWN


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
