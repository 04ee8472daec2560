"""What is said of how goals and key results stand: the state that people gave them, and the sign of each overlay."""

from dataclasses import replace

import pytest

from okr.domain.vocabulary import GoalState, Status
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.drawing.goal import overview_rows
from tui.drawing.goal_head import head_lines
from tui.drawing.results import result_line
from tui.drawing.rows import goal_line
from tui.gateways.goal_card import GoalCards
from tui.lines import Look


def card_in(state: GoalState):
    """The goal screen's card of CARE-1 in a state."""
    company = Company()
    company.plans = [replace(plan, state=state) if plan.key == "CARE-1" else plan for plan in company.plans]
    backend = FakeBackend(company)
    return GoalCards(lambda: backend).card("CARE-1")


@pytest.mark.parametrize("state", [GoalState.DRAFT, GoalState.PROPOSED, GoalState.IN_REVIEW, GoalState.PAUSED])
def test_what_does_not_run_shows_its_state_and_no_status(state):
    card = card_in(state)
    shown = [
        result_line(card.results[0], 110, look=Look()).text,
        goal_line(card.item, 110, look=Look()).text,
        head_lines(card, 110, look=Look())[-1].text,
    ]
    for line in shown:
        assert state.value in line
        assert "off track" not in line


def test_a_closed_goal_shows_how_each_part_ended():
    card = card_in(GoalState.MISSED)
    assert "off track" in result_line(card.results[0], 110, look=Look()).text
    assert "missed" in goal_line(card.item, 110, look=Look()).text


@pytest.mark.parametrize(("ascii_only", "stale", "worse"), [(False, "\u25cc", "\u25be"), (True, "?", "v")])
def test_the_sentence_about_an_overlay_begins_with_the_sign_that_stands_beside_the_status(ascii_only, stale, worse):
    card, look = card_in(GoalState.ACTIVE), Look(ascii_only=ascii_only)

    def first(**overlay):
        numbers = replace(card.item.numbers, status=Status.AT_RISK, **({"stale": False, "weakest": None} | overlay))
        marked = replace(card, item=replace(card.item, numbers=numbers), broken_guardrails=())
        return overview_rows(marked, None, 78, today=marked.item.due, look=look)[0].draw(78).text

    assert first(stale=True).startswith(f"{stale}  stale")
    assert first(stale=True, weakest=Status.OFF_TRACK).startswith(f"{worse}  ")
