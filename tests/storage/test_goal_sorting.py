"""The first goals by a figure are the same whether all goals are sorted, or those with the least figures are looked at alone."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, insert, literal, select, text, tuple_
from sqlalchemy.dialects import sqlite

from okr.domain.vocabulary import Status
from storage import goal_foremost, goal_sorting, schema
from storage.goal_reading import figures_are, has_figures
from storage.goal_sorting import sort_value, sorted_page
from storage.unit_of_work import ReadWork, Store, WriteWork
from tests.storage.companies import DAY, add_cycle, add_goal, add_key_result, add_unit

GOALS = 40
PAGE = 7


def _company(work: WriteWork) -> None:
    """Goals of which many share their figures, and some have none."""
    chance = random.Random(7)
    unit, cycle = add_unit(work, "top"), add_cycle(work)
    numbers = list(range(1, GOALS + 1))
    chance.shuffle(numbers)
    for number in numbers:
        goal = add_goal(work, number, unit_id=unit, cycle_id=cycle)
        _figures(work, goal, chance)
        for place in range(chance.choice([0, 1, 3])):
            _reading(work, add_key_result(work, place + 1, goal_id=goal), goal, chance)


def _figures(work: WriteWork, goal: UUID, chance: random.Random) -> None:
    progress = chance.choice([None, 0, 0, 0, 250_000, 500_000, 500_000, 900_000])
    row: dict[str, Any] = {
        "goal_id": goal,
        "computed_for": DAY,
        "progress_ppm": progress,
        "expected_ppm": None if progress is None else chance.choice([250_000, 250_000, 500_000]),
        "status": Status.AT_RISK,
        "shown": chance.choice([Status.AT_RISK, Status.AT_RISK, Status.OFF_TRACK]),
        "stale": chance.random() < 0.6,
    }
    others = {column.name: 0 for column in schema.goal_progress.c if not column.nullable and column.name not in row}
    work.connection.execute(insert(schema.goal_progress), [{**others, **row}])


def _reading(work: WriteWork, key_result: UUID, goal: UUID, chance: random.Random) -> None:
    last = chance.choice([None, None, *(DAY + timedelta(days=days) for days in (0, 0, 0, 7, 14))])
    numbers = dict.fromkeys(("check_in_count", "counted_weight", "on_time", "late", "missed"), 0)
    names = ("stale", "fresh", "guardrail_broken", "attained", "below_baseline", "blocked", "counts", "linear")
    row = {
        "key_result_id": key_result,
        "goal_id": goal,
        "computed_for": DAY,
        "has_reading": last is not None,
        "last_reading_on": last,
        "tally_until": DAY,
        "stable_until": DAY,
        **numbers,
        **dict.fromkeys(names, False),
    }
    work.connection.execute(insert(schema.key_result_progress), [row])


def _pages(work: ReadWork, sort: str, figures: dict[str, Any], *, is_wide: bool) -> list[str]:
    """The keys of all goals, page by page, each page after the last goal of the one before."""
    order = sort_value(sort)
    found: list[Any] = []
    while True:
        conditions: list[ColumnElement[bool]] = [has_figures(**figures)] if figures else []
        if found:
            columns = (order, schema.goals.c.prefix, schema.goals.c.number)
            last = zip(columns, (found[-1].sort_value, found[-1].prefix, found[-1].number), strict=True)
            conditions.append(tuple_(*columns) > tuple_(*(literal(value, column.type) for column, value in last)))
        page = sorted_page(
            work,
            sort,
            *conditions,
            figures=figures_are(**figures) if figures else (),
            start=found[-1].sort_value if found else None,
            is_wide=is_wide,
            limit=PAGE,
        )
        if not page:
            return [row.key for row in found]
        found += page


@pytest.mark.parametrize("sort", ["behind", "progress", "last-word"])
@pytest.mark.parametrize(
    "figures",
    [{}, {"status": None, "stale": True}, {"status": Status.OFF_TRACK, "stale": None}],
    ids=["all", "stale", "off track"],
)
def test_the_nearest_goals_by_a_figure_are_those_of_all_goals_sorted(
    store: Store, monkeypatch: pytest.MonkeyPatch, sort: str, figures: dict[str, Any]
) -> None:
    store.write(_company)
    expected = store.read(lambda work: _pages(work, sort, figures, is_wide=False))
    table_of = goal_sorting._figures_of
    for nearest in ((1, 5), (15, 200)):

        def nearer(*given: Any, nearest: tuple[int, ...] = nearest) -> goal_foremost.Figures:
            table = table_of(*given)
            assert table is not None
            return replace(table, nearest=nearest)

        monkeypatch.setattr(goal_sorting, "_figures_of", nearer)
        for many in (0, 3, 25):
            monkeypatch.setattr(goal_foremost, "MANY", many)
            assert store.read(lambda work: _pages(work, sort, figures, is_wide=True)) == expected, (nearest, many)


def test_sqlite_reads_the_last_word_on_goals_in_an_index_alone(store: Store) -> None:
    """The row of every result would be fetched for it otherwise: nine seconds for a million of them."""
    store.write(_company)
    if not store.url.is_sqlite:
        pytest.skip("PostgreSQL reads the results as they lie")
    by_word = select(schema.goals.c.id).order_by(sort_value("last-word"))
    asked = by_word.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    plan = store.read(lambda work: work.connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
    assert any("COVERING INDEX results_of_goals" in row.detail for row in plan), plan
