"""Meeting mode: the team's goals one by one, a clock that is given, notes and check-ins sent together."""

from okr.contract.homes import ShowHome
from okr.domain.errors import Unreachable
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.support import app_over, flashed, press, running, screen_of, screen_text
from tui.screens.check_in import CheckInScreen
from tui.screens.home import HomeScreen
from tui.screens.meeting import MeetingScreen


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def meeting_of(app) -> MeetingScreen:
    return screen_of(app, MeetingScreen)


def talked_about(app) -> str:
    goal = meeting_of(app).goal
    assert goal is not None
    return goal.key


async def begun(pilot, app, clock: Seconds) -> None:
    """Open a meeting with a clock of the test's own."""
    app.open_over(MeetingScreen(clock=clock))
    await press(pilot)


async def test_a_lead_walks_through_the_goals_of_the_team_by_one_key(backend):
    backend.company.home = "lead"
    app = app_over(backend, screen="home")
    async with running(app) as pilot:
        await press(pilot, "M")
        meeting = meeting_of(app)
        first = meeting.goal
        assert first is not None
        assert first.title[:20] in screen_text(app)
        assert "1 of " in screen_text(app)
        await press(pilot, "n")
        assert meeting.goal is not None
        assert meeting.goal.key != first.key
        await press(pilot, "p", "p")
        assert "This is the first goal." in flashed(app)


async def test_the_clock_counts_for_each_goal_and_can_stand_still(backend):
    clock = Seconds()
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, clock)
        clock.now = 65
        meeting_of(app).tick()
        await press(pilot)
        assert "1:05 of 5:00" in screen_text(app)
        await press(pilot, "n")
        clock.now = 95
        meeting_of(app).tick()
        await press(pilot)
        assert "0:30 of 5:00" in screen_text(app)
        assert "1:35 in all" in screen_text(app)
        await press(pilot, "space")
        clock.now = 995
        meeting_of(app).tick()
        await press(pilot, "space")
        assert "1:35 in all" in screen_text(app)


async def test_what_is_typed_for_several_goals_is_recorded_together(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, Seconds())
        first = talked_about(app)
        await press(pilot, *"4", "tab", "tab", *"agreed to hire", "ctrl+n")
        second = talked_about(app)
        await press(pilot, *"66", "enter", "ctrl+s")
        assert {(row.key, row.note) for row in backend.recorded} == {
            (f"{first}.1", "agreed to hire"),
            (f"{second}.1", None),
        }
        assert "Recorded 2 check-ins." in flashed(app)
        assert isinstance(app.screen, MeetingScreen)


async def test_a_refused_row_of_an_earlier_goal_takes_the_meeting_back_to_it(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, Seconds())
        first = talked_about(app)
        await press(pilot, *"-4", "enter", "n", *"66", "enter", "ctrl+s")
        assert backend.recorded == []
        assert talked_about(app) == first
        assert "cannot be negative" in screen_text(app)


async def test_after_the_last_goal_it_is_summed_up(backend):
    clock = Seconds()
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, clock)
        count = len(meeting_of(app)._goals)
        for _ in range(count):
            clock.now += 60
            await press(pilot, "n")
        text = screen_text(app)
        assert f"{count} goals in {count}:00, 0 check-ins recorded." in text
        assert "Goal before" in text  # of the keys, those that still do something
        assert "Next row" not in text
        assert "Next goal" not in text
        assert "leave the meeting" in text
        await press(pilot, "p")
        assert meeting_of(app).goal is not None
        await press(pilot, "escape")
        assert isinstance(app.screen, CheckInScreen)
        assert not isinstance(app.screen, MeetingScreen)


async def test_who_leads_no_team_is_told_so():
    app = app_over(FakeBackend(Company(home="employee", me="maria", roles=("employee",))), screen="home")
    async with running(app) as pilot:
        await press(pilot, "M")
        assert "You lead no team" in flashed(app)
        assert isinstance(app.screen, HomeScreen)


async def test_a_team_without_goals_is_told_so_and_trouble_is_named(backend):
    backend.company.empty = True
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, Seconds())
        assert "Your team has no active goal in this cycle." in screen_text(app)
        await press(pilot, "escape")
        backend.fail[ShowHome] = Unreachable("The database does not answer.")
        await begun(pilot, app, Seconds())
        assert "The database does not answer." in screen_text(app)


async def test_what_is_skipped_shows_at_once_in_the_meeting_and_until_a_reading_comes(backend):
    app = app_over(backend, screen="check-in")
    async with running(app) as pilot:
        await begun(pilot, app, Seconds())
        first = talked_about(app)
        await press(pilot, "s", *"Away until Friday", "enter", "ctrl+s")
        assert "1 row skipped" in flashed(app)
        assert "Away until Friday" in screen_text(app)
        await press(pilot, "n", "p")
        assert talked_about(app) == first
        assert "Away until Friday" in screen_text(app)
        await press(pilot, *"4", "ctrl+s")
        assert "Away until Friday" not in screen_text(app)
