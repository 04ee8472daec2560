"""Dependencies: shown at both goals, told to both owners, ended; a circle is shown and not refused."""

import pytest
from sqlalchemy import select

from okr.contract.dependencies import DependenciesView, DependOn, EndDependency
from okr.contract.goals import SetGoalState, ShowGoal
from okr.contract.notices import ListNotices
from okr.domain.errors import NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import DependencyKind, GoalState, ObjectKind, Visibility
from storage import schema
from tests.application.companies import Company
from tests.application.goal_company import CAST, ROLES, add_cast, make_goal

BLOCKED = DependencyKind.BLOCKED_BY


def two(company: Company, **fields: object) -> tuple[str, str]:
    """A goal of emil's, and one of sara's in SALES."""
    other = make_goal(company, "Sell to more schools", unit="SALES", owner="sara", by="sara", activate=True)
    return make_goal(company, **fields).key, other.key


def depend(company: Company, key: str, on: str, *, by: str = "emil", **fields: object) -> DependenciesView:
    return company.call(DependOn.model_validate({"key": key, "on": on} | fields), by=by)


def told(company: Company, by: str) -> list[str]:
    return [one.text for one in company.call(ListNotices(), by=by).items if one.kind is ObjectKind.DEPENDENCY]


def test_a_dependency_is_shown_at_both_goals_and_both_owners_are_told(company: Company) -> None:
    key, other = two(company)
    depend(company, key, other, by="tess", kind=BLOCKED, note="Until the price list is out")

    (shown,) = company.call(ShowGoal(key=key)).depends_on
    assert (shown.key, shown.kind, shown.note) == (other, BLOCKED, "Until the price list is out")
    (back,) = company.call(ShowGoal(key=other)).needed_by
    assert (back.key, back.kind, back.owner and back.owner.handle) == (key, BLOCKED, "emil")
    for handle in ("emil", "sara"):
        (words,) = told(company, handle)
        assert words.startswith(f"Tess Team: {key} (")
        assert words.endswith("Until the price list is out")
    assert told(company, "tess") == []


def test_a_dependency_that_is_there_is_changed_not_doubled(company: Company) -> None:
    key, other = two(company)
    depend(company, key, other, note="The price list")
    changed = depend(company, key, other, kind=BLOCKED)

    assert [(one.kind, one.note) for one in changed.depends_on] == [(BLOCKED, "The price list")]


def test_an_ended_dependency_is_gone_and_may_come_back(company: Company) -> None:
    key, other = two(company)
    depend(company, key, other)
    assert company.call(EndDependency(key=key, on=other), by="emil").depends_on == ()
    assert "no longer needs" in told(company, "sara")[0]
    with pytest.raises(NotFound, match="does not depend on"):
        company.call(EndDependency(key=key, on=other), by="emil")

    assert [one.key for one in depend(company, key, other).depends_on] == [other]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_say_that_a_goal_depends_on_another(company: Company, role: str) -> None:
    add_cast(company)
    key, other = two(company, **CAST)
    if role in {"sponsor", "contributor", "colleague"}:
        with pytest.raises(NotAllowed, match="may link this goal"):
            depend(company, key, other, by=ROLES[role])
    else:
        assert depend(company, key, other, by=ROLES[role]).depends_on[0].key == other
        assert company.call(EndDependency(key=key, on=other), by=ROLES[role]).depends_on == ()


def test_what_a_person_may_not_see_is_neither_named_nor_depended_on(company: Company) -> None:
    key, other = two(company)
    secret = make_goal(company, "Merge with a rival", unit="ACME", owner="olivia", by="olivia", visibility="named").key
    with pytest.raises(NotFound):
        depend(company, key, secret)
    depend(company, secret, key, by="olivia")

    assert company.call(ShowGoal(key=key), by="emil").needed_by == ()
    assert [one.key for one in company.call(ShowGoal(key=key), by="olivia").needed_by] == [secret]
    assert told(company, "emil") == []
    assert depend(company, key, other).hidden == 1


def test_a_circle_is_shown_and_not_refused(company: Company) -> None:
    key, other = two(company)
    third = make_goal(company, "Write the price list again").key
    depend(company, key, other)
    depend(company, other, third, by="sara")
    assert depend(company, key, other).circle == ()
    closed = depend(company, third, key)

    assert closed.circle == (third, key, other, third)
    assert company.call(ShowGoal(key=other)).dependency_circle == (other, third, key, other)


def test_a_circle_over_what_is_not_shown_names_it_not(company: Company) -> None:
    key, _ = two(company)
    secret = make_goal(
        company, "Merge with a rival", unit="ACME", owner="olivia", by="olivia", visibility=Visibility.NAMED
    ).key
    depend(company, secret, key, by="olivia")
    depend(company, key, secret, by="olivia")

    assert company.call(ShowGoal(key=key), by="emil").dependency_circle == (key, "a goal that is not shown", key)


def test_a_goal_depends_neither_on_itself_nor_on_what_is_closed(company: Company) -> None:
    key, other = two(company)
    with pytest.raises(RuleViolation, match="cannot depend on itself"):
        depend(company, key, key)
    company.call(SetGoalState(key=other, state=GoalState.CANCELLED, reason="No schools"), by="sara")
    with pytest.raises(RuleViolation):
        depend(company, key, other)


def test_dependencies_are_in_the_audit(company: Company) -> None:
    key, other = two(company)
    depend(company, key, other)
    company.call(EndDependency(key=key, on=other), by="emil")

    table = schema.audit.c
    statement = select(table.object_key, table.before, table.after).where(table.object_kind == ObjectKind.DEPENDENCY)
    found = company.acting().store.read(lambda work: work.connection.execute(statement.order_by(table.id)).all())
    assert [(row.object_key, row.before is None, row.after is None) for row in found] == [
        (f"{key} > {other}", True, False),
        (f"{key} > {other}", False, True),
    ]
