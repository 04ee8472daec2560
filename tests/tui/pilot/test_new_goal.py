"""Writing a goal: what is checked, looked up and shown while one types, and that it is sent as one request."""

import pytest
from textual import events

from okr.contract.cycles import ListCycles
from okr.contract.goals import CreateGoal
from okr.contract.search import Hit, Hits, Search
from okr.domain.errors import NotAllowed
from okr.domain.vocabulary import Ambition, LinkKind, Metric, SmartLetter
from tests.tui.support import LARGE, SMALL, app_over, press, running, screen_of, screen_text, settle
from tui.dialogs.new_goal import LOOK_SECONDS, NewGoalDialog
from tui.kept_drafts import KEEP_SECONDS
from tui.lines import Target
from tui.screens.goal import GoalScreen
from tui.widgets.board import Board
from tui.widgets.field import Field


async def writing(app, pilot, key: str | None = "CARE-1") -> NewGoalDialog:
    if key is not None:
        app.open_goal(key)
        await settle(pilot)
    await press(pilot, "a")
    return screen_of(app, NewGoalDialog)


async def typed(app, pilot, field: str, text: str) -> None:
    form = screen_of(app, NewGoalDialog)
    form.set_focus(form.query_one(f"#{field}", Field))
    await press(pilot, "ctrl+u", *("space" if letter == " " else letter for letter in text))


async def looked_up(pilot) -> None:
    await pilot.pause(LOOK_SECONDS + 0.1)
    await settle(pilot)


async def test_a_goal_with_its_key_results_is_one_request_below_the_selected_goal(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "title", "Call back within the hour")
        await typed(app, pilot, "why", "Nobody likes to wait for us")
        await typed(app, pilot, "r1-title", "Calls returned in time")
        await typed(app, pilot, "r1-measure", "%")
        await typed(app, pilot, "r1-baseline", "40")
        await typed(app, pilot, "r1-target", "90 %")
        await typed(app, pilot, "r2-title", "Angry calls")
        await typed(app, pilot, "r2-target", "<= 5")
        await press(pilot, "ctrl+s")
        [sent] = backend.asked(CreateGoal)
        assert (sent.title, sent.why, sent.parent, sent.link_kind) == (
            "Call back within the hour", "Nobody likes to wait for us", "CARE-1", LinkKind.CONTRIBUTES,
        )  # fmt: skip
        assert [(one.title, one.metric) for one in sent.key_results] == [
            ("Calls returned in time", Metric.INCREASE), ("Angry calls", Metric.AT_MOST),
        ]  # fmt: skip
        assert (sent.key_results[0].baseline, sent.key_results[0].target, sent.key_results[1].upper) == (40, 90, 5)
        assert (sent.activate, sent.ambition) == (False, Ambition.COMMITTED)
        assert screen_of(app, GoalScreen).key == "CARE-9"


async def test_lines_that_are_pasted_into_a_line_stand_in_it_with_blanks_between(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        title = screen_of(app, NewGoalDialog).query_one("#title", Field)
        title.post_message(events.Paste("Call back\r\nwithin\tthe hour\n"))
        await settle(pilot)
        assert title.value == "Call back within the hour"


async def test_sending_twice_sends_one_parcel(backend):
    app = app_over(backend)
    async with running(app) as pilot:
        form = await writing(app, pilot)
        await typed(app, pilot, "title", "Call back")
        backend.fail[CreateGoal] = NotAllowed("You may not write goals there.", hint="Maria Lopes may.")
        await press(pilot, "ctrl+s")
        assert "You may not write goals there." in screen_text(app)
        assert "Maria Lopes may." in screen_text(app)
        del backend.fail[CreateGoal]
        await press(pilot, "ctrl+s")
        keys = [key for call, key in zip(backend.calls, backend.keys, strict=True) if isinstance(call, CreateGoal)]
        assert keys == [form.sent_as, form.sent_as]


async def test_the_letters_come_alive_while_one_writes(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot)
        verdicts = {one.letter: one.verdict.value for one in form.letters()}
        assert verdicts[SmartLetter.SPECIFIC] == "fail"
        assert "cannot begin yet" in screen_text(app)
        await typed(app, pilot, "title", "Call every customer back within the hour")
        await typed(app, pilot, "why", "Customers who wait a day leave")
        await typed(app, pilot, "r1-title", "Calls returned")
        await typed(app, pilot, "r1-measure", "%")
        await typed(app, pilot, "r1-baseline", "40")
        await typed(app, pilot, "r1-target", "90")
        assert "can begin" in screen_text(app)
        verdicts = {one.letter: one.verdict.value for one in form.letters()}
        assert verdicts[SmartLetter.MEASURABLE] == "pass"


async def test_what_has_to_be_approved_is_not_said_to_begin_at_once(backend):
    page = backend.call(ListCycles())
    asking = page.model_copy(
        update={"items": tuple(one.model_copy(update={"needs_approval": True}) for one in page.items)}
    )
    backend.answers[ListCycles] = lambda *_: asking
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        for field, text in (
            ("title", "Call every customer back within the hour"),
            ("why", "Customers who wait a day leave"),
            ("r1-title", "Calls returned"),
            ("r1-measure", "%"),
            ("r1-baseline", "40"),
            ("r1-target", "90"),
        ):
            await typed(app, pilot, field, text)
        assert "can begin once it is approved" in screen_text(app)


async def test_a_goal_like_it_is_named_before_it_is_written_twice(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "title", "Answer customers within two hours")
        await looked_up(pilot)
        text = screen_text(app)
        assert "Like it" in text
        assert "CARE-1 Answer every customer within two hours" in text
        assert "alike, Maria Lopes" in text


def with_key_results_found(backend) -> None:
    """Let the search find key results too."""

    def answer(fake, request: Search) -> Hits:
        found = [
            Hit(kind="key result", key=one.key, title=one.title, detail=None)
            for plan in fake.company.plans
            for one in fake.company.results(plan)
            if request.text.casefold() in one.title.casefold()
        ]
        return Hits(items=tuple(found))

    backend.answers[Search] = answer


async def test_the_baseline_is_proposed_from_what_was_read_before(backend):
    with_key_results_found(backend)
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot)
        await typed(app, pilot, "r1-title", "Median time to the first answer")
        await looked_up(pilot)
        assert (form.value("r1-baseline"), form.value("r1-measure")) == ("70", "hours")
        assert "the last reading of ACME-1.1" in screen_text(app)


async def test_what_is_typed_is_never_replaced_by_a_proposal(backend):
    with_key_results_found(backend)
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot)
        await typed(app, pilot, "r1-baseline", "9")
        await typed(app, pilot, "r1-title", "Median time to the first answer")
        await looked_up(pilot)
        assert form.value("r1-baseline") == "9"


async def test_it_shows_where_the_goal_lands(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "title", "Call back")
        text = screen_text(app)
        for words in ("Where it lands", "CARE-1 Answer every", "├─ ■", "CHAT-1", "└━ + Call back"):
            assert words in text, words
        form = screen_of(app, NewGoalDialog)
        form.set_focus(form.query_one("#link", Field))
        await press(pilot, "right")
        assert "└╌ + Call back" in screen_text(app)


async def test_where_it_lands_is_in_sight_on_a_small_screen_beside_everything_else_that_is_said(backend):
    with_key_results_found(backend)
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "title", "Call back")
        await typed(app, pilot, "r1-title", "Median time to the first answer")
        await looked_up(pilot)
        text = screen_text(app)
        for words in ("Baseline    ", "It lands    ", "CARE-1 Answer every", "└━ + Call back", "beside 2 others"):
            assert words in text, words


async def test_without_a_parent_it_is_a_goal_at_the_top(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "parent", "")
        await looked_up(pilot)
        assert "your goal: a goal at the top" in screen_text(app)


async def test_a_parent_that_is_none_says_so(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "parent", "NOPE-1")
        await looked_up(pilot)
        assert "There is no goal NOPE-1." in screen_text(app)


async def test_what_is_wrong_in_a_key_result_is_found_before_it_is_sent(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        form = await writing(app, pilot)
        await typed(app, pilot, "title", "Call back")
        await typed(app, pilot, "r1-title", "Calls returned")
        await typed(app, pilot, "r1-target", "90")
        await press(pilot, "ctrl+s")
        assert backend.asked(CreateGoal) == []
        assert "from where?" in screen_text(app)
        assert form.focused is form.query_one("#r1-baseline", Field)


async def test_each_title_opens_the_lines_of_the_next_key_result_up_to_five(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot)
        for number in range(1, 6):
            await typed(app, pilot, f"r{number}-title", "Calls")
        assert len(form.drafts()) == 5
        assert not form.query("#r6-title")


async def test_what_was_written_survives_a_crash(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        await typed(app, pilot, "title", "Call back")
        await typed(app, pilot, "r1-title", "Calls")
        await typed(app, pilot, "r2-title", "Angry calls")
        await pilot.pause(KEEP_SECONDS + 0.1)
    again = app_over(backend)
    async with running(again, LARGE) as pilot:
        form = await writing(again, pilot, "CARE-2")
        assert (form.value("title"), form.value("r2-title")) == ("Call back", "Angry calls")
        assert form.value("parent") == "CARE-2"
        assert "your unsent draft" in screen_text(again)


async def test_a_person_a_unit_and_a_cycle_are_proposed_by_their_letters(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot)
        await typed(app, pilot, "owner", "mari")
        await looked_up(pilot)
        assert "Maria Lopes" in screen_text(app)
        await press(pilot, "tab")
        assert form.value("owner") == "maria"
        await typed(app, pilot, "cycle", "q4")
        await looked_up(pilot)
        await press(pilot, "tab")
        assert form.value("cycle") == "2026-Q4"


async def test_hostile_words_stay_words(backend):
    backend.company.plan("CARE-1").title = "\x1b]0;pwned\x07 [bold]x[/bold] \u202egnp.exe"
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        await writing(app, pilot)
        text = screen_text(app)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "[bold]x[/bold]" in text


async def test_every_line_of_the_form_ends_at_the_same_cell(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        form = await writing(app, pilot)
        ends: dict[int, int] = {}
        for field in form.query(Field):
            if field.region.width:
                ends[field.region.y] = max(field.region.right, ends.get(field.region.y, 0))
        assert len(set(ends.values())) == 1, ends


async def test_from_a_person_a_goal_is_written_for_them(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_target(Target("person", "tom"))
        await settle(pilot)
        form = await writing(app, pilot, None)
        assert (form.value("owner"), form.value("parent")) == ("tom", "")
        assert not form.is_changed, "nothing was typed: leaving asks nothing"


async def test_from_a_goal_on_the_page_of_a_person_it_hangs_below_that_goal(backend):
    app = app_over(backend)
    async with running(app, LARGE) as pilot:
        app.open_target(Target("person", "maria"))
        await settle(pilot)
        app.screen.query_one("#main", Board).find("goal", "CARE-1")
        form = await writing(app, pilot, None)
        assert (form.value("owner"), form.value("parent")) == ("", "CARE-1")


async def test_the_focus_areas_are_listed_where_one_is_asked_for_and_two_clicks_take_one(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        form = await writing(app, pilot)
        assert "Focus areas" not in screen_text(app)
        form.set_focus(form.query_one("#due_on", Field))
        await press(pilot, "tab")
        assert form.focused is form.query_one("#area", Field)
        lines = screen_text(app).splitlines()
        heading = next(at for at, line in enumerate(lines) if "Focus areas" in line)
        assert "Onboarding" in "".join(lines[heading + 1 : heading + 5])
        await press(pilot, "tab")  # walking on takes none
        assert form.value("area") == ""
        assert "Focus areas" not in screen_text(app)
        await press(pilot, "shift+tab")
        row = next(at for at, row in enumerate(form.board.rows) if row.target == Target("area", "Retention"))
        await pilot.click(form.board, offset=(4, row), times=2)
        await settle(pilot)
        assert form.value("area") == "Retention"
        assert form.focused is form.query_one("#ambition", Field)


async def test_what_stands_in_an_empty_field_for_a_number_reads_as_an_example(backend):
    app = app_over(backend)
    async with running(app, SMALL) as pilot:
        await writing(app, pilot)
        line = next(line for line in screen_text(app).splitlines() if "From" in line)
        assert line.split() == ["From", "like", "12", "To", "like", "5", "In", "like", "%", "Due", "goal's"]


@pytest.mark.parametrize(("goals", "field"), [(0, "title"), (10, "parent")], ids=["none yet", "some"])
async def test_only_where_there_is_a_goal_one_is_asked_for_a_parent_first(backend, goals, field):
    some = backend.call(ListCycles())
    none = some.model_copy(update={"items": tuple(one.model_copy(update={"goals": goals}) for one in some.items)})
    backend.answers[ListCycles] = lambda *_: none
    app = app_over(backend, screen="people")
    async with running(app, LARGE) as pilot:
        form = await writing(app, pilot, None)
        assert form.focused is form.query_one(f"#{field}", Field)
