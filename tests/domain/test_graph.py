"""Cycles are found and named before a link is written (R4)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.domain.errors import RuleViolation
from okr.domain.graph import cycle_in, find_cycle, levels

edges = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30)


def test_the_cycle_is_named_from_the_child_back_to_itself():
    assert find_cycle([("b", "c"), ("c", "d"), ("b", "x")], ("d", "b")) == ("d", "b", "c", "d")


def test_a_link_to_itself_is_a_cycle():
    assert find_cycle([], ("a", "a")) == ("a", "a")


def test_several_parents_are_no_cycle():
    assert find_cycle([("a", "b"), ("a", "c"), ("b", "d")], ("c", "d")) is None


@given(edges, st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_a_link_is_refused_exactly_where_it_would_close_a_cycle(drawn, new_edge):
    kept = [(child, parent) for child, parent in drawn if child < parent]
    found = find_cycle(kept, new_edge)
    if found is None:
        level = levels((), [*kept, new_edge])
        assert all(level[child] < level[parent] for child, parent in [*kept, new_edge])
    else:
        assert found[0] == found[-1] == new_edge[0]
        assert found[1] == new_edge[1]
        assert all(step in [*kept, new_edge] for step in pairwise(found))
        with pytest.raises(RuleViolation):
            levels((), [*kept, new_edge])


def test_a_level_is_one_more_than_that_of_the_highest_child():
    found = levels(["top", "alone"], [("a", "b"), ("b", "top"), ("c", "top")])
    assert found == {"alone": 0, "a": 0, "c": 0, "b": 1, "top": 2}


def test_children_come_before_their_parents():
    order = list(levels([], [("a", "b"), ("b", "c"), ("a", "c")]))
    assert order == ["a", "b", "c"]


def test_a_chain_of_fifty_thousand_is_no_trouble():
    chain = [(number, number + 1) for number in range(50_000)]
    assert levels([], chain)[50_000] == 50_000
    assert len(find_cycle(chain, (50_000, 0)) or ()) == 50_002


def test_nodes_on_a_cycle_are_named():
    with pytest.raises(RuleViolation, match="a, b"):
        levels([], [("a", "b"), ("b", "a")])


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [
        ([], None),
        ([("a", "b"), ("b", "c"), ("a", "c")], None),
        ([("a", "a")], ("a", "a")),
        ([("x", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "top"), ("top", "higher")], ("a", "b", "c", "a")),
    ],
)
def test_a_cycle_is_found_wherever_it_is(edges, cycle):
    found = cycle_in(edges)
    if cycle is None:
        assert found is None
    else:
        assert found is not None
        assert found[0] == found[-1]
        assert set(found) == set(cycle)
        assert set(pairwise(found)) <= set(edges)


def test_a_long_chain_has_no_cycle():
    assert cycle_in((number, number + 1) for number in range(50_000)) is None
