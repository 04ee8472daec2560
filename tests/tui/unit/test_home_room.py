"""What a home does with the room that it has, and with check-ins that are owed on what is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okr.contract.homes import ShowHome
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.rooms import homes
from tests.tui.support import LARGE, app_over, press, running, screen_of, settle
from tui.drawing.home import home_rows
from tui.drawing.home_employee import employee_rows
from tui.drawing.home_lead import lead_rows
from tui.lines import Look
from tui.reading.homes import home as home_read
from tui.screens.home import HomeScreen
from tui.widgets.board import Board


def home_of(role):
    return home_read(FakeBackend(Company(home=role)).call(ShowHome(role=role)))


def texts(rows, width=100):
    return [row.draw(width).text.rstrip() for row in rows]


def with_risks(count):
    home = home_of("executive")
    [risk, *_] = home.executive.risks
    risks = tuple(replace(risk, goal=replace(risk.goal, key=f"CARE-{number}")) for number in range(count))
    return replace(home, executive=replace(home.executive, risks=risks))


@pytest.mark.parametrize(("spare", "listed", "rest"), [(0, 6, 8), (3, 9, 5), (30, 14, 0)])
def test_the_worst_fill_the_rows_that_are_left(spare, listed, rest):
    home = with_risks(14)
    fewest, _ = home_rows(home, 100, look=Look(), side=True)
    lines = texts(home_rows(home, 100, look=Look(), side=True, height=len(fewest) + spare)[0])
    assert sum(1 for line in lines if " CARE-" in line) == listed
    assert (f"    and {rest} more: enter lists them" in lines) == bool(rest)
    assert len(lines) <= len(fewest) + spare


def test_all_of_the_worst_that_fit_are_not_to_be_put_away():
    home = with_risks(14)
    lines = texts(home_rows(home, 100, look=Look(), side=True, all_risks=True, height=60)[0])
    assert not any("leaves the worst" in line for line in lines)


def with_due(home, *, over, days_late=3):
    """What is due, each a copy of the first: `over` of it on what ended before the cycle, which stands first."""
    view = home.employee or home.lead
    [first, *_] = [item for item in view.due if item.skip is None]
    ended = home.cycle_starts_on - timedelta(days=30)
    due = []
    for number, is_over in enumerate(over):
        result = replace(first.result, key=f"CARE-{number}.1", due=ended if is_over else home.cycle_ends_on)
        due.append(replace(first, result=result, days_late=1787 if is_over else days_late, over=is_over))
    part = replace(view, due=tuple(due))
    return replace(home, employee=part) if home.employee else replace(home, lead=part)


def test_what_ended_before_the_cycle_says_when_and_stands_after_what_is_late_now():
    home = with_due(home_of("employee"), over=(True, True, False))
    lines = texts(employee_rows(home, home.employee, 100, look=Look(), root=None)[0])
    assert lines[0].startswith("Due now")
    assert lines[0].endswith("1 late, the oldest by 3 days \u00b7 2 of earlier cycles")
    assert lines[1].startswith("3 d late")
    assert [line.split()[0] for line in lines[2:4]] == ["ended", "ended"]
    assert not any("1787" in line for line in lines)


def test_where_all_of_it_is_over_nothing_is_called_due_now():
    home = with_due(home_of("lead"), over=(True,))
    lines = texts(lead_rows(home, home.lead, 100, look=Look())[0])
    assert lines[0].startswith("Left open")
    assert "1 of earlier cycles" in lines[0]


def test_what_ended_within_the_cycle_is_as_late_as_it_is():
    home = with_due(home_of("employee"), over=(False,), days_late=12)
    due = replace(home.employee.due[0], result=replace(home.employee.due[0].result, due=home.cycle_starts_on))
    home = replace(home, employee=replace(home.employee, due=(due,)))
    assert texts(employee_rows(home, home.employee, 100, look=Look(), root=None)[0])[1].startswith("12 d late")


async def test_with_nothing_beside_it_the_main_pane_has_the_whole_width_and_the_keys():
    backend = FakeBackend(Company(home="employee"))
    shown, is_bare = homes.ANSWERS[ShowHome], False

    def answer(backend, request):
        found = shown(backend, request)
        bare = {"moved_above": (), "acknowledged": (), "vision": None}
        return found.model_copy(update={"employee": found.employee.model_copy(update=bare)}) if is_bare else found

    backend.answers[ShowHome] = answer
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await settle(pilot)
        screen = screen_of(app, HomeScreen)
        main, side = screen.query_one("#main", Board), screen.query_one("#side", Board)
        half = main.size.width
        await press(pilot, "tab")
        assert side.has_focus
        is_bare = True
        await press(pilot, "r")
        await settle(pilot)
        assert not side.display
        assert main.size.width > half
        assert main.has_focus
        is_bare = False
        await press(pilot, "r")
        await settle(pilot)
        assert side.display
        assert main.size.width == half
