"""The homes of an employee, a lead and an executive; the numbers are those of `cascade`."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.application import lead_home, rates
from okr.contract.check_ins import AcknowledgeCheckIn, ListCheckIns
from okr.contract.contributions import AskContributions, CounterContribution, NewReceiver, OfferContribution
from okr.contract.cycles import CreateCycle
from okr.contract.goals import LinkGoal, SetGoalState
from okr.contract.homes import ExecutiveHome, Home, LeadHome, ShowHome
from okr.contract.organisation import EditOrganisation
from okr.contract.verification import TurnDay
from okr.domain.vocabulary import CycleKind, GoalState, ShareMode, Status
from storage import due
from storage import homes as statements
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import check_in, make, result


def home(company: Company, by: str, **asked: object) -> Home:
    return company.call(ShowHome.model_validate(asked), by=by)


def executive(company: Company, by: str = "olivia", **asked: object) -> ExecutiveHome:
    found = home(company, by, role="executive", **asked).executive
    assert found is not None
    return found


def lead(company: Company, by: str) -> LeadHome:
    found = home(company, by, role="lead").lead
    assert found is not None
    return found


def test_the_role_follows_from_the_facts(cascade: Company) -> None:
    found = {by: (home(cascade, by).role, home(cascade, by).roles) for by in ("olivia", "dan", "tess", "emil")}
    assert found == {
        "olivia": ("executive", ("employee", "lead", "executive")),
        "dan": ("lead", ("employee", "lead", "executive")),
        "tess": ("lead", ("employee", "lead")),
        "emil": ("employee", ("employee",)),
    }
    asked = home(cascade, "olivia", role="employee")
    assert (asked.role, asked.executive, asked.lead) == ("employee", None, None)
    assert (asked.cycle, asked.today, asked.organisation, asked.me.handle) == ("2026-Q4", TODAY, "Acme", "olivia")


def test_an_employee_sees_their_goals_what_is_due_and_why_it_matters(cascade: Company) -> None:
    cascade.call(EditOrganisation(vision="Nobody waits"))
    found = home(cascade, "sven")
    assert found.employee is not None
    (mine,) = found.employee.goals
    assert (mine.goal.key, [view.key for view in mine.results], mine.line_of_sight) == ("SALES-1", ["SALES-1.1"], ())
    assert [item.key_result.key for item in found.employee.due] == ["SALES-1.1"]
    assert found.employee.vision == "Nobody waits"
    emil = home(cascade, "emil")
    assert emil.employee is not None
    assert [one.key for one in emil.employee.goals[0].line_of_sight] == ["CARE-1", "ACME-1"]
    assert emil.summary is not None
    assert (emil.summary.progress, emil.summary.expected, emil.summary.status) == (500_000, 500_000, Status.ON_TRACK)


def test_a_lead_sees_the_team_the_worst_first(cascade: Company) -> None:
    check_in(cascade, "HELP-1.1", 79, by="emil", blocker="Nobody answers")
    found = lead(cascade, "dan")
    assert [unit.key for unit in found.teams] == ["CARE"]
    assert [row.key for row in found.goals] == ["HELP-2", "CARE-1", "HELP-1"]
    assert [one.key for one in found.blockers] == ["HELP-1.1"]
    assert found.due == ()
    assert [(one.person.handle, one.goals, one.worst, one.aligned) for one in found.members] == [
        ("tess", 1, Status.OFF_TRACK, True)
    ]
    summary = home(cascade, "dan", role="lead").summary
    assert summary is not None
    # (0 + 0.38125 + 0.525) / 3, with 79 of 100 to 60 for HELP-1.
    assert summary.progress == 302_083
    assert summary.weakest is Status.OFF_TRACK


def test_the_summary_of_a_lead_is_of_all_goals_of_the_team_and_not_of_the_worst_alone(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = home(cascade, "dan", role="lead").summary
    monkeypatch.setattr(lead_home, "TEAM_GOALS", 2)

    assert [row.key for row in lead(cascade, "dan").goals] == ["HELP-2", "CARE-1"]
    assert home(cascade, "dan", role="lead").summary == whole


def test_at_a_glance_the_goals_of_a_large_team_are_not_added_up(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_a_glance() -> Home:
        return home(cascade, "dan", role="lead", at_a_glance=True)

    monkeypatch.setattr(lead_home, "TEAM_GOALS", 2)
    assert at_a_glance().summary == home(cascade, "dan", role="lead").summary

    def never(*_: object, **__: object) -> None:
        raise AssertionError("all goals were looked at")

    check_in(cascade, "HELP-1.1", 79, by="emil")  # what was added up before does not hold any more
    monkeypatch.setattr(due, "LARGE_TEAM", 0)
    monkeypatch.setattr(statements, "sums_of_team", never)
    found = at_a_glance()
    assert found.summary is None
    assert found.lead is not None
    assert not found.lead.counted
    assert [row.key for row in found.lead.goals] == ["HELP-2", "CARE-1"]
    monkeypatch.setattr(lead_home, "TEAM_GOALS", 50)
    assert at_a_glance().summary is not None


@pytest.mark.parametrize(("by", "role"), [("dan", "lead"), ("olivia", "executive")])
def test_at_a_glance_what_was_counted_before_is_told_until_anything_is_written(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, by: str, role: str
) -> None:
    monkeypatch.setattr(lead_home, "TEAM_GOALS", 2)
    monkeypatch.setattr(due, "LARGE_TEAM", 0)
    monkeypatch.setattr(rates, "COUNTED_AT_ONCE", 0)

    def counted(*, at_a_glance: bool) -> tuple[bool, Home]:
        found = home(cascade, by, role=role, at_a_glance=at_a_glance)
        part = found.lead or found.executive
        assert part is not None
        return part.counted, found.model_copy(update={"loaded_at": None})

    assert not counted(at_a_glance=True)[0]
    whole = counted(at_a_glance=False)
    if not cascade.url.startswith("postgresql"):  # which counts anew
        assert counted(at_a_glance=True) == whole
    check_in(cascade, "HELP-1.1", 70, by="emil")
    assert not counted(at_a_glance=True)[0]
    assert counted(at_a_glance=False)[1].summary != whole[1].summary


def test_a_lead_sees_who_is_late_and_who_is_not_aligned(cascade: Company) -> None:
    found = lead(cascade, "sara")
    assert [item.key_result.key for item in found.due] == ["SALES-1.1"]
    assert [(one.person.handle, one.overdue, one.aligned, one.worst) for one in found.members] == [
        ("sven", 1, False, Status.OFF_TRACK)
    ]
    cascade.call(LinkGoal(child="SALES-1", parent="SALES-2"))
    assert [one.aligned for one in lead(cascade, "sara").members] == [True]


def test_an_executive_sees_counts_rates_and_tops(cascade: Company) -> None:
    found = executive(cascade)
    assert [unit.key for unit in found.divisions] == ["CARE", "SALES"]
    assert [row.key for row in found.tops] == ["ACME-1"]
    assert found.counts == {
        Status.PENDING: 0,
        Status.ON_TRACK: 2,
        Status.AT_RISK: 2,
        Status.OFF_TRACK: 2,
        Status.REACHED: 0,
    }
    assert (found.orphan_rate, found.line_of_sight, found.on_time_rate, found.stale) == (200_000, 833_333, 206_897, 0)


def test_the_heat_is_the_mean_of_an_area_in_a_division(cascade: Company) -> None:
    made = make(
        cascade,
        "Be there for every customer",
        "HELP",
        "emil",
        result("There", 0, 8),
        parent="CARE-1",
        focus_area="trust",
    )
    check_in(cascade, f"{made}.1", 8)
    cells = {(cell.unit.key, cell.focus_area): cell for cell in executive(cascade).heat}
    assert set(cells) == {("CARE", "trust"), ("SALES", "trust")}
    care = cells["CARE", "trust"]
    # CARE-1 is (2 * 0.5 + 0.5 + 0 + 1) / 5 = 0.5 now, the new goal 1.
    assert (care.goals, care.progress, care.expected, care.status) == (2, 750_000, 500_000, Status.ON_TRACK)
    sales = cells["SALES", "trust"]
    assert (sales.goals, sales.progress, sales.status, sales.off_track) == (1, 0, Status.OFF_TRACK, 1)


def test_risks_come_by_what_the_top_would_gain(cascade: Company) -> None:
    found = executive(cascade).risks
    # CARE-1: 3/4 * (0.5 - 0.375); HELP-2: 3/4 * 1/4 * 0.5. SALES-1 is far behind and no part of a top.
    assert {(one.goal.key, one.risk, one.top, one.days_since_word) for one in found} == {
        ("CARE-1", 93_750, "ACME-1", 0),
        ("HELP-2", 93_750, "ACME-1", 0),
    }
    cascade.call(LinkGoal(child="HELP-2", parent="ACME-1", weight=Decimal(1)))
    # HELP-2 is 3/5 * 1/4 + 1/5 = 0.35 of the top over both ways.
    assert [(one.goal.key, one.risk) for one in executive(cascade).risks] == [("HELP-2", 175_000), ("CARE-1", 75_000)]


def test_what_moved_is_told_with_where_it_stood_a_week_ago(cascade: Company) -> None:
    found = {one.key: (one.before, one.after) for one in executive(cascade).moved}
    # Of ACME-1 the last day with a change before was 29 October: 3/4 of CARE-1's 0.0625.
    assert found == {"ACME-1": (46_875, 406_250), "CARE-1": (62_500, 375_000), "SALES-2": (0, 500_000)}


def test_the_home_of_another_cycle_names_what_shares_days_with_it(cascade: Company) -> None:
    cascade.call(
        CreateCycle(key="2026-Q3", kind=CycleKind.QUARTER, starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    )

    before = home(cascade, "olivia", cycle="2026-Q3")
    assert before.executive is not None
    assert (before.executive.tops, before.executive.risks, before.executive.moved) == ((), (), ())
    assert before.summary is None

    year, now = executive(cascade, cycle="2026"), executive(cascade)
    assert (year.tops, year.risks, year.moved) == (now.tops, now.risks, now.moved)
    assert [row.key for row in year.tops] == ["ACME-1"]


def test_hidden_goals_are_in_the_numbers_and_unnamed(cascade: Company) -> None:
    found = home(cascade, "sara", role="executive")
    assert found.executive is not None
    assert [one.goal.key for one in found.executive.risks] == ["CARE-1"]
    assert found.executive.counts[Status.OFF_TRACK] == 2
    assert "HELP-2" not in found.model_dump_json()


def test_a_home_without_anything_is_empty(company: Company) -> None:
    for by in ("olivia", "tess", "emil"):
        found = home(company, by)
        assert found.summary is None
    top = executive(company)
    assert (top.heat, top.tops, top.risks, top.moved, top.orphan_rate) == ((), (), (), (), None)
    assert sum(top.counts.values()) == 0
    assert home(company, "olivia").today - timedelta(days=48) == home(company, "olivia").cycle_starts_on


def test_an_employee_sees_where_their_results_are_heading(cascade: Company) -> None:
    for day, value in ((date(2026, 11, 5), 88), (date(2026, 11, 12), 84)):
        check_in(cascade, "HELP-1.1", value, by="emil", on=day)
    found = home(cascade, "emil", role="employee").employee
    assert found is not None
    (heading,) = found.goals[0].headings
    # From 90 on 29 October: 0.25, 0.3, 0.4, 0.5 on 18 November; that is steeper than the line, so it ends above the target.
    assert heading.key == "HELP-1.1"
    assert heading.forecast.enough_data
    assert heading.forecast.progress_end is not None
    assert heading.forecast.progress_end > 800_000


def test_an_employee_sees_what_moved_above_and_who_read_their_check_ins(cascade: Company) -> None:
    check_in(cascade, "HELP-1.1", 80, by="emil")
    for number in (2, 3):  # the second was written by somebody else
        cascade.call(AcknowledgeCheckIn(key="HELP-1.1", number=number, note="Well done"), by="dan")
    found = home(cascade, "emil", role="employee").employee
    assert found is not None
    assert {one.key for one in found.moved_above} == {"ACME-1", "CARE-1"}
    assert [(one.key, one.number, one.by.handle, one.note) for one in found.acknowledged] == [
        ("HELP-1.1", 3, "dan", "Well done")
    ]
    others = home(cascade, "tess", role="employee").employee
    assert others is not None
    assert others.acknowledged == ()


def test_a_lead_sees_who_read_their_own_check_ins(cascade: Company) -> None:
    check_in(cascade, "CARE-1.1", 80, by="dan")
    check_in(cascade, "HELP-1.1", 80, by="emil")  # of the team, and by somebody else
    (of_lead, *_), (of_team, *_) = (
        cascade.call(ListCheckIns(key=key), by="olivia").items for key in ("CARE-1.1", "HELP-1.1")
    )
    cascade.call(AcknowledgeCheckIn(key="CARE-1.1", number=of_lead.number, note="On time"), by="olivia")
    cascade.call(AcknowledgeCheckIn(key="HELP-1.1", number=of_team.number, note="Well done"), by="dan")
    found = home(cascade, "dan", role="lead").lead
    assert found is not None
    assert [(one.key, one.by.handle, one.note) for one in found.acknowledged] == [("CARE-1.1", "olivia", "On time")]
    mine = home(cascade, "dan", role="employee").employee
    assert mine is not None
    assert mine.acknowledged == found.acknowledged


def test_what_waits_for_my_answer_stands_on_my_home_alone(cascade: Company) -> None:
    cascade.call(
        AskContributions(
            parent="CARE-1", receivers=(NewReceiver(person="emil", share=Decimal(20)),), shares=ShareMode.TYPED
        ),
        by="dan",
    )
    waiting = {}
    for by in ("emil", "tess"):
        employee = home(cascade, by, role="employee").employee
        assert employee is not None
        waiting[by] = [one.parent for one in employee.asks]
    assert waiting == {"emil": ["CARE-1"], "tess": []}
    assert [one.parent for one in lead(cascade, "tess").asks] == []


def test_a_counter_and_an_offer_wait_on_the_home_of_an_executive(cascade: Company) -> None:
    cascade.call(AskContributions(parent="ACME-1", receivers=(NewReceiver(unit="SALES"),)))
    cascade.call(CounterContribution(key="ACME-1+1", share=Decimal(10), reason="Few of us"), by="sara")
    cascade.call(OfferContribution(offered="SALES-1", parent="ACME-1"), by="sven")

    waiting = {}
    for by in ("olivia", "sara"):
        executive = home(cascade, by, role="executive").executive
        assert executive is not None
        waiting[by] = {one.key for one in executive.asks}
    assert waiting == {"olivia": {"ACME-1+1", "ACME-1+2"}, "sara": set()}


def test_a_lead_sees_what_is_green_outside_and_red_inside(cascade: Company) -> None:
    for _ in range(2):
        assert lead(cascade, "dan").watermelons == ()
        check_in(cascade, "HELP-2.1", 110, by="tess", status=Status.ON_TRACK)
    assert [one.key for one in lead(cascade, "dan").watermelons] == ["HELP-2.1"]


def test_an_executive_sees_what_is_subscribed_of_the_tops(cascade: Company) -> None:
    cascade.call(
        AskContributions(parent="ACME-1", receivers=(NewReceiver(unit="CARE"), NewReceiver(unit="SALES"))), by="olivia"
    )
    (subscribed,) = executive(cascade).subscriptions
    assert (subscribed.parent, subscribed.asked, subscribed.accepted, subscribed.contributions) == (
        "ACME-1",
        1_000_000,
        0,
        2,
    )


def test_an_executive_sees_the_rates_of_weeks_before(cascade: Company) -> None:
    monday = TODAY + timedelta(days=5)
    for day in (TODAY, TODAY + timedelta(days=1), monday, monday + timedelta(days=3)):
        cascade.call(TurnDay(), on=day)
    found = cascade.call(ShowHome(role="executive"), by="olivia", on=monday + timedelta(days=3)).executive
    assert found is not None
    assert found.rates_on == monday + timedelta(days=3)
    # The newest day of each week before today, oldest first; the rates of 18 November are those of the executive's home then.
    assert [one.day for one in found.rate_days] == [TODAY + timedelta(days=1), monday]
    assert [(one.aligned, one.line_of_sight) for one in found.rate_days] == [(800_000, 833_333)] * 2
    assert found.rate_days[0].on_time == 206_897


def test_a_company_too_large_to_count_at_a_glance_shows_the_rates_of_its_last_turn(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    cascade.call(TurnDay())
    monkeypatch.setattr("okr.application.rates.COUNTED_AT_ONCE", 2)
    on_time = executive(cascade).on_time_rate
    cascade.call(LinkGoal(child="SALES-1", parent="SALES-2"))
    cascade.call(SetGoalState(key="HELP-2", state=GoalState.CANCELLED, reason="No time"), by="tess")
    late = executive(cascade)
    assert (late.orphan_rate, late.on_time_rate, late.rates_on) == (200_000, on_time, TODAY)
    monkeypatch.setattr("okr.application.rates.COUNTED_AT_ONCE", 20)
    now = executive(cascade)
    assert now.orphan_rate == 0
    assert now.on_time_rate != on_time


def test_a_company_too_large_to_count_at_a_glance_has_no_rates_before_its_first_turn(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okr.application.rates.COUNTED_AT_ONCE", 2)
    found = executive(cascade)
    assert (found.orphan_rate, found.line_of_sight, found.on_time_rate, found.rates_on) == (None, None, None, None)


def test_at_a_glance_only_what_counts_the_goals_of_a_large_company_is_left_out(
    cascade: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = executive(cascade)
    assert executive(cascade, at_a_glance=True) == whole
    cascade.call(TurnDay())
    monkeypatch.setattr("okr.application.rates.COUNTED_AT_ONCE", 2)
    uncounted = {"counted": False, "counts": dict.fromkeys(whole.counts, 0), "stale": 0, "heat": ()}
    assert executive(cascade, at_a_glance=True) == executive(cascade).model_copy(update=uncounted)
