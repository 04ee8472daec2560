"""Goals with certain words are the same whether titles are looked through as they lie or each is asked by itself."""

import pytest
from sqlalchemy import select

from storage import schema
from storage.goal_reading import few_matching, matching
from storage.unit_of_work import Store, WriteWork
from tests.storage.companies import add_cycle, add_goal, add_unit

TITLES = ("Answer CUSTOMERS sooner", "customers first", "Größe zählt", "GRÖSSE", "100%_done/now", "Über alles", "über")


def _company(work: WriteWork) -> None:
    unit, cycle = add_unit(work, "top"), add_cycle(work)
    for number, title in enumerate(TITLES, start=1):
        add_goal(work, number, unit_id=unit, cycle_id=cycle, title=title)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("customers", {1, 2}),
        ("CuStOmErS f", {2}),
        ("größe", {3}),
        ("%_", {5}),
        ("done/", {5}),
        ("Über", {6}),
        ("care-2", {2}),
        ("_", {5}),
        ("nothing", set()),
    ],
)
def test_titles_are_found_as_one_by_one(store: Store, text: str, least: set[int]) -> None:
    store.write(_company)
    numbers = schema.goals.c.number
    one_by_one = store.read(lambda work: set(work.connection.execute(select(numbers).where(matching(text))).scalars()))
    ids = store.read(lambda work: few_matching(work, text))
    assert ids is not None
    found = store.read(
        lambda work: set(work.connection.execute(select(numbers).where(schema.goals.c.id.in_(ids))).scalars())
    )
    assert found == one_by_one
    assert found >= least
