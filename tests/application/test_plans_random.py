"""Whatever a company looks like: its export, applied to an empty database, exports the same, and every number is right."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from okr.application.plans_marks import words_of
from okr.cli.store import create
from okr.contract.key_results import Checkpoint, MilestoneView
from okr.contract.organisation import InitOrganisation
from okr.contract.plans import (
    ApplyPlan,
    ExportPlan,
    Plan,
    PlanCycle,
    PlanFeed,
    PlanFocusArea,
    PlanGoal,
    PlanInitiative,
    PlanKeyResult,
    PlanOrganisation,
    PlanParent,
    PlanPerson,
    PlanUnit,
)
from okr.contract.verification import Verify
from okr.domain.states import CLOSED_GOAL_STATES
from okr.domain.vocabulary import (
    Ambition,
    CycleKind,
    CycleState,
    FeedMethod,
    GoalState,
    KeyResultState,
    LinkKind,
    Metric,
    SurveyKind,
    UnitKind,
    Visibility,
)
from okr.exchange.plan.reading import read_plan
from okr.exchange.plan.writing import plan_text
from tests.application.companies import TODAY, Company

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TITLES = some.text("abc ß漢🙂:#-\"'[]{}&*!|>%@`,?", min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and text
)
WEIGHTS = some.integers(0, 10_000_000).map(lambda units: Decimal(units) / 10_000)
HANDLES = ("olivia", "pia", "quentin", "rosa")


@some.composite
def key_results(draw: some.DrawFn, key: str, starts_on: date, due_on: date) -> PlanKeyResult:
    """A sound key result inside the days of its goal."""
    metric = draw(some.sampled_from(Metric))
    given: dict[str, object] = {"key": key, "title": draw(TITLES), "metric": metric, "weight": draw(WEIGHTS)}
    if metric in {Metric.INCREASE, Metric.DECREASE}:
        low = draw(some.decimals(-100, 50, places=2))
        high = low + draw(some.decimals(Decimal("0.01"), 50, places=2))
        ends = (low, high) if metric is Metric.INCREASE else (high, low)
        given |= {
            "baseline": ends[0],
            "target": ends[1],
            "unit_of_measure": draw(some.sampled_from(["%", "hours", None])),
        }
        if draw(some.booleans()) and (due_on - starts_on).days > 3:
            given["checkpoints"] = (Checkpoint(day=starts_on + timedelta(days=2), value=(low + high) / 2),)
        if draw(some.booleans()):
            given |= {"survey": draw(some.sampled_from(SurveyKind))} if 0 <= low <= high <= 100 else {}
    elif metric in {Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN}:
        low = draw(some.decimals(-10, 10, places=1))
        given |= {"lower": low} if metric is not Metric.AT_MOST else {}
        given |= {"upper": low + 5} if metric is not Metric.AT_LEAST else {}
        given["guardrail"] = draw(some.booleans())
    elif metric is Metric.MILESTONES:
        given["milestones"] = tuple(
            MilestoneView(title=title, weight=Decimal(number + 1), due_on=draw(some.sampled_from([None, due_on])))
            for number, title in enumerate(draw(some.lists(TITLES, min_size=1, max_size=3)))
        )
    given["cadence"] = draw(some.sampled_from([None, "weekly", "monthly"]))
    given["owner"] = draw(some.sampled_from([None, *HANDLES]))
    given["grace_days"] = draw(some.sampled_from([None, 0, 5]))
    given["state"] = draw(some.sampled_from(KeyResultState))
    given["initiatives"] = draw(initiatives())
    return PlanKeyResult.model_validate({name: value for name, value in given.items() if value is not None})


def initiatives() -> some.SearchStrategy[tuple[PlanInitiative, ...]]:
    one = some.builds(PlanInitiative, title=TITLES, owner=some.sampled_from([None, *HANDLES]), due_on=some.none() | some.dates(FIRST, LAST))  # fmt: skip
    return some.lists(one, max_size=2).map(tuple)


@some.composite
def goals(draw: some.DrawFn, number: int, earlier: tuple[str, ...]) -> PlanGoal:
    """A sound goal whose parents are among the earlier ones."""
    key = f"{draw(some.sampled_from(['ACME', 'CARE']))}-{number}"
    starts_on = draw(some.dates(FIRST, LAST - timedelta(days=40)))
    due_on = draw(some.dates(starts_on + timedelta(days=1), LAST))
    state = draw(some.sampled_from(GoalState))
    began = state is GoalState.ACTIVE or (state in CLOSED_GOAL_STATES and draw(some.booleans()))
    parents = draw(some.lists(some.sampled_from(earlier), unique=True, max_size=2)) if earlier else []
    count = draw(some.integers(0, 2))
    given = {
        "key": key,
        "title": draw(TITLES),
        "why": draw(some.none() | TITLES),
        "unit": draw(some.sampled_from(["ACME", "CARE"])),
        "owner": draw(some.sampled_from(HANDLES)),
        "sponsor": draw(some.sampled_from([None, *HANDLES])),
        "contributors": tuple(sorted(draw(some.sets(some.sampled_from(HANDLES), max_size=2)))),
        "cycle": "Y",
        "focus_area": draw(some.sampled_from([None, "trust"])),
        "ambition": draw(some.sampled_from(Ambition)),
        "visibility": draw(some.sampled_from(Visibility)),
        "state": state,
        "starts_on": starts_on,
        "due_on": due_on,
        "activated_on": draw(some.dates(FIRST, TODAY)) if began else None,
        "pauses": ((date(2026, 2, 1), date(2026, 2, 3)),) if began and draw(some.booleans()) else (),
        "parents": tuple(
            PlanParent(goal=parent, kind=draw(some.sampled_from(LinkKind)), weight=draw(WEIGHTS)) for parent in parents
        ),
        "imported": draw(some.booleans()),
        "external_id": draw(some.sampled_from([None, f"x{number}"])),
        "initiatives": draw(initiatives()),
        "key_results": tuple(draw(key_results(f"{key}.{at}", starts_on, due_on)) for at in range(1, count + 1)),
    }
    return PlanGoal.model_validate({name: value for name, value in given.items() if value is not None})


@some.composite
def plans(draw: some.DrawFn) -> Plan:
    """A plan of a whole company, with a feed between two goals where that may be."""
    made: list[PlanGoal] = []
    for number in range(1, draw(some.integers(1, 5)) + 1):
        made.append(draw(goals(number, tuple(goal.key or "" for goal in made))))
    fed = PlanKeyResult(key="ACME-91.1", title="Fed", metric=Metric.INCREASE, baseline=Decimal(0), target=Decimal(9), feed_method=draw(some.sampled_from(FeedMethod)))  # fmt: skip
    feeding = PlanKeyResult(key="CARE-92.1", title="Feeds", metric=Metric.TRACKED, feeds=(PlanFeed(key_result="ACME-91.1", weight=draw(WEIGHTS)),))  # fmt: skip
    made.append(PlanGoal(key="ACME-91", title="Above", key_results=(fed,), unit="ACME", owner="pia", cycle="Y"))
    made.append(PlanGoal(key="CARE-92", title="Below", key_results=(feeding,), unit="ACME", owner="pia", cycle="Y"))
    return Plan(organisation=organisation(draw(some.booleans())), goals=tuple(made))


def organisation(leaves: bool) -> PlanOrganisation:  # one of two companies
    people = [PlanPerson(handle=one, name=one.title(), unit="CARE", manager="olivia") for one in HANDLES[1:]]
    if leaves:
        people[0] = people[0].model_copy(
            update={"employed_to": date(2026, 6, 30), "title": "Was: here", "competencies": ("a, b",)}
        )
    return PlanOrganisation(
        cycles=(PlanCycle(key="Y", kind=CycleKind.YEAR, starts_on=FIRST, ends_on=LAST, state=CycleState.ACTIVE),),
        units=(PlanUnit(key="ACME", name="Acme", kind=UnitKind.COMPANY, lead="rosa"), PlanUnit(key="CARE", name="Care", kind=UnitKind.TEAM, parent="ACME", lead="pia")),
        people=tuple(people),
        focus_areas=(PlanFocusArea(key="trust", name="Trust", owner="pia", meaning="two\nlines"),),
    )  # fmt: skip


def founded(folder: str, name: str) -> Company:
    path = Path(folder) / name
    create(str(path))
    company = Company(str(path))
    founding = InitOrganisation(
        name="Acme", unit_prefix="ACME", owner_name="Olivia", owner_handle="olivia", cycle_key="first"
    )
    company.call(founding)
    return company


@pytest.mark.timeout(600)  # half a minute where nothing else runs
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=plans())
def test_a_random_company_goes_through_a_plan_file_without_loss(plan: Plan) -> None:
    with TemporaryDirectory() as folder:
        first, second = founded(folder, "first.db"), founded(folder, "second.db")
        try:
            report = first.call(ApplyPlan(plan=plan))
            assert report.written, report.findings
            text = plan_text(first.call(ExportPlan(with_organisation=True)))
            wanted = {goal.key: goal for goal in plan.goals}
            for goal in first.call(ExportPlan()).goals:
                assert words_of(goal.title) == wanted[goal.key].title
                assert len(goal.key_results or ()) == len(wanted[goal.key].key_results or ())
            assert first.call(ApplyPlan(plan=read_plan(text.encode(), name="x").plan, dry_run=True)).deeds == ()
            report = second.call(ApplyPlan(plan=read_plan(text.encode(), name="x").plan))
            assert report.written, report.findings
            assert plan_text(second.call(ExportPlan(with_organisation=True))) == text
            assert second.call(Verify()).difference_count == 0
        finally:
            first.close()
            second.close()
