"""The cascade contract: asked, countered, declined, taken back; what follows, and what is never overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from okr.contract.alignment import ShowAlignment
from okr.contract.contributions import (
    AcceptContribution,
    AskContributionAgain,
    AskContributions,
    CounterContribution,
    DeclineContribution,
    ListContributions,
    NewReceiver,
    ShowContribution,
    ShowSubscription,
    WithdrawContribution,
)
from okr.contract.goals import ShowGoal
from okr.contract.notices import ListNotices
from okr.contract.people import EditPerson
from okr.contract.units import CreateUnit, EditUnit
from okr.domain.errors import InvalidInput, NotFound, RuleViolation
from okr.domain.vocabulary import (
    ContributionState,
    ContributionStep,
    Metric,
    ShareMode,
    UnitKind,
)
from tests.application.companies import TODAY, Company
from tests.application.contribution_company import ask, calls, top
from tests.application.goal_company import audit_of, reply_time

D = Decimal


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


def test_what_has_no_target_cannot_be_shared(company: Company):
    limit = reply_time(metric=Metric.AT_MOST, baseline=None, target=None, upper=D(8))
    parent = top(company, key_results=(limit,))
    with pytest.raises(RuleViolation, match="nobody can take a share"):
        ask(company, f"{parent.key}.1", "CARE")


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


def test_an_archived_unit_is_neither_asked_nor_accepts(company: Company):
    company.call(CreateUnit(key="CHAT", name="Chat", kind=UnitKind.TEAM, parent="CARE"))
    parent = top(company)
    ask(company, parent.key, "CHAT")
    company.call(EditUnit(key="CHAT", archived=True))
    with pytest.raises(RuleViolation, match="CHAT was archived"):
        ask(company, f"{parent.key}.1", "CHAT")
    with pytest.raises(RuleViolation, match="CHAT was archived"):
        company.call(AcceptContribution(key=f"{parent.key}+1", owner="emil"), by="dan")


def test_a_step_needs_a_reason_and_something_that_changes(company: Company):
    parent = top(company)
    key = ask(company, parent.key, "CARE").asked[0].key
    with pytest.raises(RuleViolation, match="Say why you decline"):
        company.call(DeclineContribution(key=key, reason="  "), by="dan")
    with pytest.raises(RuleViolation, match="A counter changes the share"):
        company.call(CounterContribution(key=key, share=D(100), reason="Same"), by="dan")
    with pytest.raises(RuleViolation, match="on these terms already"):
        company.call(AskContributionAgain(key=key), by="olivia")


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
