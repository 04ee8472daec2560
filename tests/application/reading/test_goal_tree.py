"""The cascade as a tree and the line of sight; the numbers are those of `cascade`."""

from datetime import timedelta
from decimal import Decimal

import pytest

from okr.contract.goals import GoalTree, LinkGoal, ShowGoalTree, TreeNode
from okr.domain.errors import InvalidInput, NotFound
from okr.domain.vocabulary import LinkKind
from storage import goal_tree
from tests.application.companies import TODAY, Company
from tests.application.reading.cascade import make, result, statements_of


def outline(nodes: tuple[TreeNode, ...]) -> list[object]:
    """The keys of a tree: a goal's key, followed by the list of what hangs on it; `*` marks what was seen above."""
    found: list[object] = []
    for node in nodes:
        found.append(f"{node.goal.key}*" if node.seen_above else node.goal.key)
        if node.children:
            found.append(outline(node.children))
    return found


def tree(company: Company, by: str | None = None, **asked: object) -> GoalTree:
    return company.call(ShowGoalTree.model_validate(asked), by=by)


def test_the_cascade_runs_from_the_root_unit_down(cascade: Company) -> None:
    assert outline(tree(cascade, depth=5).roots) == [
        "ACME-1",
        ["CARE-1", ["HELP-1", "HELP-2"], "SALES-2"],
        "SALES-1",
    ]


def test_a_branch_tells_its_link_its_weight_and_its_share(cascade: Company) -> None:
    (top, _) = tree(cascade, depth=2).roots
    care, supporting = top.children
    # ACME-1: its own result weighs 1, CARE-1 weighs 3. CARE-1: 2 and twice 1.
    assert (top.link, top.share) == (None, None)
    assert (care.link, care.weight, care.share) == (LinkKind.CONTRIBUTES, Decimal(3), 750_000)
    assert [node.share for node in care.children] == [250_000, 250_000]
    assert (supporting.link, supporting.weight, supporting.share) == (LinkKind.SUPPORTS, None, None)


def test_depth_says_how_far_and_how_much_is_left(cascade: Company) -> None:
    (top,) = tree(cascade, key="ACME-1", depth=0).roots
    assert (top.children, top.more_children) == ((), 2)
    (top,) = tree(cascade, key="ACME-1", depth=1).roots
    assert [(node.goal.key, node.more_children) for node in top.children] == [("CARE-1", 2), ("SALES-2", 0)]
    for depth in (-1, 51):
        with pytest.raises(InvalidInput, match="depth"):
            tree(cascade, depth=depth)


def test_results_come_where_they_are_asked_for(cascade: Company) -> None:
    (node,) = tree(cascade, key="HELP-1", with_results=True).roots
    assert [view.key for view in node.results] == ["HELP-1.1"]
    assert tree(cascade, key="HELP-1").roots[0].results == ()


def test_a_goal_under_two_parents_stands_under_both_and_is_followed_once(cascade: Company) -> None:
    deeper = make(
        cascade, "Write down what was solved for customers", "HELP", "emil", result("Written", 0, 10), parent="HELP-1"
    )
    cascade.call(LinkGoal(child="HELP-1", parent="ACME-1", weight=Decimal(1)))
    assert outline(tree(cascade, key="ACME-1", depth=4).roots) == [
        "ACME-1",
        ["CARE-1", ["HELP-1", [deeper], "HELP-2"], "HELP-1*", "SALES-2"],
    ]
    (top,) = tree(cascade, key="ACME-1", depth=4).roots
    assert [(node.goal.key, node.share) for node in top.children] == [
        ("CARE-1", 600_000),
        ("HELP-1", 200_000),
        ("SALES-2", None),
    ]


def test_the_line_of_sight_shows_every_way_to_the_top(cascade: Company) -> None:
    cascade.call(LinkGoal(child="HELP-1", parent="ACME-1", weight=Decimal(1)))
    answer = tree(cascade, key="HELP-1", up=True)
    assert answer.upwards
    (node,) = answer.roots
    found = [(above.goal.key, above.share, outline(above.children)) for above in node.children]
    assert found == [("ACME-1", 200_000, []), ("CARE-1", 250_000, ["ACME-1*"])]
    with pytest.raises(InvalidInput, match="name one"):
        tree(cascade, up=True)


def test_what_may_not_be_seen_is_left_out_and_counted(cascade: Company) -> None:
    answer = tree(cascade, "sven", depth=5)
    assert outline(answer.roots) == ["ACME-1", ["CARE-1", ["HELP-1"], "SALES-2"], "SALES-1"]
    assert answer.hidden == 1
    assert tree(cascade, "sven", key="CARE-1").hidden == 1
    assert tree(cascade, "sven", key="SALES-2").hidden == 0
    # The share is of the whole, hidden parts included.
    assert tree(cascade, "sven", key="CARE-1").roots[0].children[0].share == 250_000
    with pytest.raises(NotFound):
        tree(cascade, "sven", key="HELP-2")


def test_below_a_hidden_goal_a_visible_one_stands_at_the_top(cascade: Company) -> None:
    deeper = make(
        cascade, "Write down what was solved for customers", "HELP", "emil", result("Written", 0, 10), parent="HELP-2"
    )
    assert outline(tree(cascade, "sven").roots) == ["ACME-1", ["CARE-1", ["HELP-1"], "SALES-2"], deeper, "SALES-1"]
    assert outline(tree(cascade, "sven", key=deeper, up=True).roots) == [deeper]


def test_a_unit_has_its_own_tops(cascade: Company) -> None:
    assert outline(tree(cascade, unit="CARE").roots) == ["CARE-1", ["HELP-1", "HELP-2"]]
    assert outline(tree(cascade, unit="SALES").roots) == ["SALES-1", "SALES-2"]
    assert outline(tree(cascade, unit="HELP", depth=0).roots) == ["HELP-1", "HELP-2"]


def test_another_cycle_has_its_own_tops(cascade: Company) -> None:
    assert tree(cascade, cycle="2026").roots == ()
    with pytest.raises(NotFound, match="There is no cycle"):
        tree(cascade, cycle="2031")


@pytest.mark.parametrize("by", ["olivia", "sven", "emil"])
@pytest.mark.parametrize("cycle", ["2026-Q4", "2026"])
def test_the_tops_of_a_large_company_are_the_same(
    cascade: Company, monkeypatch: pytest.MonkeyPatch, by: str, cycle: str
) -> None:
    trust = {"focus_area": "trust"}
    year = make(
        cascade, "Keep customers through the year", "ACME", "olivia", result("Kept", 0, 9), cycle="2026", **trust
    )
    make(cascade, "Win back customers who left us", "SALES", "sara", result("Won", 0, 9), parent=year)
    make(cascade, "Write down what customers asked", "HELP", "emil", result("Written", 0, 9), parent="HELP-2")
    supporting = make(cascade, "Teach what customers ask about", "CARE", "dan", result("Taught", 0, 9), **trust)
    cascade.call(LinkGoal(child=supporting, parent="SALES-1", kind=LinkKind.SUPPORTS))
    few = outline(tree(cascade, by, depth=0, cycle=cycle).roots)
    monkeypatch.setattr(goal_tree, "FEW", 0)
    assert outline(tree(cascade, by, depth=0, cycle=cycle).roots) == few
    if cycle == "2026":
        assert few == ["ACME-2"]
    else:
        assert few == ["ACME-1", *([] if by == "olivia" else ["HELP-3"]), "SALES-1", "SALES-3"]


def test_tops_and_children_go_on_in_pages(cascade: Company) -> None:
    for asked, whole in (
        ({"depth": 0}, ["ACME-1", "SALES-1"]),
        ({"unit": "HELP", "depth": 0}, ["HELP-1", "HELP-2"]),
    ):
        seen: list[object] = []
        cursor = None
        for _ in range(9):
            answer = tree(cascade, limit=1, cursor=cursor, **asked)
            seen += outline(answer.roots)
            cursor = answer.next_cursor
            if cursor is None:
                break
        assert seen == whole
    first = tree(cascade, key="CARE-1", limit=1)
    assert outline(first.roots) == ["CARE-1", ["HELP-1"]]
    assert (first.roots[0].more_children, first.next_cursor is None) == (1, False)
    second = tree(cascade, key="CARE-1", limit=1, cursor=first.next_cursor)
    assert outline(second.roots) == ["CARE-1", ["HELP-2"]]
    assert second.next_cursor is None


def test_expanding_a_node_takes_the_same_statements_whatever_its_size(cascade: Company) -> None:
    few = statements_of(cascade, ShowGoalTree(key="CARE-1", depth=1))
    for number in range(8):
        make(
            cascade, f"Help the customers of region {number}", "HELP", "emil", result("Hours", 100, 60), parent="CARE-1"
        )
    assert statements_of(cascade, ShowGoalTree(key="CARE-1", depth=1)) == few
    # The organisation and the person (4), finding the goal (3), children, hidden ones, and the rows with what is around them (4).
    assert few <= 13


def test_several_goals_take_as_many_statements_as_one_and_say_the_same(cascade: Company) -> None:
    keys = ("CARE-1", "ACME-1", "HELP-1")
    several = tree(cascade, keys=("care-1", *keys, "CARE-99"), depth=1)
    assert several.roots == tuple(tree(cascade, key=key, depth=1).roots[0] for key in keys)
    assert several.hidden == 0
    one = statements_of(cascade, ShowGoalTree(keys=("CARE-1",), depth=1))
    assert statements_of(cascade, ShowGoalTree(keys=keys, depth=1)) == one


def test_several_goals_as_of_a_day_leave_out_those_that_were_not_there_yet(cascade: Company) -> None:
    later = make(
        cascade,
        "Answer within the hour",
        "HELP",
        "emil",
        result("Within the hour", 0, 10),
        focus_area="trust",
        on=TODAY,
    )
    asked = {"keys": ("CARE-1", later), "depth": 1, "as_of": TODAY - timedelta(days=1)}
    past = cascade.call(ShowGoalTree.model_validate(asked), on=TODAY + timedelta(days=1))
    assert outline(past.roots) == outline(tree(cascade, key="CARE-1", depth=1).roots)


def test_several_goals_are_neither_too_many_nor_the_way_up(cascade: Company) -> None:
    for asked in (
        {"keys": ("CARE-1",) * 201},
        {"keys": ("CARE-1",), "up": True},
        {"keys": ("CARE-1",), "key": "CARE-1"},
    ):
        with pytest.raises(InvalidInput, match="keys"):
            tree(cascade, **asked)
