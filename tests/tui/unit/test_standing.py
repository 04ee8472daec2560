"""What is said of goals and key results that do not run: the state that people gave them, no arithmetic."""

from dataclasses import replace

import pytest

from okr.domain.vocabulary import GoalState
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
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
