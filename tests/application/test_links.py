"""Goals are tied to parents: contributing or supporting, with a weight, never in a circle, never counted twice."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from okr.contract.check_ins import RecordCheckIn
from okr.contract.goals import EditGoal, GoalView, LinkGoal, ShowGoal, UnlinkGoal
from okr.contract.key_results import FeedKeyResult
from okr.domain.errors import NotAllowed, NotFound, RuleViolation
from okr.domain.vocabulary import LinkKind, ObjectKind, Visibility
from storage import schema
from tests.application.companies import TODAY, Company
from tests.application.goal_company import CAST, ROLES, add_cast, history_of, make_goal, make_top, reply_time


def weightless(company: Company, title: str = "Keep customers for longer than a year") -> GoalView:
    """An active top goal whose progress comes from its children alone."""
    return make_top(company, title, key_results=(reply_time(weight=Decimal(0)),))


def link_id(company: Company, child: str, parent: str):
    audit = schema.audit
    statement = select(audit.c.object_id).where(audit.c.object_key == f"{child} > {parent}").limit(1)
    return company.acting().store.read(lambda work: work.connection.execute(statement).scalar_one())


def progress(company: Company, key: str) -> int | None:
    return company.call(ShowGoal(key=key)).progress


def test_a_link_counts_in_the_parent_by_its_weight(company: Company):
    top = weightless(company)
    done, open_ = make_goal(company, activate=True), make_goal(company, "Call back in a day", activate=True)
    company.call(RecordCheckIn(key=f"{done.key}.1", value=Decimal(4)), by="emil")

    company.call(LinkGoal(child=done.key, parent=top.key, weight=Decimal(3)), by="emil")
    company.call(LinkGoal(child=open_.key, parent=top.key), by="emil")
    assert progress(company, top.key) == 750_000

    company.call(LinkGoal(child=done.key, parent=top.key, weight=Decimal(1)), by="emil")
    assert progress(company, top.key) == 500_000

    company.call(LinkGoal(child=open_.key, parent=top.key, kind=LinkKind.SUPPORTS), by="emil")
    assert progress(company, top.key) == 1_000_000

    company.call(UnlinkGoal(child=done.key, parent=top.key), by="emil")
    assert progress(company, top.key) is None


def test_of_a_link_that_stands_stays_what_is_left_out(company: Company):
    top, goal = make_top(company), make_goal(company)
    company.call(LinkGoal(child=goal.key, parent=top.key, kind=LinkKind.SUPPORTS, weight=Decimal(5)), by="emil")

    same = company.call(LinkGoal(child=goal.key, parent=top.key), by="emil")
    assert [parent.kind for parent in same.parents] == [LinkKind.SUPPORTS]

    counting = company.call(LinkGoal(child=goal.key, parent=top.key, kind=LinkKind.CONTRIBUTES), by="emil")
    assert [(parent.kind, parent.weight) for parent in counting.parents] == [(LinkKind.CONTRIBUTES, Decimal(5))]


def test_a_goal_may_have_several_parents(company: Company):
    first, second = weightless(company), weightless(company, "Keep customers of another kind")
    goal = make_goal(company, parent=first.key, activate=True)
    company.call(LinkGoal(child=goal.key, parent=second.key, weight=Decimal(2)), by="emil")

    company.call(RecordCheckIn(key=f"{goal.key}.1", value=Decimal(4)), by="emil")

    assert [progress(company, top.key) for top in (first, second)] == [1_000_000, 1_000_000]


def test_what_comes_below_a_chain_reaches_its_top(company: Company):
    top = weightless(company)
    middle = make_goal(
        company, parent=top.key, activate=True, key_results=(reply_time(), reply_time(weight=Decimal(0)))
    )
    leaf = make_goal(company, "Call back in a day", activate=True)
    company.call(RecordCheckIn(key=f"{leaf.key}.1", value=Decimal(4)), by="emil")

    company.call(LinkGoal(child=leaf.key, parent=middle.key), by="emil")

    assert (progress(company, middle.key), progress(company, top.key)) == (500_000, 500_000)


def test_a_cycle_is_refused_by_its_keys_and_nothing_changes(company: Company):
    top = make_goal(company, "Answer customers of the first kind")
    middle = make_goal(company, "Answer customers of the second kind", parent=top.key)
    leaf = make_goal(company, "Answer customers of the third kind", parent=middle.key, link_kind=LinkKind.SUPPORTS)

    for kind in LinkKind:
        with pytest.raises(RuleViolation) as refused:
            company.call(LinkGoal(child=top.key, parent=leaf.key, kind=kind), by="emil")
        assert f"would close the cycle {top.key} > {leaf.key} > {middle.key} > {top.key}" in refused.value.message

    assert company.call(ShowGoal(key=top.key)).parents == ()


def test_a_cycle_does_not_name_what_one_may_not_see(company: Company):
    top = make_goal(company, "Answer customers of the first kind")
    hidden = make_goal(company, "Answer customers of the second kind", parent=top.key, owner="tess")
    leaf = make_goal(company, "Answer customers of the third kind", parent=hidden.key)
    company.call(EditGoal(key=hidden.key, visibility=Visibility.NAMED), by="tess")

    with pytest.raises(RuleViolation) as refused:
        company.call(LinkGoal(child=top.key, parent=leaf.key), by="emil")

    assert f"{top.key} > {leaf.key} > a goal that is not shown > {top.key}" in refused.value.message
    assert hidden.key not in refused.value.message


def test_a_goal_is_not_its_own_parent(company: Company):
    goal = make_goal(company)

    with pytest.raises(RuleViolation, match="cannot be its own parent"):
        company.call(LinkGoal(child=goal.key, parent=goal.key), by="emil")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", True),
        ("delegate", True),
        ("lead and manager", True),
        ("lead above", True),
        ("administrator", True),
        ("sponsor", False),
        ("contributor", False),
        ("colleague", False),
    ],
)
def test_the_right_on_the_child_decides(company: Company, role: str, may: bool):
    add_cast(company)
    top, goal = make_top(company), make_goal(company, **CAST)
    if may:
        company.call(LinkGoal(child=goal.key, parent=top.key), by=ROLES[role])
        assert company.call(UnlinkGoal(child=goal.key, parent=top.key), by=ROLES[role]).parents == ()
    else:
        with pytest.raises(NotAllowed, match="may link this goal"):
            company.call(LinkGoal(child=goal.key, parent=top.key), by=ROLES[role])


def test_the_owner_of_the_parent_has_no_right_on_the_child(company: Company):
    top = make_goal(company, unit="SALES", owner="sven", by="sara")
    goal = make_goal(company)

    with pytest.raises(NotAllowed):
        company.call(LinkGoal(child=goal.key, parent=top.key), by="sven")


def test_a_parent_that_one_may_not_see_does_not_exist(company: Company):
    secret, goal = make_top(company, visibility=Visibility.NAMED), make_goal(company)

    with pytest.raises(NotFound, match=f"There is no goal {secret.key}"):
        company.call(LinkGoal(child=goal.key, parent=secret.key), by="emil")


def test_what_is_not_linked_cannot_be_unlinked(company: Company):
    top, other, goal = make_top(company), make_top(company, "Keep customers of another kind"), make_goal(company)
    company.call(LinkGoal(child=goal.key, parent=top.key), by="emil")

    with pytest.raises(NotFound, match=f"{goal.key} is not linked to {other.key}") as refused:
        company.call(UnlinkGoal(child=goal.key, parent=other.key), by="emil")
    assert refused.value.hint == f"Its parents are {top.key}."


def test_history_keeps_a_link_that_was_changed_and_ended(company: Company):
    top, goal = make_top(company), make_goal(company)
    days = [date(2026, 11, 2), date(2026, 11, 9)]
    company.call(LinkGoal(child=goal.key, parent=top.key, effective_on=days[0]), by="emil")
    company.call(LinkGoal(child=goal.key, parent=top.key, weight=Decimal(2), effective_on=days[1]), by="emil")
    known = link_id(company, goal.key, top.key)
    company.call(UnlinkGoal(child=goal.key, parent=top.key), by="emil")

    versions = history_of(company, ObjectKind.LINK, known)

    assert [(one.effective_on, one.data and one.data["weight_units"]) for one in versions] == [
        (days[0], 10_000),
        (days[1], 20_000),
        (TODAY, None),
    ]


def test_linking_again_after_unlinking_works(company: Company):
    top, goal = make_top(company), make_goal(company)
    for _ in range(2):
        linked = company.call(LinkGoal(child=goal.key, parent=top.key), by="emil")
        assert [parent.key for parent in linked.parents] == [top.key]
        company.call(UnlinkGoal(child=goal.key, parent=top.key), by="emil")


def test_a_repeated_request_links_once_and_gives_the_same_answer(company: Company):
    top, goal = make_top(company), make_goal(company)
    command = LinkGoal(child=goal.key, parent=top.key, weight=Decimal(2))

    assert company.call(command, by="emil", key="k") == company.call(command, by="emil", key="k")


def test_whose_key_result_feeds_the_parent_only_supports_it(company: Company):
    top, goal = make_top(company), make_goal(company)
    company.call(FeedKeyResult(child=f"{goal.key}.1", parent=f"{top.key}.1"))

    with pytest.raises(
        RuleViolation, match=rf"{goal.key}\.1 feeds {top.key}\.1, so that its progress would count twice"
    ):
        company.call(LinkGoal(child=goal.key, parent=top.key), by="emil")
    supporting = company.call(LinkGoal(child=goal.key, parent=top.key, kind=LinkKind.SUPPORTS), by="emil")
    assert [parent.kind for parent in supporting.parents] == [LinkKind.SUPPORTS]
    with pytest.raises(RuleViolation, match="would count twice"):
        company.call(LinkGoal(child=goal.key, parent=top.key, kind=LinkKind.CONTRIBUTES), by="emil")


def test_neither_does_a_goal_that_it_counts_in(company: Company):
    top = make_top(company)
    middle = make_goal(company)
    leaf = make_goal(company, "Call back in a day", parent=middle.key)
    company.call(FeedKeyResult(child=f"{leaf.key}.1", parent=f"{top.key}.1"))

    with pytest.raises(RuleViolation, match=rf"{middle.key} cannot contribute to {top.key}: {leaf.key}\.1 feeds"):
        company.call(LinkGoal(child=middle.key, parent=top.key), by="emil")
