"""What is said in words where there are no numbers yet, and how a line of a list shows that it is taken in."""

import pytest

from okr.domain.vocabulary import Status
from okr.domain.wording import term
from tui.drawing.tree import shape_of
from tui.format import write_against_pace
from tui.lines import Look, Pen


@pytest.mark.parametrize(
    ("done", "expected", "said"),
    [
        (None, None, "nothing counts yet"),
        (None, 530_000, "no reading yet, 53 % expected"),
        (330_000, 530_000, "33 % of 53 %"),
        (330_000, None, "33 %"),
    ],
)
def test_what_is_not_known_is_said_in_words(done, expected, said):
    assert write_against_pace(Pen(Look()), done, expected).line().text == said


@pytest.mark.parametrize("is_chosen", [True, False])
def test_the_sign_of_what_is_taken_in_is_no_sign_of_a_status(is_chosen):
    assert Look().chosen(is_chosen) not in {term(status).glyph for status in Status}
    assert Look(ascii_only=True).chosen(is_chosen).isascii()
    assert Look().chosen(True) != Look().chosen(False)


def test_a_narrow_tree_leaves_out_the_bar_before_the_status_gets_short():
    assert shape_of(46, ("bar", "status")).words
    assert not shape_of(46, ("bar", "status")).bar
    assert shape_of(58, ("bar", "status")).bar
