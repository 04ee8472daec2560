"""The check-ins of a goal as lines: who has read one, and what they said to it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tui.drawing.goal_work import check_in_rows
from tui.gateway import Gateway
from tui.lines import Look

TODAY = date(2026, 11, 18)


@pytest.fixture
def card():
    return Gateway(lambda: FakeBackend(Company())).goal_cards.card("CARE-1")


def drawn(card, *, width=76, **changes):
    newest = replace(card.check_ins[0], note="Slow week", blocker=None, **changes)
    rows = check_in_rows(replace(card, check_ins=(newest,)), width, today=TODAY, look=Look())
    lines = [row.draw(width).text.strip() for row in rows[2:]]
    return [line for line in lines if line]


def test_who_has_read_it_stands_below_its_note_with_what_they_said(card):
    assert drawn(card) == ["Slow week"]
    assert drawn(card, read_by="Jonas Weber") == ["Slow week", "\u2192 read by Jonas Weber"]
    assert drawn(card, read_by="Jonas Weber", said_to_it="Ask me for help") == [
        "Slow week",
        "\u2192 read by Jonas Weber: Ask me for help",
    ]


def test_what_was_said_to_a_check_in_that_was_replaced_is_not_lost(card):
    assert drawn(card, replaced=True, read_by="Jonas Weber", said_to_it="Is that right?") == [
        "\u2192 read by Jonas Weber: Is that right?"
    ]
