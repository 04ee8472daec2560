"""One goal: its head, its sections, its picture, and where its lines lead."""

import pytest

from okr.contract.base import PersonRef
from okr.contract.goal_life import ReviewView
from okr.contract.key_results import ShowKeyResult
from okr.domain.vocabulary import GoalState, ReviewVerdict, Status
from tests.tui.rooms.goal_card import NOW, graded
from tests.tui.support import LARGE, SMALL, app_over, flashed, press, running, screen_of, screen_text, settle
from tui.dialogs.why import WhyDialog
from tui.lines import Target
from tui.reading.goal_card import watermelon_words
from tui.screens.check_in import CheckInScreen
from tui.screens.goal import GoalScreen


async def at_goal(app, pilot, key: str) -> None:
    app.open_goal(key)
    await settle(pilot)


async def shown(backend, *keys: str, key: str = "CARE-1", size=LARGE) -> str:
    app = app_over(backend)
    async with running(app, size) as pilot:
        await at_goal(app, pilot, key)
        await press(pilot, *keys)
        return screen_text(app)


async def test_a_goal_says_why_who_where_and_how_far(backend):
    text = await shown(backend)
    for words in (
        "Answer every customer within two hours", "Customers who wait a day churn", "Maria Lopes", "sponsor Ada Lindqvist",
        "Customer Care", "ACME-1 Customers stay", "S M a R T", "33 %", "of 53 %", "off track", "54 % at the end  ■ critical miss  between 50",
        "blocked: ", "confidence 60 %", "7.5", "25 % of ACME-1, lags by 5 %",
    ):  # fmt: skip
        assert words in text, words


async def test_what_spoils_the_colour_stands_above_the_card(backend):
    text = await shown(backend)
    assert "◒  Watermelon CARE-1.1: said to be on track twice while it" in text
    assert "1 moved goalpost" in text


@pytest.mark.parametrize("sentence", ["CARE-1.1 is green outside and red inside", "green outside and red inside"])
def test_a_watermelon_names_its_key_result_once(sentence):
    assert watermelon_words("CARE-1.1", sentence) == "CARE-1.1: green outside and red inside"


async def test_how_well_the_owners_confidence_came_true_stands_by_the_forecast(backend):
    assert "Said      Of 8 predictions at 72 % on average 3" in await shown(backend)


async def test_tab_goes_through_all_sections_and_round_again_on_a_small_screen(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        seen = []
        for words in ("fan: forecast", "% sure", "Goals below", "Initiatives", "Target ledger", "Key results"):
            await press(pilot, "tab")
            assert words in screen_text(app), words
            seen.append(screen_of(app, GoalScreen).section)
        assert seen == [1, 2, 3, 4, 5, 0]


async def test_escape_goes_back_to_the_overview_first(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "tab", "tab", "escape")
        assert screen_of(app, GoalScreen).section == 0
        await press(pilot, "escape")
        assert not isinstance(app.screen, GoalScreen)


async def test_a_section_is_chosen_by_mouse(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        lines = screen_text(app).splitlines()
        row = next(index for index, line in enumerate(lines) if "Cascade" in line)
        await pilot.click(offset=(lines[row].index("Cascade") + 1, row))
        await settle(pilot)
        assert "Goals below" in screen_text(app)


async def test_the_course_follows_the_cursor_and_shows_what_is_expected_and_heading(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "tab", "j")
        screen = screen_of(app, GoalScreen)
        assert screen.subject == "CARE-1.1"
        text = screen_text(app)
        for words in ("2 hours", "7.5 hours", "checkpoint", "fan: forecast", "54 % at the end"):
            assert words in text, words


async def test_enter_on_a_key_result_shows_its_course_and_enter_again_explains_it(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await at_goal(app, pilot, "CARE-1.1")
        await press(pilot, "enter")
        assert (screen_of(app, GoalScreen).section, screen_of(app, GoalScreen).subject) == (1, "CARE-1.1")
        assert [call.key for call in backend.asked(ShowKeyResult)] == ["CARE-1.1"]
        await press(pilot, "enter")
        assert screen_of(app, WhyDialog).key == "CARE-1.1"


async def test_contributing_and_supporting_look_different(backend):
    text = await shown(backend, "tab", "tab", "tab", key="ACME-1")
    lines = {line.split("└")[1][0]: line for line in text.splitlines() if "└" in line}
    assert "CARE-1" in lines["━"] or "SALES-1" in lines["━"]
    assert "OPS-1" in lines["╌"]


async def test_the_cascade_says_in_one_line_what_is_agreed(backend):
    text = await shown(backend, "tab", "tab", "tab", size=SMALL)
    assert "asked 120 %, accepted 85 %, short by 15 points" in text
    assert "contributes to" in text


async def test_work_shows_blockers_with_their_age_and_what_is_done_and_said(backend):
    text = await shown(backend, "tab", "tab", "tab", "tab", size=(100, 40))
    for words in (
        "12 d late, Tom Okafor, climbed",
        "1 waiting",
        "due 30 Nov",
        "Priya Raman",
        "withdrawn",
        "2 comments",
    ):
        assert words in text, words


async def test_the_record_tells_moved_goalposts_reviews_and_scores(backend):
    backend.company.of_goals["CARE-1"] = {"grade": graded(), "state": GoalState.MISSED}
    text = await shown(backend, *["tab"] * 5, size=(100, 40))
    for words in (
        f"{'Holds':14}{'0.6':>5}", "amber", f"{'Computed':14}{'0.5':>5}", f"{'First target':14}{'0.4':>5}", "We began too late",
        "Brier 0.31", "target 1 → 2", "approved", "carried from", "CARE-0", "✗ missed",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("state", "verdict", "words"),
    [
        (GoalState.DRAFT, None, "Needs an approval before it may begin: s submits it for review"),
        (GoalState.PROPOSED, ReviewVerdict.RETURNED, "Waits for an approval before it may begin"),
        (GoalState.DRAFT, ReviewVerdict.RETURNED, "Returned by Ada Lindqvist: Name it (s submits it again)"),
        (GoalState.IN_REVIEW, ReviewVerdict.APPROVED, "Approved by Ada Lindqvist: s begins it"),
    ],
)
async def test_what_an_approval_waits_for_is_said_above_the_card(backend, state, verdict, words):
    ada = PersonRef(handle="ada", name="Ada Lindqvist")
    holds = verdict is ReviewVerdict.APPROVED
    said = verdict and ReviewView(number=1, verdict=verdict, remark="Name it", by=ada, recorded_at=NOW, holds=holds)
    backend.company.of_goals["CARE-2"] = {"state": state, "approved": holds, "reviews": (said,) if said else ()}
    assert words in " ".join((await shown(backend, key="CARE-2", size=SMALL)).split())


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (GoalState.DRAFT, "Returned by Ada Lindqvist: Name it (s submits it again)"),
        (GoalState.PROPOSED, "Waits for a review"),
    ],
)
async def test_what_a_reviewer_said_is_read_where_no_approval_is_needed_too(backend, state, words):
    ada = PersonRef(handle="ada", name="Ada Lindqvist")
    said = ReviewView(number=1, verdict=ReviewVerdict.RETURNED, remark="Name it", by=ada, recorded_at=NOW, holds=False)
    backend.company.of_goals["CARE-2"] = {"state": state, "approved": None, "reviews": (said,)}
    assert words in " ".join((await shown(backend, key="CARE-2", size=SMALL)).split())


async def test_a_goal_that_has_begun_waits_for_no_approval(backend):
    backend.company.of_goals["CARE-2"] = {"state": GoalState.ACTIVE, "approved": False}
    text = await shown(backend, key="CARE-2", size=SMALL)
    assert "CARE-2" in text
    assert "approval" not in text


async def test_a_status_that_a_person_set_stands_beside_the_computed_one(backend):
    plan = backend.company.plan("CARE-2")
    plan.status, plan.computed = Status.AT_RISK, Status.ON_TRACK
    text = await shown(backend, key="CARE-2")
    assert "▲†  at risk" in text
    assert "set to at risk by Maria Lopes" in text
    assert "(computed: ● on track)" in text


async def test_a_key_results_key_opens_its_goal_with_the_cursor_on_it(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1.2")
        assert (screen_of(app, GoalScreen).selected or Target("", "")).key == "CARE-1.2"


async def test_an_empty_goal_teaches_what_comes_first(backend):
    backend.company.empty = True
    text = await shown(backend, size=SMALL)
    assert "No key result yet" in text
    assert "Not enough data" in text


async def test_check_in_from_a_goal_shows_its_key_results_alone(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-2")
        await press(pilot, "c")
        assert isinstance(app.screen, CheckInScreen)
        assert [row.result.key for row in screen_of(app, CheckInScreen).sheet.rows] == ["CARE-2.1", "CARE-2.2"]


async def test_what_one_may_not_do_says_why(backend):
    backend.company.may = ()
    app = app_over(backend)
    async with running(app) as pilot:
        await at_goal(app, pilot, "CARE-1")
        await press(pilot, "e")
        assert flashed(app).startswith("You may not edit CARE-1: its owner")
        await press(pilot, "c")
        assert flashed(app).startswith("You may not check in to CARE-1")
