"""A block of spreadsheet lines, cell by cell."""

import pytest

from tui.editing import LONGEST
from tui.pasting import block_of


def texts(block: str) -> list[dict[str, str]]:
    return [dict(line.texts) for line in block_of(block)]


@pytest.mark.parametrize("one", ["69", "69\n", "69\r\n", "\r69\r", "69\t\n", "", "\n\n", "1.2k hours"])
def test_one_value_is_no_block(one: str):
    assert block_of(one) == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_is_the_value_of_a_row_whatever_ends_it(end: str):
    assert texts(end.join(("69", " 4.5 ", "12 %", ""))) == [{"value": "69"}, {"value": "4.5"}, {"value": "12 %"}]


def test_cells_are_value_confidence_note_and_blocker_and_what_is_beyond_is_counted():
    assert texts("69\t70\tas planned") == [{"value": "69", "confidence": "70", "note": "as planned"}]
    (line,) = block_of("69\t\tnote\tno room\tmore\t\tstill more")
    assert dict(line.texts) == {"value": "69", "note": "note", "blocker": "no room"}
    assert line.left == 2


def test_an_empty_line_in_between_stands_for_a_row_that_is_left_as_it_is():
    assert texts("69\n\n71\n") == [{"value": "69"}, {}, {"value": "71"}]


def test_what_a_spreadsheet_puts_between_quotation_marks_is_one_cell():
    assert texts('69\t70\t"two\nlines"\n71\t\t"said ""yes"""') == [
        {"value": "69", "confidence": "70", "note": "two lines"},
        {"value": "71", "note": 'said "yes"'},
    ]
    assert texts('69\t70\t"half a mark\n71') == [
        {"value": "69", "confidence": "70", "note": '"half a mark'},
        {"value": "71"},
    ]


def test_what_could_act_upon_the_terminal_is_replaced_and_no_cell_is_endless():
    (first, second) = texts("6\x1b]52;c;aGk=\x07\n" + "9" * (LONGEST + 5))
    assert "\x1b" not in first["value"]
    assert len(second["value"]) == LONGEST
