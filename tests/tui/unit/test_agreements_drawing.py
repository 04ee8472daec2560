"""A request in rows: what every step changed stands in its history."""

from dataclasses import replace
from datetime import date

from okr.domain.vocabulary import ContributionState, GoalState
from tests.tui.rooms.agreements import agreed
from tui.drawing.agreements import ask_row, card_rows, received_row
from tui.drawing.contract import request_rows
from tui.gateways.agreements import Agreements
from tui.lines import Look
from tui.view_models.agreements import Requests
from tui.view_models.basics import Named

TODAY = date(2026, 11, 18)


def texts(card) -> list[str]:
    rows = card_rows(card, 76, today=TODAY, look=Look(), me="maria")
    return [row.draw(76).text.strip() for row in rows]


def test_another_wording_stands_below_the_step_that_brought_it():
    card = Agreements(agreed).ask("CARE-1+2")
    first, countered = card.steps
    renamed = replace(card, steps=(first, replace(countered, title="Refund within a day")))
    assert "now called: Refund within a day" in texts(renamed)
    assert not [line for line in texts(card) if line.startswith("now called")]


def test_an_offer_says_who_offers_what():
    ask = Agreements(agreed).ask("CARE-1+3").ask
    offered = replace(ask, offered=True, child="OPS-2")
    assert "OPS-2 by Tom Okafor" in ask_row(offered, today=TODAY, look=Look()).draw(110).text


def test_one_step_is_one_step_and_a_long_name_is_shortened_before_it_is_cut():
    card = Agreements(agreed).ask("CARE-1+2")
    step = replace(card.steps[0], by=Named("ada", "Adelheid Lindqvist-Bergström"))
    rows = card_rows(replace(card, steps=(step,)), 60, today=TODAY, look=Look(), me="maria")
    drawn = [row.draw(60).text for row in rows]
    assert any(line.rstrip().endswith("1 step") for line in drawn)
    assert any("A. Lindqvist" in line for line in drawn)


def test_an_offer_that_waits_names_who_offers_what_and_nobody_is_asked():
    ask = replace(Agreements(agreed).ask("CARE-1+3").ask, offered=True, child="OPS-2", child_result=None)
    rows = request_rows(Requests((ask,), (), ()), 76, today=TODAY, look=Look(), me="maria")
    drawn = " ".join(row.draw(76).text for row in rows)
    assert "Tom Okafor offers OPS-2" in drawn
    assert "asks" not in drawn


def test_which_key_result_feeds_the_parent_is_read_whole_beside_a_list():
    card = Agreements(agreed).ask("CARE-1+2")
    fed = replace(card.ask, parent="BRI-3.1", child="CARE-4", child_result="CARE-4.1", child_state=GoalState.DRAFT)
    drawn = [row.draw(46).text for row in card_rows(replace(card, ask=fed), 46, today=TODAY, look=Look(), me="maria")]
    assert any("CARE-4" in line and ".1 feeds BRI-3.1" in line for line in drawn)


def test_since_when_somebody_has_to_answer_is_not_cut_on_a_small_screen():
    ask = Agreements(agreed).ask("CARE-1+3").ask
    for name, shown in (
        ("Naomi Fischer", "N. Fischer \u00b7 today"),
        ("Viktor Lindqvist", "V. Lindqv\u2026 \u00b7 today"),
    ):
        waiting = replace(ask, since=TODAY, waits_for=Named("who", name))
        assert ask_row(waiting, today=TODAY, look=Look()).draw(78).text.rstrip().endswith(shown)


def test_what_waits_for_me_says_whose_word_came_last():
    ask = Agreements(agreed).ask("CARE-1+3").ask
    ada, sales, tom = Named("ada", "Ada Lindqvist"), Named("SALES", "Sales team"), Named("tom", "Tom Okafor")

    def tail(**fields):
        drawn = received_row(replace(ask, **fields), today=TODAY, look=Look(), me="maria").draw(110).text
        return drawn.rstrip().rpartition("  ")[2].partition(" ·")[0]

    mine = Named("maria", "Maria Lopes")
    assert tail(state=ContributionState.OPEN, offered=False, asked_by=ada, receiver=mine) == "A. Lindqvist"
    assert (
        tail(state=ContributionState.COUNTERED, offered=False, asked_by=mine, receiver=sales, is_unit=True)
        == "Sales team"
    )
    assert tail(state=ContributionState.OPEN, offered=True, asked_by=tom, receiver=tom, is_unit=False) == "T. Okafor"
    assert (
        tail(state=ContributionState.COUNTERED, offered=True, asked_by=ada, receiver=mine, is_unit=False)
        == "A. Lindqvist"
    )
