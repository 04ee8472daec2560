"""`okr goal`: what is asked of the backend, and what is printed."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from okr.contract.base import Page
from okr.contract.goals import (
    CreateGoal,
    EditGoal,
    EndOverride,
    GoalRow,
    GoalTree,
    LinkGoal,
    ListGoals,
    MoveGoal,
    ParentRef,
    SetGoalState,
    SetOverride,
    ShowGoal,
    ShowGoalTree,
    TreeNode,
    UnlinkGoal,
)
from okr.contract.organisation import Me, ShowOrganisation, WhoAmI
from okr.domain.vocabulary import Ambition, GoalState, LinkKind, Status
from tests.cli.conftest import FakeBackend, Run
from tests.cli.samples import CARE, DANA, goal_row, goal_view, key_result, organisation


def test_a_goal_is_written_with_what_was_said_and_nothing_else(run: Run, backend: FakeBackend) -> None:
    backend.answers[CreateGoal] = goal_view()
    ran = run(
        "goal", "new", "Answer within a day", "--unit", "CARE", "--owner", "dana", "--parent", "ACME-1", "--weight", "2.5",
        "--why", "they stay", "--contributor", "kim", "--contributor", "lee", "--due", "2026-06-30", "--aspirational", "--key", "k1",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    (asked,) = backend.asked
    assert isinstance(asked, CreateGoal)
    assert asked.model_dump(exclude_unset=True) == {
        "title": "Answer within a day",
        "unit": "CARE",
        "owner": "dana",
        "parent": "ACME-1",
        "weight": Decimal("2.5"),
        "why": "they stay",
        "contributors": ("kim", "lee"),
        "due_on": date(2026, 6, 30),
        "ambition": Ambition.ASPIRATIONAL,
        "activate": False,
    }
    assert backend.keys == ["k1"]


@pytest.mark.parametrize(
    ("text", "metric", "start", "end", "unit"),
    [
        ("First reply: 24 -> 4 hours", "decrease", "24", "4", "hours"),
        ("Retention: 80% to 90%", "increase", "80", "90", "%"),
        ("Sales: 1,200 → 12k", "increase", "1200", "12000", None),
    ],
)
def test_a_key_result_may_be_written_in_one_line(
    run: Run, backend: FakeBackend, text: str, metric: str, start: str, end: str, unit: str | None
) -> None:
    backend.answers[CreateGoal] = goal_view()
    assert run("goal", "new", "Reply faster", "--result", text).code == 0
    (asked,) = backend.asked
    assert isinstance(asked, CreateGoal)
    (result,) = asked.key_results
    assert (result.metric.value, str(result.baseline), str(result.target)) == (metric, start, end)
    assert result.unit_of_measure == unit


def test_a_key_result_in_one_line_that_says_no_way_is_refused(run: Run) -> None:
    ran = run("goal", "new", "Reply faster", "--result", "First reply 24")
    assert ran.code == 2
    assert "First reply: 24 -> 4 hours" in ran.err


def test_an_edit_changes_what_is_given_and_clears_what_is_named(run: Run, backend: FakeBackend) -> None:
    backend.answers[EditGoal] = goal_view()
    ran = run(
        "goal", "edit", "CARE-7", "--title", "New", "--clear", "sponsor", "--clear", "due", "--clear", "contributors", "--version", "4"
    )  # fmt: skip
    assert ran.code == 0, ran.err
    (asked,) = backend.asked
    assert asked.model_dump(exclude_unset=True) == {
        "key": "CARE-7",
        "title": "New",
        "sponsor": None,
        "due_on": None,
        "contributors": (),
        "version": 4,
    }


def test_clearing_and_setting_a_field_at_once_is_refused(run: Run) -> None:
    ran = run("goal", "edit", "CARE-7", "--why", "because", "--clear", "why")
    assert ran.code == 2
    assert "cannot both hold" in ran.err


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        ("activate", GoalState.ACTIVE),
        ("pause", GoalState.PAUSED),
        ("resume", GoalState.ACTIVE),
        ("cancel", GoalState.CANCELLED),
        ("achieve", GoalState.ACHIEVED),
        ("miss", GoalState.MISSED),
    ],
)
def test_each_decision_asks_for_its_state(run: Run, backend: FakeBackend, verb: str, state: GoalState) -> None:
    backend.answers[SetGoalState] = goal_view()
    ran = run("goal", verb, "CARE-7", "--reason", "so", "--date", "2026-05-01", "--version", "3")
    assert ran.code == 0, ran.err
    expected = SetGoalState(key="CARE-7", state=state, reason="so", effective_on=date(2026, 5, 1), version=3)
    assert backend.asked == [expected]


def test_a_status_is_set_by_hand_and_taken_back(run: Run, backend: FakeBackend) -> None:
    backend.answers[SetOverride] = goal_view()
    backend.answers[EndOverride] = goal_view()
    words = ("--status", "at-risk", "--reason", "the supplier is late", "--until", "2026-06-01")
    assert run("goal", "override", "CARE-7", *words).code == 0
    assert run("goal", "override", "CARE-7", "--end").code == 0
    assert backend.asked == [
        SetOverride(key="CARE-7", status=Status.AT_RISK, reason="the supplier is late", until=date(2026, 6, 1)),
        EndOverride(key="CARE-7"),
    ]


@pytest.mark.parametrize("words", [(), ("--status", "at-risk"), ("--end", "--reason", "x")])
def test_half_an_override_is_refused(run: Run, backend: FakeBackend, words: tuple[str, ...]) -> None:
    assert run("goal", "override", "CARE-7", *words).code == 2
    assert backend.asked == []


def test_links_and_moves_ask_for_what_was_said(run: Run, backend: FakeBackend) -> None:
    backend.answers |= {kind: goal_view() for kind in (LinkGoal, UnlinkGoal, MoveGoal)}
    assert run("goal", "link", "CARE-7", "ACME-1", "--weight", "2").code == 0
    assert run("goal", "link", "CARE-7", "ACME-3", "--supports").code == 0
    assert run("goal", "unlink", "CARE-7", "ACME-1").code == 0
    assert run("goal", "move", "CARE-7", "--unit", "SALES").code == 0
    assert backend.asked == [
        LinkGoal(child="CARE-7", parent="ACME-1", weight=Decimal(2)),
        LinkGoal(child="CARE-7", parent="ACME-3", kind=LinkKind.SUPPORTS),
        UnlinkGoal(child="CARE-7", parent="ACME-1"),
        MoveGoal(key="CARE-7", unit="SALES"),
    ]


def test_a_list_is_limited_by_every_filter_that_is_given(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = Page[GoalRow](items=(goal_row(),))
    ran = run("goal", "list", "reply", "--unit", "CARE", "--status", "off track", "--stale", "--as-of", "2026-03-31",
              "--known-at", "2026-04-02T09:00+00:00")  # fmt: skip
    assert ran.code == 0, ran.err
    assert backend.asked == [
        ListGoals(
            matching="reply",
            unit="CARE",
            status=Status.OFF_TRACK,
            stale=True,
            as_of=date(2026, 3, 31),
            known_at=datetime(2026, 4, 2, 9, tzinfo=UTC),
        )
    ]


def test_mine_is_what_the_acting_person_owns(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = Page[GoalRow](items=())
    me = Me(
        handle="dana", name="Dana", email=None, unit=CARE, is_administrator=False, leads=(), reports=0, home="employee"
    )
    backend.answers[WhoAmI] = me
    assert run("goal", "list", "--mine").code == 0
    assert backend.asked[-1] == ListGoals(owner="dana")


def test_all_follows_the_cursors_to_the_end_and_json_is_one_document(run: Run, backend: FakeBackend) -> None:
    def answer(request: ListGoals) -> Page[GoalRow]:
        number = int(request.cursor or 1)
        cursor = str(number + 1) if number < 3 else None
        return Page[GoalRow](items=(goal_row(key=f"CARE-{number}"),), next_cursor=cursor, hidden=0)

    backend.answers[ListGoals] = answer
    document = json.loads(run("goal", "list", "--all", "--json").out)
    assert [item["key"] for item in document["items"]] == ["CARE-1", "CARE-2", "CARE-3"]
    assert document["next_cursor"] is None


def test_one_page_says_how_to_get_the_next_one(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = Page[GoalRow](items=(goal_row(),), next_cursor="abc", hidden=3)
    ran = run("goal", "list")
    assert "--cursor abc" in ran.err
    assert "includes 3 items that are not shown" in ran.err
    assert "abc" not in ran.out
    assert json.loads(run("goal", "list", "--json").out)["next_cursor"] == "abc"


def test_json_of_a_goal_has_ratios_as_decimal_strings_and_null_where_there_is_none(
    run: Run, backend: FakeBackend
) -> None:
    backend.answers[ShowGoal] = goal_view(progress=666_667, expected=None)
    goal = json.loads(run("goal", "show", "CARE-7", "--json").out)
    assert goal["progress"] == "0.666667"
    assert goal["expected"] is None
    keys = "key title kind owner unit state progress progress_raw expected coverage status weakest stale due parents external_id"
    assert set(keys.split()) <= set(goal)


def test_a_goal_is_shown_with_status_progress_owner_and_reasons(run: Run, backend: FakeBackend) -> None:
    parent = ParentRef(key="ACME-1", title="Keep customers", kind=LinkKind.CONTRIBUTES, weight=Decimal(2))
    backend.answers[ShowGoal] = goal_view(
        why="they stay",
        parents=(parent,),
        results=(key_result(),),
        coverage=800_000,
        weakest="off track",
        weakest_child="CARE-9",
    )
    out = run("goal", "show", "CARE-7").out
    assert "CARE-7  Answer within a day" in out
    assert "● on track" in out
    assert "▾ CARE-9 off track" in out
    assert "62 %" in out
    assert "Dana Cho  dana" in out
    assert "contributes to ACME-1  Keep customers, weight 2" in out
    assert "80 %" in out
    assert "24 → 4 hours" in out


def test_a_goal_that_is_no_longer_active_shows_its_state_in_place_of_a_status(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = Page[GoalRow](items=(goal_row(state="paused"),))
    out = run("goal", "list").out
    assert "‖ paused" in out
    assert "on track" not in out


def test_the_tree_shows_bars_pace_status_and_owner_along_guide_lines(run: Run, backend: FakeBackend) -> None:
    leaf = TreeNode(goal=goal_row(key="CARE-8"), link=LinkKind.SUPPORTS, weight=None, share=None)
    middle = TreeNode(
        goal=goal_row(),
        link=LinkKind.CONTRIBUTES,
        weight=Decimal(1),
        share=1_000_000,
        results=(key_result(),),
        children=(leaf,),
    )
    last = TreeNode(
        goal=goal_row(key="CARE-9", owner=None),
        link=LinkKind.CONTRIBUTES,
        weight=Decimal(1),
        share=None,
        more_children=2,
    )
    top = TreeNode(goal=goal_row(key="ACME-1"), link=None, weight=None, share=None, children=(middle, last))
    backend.answers[ShowGoalTree] = GoalTree(roots=(top,), upwards=False, hidden=1)
    lines = run("goal", "tree", "--depth", "2").out.splitlines()
    begins = [line.split("  ")[0].strip() for line in lines[1:7]]
    assert begins[0] == "ACME-1"
    assert lines[2].startswith("├─ CARE-7")
    assert lines[3].startswith("│  ├─ CARE-7.2")
    assert lines[4].startswith("│  └─ CARE-8")
    assert "(supports)" in lines[4]
    assert lines[5].startswith("└─ CARE-9")
    assert "nobody" in lines[5]
    assert lines[6].startswith("   └─ and 2 more below")
    assert "╋" in lines[1]
    assert "50 %" in lines[1]
    assert "● on track" in lines[1]
    assert "Dana Cho" in lines[1]
    assert "includes 1 goal that is not shown" in lines[-1]


def test_the_tree_without_drawings_is_indented_and_has_no_bars(run: Run, backend: FakeBackend) -> None:
    child = TreeNode(goal=goal_row(), link=LinkKind.CONTRIBUTES, weight=Decimal(1), share=None)
    top = TreeNode(goal=goal_row(key="ACME-1"), link=None, weight=None, share=None, children=(child,))
    backend.answers[ShowGoalTree] = GoalTree(roots=(top,), upwards=False)
    lines = run("goal", "tree", "--plain").out.splitlines()
    assert lines[2].startswith("  CARE-7")
    assert not any(glyph in line for line in lines for glyph in "├└│━─┼╋")


def test_ascii_leaves_no_other_glyph(run: Run, backend: FakeBackend) -> None:
    child = TreeNode(
        goal=goal_row(weakest="off track", stale=True, progress=None),
        link=LinkKind.CONTRIBUTES,
        weight=Decimal(1),
        share=None,
    )
    top = TreeNode(goal=goal_row(key="ACME-1"), link=None, weight=None, share=None, children=(child,))
    backend.answers[ShowGoalTree] = GoalTree(roots=(top,), upwards=False)
    backend.answers[ShowGoal] = goal_view(results=(key_result(),), expected=None)
    for words in (("goal", "tree"), ("goal", "show", "CARE-7")):
        out = run(*words, "--ascii").out
        assert out.isascii(), [character for character in out if not character.isascii()]


def test_a_title_cannot_steer_the_terminal_and_markup_is_only_text(run: Run, backend: FakeBackend) -> None:
    title = "[red]No[/nope] \x1b]52;c;AAAA\x07 \u202eevil\nsecond"
    backend.answers[ListGoals] = Page[GoalRow](items=(goal_row(title=title),))
    backend.answers[ShowGoal] = goal_view(title=title, why=title)
    for words in (("goal", "list"), ("goal", "show", "CARE-7"), ("goal", "list", "--json")):
        out = run(*words).out
        assert "[red]No[/nope]" in out
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert json.loads(run("goal", "list", "--json").out)["items"][0]["title"] == title


def test_relative_days_are_of_the_organisations_today(run: Run, backend: FakeBackend) -> None:
    backend.answers[ShowOrganisation] = organisation()
    backend.answers[ShowGoal] = goal_view()
    assert run("goal", "show", "CARE-7", "--as-of", "yesterday").code == 0
    assert backend.asked[-1] == ShowGoal(key="CARE-7", as_of=date(2026, 5, 14), insights=True)
    assert run("goal", "show", "CARE-7", "--as-of", "yesterday", "--today", "2026-03-01").code == 0
    assert backend.asked[-1] == ShowGoal(key="CARE-7", as_of=date(2026, 2, 28), insights=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026-02-30"), "February 2026 has 28 days"),
        (("--as-of", "1026-01-01"), "1026"),
        (("--known-at", "noon"), "is not a time"),
        (("--today", "tomorrow"), "--today"),
    ],
)
def test_a_day_that_is_none_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run("goal", "show", "CARE-7", *words)
    assert ran.code == 2
    assert said in ran.err


def test_the_owner_is_named_in_lists(run: Run, backend: FakeBackend) -> None:
    backend.answers[ListGoals] = Page[GoalRow](items=(goal_row(owner=DANA), goal_row(owner=None)))
    out = run("goal", "list").out
    assert "Dana Cho" in out
    assert "nobody" in out
