"""A row of the check-in grid and what stands below it at 80 columns, with the largest numbers: nothing is cut without saying so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okr.domain.vocabulary import Status
from tests.tui.unit.examples import due_row
from tui.drafting import Sheet
from tui.drawing.check_in import Cell, Needs, columns_for, form_lines, grid_line, needs_of
from tui.drawing.tree import DEFAULT, tree_head
from tui.editing import LineBuffer
from tui.lines import Look
from tui.view_models.basics import Numbers
from tui.view_models.check_ins import Movement, Preview

WIDTH = 78
"""Cells of a row at 80 columns."""
TODAY = date(2026, 11, 18)
FAR_BELOW = Numbers(0, -33_330_000, 530_000, 1_000_000, Status.OFF_TRACK)
FAR_ABOVE = Numbers(1_000_000, 12_505_000, 530_000, 1_000_000, Status.REACHED)
KEY = "CUSTOMER-CARE-1234.1"


def preview(*, goals_above: int = 0) -> Preview:
    above = Movement("ACME-1", "Stay", -33_330_000, 12_505_000, Status.OFF_TRACK, Status.REACHED)
    return Preview(FAR_BELOW, FAR_ABOVE, FAR_BELOW, FAR_ABOVE, (), (above,) * goals_above)


def drawn(key, text, *, seen=None, measure="hours", current=Decimal("5.4")):
    row = due_row(key, measure=measure)
    row = replace(row, result=replace(row.result, current=current))
    sheet = Sheet((row,)).typed(key, "value", text)
    cell = Cell("value", LineBuffer(text, len(text)))
    below = form_lines(row, sheet, WIDTH, today=TODAY, look=Look(), cell=cell, preview=seen)
    line = grid_line(
        row, sheet, WIDTH, today=TODAY, look=Look(), cell=cell, preview=seen, needs=needs_of((row,), TODAY, look=Look())
    )
    return line, below


@pytest.mark.parametrize("key", ["CARE-1.1", KEY])
@pytest.mark.parametrize("text", ["5", "1,234,567,890.123456789"])
def test_every_line_keeps_to_the_width(key, text):
    line, below = drawn(key, text, seen=preview(goals_above=3), measure="customers a month", current=Decimal(10) ** 18)
    assert [one.text for one in (line, *below) if one.width > WIDTH] == []


def test_a_value_without_room_in_its_row_stands_whole_below_it_with_what_was_before():
    _, below = drawn("CARE-1.1", "1,234,567,890.123456789")
    assert below[1].text.rstrip() == "Value     1,234,567,890.123456789   was 5.4 hours"


def test_a_value_with_room_leaves_the_facts_where_they_are():
    _, below = drawn("CARE-1.1", "4.5")
    assert "expected" in below[1].text


def test_on_a_very_wide_screen_values_stay_near_their_titles_in_the_grid_and_the_tree():
    assert columns_for(400, Needs()).confidence_at == columns_for(250, Needs()).confidence_at < 160
    heads = [tree_head(width, DEFAULT, order="", look=Look()).text for width in (250, 400)]
    assert heads[0] == heads[1]
    assert heads[0].index("done") < 170


@pytest.mark.parametrize("width", [38, 58, 78])
def test_what_has_no_room_beside_the_last_value_is_left_out_whole(width):
    row = due_row("CARE-1.1", measure="%")
    course = tuple(Decimal("17.4") - Decimal(step) / 4 for step in range(12))
    row = replace(row, result=replace(row.result, recent=course, current=Decimal("14.6"), confidence=65))
    facts = form_lines(
        row, Sheet((row,)), width, today=TODAY, look=Look(), cell=Cell("note", LineBuffer()), preview=None
    )[1]
    assert facts.width <= width
    assert ("confidence 65 %" in facts.text) == (width == 78)
    assert "confiden" not in facts.text.replace("confidence 65 %", "")


def test_what_a_value_comes_to_is_readable_whole():
    _, below = drawn("CARE-1.1", "5", seen=preview())
    assert "CARE-1.1 -3,333 % \u2192 1,251 %" in below[4].text
    assert "CARE-1 -3,333 % \u2192 1,251 %" in below[4].text


def test_with_long_keys_too():
    _, below = drawn(KEY, "5", seen=preview())
    assert below[4].text.count("1,251 %") == 2


def test_a_share_without_room_in_the_row_ends_with_an_ellipsis():
    row = due_row("CARE-1.1")
    row = replace(row, result=replace(row.result, numbers=replace(FAR_BELOW, raw_ppm=-3_333_330_000)))
    needs = needs_of((row,), TODAY, look=Look())
    line = grid_line(row, Sheet((row,)), WIDTH, today=TODAY, look=Look(), cell=None, preview=None, needs=needs)
    assert "-333,\u2026" in line.text
