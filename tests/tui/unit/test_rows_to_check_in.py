"""Which key results of a goal one checks in to, and what a row says that is not filled in yet."""

from dataclasses import replace
from datetime import date

import pytest

from okr.contract.goals import ShowGoal
from okr.domain.vocabulary import Source
from tests.tui.company import Company
from tests.tui.fakes import FakeBackend
from tests.tui.unit.examples import due_row
from tui.drafting import Sheet, problem_in
from tui.drawing.check_in import grid_line, needs_of
from tui.lines import Look
from tui.reading.check_ins import due_of_goal
from tui.screens.check_in_sending import recorded_words
from tui.view_models.check_ins import Recorded


@pytest.mark.parametrize(
    ("source", "takes"),
    [(Source.TYPED, True), (Source.SURVEY, True), (Source.DATA_SOURCE, True), (Source.FED, False)],
)
def test_one_checks_in_to_all_of_a_goal_but_what_is_fed(source, takes):
    goal = FakeBackend(Company()).call(ShowGoal(key="CARE-1"))
    first, *others = goal.results
    page = due_of_goal(goal.model_copy(update={"results": (first.model_copy(update={"source": source}), *others)}))
    assert (first.key in [row.result.key for row in page.rows]) is takes


def test_a_note_without_a_value_is_told_how_the_last_one_is_taken_again():
    row = due_row("CARE-1.1", measure="hours")
    found = problem_in(Sheet((row,)).typed("CARE-1.1", "note", "Hire two more"), row)
    assert found is not None
    assert found[1] == "No value yet; type a number, = takes the last one again, x clears the row"


def test_where_there_is_no_last_value_none_is_offered():
    row = due_row("CARE-1.1")
    row = replace(row, result=replace(row.result, has_reading=False, current=None))
    found = problem_in(Sheet((row,)).typed("CARE-1.1", "note", "Hire two more"), row)
    assert found is not None
    assert found[1] == "No value yet; type a number, x clears the row"


def test_what_is_said_of_recorded_check_ins_names_whose_answer_a_blocker_waits_for():
    waits = "CARE-1.1#3 waits for Tess Team, for an answer by 2026-11-23."
    doubt = "CARE-1.1: 6,000 is far larger than all known."
    assert recorded_words(Recorded(1, (), (waits,)), look=Look()) == f"Recorded 1 check-in. {waits}"
    assert recorded_words(Recorded(2, (), (doubt, waits, "more")), look=Look()).endswith(f"{doubt} {waits}")


@pytest.mark.parametrize(("width", "words"), [(120, "ended 30 Sep 2023 CARE-1.1"), (76, "ended       CARE-1.1")])
def test_what_was_left_open_in_an_earlier_cycle_says_when_it_ended(width, words):
    row = replace(due_row("CARE-1.1"), days_late=1787, over=True)
    row = replace(row, result=replace(row.result, due=date(2023, 9, 30)))
    today, look = date(2026, 11, 18), Look()
    needs = needs_of((row,), today, look=look)
    line = grid_line(row, Sheet((row,)), width, today=today, look=look, cell=None, preview=None, needs=needs)
    assert line.text.startswith(words)
