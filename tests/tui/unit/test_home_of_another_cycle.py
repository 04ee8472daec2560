"""The home of an executive who looks at a cycle that is over, or has not begun: nothing in it is of today's goals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okr.contract.homes import ShowHome
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.drawing.home import home_rows
from tui.lines import Look
from tui.reading.homes import home as home_read


@pytest.fixture
def home():
    view = FakeBackend(Company(home="executive")).call(ShowHome(role="executive"))
    return home_read(view)


def drawn(home, days):
    """The home as it looks so many days from the day of the company, without numbers of goals."""
    assert home.executive is not None
    bare = replace(home.executive, counts={}, stale=0)
    there = replace(home, executive=bare, summary=None, today=home.today + timedelta(days=days))
    rows, _ = home_rows(there, 78, look=Look(), side=False)
    return [row.draw(78).text.rstrip() for row in rows]


def test_a_cycle_that_runs_says_its_day_and_how_aligned_the_company_is(home):
    lines = drawn(home, 0)
    assert lines[0].startswith(f"{home.cycle} \u00b7 day ")
    assert any("aligned" in line for line in lines)


def test_a_cycle_that_is_over_says_since_when_and_where_its_grades_are(home):
    lines = drawn(home, (home.cycle_ends_on - home.today).days + 3)
    assert lines[0] == f"{home.cycle} \u00b7 ended 3 days ago   no goal of it is open: 8 shows grades"
    assert not any("aligned" in line or "in sight" in line for line in lines)


def test_a_cycle_that_is_planned_says_when_it_begins(home):
    lines = drawn(home, (home.cycle_starts_on - home.today).days - 1)
    assert lines[0] == f"{home.cycle} \u00b7 begins in 1 day   no goals with numbers yet"
    assert not any("aligned" in line or "in sight" in line for line in lines)


def test_a_cycle_whose_top_goals_have_no_numbers_says_so_instead_of_a_bar_of_nothing(home):
    nothing = replace(home.summary, progress_ppm=None, expected_ppm=None)
    rows, _ = home_rows(replace(home, summary=nothing), 78, look=Look(), side=False)
    assert rows[0].draw(78).text.rstrip().endswith("   no top goals with numbers yet")


@pytest.mark.parametrize(
    ("role", "words"), [("employee", "you have no open goal in it"), ("lead", "your team has no open goal in it")]
)
def test_what_is_over_is_said_of_ones_own_goals_alone_where_only_those_are_known(role, words):
    view = home_read(FakeBackend(Company(home=role)).call(ShowHome(role=role)))
    there = replace(view, summary=None, today=view.cycle_ends_on + timedelta(days=3))
    rows, _ = home_rows(there, 78, look=Look(), side=False)
    assert f"ended 3 days ago   {words}: 8 shows grades" in rows[0].draw(78).text
