"""Trees of units and people: subtrees, moves and their refusals, on both databases and against a plain model."""

import random
import threading
from uuid import UUID

import pytest
from sqlalchemy import Table, func, insert, select, update

from okr.domain.errors import NotFound, RuleViolation
from storage import trees
from storage.schema import people, units
from storage.types import new_id
from storage.unit_of_work import ReadWork, Store, WriteWork, open_store
from tests.storage.companies import RECORDED, add_person, add_unit


@pytest.mark.parametrize(("number", "text"), [(1, "1."), (35, "z."), (36, "10."), (46_655, "zzz."), (46_656, "1000.")])
def test_a_number_is_one_step_of_a_path(number: int, text: str) -> None:
    assert trees.segment(number) == text


def test_the_range_of_a_path_holds_what_is_below_and_nothing_beside() -> None:
    low, high = trees.path_range("1.2.")
    assert all(low <= path < high for path in ("1.2.", "1.2.1.", "1.2.zzz.z."))
    assert not any(low <= path < high for path in ("1.", "1.1z.", "1.20.", "1.21.5.", "1.3.", "2."))


def test_ancestors_come_from_the_top() -> None:
    assert trees.ancestors_and_self("1.4f.z.") == ["1.", "1.4f.", "1.4f.z."]


def test_nested_paths_shrink_to_the_outer_ones() -> None:
    assert trees.outermost(["1.2.3.", "1.2.", "1.20.", "1.3."]) == ("1.2.", "1.20.", "1.3.")


def test_a_subtree_is_found_after_a_move_and_not_where_it_was(store: Store) -> None:
    ids = _company(store)
    assert _below(store, "Sales") == {"Sales", "North", "South"}

    moved = store.write(lambda work: trees.move(work, units, ids["North"], ids["Care"]))

    assert moved == 1
    assert _below(store, "Sales") == {"Sales", "South"}
    assert _below(store, "Care") == {"Care", "North"}
    assert store.write(lambda work: trees.move(work, units, ids["Sales"], ids["Care"])) == 2
    assert _below(store, "Care") == {"Care", "North", "Sales", "South"}


def test_a_move_below_oneself_is_refused_and_the_chain_named(store: Store) -> None:
    def grow(work: WriteWork) -> tuple[UUID, UUID]:
        ann = add_person(work, "Ann")
        bob = add_person(work, "Bob", ann)
        return ann, add_person(work, "Cy", bob)

    ann, cy = store.write(grow)

    with pytest.raises(RuleViolation, match=r"cycle: Ann > Bob > Cy > Ann\."):
        store.write(lambda work: trees.move(work, people, ann, cy))
    with pytest.raises(RuleViolation, match=r"cycle: Ann > Ann\."):
        store.write(lambda work: trees.move(work, people, ann, ann))


def test_a_second_unit_cannot_go_to_the_top_but_a_person_can(store: Store) -> None:
    ids = _company(store)
    with pytest.raises(RuleViolation, match="Sales cannot go to the top"):
        store.write(lambda work: trees.move(work, units, ids["Sales"], None))

    def grow(work: WriteWork) -> UUID:
        return add_person(work, "Bob", add_person(work, "Ann"))

    bob = store.write(grow)
    store.write(lambda work: trees.move(work, people, bob, None))
    assert store.read(lambda work: work.connection.scalar(select(people.c.depth).where(people.c.id == bob))) == 0


def test_what_does_not_exist_is_not_moved(store: Store) -> None:
    ids = _company(store)
    with pytest.raises(NotFound, match="no such unit"):
        store.write(lambda work: trees.move(work, units, ids["Sales"], new_id()))
    with pytest.raises(NotFound, match="no such unit"):
        store.write(lambda work: trees.place(work, units, new_id()))


def test_a_tree_has_at_most_twenty_levels_below_its_top(store: Store) -> None:
    def deep(work: WriteWork) -> tuple[UUID, list[UUID]]:
        chain = [add_unit(work, "0")]
        for level in range(1, 21):
            chain.append(add_unit(work, str(level), chain[-1]))
        return add_unit(work, "side", chain[0]), chain

    side, chain = store.write(deep)
    with pytest.raises(RuleViolation, match="at most 20 levels"):
        store.write(lambda work: add_unit(work, "21", chain[-1]))
    with pytest.raises(RuleViolation, match="at most 20 levels"):
        store.write(lambda work: trees.move(work, units, chain[1], side))
    store.write(lambda work: trees.move(work, units, chain[2], side))


def test_two_moves_that_together_close_a_cycle_are_not_both_made(store: Store, store_url: str) -> None:
    def grow(work: WriteWork) -> dict[str, UUID]:
        top = add_unit(work, "top")
        a = add_unit(work, "A", top)
        b = add_unit(work, "B", top)
        return {"A": a, "A2": add_unit(work, "A2", a), "B": b, "B2": add_unit(work, "B2", b)}

    ids = store.write(grow)
    start = threading.Barrier(2)
    refused: list[str] = []

    def swing(name: str, target: str) -> None:
        with open_store(store_url) as own:
            start.wait()
            try:
                own.write(lambda work: trees.move(work, units, ids[name], ids[target]))
            except RuleViolation as error:
                refused.append(str(error))

    threads = [threading.Thread(target=swing, args=pair) for pair in (("A", "B2"), ("B", "A2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert "close a cycle" in refused[0]
    assert store.write(lambda work: trees.rebuild(work, units)) == 0


def test_random_moves_agree_with_a_plain_model(store: Store) -> None:
    choose = random.Random(20_260_101)
    parents = _random_tree(store, people, choose, count=2_000)
    nodes = list(parents)

    def shuffle(work: WriteWork) -> tuple[int, int]:
        made = refused = 0
        for _ in range(200):
            node, target = choose.choice(nodes), choose.choice([*nodes, None])
            closes = target is not None and node in _line(parents, target)
            if closes or _height(parents, node) + (len(_line(parents, target)) if target else 0) > trees.MAX_DEPTH:
                with pytest.raises(RuleViolation):
                    trees.move(work, people, node, target)
                refused += 1
            else:
                trees.move(work, people, node, target)
                parents[node] = target
                made += 1
        return made, refused

    made, refused = store.write(shuffle)
    assert made > 50
    assert refused > 5
    _agree(store, people, parents)
    assert store.write(lambda work: trees.rebuild(work, people)) == 0


def test_rebuilding_after_an_import_in_any_order_agrees_with_the_model(store: Store) -> None:
    choose = random.Random(7)
    parents = _random_tree(store, units, choose, count=2_000)
    _agree(store, units, parents)


def test_an_import_with_a_cycle_or_two_tops_is_refused_by_name(store: Store) -> None:
    ids = _company(store)

    def ring(work: WriteWork) -> None:
        for child, parent in (("Sales", "North"), ("North", "South"), ("South", "Sales")):
            work.connection.execute(update(units).where(units.c.id == ids[child]).values(parent_id=ids[parent]))
        trees.rebuild(work, units)

    with pytest.raises(RuleViolation, match="There is a cycle: Sales > South > North > Sales"):
        store.write(ring)

    def two_tops(work: WriteWork) -> None:
        work.connection.execute(update(units).where(units.c.id == ids["Care"]).values(parent_id=None))
        trees.rebuild(work, units)

    with pytest.raises(RuleViolation, match=r"2 units stand at the top \(Care, Company\)"):
        store.write(two_tops)


def test_a_new_top_may_be_put_above_the_old_one_in_an_import(store: Store) -> None:
    ids = _company(store)

    def crown(work: WriteWork) -> int:
        holding = add_unit(work, "Holding", ids["Care"])
        work.connection.execute(update(units).where(units.c.id == holding).values(parent_id=None))
        work.connection.execute(update(units).where(units.c.id == ids["Company"]).values(parent_id=holding))
        return trees.rebuild(work, units)

    assert store.write(crown) == 6
    assert _below(store, "Holding") == {"Holding", "Company", "Sales", "North", "South", "Care"}


def _company(store: Store) -> dict[str, UUID]:
    def grow(work: WriteWork) -> dict[str, UUID]:
        ids = {"Company": add_unit(work, "Company")}
        for name, parent in (("Sales", "Company"), ("North", "Sales"), ("South", "Sales"), ("Care", "Company")):
            ids[name] = add_unit(work, name, ids[parent])
        return ids

    return store.write(grow)


def _below(store: Store, name: str) -> set[str]:
    def ask(work: ReadWork) -> set[str]:
        path = work.connection.scalar(select(units.c.path).where(units.c.name == name))
        assert isinstance(path, str)
        return set(work.connection.scalars(select(units.c.name).where(trees.subtree(units, path))))

    return store.read(ask)


def _random_tree(store: Store, table: Table, choose: random.Random, *, count: int) -> dict[UUID, UUID | None]:
    """Rows in any order, with paths that mean nothing yet; then rebuilt."""
    nodes = [new_id() for _ in range(count)]
    parents: dict[UUID, UUID | None] = {nodes[0]: None}
    for position, node in enumerate(nodes[1:], start=1):
        above = choose.choice(nodes[max(0, position - 300) : position])
        parents[node] = above if len(_line(parents, above)) <= trees.MAX_DEPTH else nodes[0]
    order = choose.sample(nodes, count)
    is_units = table is units
    rows = []
    for number, node in enumerate(order, start=1):
        own = {"id": node, "number": number, "name": f"n{number}", "path": trees.segment(number), "depth": 1}
        if is_units:
            own |= {"parent_id": parents[node], "prefix": f"U{number}", "kind": "team", "next_goal_number": 1}
        else:
            own |= {"manager_id": parents[node], "handle": f"p{number}", "competencies": [], "is_administrator": False}
        rows.append({**own, **RECORDED})

    def fill(work: WriteWork) -> int:
        work.connection.execute(insert(table), rows)
        return trees.rebuild(work, table)

    assert store.write(fill) > 0
    return parents


def _line(parents: dict[UUID, UUID | None], node: UUID) -> list[UUID]:
    line = [node]
    while (above := parents[line[-1]]) is not None:
        line.append(above)
    return line


def _height(parents: dict[UUID, UUID | None], node: UUID) -> int:
    return max(line.index(node) for line in (_line(parents, other) for other in parents) if node in line)


def _agree(store: Store, table: Table, parents: dict[UUID, UUID | None]) -> None:
    """Every subtree count and every depth, as the database tells by paths and as the model tells by parents."""
    expected = dict.fromkeys(parents, 0)
    for node in parents:
        for above in _line(parents, node):
            expected[above] += 1
    below = table.alias()
    low, high = table.c.path, func.substr(table.c.path, 1, func.length(table.c.path) - 1) + "/"
    counted = (
        select(table.c.id, table.c.depth, func.count())
        .join(below, (below.c.path >= low) & (below.c.path < high))
        .group_by(table.c.id, table.c.depth)
    )
    found = store.read(lambda work: work.connection.execute(counted).all())
    assert {row[0]: row[2] for row in found} == expected
    assert all(row[1] == len(_line(parents, row[0])) - 1 for row in found)
