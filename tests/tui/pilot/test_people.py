"""The organisation as a tree, and a person: what they show, where they lead, and how they are changed."""

from dataclasses import replace

import pytest

from okr.contract.people import EditPerson, ListPeople
from okr.contract.reorgs import ApplyReorg, PlanReorg, ReorgAction
from okr.contract.units import ListBelow
from okr.domain.errors import Unreachable
from tests.tui.company import EMPLOYEE, LEAD
from tests.tui.organisation import at, backend_of
from tests.tui.rooms import people
from tests.tui.support import (
    LARGE,
    app_over,
    flashed,
    press,
    rest,
    running,
    screen_of,
    screen_text,
    until,
)
from tui.dialogs.edit_person import EditPersonDialog
from tui.dialogs.reorg import ReorgDialog
from tui.screens.alignment import AlignmentScreen
from tui.screens.goal import GoalScreen
from tui.screens.people import PeopleScreen
from tui.screens.person import PersonScreen
from tui.screens.unit import UnitScreen


# -- the tree
async def test_open_branches_and_the_row_are_there_again_the_next_time():
    first = app_over(backend_of(), screen="people")
    async with running(first, LARGE) as pilot:
        await press(pilot, "j", "right")
        await until(pilot, lambda: "CHAT" in screen_text(first))
        await press(pilot, "j")
        there = screen_of(first, PeopleScreen).selected
        assert there is not None
        assert there.key not in {"ACME", "CARE"}
        await press(pilot, "q")
    again = app_over(backend_of())
    async with running(again, LARGE) as pilot:
        await press(pilot, "7")
        await until(pilot, lambda: "CHAT" in screen_text(again))
        tree = screen_of(again, PeopleScreen).tree_view
        await until(pilot, lambda: tree.target_at(tree.cursor) == there)
        await press(pilot, "k", "left", "1", "7")
        assert "CHAT" not in screen_text(again)


@pytest.mark.parametrize("who", [{}, EMPLOYEE, LEAD], ids=["executive", "employee", "lead"])
async def test_the_tree_shows_units_with_lead_heads_goals_and_on_time_rate(who):
    app = app_over(backend_of(**who), screen="people")
    async with running(app) as pilot:
        text = screen_text(app)
        for words in (
            "ACME Northwind Internet",
            "CARE Customer Care",
            "M. Lopes",
            "91 %",
            "74 %",
            "no lead",
            "Ada Lindqvist",
        ):
            assert words in text, words
        await press(pilot, "j", "enter")
        assert screen_of(app, UnitScreen).key == "CARE"


async def test_a_branch_asks_for_what_is_below_it_when_it_is_opened_and_once():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        asked = {request.unit for request in backend.asked(ListBelow)}
        assert asked == {None, "ACME"}, "only what is visible is asked for"
        await press(pilot, "j", "l")
        assert "Jonas Weber" in screen_text(app)
        many = len(backend.asked(ListBelow))
        await press(pilot, "h")
        assert "Jonas Weber" not in screen_text(app)
        await press(pilot, "space")
        assert "Jonas Weber" in screen_text(app)
        assert len(backend.asked(ListBelow)) == many


async def test_the_next_page_comes_when_its_place_is_on_screen():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        cursors = [
            request.cursor
            for request in backend.asked(ListBelow)
            if request.unit == "ACME" and not request.with_figures
        ]
        assert cursors == [None, "3"]
        assert "OPS" in screen_text(app)
        await press(pilot, "G")
        assert screen_of(app, PeopleScreen).tree_view.row_count == 6


async def test_names_come_before_figures():
    backend = backend_of()
    backend.answers[ListBelow] = lambda backend, request: (
        (_ for _ in ()).throw(Unreachable("Too slow."))
        if request.with_figures
        else people.ANSWERS[ListBelow](backend, request)
    )
    app = app_over(backend, screen="people")
    async with running(app):
        assert "CARE Customer Care" in screen_text(app)


async def test_a_branch_that_cannot_be_loaded_says_so_and_is_asked_again():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        backend.fail[ListBelow] = Unreachable("The database does not answer.")
        await press(pilot, "j", "l")
        assert flashed(app) == "The database does not answer."
        backend.fail.clear()
        await press(pilot, "l")
        assert "Jonas Weber" in screen_text(app)


async def test_people_are_found_by_a_few_letters():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await press(pilot, "/", *"lop")
        await rest(pilot)
        assert backend.asked(ListPeople)[-1].matching == "lop"
        assert "Maria Lopes" in screen_text(app)
        assert screen_text(app).splitlines()[-1].split() == ["enter", "Go", "esc", "Leave", "down", "To", "the", "list"]
        await press(pilot, "enter", "enter")
        assert screen_of(app, PersonScreen).key == "maria"
        await press(pilot, "escape", "escape")
        assert "CARE Customer Care" in screen_text(app)


async def test_letters_that_nobody_has_teach_the_way_back():
    app = app_over(backend_of(), screen="people")
    async with running(app) as pilot:
        await press(pilot, "/", *"zzz")
        await rest(pilot)
        assert "Nobody is called zzz." in screen_text(app)
        await press(pilot, "escape")
        assert "CARE Customer Care" in screen_text(app)


async def test_goals_of_a_unit_are_shown_in_the_cascade():
    app = app_over(backend_of(), screen="people")
    async with running(app) as pilot:
        await press(pilot, "j", "f")
        assert screen_of(app, AlignmentScreen).words == "unit:CARE"


async def test_my_own_page_is_one_key_away():
    app = app_over(backend_of(**EMPLOYEE), screen="people")
    async with running(app) as pilot:
        await press(pilot, "m")
        assert screen_of(app, PersonScreen).key == "jonas"


# -- a person


async def test_a_person_shows_goals_discipline_line_of_sight_and_reports():
    app = app_over(backend_of(), screen="people")
    async with running(app, LARGE) as pilot:
        await at(app, pilot, "person", "maria")
        text = screen_text(app)
        for words in (
            "Maria Lopes",
            "Head of Care",
            "Customer Care",
            "Ada Lindqvist",
            "CARE-1",
            "→ ACME-1 Customers stay",
            "on time",
            "Reports",
            "Jonas Weber",
            "1 goal not shown to you",
        ):
            assert words in text, words
        await press(pilot, "G", "enter")
        assert isinstance(app.screen, GoalScreen)


@pytest.mark.parametrize(
    ("unit", "words"),
    [("ACME", "a goal of the whole organisation"), ("CARE", "leads to no goal above")],
)
async def test_a_goal_of_the_whole_organisation_is_not_blamed_for_leading_nowhere(unit, words):
    app = app_over(backend_of(), screen="people")
    async with running(app, LARGE) as pilot:
        await at(app, pilot, "person", "maria")
        screen = screen_of(app, PersonScreen)
        assert screen.card is not None
        first = screen.card.goals[0]
        top = replace(first, way=(), goal=replace(first.goal, unit=replace(first.goal.unit, key=unit)))
        screen.card = replace(screen.card, goals=(top,))
        shown = [row.draw(70).text.strip() for row in screen.known_rows(70, side=False) or ()]
        assert [line for line in shown if "whole organisation" in line or "no goal above" in line] == [words]


async def test_who_may_not_edit_a_person_is_told_who_may():
    backend = backend_of(**EMPLOYEE)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "maria")
        for key in ("e", "m", "x"):
            await press(pilot, key)
            assert flashed(app) == "Only a manager above, the lead of the unit or an administrator changes Maria Lopes."
        assert backend.asked(PlanReorg) == []


async def test_an_administrator_edits_name_title_and_role():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "maria")
        await press(pilot, "e")
        assert isinstance(app.screen, EditPersonDialog)
        app.screen.set_value("title", "Chief of Care")
        app.screen.set_value("is_administrator", "yes")
        await press(pilot, "ctrl+s")
        (asked,) = backend.asked(EditPerson)
        assert (asked.handle, asked.title, asked.is_administrator, asked.version) == ("maria", "Chief of Care", True, 4)
        assert flashed(app) == "Maria Lopes is saved."


async def test_who_is_no_administrator_is_not_asked_for_the_role():
    backend = backend_of()
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "maria")
        await press(pilot, "e")
        assert "administrator" not in screen_text(app)
        await press(pilot, "ctrl+s")
        assert "is_administrator" not in backend.asked(EditPerson)[0].model_fields_set


async def test_a_leaver_is_planned_shown_and_only_then_let_go():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app, LARGE) as pilot:
        await at(app, pilot, "person", "maria")
        await press(pilot, "x")
        assert isinstance(app.screen, ReorgDialog)
        app.screen.set_value("on", "2026-12-31")
        await press(pilot, "ctrl+s")
        (planned,) = backend.asked(PlanReorg)
        (step,) = planned.steps
        assert (step.who, step.action, str(step.on), step.to) == ("maria", ReorgAction.LEAVES, "2026-12-31", None)
        text = screen_text(app)
        for words in (
            "Nothing is written yet",
            "leavers: 1, goals: 1",
            "no owner otherwise",
            "What follows",
            "reviewer: maria → ada",
            "2 goals that you do not see",
        ):
            assert words in text, words
        assert backend.asked(ApplyReorg) == []
        await press(pilot, "ctrl+s")
        (applied,) = backend.asked(ApplyReorg)
        assert (applied.steps, applied.state) == (planned.steps, "state-1")
        assert flashed(app) == "Done. leavers: 1, goals: 1"


async def test_a_changed_field_is_planned_anew_before_it_is_done():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "jonas")
        await press(pilot, "m", "ctrl+s")
        assert "Nothing is changed yet." in screen_text(app)
        await press(pilot, "ctrl+u", *"ada")
        await rest(pilot)
        await press(pilot, "ctrl+s")
        await press(pilot, *"x")
        await press(pilot, "backspace", "ctrl+s")
        assert len(backend.asked(PlanReorg)) == 2
        assert backend.asked(ApplyReorg) == []
        assert [(step.action, step.to) for step in backend.asked(PlanReorg)[-1].steps] == [(ReorgAction.MANAGER, "ada")]


async def test_a_plan_that_does_not_hold_any_more_is_refused_in_place():
    backend = backend_of(administrator=True)
    answers = people.ANSWERS
    backend.answers[PlanReorg] = lambda backend, request: answers[PlanReorg](backend, request).model_copy(
        update={"state": "old"}
    )
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "maria")
        await press(pilot, "x", "ctrl+s", "ctrl+s")
        assert isinstance(app.screen, ReorgDialog)
        assert "The plan does not hold any more: CARE-1 changed since." in screen_text(app)


async def test_the_last_day_has_to_be_a_day():
    backend = backend_of(administrator=True)
    app = app_over(backend, screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "maria")
        await press(pilot, "x")
        screen_of(app, ReorgDialog).set_value("on", "soon")
        await press(pilot, "ctrl+s")
        assert "soon is no day. " in screen_text(app).replace("\n", " ")
        assert backend.asked(PlanReorg) == []


async def test_nobody_of_that_name_is_a_problem_in_words():
    app = app_over(backend_of(), screen="people")
    async with running(app) as pilot:
        await at(app, pilot, "person", "nobody")
        assert "Nobody here has the handle or e-mail 'nobody'." in screen_text(app)
