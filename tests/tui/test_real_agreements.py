"""Agreements and talk on a real company: what is typed on screen is what the application keeps."""

from decimal import Decimal

from okr.client import connect
from okr.contract.blockers import ListBlockers
from okr.contract.check_ins import RecordCheckIn
from okr.contract.comments import ListComments
from okr.contract.contributions import ListContributions, ShowSubscription
from okr.contract.goals import ShowGoal
from okr.contract.key_results import CreateKeyResult, NewKeyResult, ShowKeyResult
from okr.domain.vocabulary import BlockerState, ContributionState, Metric
from tests.tui.real_company import TODAY
from tests.tui.support import SMALL, app_with, flashed, press, rest, running, screen_text, write
from tests.tui.test_real_company import url
from tui.places import ABOUT
from tui.widgets.board import Board

__all__ = ["url"]


def backend_of(url, who=None):
    return connect(url, acting_as=who, today=TODAY)


def share_a_key_result(url):
    backend = backend_of(url)
    made = backend.call(
        CreateKeyResult(
            goal="ACME-1",
            key_result=NewKeyResult(
                title="Customers back", metric=Metric.INCREASE, unit_of_measure="customers", baseline=Decimal(0), target=Decimal(120)
            ),
        )
    )  # fmt: skip
    backend.close()
    return made.key


async def test_a_share_is_asked_for_countered_agreed_and_feeds_the_parent(url):
    parent = share_a_key_result(url)
    app = app_with(lambda: backend_of(url))
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["contract"].make(parent))
        await rest(pilot)
        await press(pilot, "p")
        await write(pilot, "care")
        await press(pilot, "tab", "ctrl+s")
        assert "1 request sent: asked 100 %" in flashed(app)

    app = app_with(lambda: backend_of(url, "maria.lopes"))
    async with running(app, SMALL) as pilot:
        await press(pilot, "R")
        await rest(pilot)
        await press(pilot, "n", "ctrl+u", "9", "0", "tab", "tab", "tab")
        await write(pilot, "Few of ours left")
        await press(pilot, "ctrl+s")
        assert "countered" in flashed(app)

    app = app_with(lambda: backend_of(url))
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["contract"].make("ACME-1+1"))
        await rest(pilot)
        assert "short by 100 points" in screen_text(app)
        await press(pilot, "a", "ctrl+s")
        assert "ACME-1+1 accepted: CARE-2.1." in flashed(app)
        await rest(pilot)
        assert "asked 100 %, accepted 75 %, short by 25 points" in screen_text(app)

    backend = backend_of(url)
    [row] = backend.call(ListContributions(parent=parent)).items
    assert (row.state, row.share, row.said, row.since.date()) == (ContributionState.ACCEPTED, Decimal(90), None, TODAY)
    assert backend.call(ShowSubscription(key=parent)).parents[0].accepted == 750_000
    assert [feed.key for feed in backend.call(ShowKeyResult(key=parent)).fed_by] == ["CARE-2.1"]
    assert {"ask_contribution", "add_initiative"} <= set(backend.call(ShowGoal(key="ACME-1")).may)
    backend.close()


async def test_what_the_application_refuses_is_said_with_who_may(url):
    parent = share_a_key_result(url)
    backend = backend_of(url)
    backend.call(RecordCheckIn(key=parent, value=Decimal(3), effective_on=TODAY))
    backend.close()
    app = app_with(lambda: backend_of(url, "maria.lopes"))
    async with running(app, (160, 30)) as pilot:
        app.open_over(ABOUT["contract"].make(parent))
        await rest(pilot)
        assert "It has readings of its own" in screen_text(app)
        await press(pilot, "p")
        assert flashed(app).startswith("You may not ask for contributions to ACME-1")


async def test_talk_work_and_answers_are_kept(url):
    backend = backend_of(url, "maria.lopes")
    backend.call(RecordCheckIn(key="CARE-1.1", value=Decimal(16), effective_on=TODAY, blocker="Two desks are empty"))
    backend.close()
    app = app_with(lambda: backend_of(url))
    async with running(app, SMALL) as pilot:
        app.open_over(ABOUT["conversation"].make("CARE-1"))
        await rest(pilot)
        await press(pilot, "m")
        await write(pilot, "How is it, @mar")
        await press(pilot, "tab", "ctrl+s")
        assert "Maria Lopes told." in flashed(app)
        await rest(pilot)
        screen = app.screen.query_one("#main", Board)
        key = next(row.target.key for row in screen.rows if row.target and row.target.kind == "blocker")
        screen.find("blocker", key)
        await press(pilot, "a")
        await write(pilot, "Sam helps")
        await press(pilot, "ctrl+s")
        await press(pilot, "i")
        await write(pilot, "Hire two")
        await press(pilot, "ctrl+s")
        assert "CARE-1~1 is written down." in flashed(app)
        await rest(pilot)
        screen.find("initiative", "CARE-1~1")
        await press(pilot, "space")
        await rest(pilot)
        assert "1 of 1 done" in screen_text(app)
        app.open_over(ABOUT["agenda"].make("maria.lopes"))
        await rest(pilot)
        assert "Ada Lindqvist and Maria Lopes" in screen_text(app)

    backend = backend_of(url)
    assert backend.call(ListComments(on="CARE-1")).items[0].text == "How is it, @maria.lopes"
    [blocker] = backend.call(ListBlockers(scope="all", key="CARE-1")).items
    assert (blocker.state, blocker.answer) == (BlockerState.ANSWERED, "Sam helps")
    assert backend.call(ShowGoal(key="CARE-1")).initiatives[0].done_on == TODAY
    backend.close()
