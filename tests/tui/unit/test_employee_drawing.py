"""What an employee reads of their goals: nothing said twice, nothing that contradicts itself, the whole way up in one line."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from okr.contract.homes import ShowHome
from okr.contract.key_results import MilestoneView, ShowKeyResult
from okr.domain.vocabulary import GoalState, LinkKind, Metric, Severity
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.drawing.goal import forecast_row
from tui.drawing.home_employee import employee_rows
from tui.drawing.rows import path_line
from tui.format import change
from tui.lines import Look
from tui.reading.goal_beside import result_course
from tui.reading.homes import home as home_read
from tui.view_models.goal_card import Forecast
from tui.view_models.goals import Parent
from tui.view_models.homes import Moved

LOOK = Look()
WAY = (
    Parent("PHONE-1", "Pick up 80 % of calls within 3 minutes, from 41 %", LinkKind.CONTRIBUTES, Decimal(1)),
    Parent("SUP-2", "Answer in time", LinkKind.CONTRIBUTES, Decimal(1)),
    Parent("CARE-2", "Answer every customer", LinkKind.CONTRIBUTES, Decimal(1)),
    Parent("BRI-2", "Raise the share of customers who recommend us", LinkKind.CONTRIBUTES, Decimal(1)),
)


@pytest.fixture
def home():
    return home_read(FakeBackend(Company(home="employee")).call(ShowHome(role="employee")))


def drawn(home, width=78):
    rows, _ = employee_rows(home, home.employee, width, look=LOOK, root=None)
    return [row.draw(width).text.rstrip() for row in rows]


@pytest.mark.parametrize("width", [50, 60, 78])
def test_the_way_up_names_every_goal_to_the_top_and_only_the_nearest_title_gives_way(width):
    line = path_line(WAY, width, look=LOOK)
    assert line.width <= width
    assert line.text.startswith("PHONE-1 Pick up ")
    assert line.text.endswith("\u2026 \u203a SUP-2 \u203a CARE-2 \u203a BRI-2")


def test_a_way_up_that_fits_keeps_its_titles_and_one_that_never_fits_is_cut_with_an_ellipsis():
    assert (
        path_line(WAY[1:3], 78, look=LOOK).text.rstrip() == "SUP-2 Answer in time \u203a CARE-2 Answer every customer"
    )
    assert path_line(WAY, 24, look=LOOK).text.rstrip().endswith("\u2026")
    assert path_line((), 24, look=LOOK).text.strip() == ""


def test_on_the_own_home_nobody_reads_their_own_name_and_bars_stand_below_bars(home):
    assert home.employee is not None
    lines = drawn(home)
    me = home.me.name.split()[-1]
    own = tuple(item for item in home.employee.due if item.result.owner and item.result.owner.key == home.me.key)
    only_mine = drawn(replace(home, employee=replace(home.employee, due=own)))
    assert own
    assert not any(me in line for line in only_mine)
    goal = next(at for at, line in enumerate(lines) if line.startswith(home.employee.goals[0].goal.key))
    statuses = {
        line.rindex(word) for line in lines[goal : goal + 4] for word in ("on track", "off track") if word in line
    }
    assert len(statuses) == 1


def test_what_moved_is_the_difference_of_what_is_shown():
    assert change(739_000, 794_900, LOOK)[0] == "+5"  # 74 % and 79 %
    assert change(715_000, 715_900, LOOK)[0] == "\u00b10"
    assert change(404_900, 395_100, LOOK)[0] == "\u00b10"


def test_a_range_that_reads_the_same_at_both_ends_is_not_told(home):
    assert home.employee is not None
    mine = home.employee.goals[0]
    (key, *_) = (result.key for result in mine.results)
    for low, high, told in ((-231_000, -229_000, ""), (-300_000, -100_000, " (-30 % to -10 %)")):
        ahead = Forecast("", -230_000, low, high, Severity.CRITICAL)
        goals = (replace(mine, headings={key: ahead}),)
        assert f"     heads for -23 %{told} at the end: a critical miss" in drawn(
            replace(home, employee=replace(home.employee, goals=goals))
        )
        assert ("between" in forecast_row(ahead, look=LOOK).draw(78).text) is bool(told)


def milestones(*steps):
    view = FakeBackend(Company()).call(ShowKeyResult(key="CARE-1.1"))
    found = tuple(MilestoneView(title=f"Step {weight}", weight=Decimal(weight), due_on=due) for weight, due in steps)
    return view.model_copy(update={"metric": Metric.MILESTONES, "baseline": None, "target": None, "milestones": found})


def test_the_course_of_milestones_goes_up_to_all_of_them_and_expects_each_on_its_day():
    view = milestones((1, None), (1, None), (2, None))
    first, second = view.starts + timedelta(days=10), view.starts + timedelta(days=40)
    view = milestones((1, first), (1, first), (2, second))
    course = result_course(view, [])
    assert (course.foot[:1], course.top[:1]) == ("0", "4")
    assert [(mark.day, mark.ppm) for mark in course.expected] == [
        (view.starts, 0), (first, 0), (first, 500_000), (second, 500_000), (second, 1_000_000), (view.due, 1_000_000),
    ]  # fmt: skip


def test_milestones_without_a_day_are_expected_with_their_result():
    view = milestones((1, None), (3, date(2099, 1, 1)))
    course = result_course(view, [])
    assert [(mark.day, mark.ppm) for mark in course.expected] == [
        (view.starts, 0), (view.due, 0), (view.due, 1_000_000), (view.due, 1_000_000),
    ]  # fmt: skip


def test_a_goal_of_mine_that_does_not_count_yet_says_what_comes_next(home):
    mine, *_ = home.employee.goals

    def lines(state: GoalState) -> list[str]:
        one = replace(mine, goal=replace(mine.goal, state=state))
        said: list[str] = drawn(replace(home, employee=replace(home.employee, goals=(one,))))
        return said

    assert "  a draft: s on its page begins it or hands it to review" in lines(GoalState.DRAFT)
    assert "  waits for a review" in lines(GoalState.PROPOSED)
    assert "  in review: once it is approved, s on its page begins it" in lines(GoalState.IN_REVIEW)
    assert not [line for line in lines(GoalState.ACTIVE) if "review" in line]


def test_what_moved_above_me_says_since_when_and_titles_stand_below_titles(home):
    moved = (Moved("CHAT-1", "Answer chats", 800_000, 910_000), Moved("BRI-2", "Be recommended", 720_000, 760_000))
    home = replace(home, employee=replace(home.employee, moved_above=moved))
    _, aside = employee_rows(home, home.employee, 78, look=LOOK, root=None)
    heading, first, second, *_ = (row.draw(78).text.rstrip() for row in aside)
    assert heading.endswith("in the last 7 days")
    assert first.index("Answer chats") == second.index("Be recommended")


def test_who_owns_nothing_is_told_how_to_write_a_goal(home):
    text = drawn(replace(home, employee=replace(home.employee, goals=())))
    assert "  You own no goal in this cycle. a writes one, 2 shows what others aim at." in text
