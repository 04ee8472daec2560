"""What the screens of cycle and people ask: what stands below a unit, a person in one look, and what waits in a cycle."""

from decimal import Decimal

import pytest

from okr.contract.check_ins import RecordCheckIn
from okr.contract.cycles import EditCycle, ShowMissing
from okr.contract.goals import SetGoalState
from okr.contract.grading import GradeGoal, ListGrades, ShowGrade
from okr.contract.people import EditPerson
from okr.contract.portraits import ShowPortrait
from okr.contract.reviews import ListWaiting, ReviewGoal
from okr.contract.units import EditUnit, ListBelow, OrgRow
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import CycleState, GapKind, GoalState, ReviewVerdict, Visibility
from tests.application.companies import TODAY, Company
from tests.application.cycle_company import QUARTER, missing, move, start_grading
from tests.application.goal_company import ROLES, add_cast, make_goal, make_top


def names(rows: tuple[OrgRow, ...]) -> list[str]:
    return [row.unit.key if row.unit else row.person.handle if row.person else "" for row in rows]


def below(company: Company, unit: str | None = None, /, **fields: object):
    return company.call(ListBelow.model_validate({"unit": unit, **fields}), by="emil")


# -- what stands below a unit


def test_the_root_is_found_without_knowing_its_key(company: Company):
    (root,) = below(company).items

    assert root.unit is not None
    assert (root.unit.key, root.people, root.opens, root.goals) == ("ACME", 6, True, None)


def test_units_come_first_and_then_people(company: Company):
    rows = below(company, "ACME").items

    assert names(rows) == ["CARE", "SALES", "olivia"]
    care = rows[0]
    assert (care.lead and care.lead.handle, care.people, care.opens) == ("dan", 3, True)
    assert (rows[2].people, rows[2].opens) == (2, False)


def test_pages_join_to_the_whole_also_where_units_end_and_people_begin(company: Company):
    whole = names(below(company, "CARE").items) + names(below(company, "SALES").items)
    assert whole == ["HELP", "dan", "sara", "sven"]
    for unit in ("ACME", "CARE", "SALES"):
        for limit in (1, 2):
            found: list[str] = []
            cursor = None
            while True:
                page = below(company, unit, limit=limit, cursor=cursor)
                assert len(page.items) <= limit
                found += names(page.items)
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert found == names(below(company, unit).items)


def test_figures_are_those_of_a_unit_with_all_below_it(company: Company):
    key = make_goal(company, activate=True).key
    make_top(company)
    company.call(RecordCheckIn(key=f"{key}.1", value=Decimal(7)), by="emil")

    (root,) = below(company, with_figures=True).items
    care, sales, olivia = below(company, "ACME", with_figures=True).items
    tess = next(
        row for row in below(company, "HELP", with_figures=True).items if row.person and row.person.handle == "tess"
    )

    assert (root.goals, care.goals, sales.goals, olivia.goals, tess.goals) == (2, 1, 0, 1, 0)
    assert sales.on_time_rate is None


def test_archived_units_and_people_who_left_are_left_out(company: Company):
    company.call(EditPerson(handle="sven", employed_to=TODAY.replace(day=1)))
    assert names(below(company, "SALES").items) == ["sara"]
    company.call(EditPerson(handle="sara", unit="ACME"))
    company.call(EditUnit(key="SALES", archived=True))
    assert names(below(company, "ACME").items) == ["CARE", "olivia", "sara"]


def test_a_cursor_of_another_list_is_refused(company: Company):
    with pytest.raises(InvalidInput):
        below(company, "ACME", cursor="WzFd")


# -- a person in one look


def test_a_portrait_shows_goals_with_their_way_to_the_top(company: Company):
    top = make_top(company)
    key = make_goal(company, activate=True, parent=top.key).key
    portrait = company.call(ShowPortrait(handle="emil"), by="sven")

    (owned,) = portrait.goals
    assert (owned.goal.key, [step.key for step in owned.line_of_sight]) == (key, [top.key])
    assert (
        portrait.has_line_of_sight,
        portrait.account.goals,
        portrait.person.manager and portrait.person.manager.handle,
    ) == (True, 1, "tess")


def test_a_portrait_counts_what_is_hidden_and_does_not_name_it(company: Company):
    make_goal(company, visibility=Visibility.NAMED, activate=True)

    portrait = company.call(ShowPortrait(handle="emil"), by="sven")
    assert (portrait.goals, portrait.hidden, portrait.account.goals, portrait.has_line_of_sight) == ((), 1, 1, False)
    assert len(company.call(ShowPortrait(handle="emil"), by="tess").goals) == 1


@pytest.mark.parametrize(
    ("handle", "may"), [("emil", False), ("tess", True), ("dan", True), ("olivia", True), ("sven", False)]
)
def test_a_portrait_says_who_may_edit_the_person(company: Company, handle: str, may: bool):
    assert company.call(ShowPortrait(handle="emil"), by=handle).may_edit is may


def test_nobody_has_no_portrait(company: Company):
    with pytest.raises(NotFound):
        company.call(ShowPortrait(handle="nobody"))


# -- what is missing before the next step


@pytest.mark.parametrize("handle", ["olivia", "tess", "sven"])
def test_anybody_sees_what_is_missing_before_the_next_step(company: Company, handle: str):
    key = make_goal(company).key
    plan = company.call(ShowMissing(key=QUARTER), by=handle)

    assert (plan.before, plan.after, plan.done) == (CycleState.ACTIVE, CycleState.GRADING, False)
    assert missing(plan) == {GapKind.NOT_BEGUN: [key]}


def test_what_is_missing_is_what_the_step_itself_names(company: Company):
    make_goal(company, activate=True)
    start_grading(company)
    ahead = company.call(ShowMissing(key=QUARTER))

    assert ahead.gaps == move(company, CycleState.CLOSED, dry_run=True).gaps
    assert ahead.stops
    move(company, CycleState.CLOSED, force=True, reason="The unit is no more.")
    closed = company.call(ShowMissing(key=QUARTER))
    assert (closed.before, closed.after) == (CycleState.CLOSED, CycleState.CLOSED)
    assert closed.sentence.startswith(f"{QUARTER} is closed; ")


def test_hidden_goals_are_counted_as_missing_and_not_named(company: Company):
    make_goal(company, visibility=Visibility.NAMED)
    (gap,) = company.call(ShowMissing(key=QUARTER), by="sven").gaps
    assert (gap.count, gap.items) == (1, ())


# -- what waits for a review


def propose(company: Company) -> str:
    company.call(EditCycle(key=QUARTER, needs_approval=True))
    key = make_goal(company).key
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    return key


def waiting(company: Company, by: str, **fields: object) -> list[tuple[str, bool]]:
    page = company.call(ListWaiting.model_validate(fields), by=by)
    return [(one.goal.key, one.may_review) for one in page.items]


@pytest.mark.parametrize("role", ROLES)
def test_the_queue_holds_what_one_may_review(company: Company, role: str):
    add_cast(company)
    key = propose(company)
    able = role in {"lead and manager", "lead above"}

    assert waiting(company, ROLES[role]) == ([(key, True)] if able else [])
    assert waiting(company, ROLES[role], of_everybody=True) == [(key, able)]


def test_what_was_approved_leaves_the_queue_and_what_was_returned_comes_back_with_the_remark(company: Company):
    key = propose(company)
    company.call(ReviewGoal(key=key, verdict=ReviewVerdict.RETURNED, remark="By when?"), by="tess")
    assert waiting(company, "tess") == []
    company.call(SetGoalState(key=key, state=GoalState.PROPOSED), by="emil")
    (again,) = company.call(ListWaiting(), by="tess").items
    assert again.last is not None
    assert (again.last.remark, again.last.by.handle, again.why is not None) == ("By when?", "tess", True)
    company.call(ReviewGoal(key=key, verdict=ReviewVerdict.APPROVED), by="tess")
    assert waiting(company, "tess") == []


# -- grades


def test_grades_of_a_cycle_are_those_of_its_goals_one_by_one(company: Company):
    keys = [make_goal(company, activate=True).key, make_top(company).key]
    make_goal(company)  # a draft is not graded
    start_grading(company)

    for handle in ("emil", "olivia", "sven"):
        page = company.call(ListGrades(cycle=QUARTER), by=handle)
        assert page.items == tuple(company.call(ShowGrade(key=key), by=handle) for key in sorted(keys))
    first = company.call(ListGrades(cycle=QUARTER, limit=1))
    rest = company.call(ListGrades(cycle=QUARTER, limit=1, cursor=first.next_cursor))
    assert [one.key for one in (*first.items, *rest.items)] == sorted(keys)


def test_what_waits_for_a_grade_and_who_gives_it(company: Company):
    key = make_goal(company, activate=True).key
    start_grading(company)
    (report,) = company.call(ListGrades(cycle=QUARTER, waiting=True, unit="CARE"), by="emil").items
    assert (report.key, report.may_grade, report.may_score) == (key, True, True)
    (above,) = company.call(ListGrades(cycle=QUARTER), by="tess").items
    assert (above.may_grade, above.may_score) == (True, False)
    (elsewhere,) = company.call(ListGrades(cycle=QUARTER), by="sven").items
    assert [one.key for one in company.call(ListGrades(cycle=QUARTER, owner="emil"), by="tess").items] == [key]
    assert company.call(ListGrades(cycle=QUARTER, owner="tess"), by="tess").items == ()
    assert (elsewhere.may_grade, elsewhere.may_score) == (False, False)

    company.call(GradeGoal(key=key, post_mortem="The tool came late."), by="emil")
    assert company.call(ListGrades(cycle=QUARTER, waiting=True)).items == ()
    assert company.call(ListGrades(cycle=QUARTER, unit="SALES")).items == ()


def test_before_grading_nobody_grades(company: Company):
    make_goal(company, activate=True)
    (report,) = company.call(ListGrades(cycle=QUARTER), by="emil").items
    assert (report.may_grade, report.may_score) == (False, False)
