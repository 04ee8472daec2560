"""The rows of the tree without a screen: orders of siblings, pages that are let go and come again."""

from dataclasses import replace
from datetime import date

import pytest

from okr.domain.vocabulary import LinkKind
from tests.tui.company import Company
from tui.reading.goals import goal
from tui.view_models.goals import Branch, GoalItem
from tui.widgets.goal_nodes import ORDERS, Node, made, ordered, sort_below, visible
from tui.widgets.tree_pages import KEPT_PAGES, KEPT_TRENDS, Pages, Trends


def items() -> list[GoalItem]:
    company = Company()
    return [goal(company.goal(plan)) for plan in company.plans]


def branch(item: GoalItem, *children: Branch, share: int | None = None) -> Branch:
    return Branch(item, LinkKind.CONTRIBUTES, None, share, tuple(children), 0, False)


@pytest.mark.parametrize(
    ("order", "first"),
    [("", "ACME-1"), ("title", "CARE-1"), ("progress", "CHAT-1"), ("word", "PROD-2"), ("risk", "CHAT-1")],
)
def test_siblings_stand_in_the_order_that_was_asked_for_and_the_place_of_the_next_page_last(order, first):
    nodes = made(map(branch, items()), parent=None, next_cursor="2", order=order)
    assert nodes[0].goal is not None
    assert nodes[0].goal.key == first
    assert nodes[-1].is_place
    assert [node.last for node in nodes].count(True) == 1


def test_risk_weighs_how_far_behind_by_the_share_in_the_parent():
    behind, further = (replace(item, key=key) for item, key in zip(items()[2:4], ("A-1", "A-2"), strict=True))
    further = replace(further, numbers=replace(behind.numbers, progress_ppm=100_000))
    nodes = made(
        [branch(behind, share=900_000), branch(further, share=100_000)], parent=None, next_cursor=None, order="risk"
    )
    assert [node.goal.key for node in nodes if node.goal] == ["A-1", "A-2"]


def test_an_open_branch_keeps_what_is_below_it_when_all_is_sorted():
    first, second, *below = items()
    nodes = made([branch(first), branch(second, *map(branch, below))], parent=None, next_cursor=None, order="")
    nodes[1].opened = True
    shown = visible(sort_below(nodes, "due"))
    assert len(shown) == len(items())
    assert ordered([], "due") == []


def test_after_any_order_the_cascade_comes_back_as_it_was():
    first, second, *below = items()
    nodes = made([branch(first), branch(second, *map(branch, below))], parent=None, next_cursor=None, order="")
    nodes[1].opened = True
    before = visible(nodes)
    for order in ORDERS[1:]:
        nodes = sort_below(nodes, order)
    assert visible(nodes) != before
    assert visible(sort_below(nodes, "")) == before


def test_of_many_pages_only_those_drawn_last_keep_their_goals():
    pages, item = Pages(), items()[0]
    made_pages = []
    for number in range(KEPT_PAGES + 10):
        page = pages.begin(Node(None, 0, next_cursor=str(number)), may_let_go=True)
        page.nodes += [Node(replace(item, due=date(2026, 12, 31)), 0, flat=True, page=page) for _ in range(3)]
        made_pages.append(page)
    gone = [page for page in made_pages if page.is_gone]
    assert len(made_pages) - len(gone) == KEPT_PAGES
    assert gone[0] is made_pages[0]
    assert all(node.goal is None for node in gone[0].nodes)
    pages.fill(gone[0], [item, item])
    assert [node.goal is None for node in gone[0].nodes] == [False, False, True]
    assert gone[0].is_short


def test_a_page_with_an_open_branch_is_not_let_go():
    pages, item = Pages(), items()[0]
    first = pages.begin(Node(None, 0, next_cursor="0"), may_let_go=True)
    first.nodes.append(Node(item, 0, page=first, opened=True))
    for number in range(KEPT_PAGES + 5):
        page = pages.begin(Node(None, 0, next_cursor=str(number)), may_let_go=True)
        page.nodes.append(Node(item, 0, page=page))
    assert not first.is_gone


def test_of_many_trends_the_last_are_kept():
    trends = Trends()
    for number in range(KEPT_TRENDS + 500):
        trends.add({f"A-{number}": (number,)})
    assert len(trends) == KEPT_TRENDS
    assert f"A-{KEPT_TRENDS + 499}" in trends
    assert "A-0" not in trends


def test_rows_of_a_list_that_was_left_let_go_of_each_other():
    pages, item = Pages(), items()[0]
    page = pages.begin(Node(None, 0, next_cursor="1"), may_let_go=True)
    above = Node(item, 0, page=page)
    below = Node(item, 1, parent=above, page=page)
    above.children = [below]
    page.nodes += [above, below]
    pages.clear()
    assert page.nodes == []
    assert [above.page, above.children, below.parent, below.page] == [None] * 4
