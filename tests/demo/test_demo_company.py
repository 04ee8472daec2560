"""What a newcomer finds in the made-up company: every case that okr is about, at least once."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from okr.client.local import LocalBackend
from okr.contract.accountability import ShowAccountability
from okr.contract.alignment import ShowAlignment
from okr.contract.check_ins import CheckInView, ListCheckIns
from okr.contract.contributions import ListContributions, ShowSubscription
from okr.contract.cycles import CycleView, ListCycles
from okr.contract.focus_areas import ListFocusAreas
from okr.contract.goals import EditGoal, GoalRow, ListGoals, ShowGoal
from okr.contract.key_results import KeyResultView, ListKeyResults
from okr.contract.organisation import ShowOrganisation, WhoAmI
from okr.contract.people import ListPeople
from okr.contract.units import ListUnits
from okr.contract.verification import Verify
from okr.contract.why import Explain
from okr.demo import CHIEF, EMPLOYEE, LEAD
from okr.domain.errors import NotFound, RuleViolation
from okr.domain.vocabulary import (
    Ambition,
    ContributionState,
    CycleState,
    GoalState,
    Metric,
    Status,
    UnitKind,
    Visibility,
)
from tests.demo.conftest import TODAY


def goals(company: LocalBackend) -> dict[str, GoalRow]:
    """Those of the current quarter."""
    return {goal.key: goal for goal in company.call(ListGoals(limit=200, cycle=current_cycle(company).key)).items}


def results(company: LocalBackend) -> dict[str, KeyResultView]:
    """Those of the current quarter."""
    return {one.key: one for one in company.call(ListKeyResults(limit=200, cycle=current_cycle(company).key)).items}


def current_cycle(company: LocalBackend) -> CycleView:
    return next(cycle for cycle in company.call(ListCycles()).items if cycle.is_current)


def check_ins(company: LocalBackend, key: str) -> dict[int, CheckInView]:
    return {one.number: one for one in company.call(ListCheckIns(key=key, limit=200)).items}


def test_about_sixty_people_work_on_five_levels_of_a_made_up_company(company: LocalBackend) -> None:
    assert company.call(ShowOrganisation()).is_demo
    people = company.call(ListPeople(limit=200)).items
    assert len(people) == 60
    managers = {one.handle: one.manager.handle if one.manager else None for one in people}
    levels: Counter[int] = Counter()
    for manager in managers.values():
        level, above = 1, manager
        while above is not None:
            level, above = level + 1, managers[above]
        levels[level] += 1
    assert set(levels) == {1, 2, 3, 4, 5}
    kinds = Counter(unit.kind for unit in company.call(ListUnits(limit=200)).items)
    assert kinds == {UnitKind.COMPANY: 1, UnitKind.DIVISION: 4, UnitKind.DEPARTMENT: 8, UnitKind.TEAM: 10}
    assert len(company.call(ListFocusAreas()).items) == 4


@pytest.mark.parametrize(("handle", "home"), [(CHIEF, "executive"), (LEAD, "lead"), (EMPLOYEE, "employee")])
def test_each_of_the_three_named_people_has_another_home(company: LocalBackend, handle: str, home: str) -> None:
    assert company.acting(handle).call(WhoAmI()).home == home


def test_the_cycle_began_thirteen_weeks_ago_and_ends_soon(company: LocalBackend) -> None:
    current = current_cycle(company)
    assert (current.starts_on, current.ends_on) == (TODAY - timedelta(days=91), TODAY + timedelta(days=7))
    assert current.goals == len(goals(company))


def test_every_metric_kind_and_every_status_is_there(company: LocalBackend) -> None:
    found = results(company).values()
    assert {one.metric for one in found} == set(Metric)
    assert {goal.status for goal in goals(company).values()} == set(Status)
    assert {one.status for one in found} == {*Status, None}
    assert any(one.guardrail for one in found)
    assert 35 <= len(goals(company)) <= 45
    assert 85 <= len(found) <= 100


def test_a_key_result_is_the_sum_of_two_others(company: LocalBackend) -> None:
    found = results(company)
    fed = found["INST-1.1"]
    assert [one.key for one in fed.fed_by] == ["NORTH-1.1", "SOUTH-1.1"]
    north, south = found["NORTH-1.1"].current, found["SOUTH-1.1"].current
    assert north is not None
    assert south is not None
    assert fed.current == north + south


def test_some_exceed_their_target_by_a_quarter_and_some_end_below_their_baseline(company: LocalBackend) -> None:
    found = results(company)
    assert found["WIFI-1.1"].progress_raw == 1_250_000
    assert found["WEL-2.1"].progress_raw == 1_250_000
    for key in ("PHONE-3.1", "REP-1.1"):
        raw = found[key].progress_raw
        assert raw is not None
        assert raw < 0


def test_one_goal_is_an_orphan_and_most_people_see_the_top(company: LocalBackend) -> None:
    report = company.call(ShowAlignment())
    assert [orphan.key for orphan in report.orphans] == ["PEO-2"]
    assert report.total.line_of_sight is not None
    assert report.total.line_of_sight > 500_000


def test_check_ins_are_on_time_late_missed_overdue_and_stale(company: LocalBackend) -> None:
    row = company.call(ShowAccountability()).unit
    assert min(row.on_time, row.late, row.missed, row.overdue, row.blockers, row.moved_goalposts) > 0
    assert any(one.stale for one in results(company).values())


def test_a_watermelon_says_on_track_while_it_falls_behind(company: LocalBackend) -> None:
    key_result = results(company)["PHONE-1.1"]
    assert key_result.status is Status.OFF_TRACK
    newest = sorted(check_ins(company, "PHONE-1.1").items())[-2:]
    assert [(one.status, one.confidence) for _, one in newest] == [(Status.ON_TRACK, 80)] * 2


def test_a_goalpost_was_moved(company: LocalBackend) -> None:
    assert results(company)["NET-1.1"].target == 32
    network = company.call(ShowAccountability(unit="NET")).unit
    assert network.moved_goalposts == 1


def test_a_check_in_was_corrected_another_voided_and_others_were_read(company: LocalBackend) -> None:
    corrected = check_ins(company, "CHAT-1.1")
    assert [(one.number, one.corrected_by) for one in corrected.values() if one.corrected_by] == [(5, 6)]
    voided = check_ins(company, "INST-1.2")
    assert [(one.number, one.voided_by) for one in voided.values() if one.voided_by] == [(8, 9)]
    read = [one for one in check_ins(company, "CHAT-2.1").values() if one.acknowledged_by]
    assert [one.acknowledged_by.handle for one in read if one.acknowledged_by] == [LEAD]


def test_check_ins_were_recorded_by_their_owners_on_their_days(company: LocalBackend) -> None:
    written = check_ins(company, "CHAT-2.1").values()
    assert {one.by.handle for one in written if one.by} == {EMPLOYEE}
    assert all(one.recorded_at.date() == one.effective_on for one in written)
    assert not any(one.imported for one in written)


def test_somebody_has_set_another_status_with_a_reason(company: LocalBackend) -> None:
    override = company.call(ShowGoal(key="FIN-1")).override
    assert override is not None
    assert override.reason


def test_one_goal_is_for_named_people_alone(company: LocalBackend) -> None:
    hidden = company.call(ShowGoal(key="FIN-3"))
    assert hidden.visibility is Visibility.NAMED
    with pytest.raises(NotFound):
        company.acting(EMPLOYEE).call(ShowGoal(key="FIN-3"))


def test_the_quarter_before_is_closed_with_what_was_reached_and_what_not(company: LocalBackend) -> None:
    last = next(cycle for cycle in company.call(ListCycles()).items if cycle.state is CycleState.CLOSED)
    assert (last.starts_on, last.ends_on) == (TODAY - timedelta(days=182), TODAY - timedelta(days=92))
    ended = {goal.key: goal for goal in company.call(ListGoals(cycle=last.key)).items}
    assert {goal.state for goal in ended.values()} == {GoalState.ACHIEVED, GoalState.MISSED, GoalState.CANCELLED}
    assert (ended["CARE-1"].state, ended["CARE-1"].progress) == (GoalState.ACHIEVED, 1_000_000)
    assert (ended["PROD-1"].state, ended["PROD-1"].progress) == (GoalState.MISSED, 666_667)
    with pytest.raises(RuleViolation, match=r"CARE-1 belongs to the cycle .*, which is closed"):
        company.call(EditGoal(key="CARE-1", title="Answer everybody at once"))


def test_a_key_result_has_checkpoints_and_another_one_a_stretch(company: LocalBackend) -> None:
    found = results(company).values()
    planned = [one for one in found if one.checkpoints]
    assert [[point.value for point in one.checkpoints] for one in planned] == [[8, 30]]
    # From 30 people on day 63 to 48 on day 98; day 91 is four fifths of that way.
    assert planned[0].expected == 925_000
    assert [(one.target, one.stretch) for one in found if one.stretch is not None] == [(Decimal(78), Decimal(82))]


def test_a_goal_stretches_and_two_have_a_delegate_who_may_act_for_the_owner(company: LocalBackend) -> None:
    assert [goal.key for goal in goals(company).values() if goal.ambition is Ambition.ASPIRATIONAL] == ["WIFI-1"]
    shown = [company.call(ShowGoal(key=key)) for key in goals(company)]
    delegates = {goal.key: goal.delegate.handle for goal in shown if goal.delegate is not None}
    assert delegates == {"CARE-2": "ines", "FIELD-2": "astrid"}


def test_a_goal_of_an_older_list_has_no_owner(company: LocalBackend) -> None:
    left_over = [goal for goal in goals(company).values() if goal.owner is None]
    assert [goal.key for goal in left_over] == ["BILL-2"]
    assert company.call(ShowGoal(key="BILL-2")).imported
    assert company.call(ShowAccountability()).unit.without_owner == 1


def test_why_explains_every_goal(company: LocalBackend) -> None:
    for key in ("BRI-1", "BRI-2", "PHONE-1.1", "INST-1.1"):
        assert company.call(Explain(key=key)).key == key


def test_every_goal_leads_its_figures_up_to_today(company: LocalBackend) -> None:
    assert company.call(ShowOrganisation()).turned_to == TODAY
    report = company.call(Verify())
    assert report.difference_count == 0, report.differences[:5]


def test_a_contract_is_being_agreed_on(company: LocalBackend) -> None:
    rows = company.call(ListContributions(parent="BRI-2")).items
    standing = {one.unit.key if one.unit else "offered": one.state for one in rows}
    assert standing == {
        "FIN": ContributionState.ACCEPTED,
        "CARE": ContributionState.OPEN,
        "PROD": ContributionState.COUNTERED,
        "FIELD": ContributionState.DECLINED,
        "offered": ContributionState.OPEN,
    }
    assert {one.key for one in company.call(ListContributions(waiting=True)).items} == {"BRI-2+3", "BRI-2+5"}
    [goal] = company.call(ShowSubscription(key="BRI-2")).parents
    assert goal.sentence == "asked 40 %, accepted 5 %, short by 95 points"


def test_crews_offered_what_they_bring_and_it_is_all_that_is_needed(company: LocalBackend) -> None:
    [subscription] = company.call(ShowSubscription(key="INST-1.1")).parents
    assert subscription.sentence == "asked 0 %, accepted 100 %, fully subscribed"
