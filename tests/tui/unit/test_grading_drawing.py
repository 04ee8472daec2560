"""What a grade needs is said with the number that it needs it for."""

import pytest

from okr.domain.vocabulary import Ambition, GoalState
from tui.drawing.cycle_work import grade_rows
from tui.lines import Look
from tui.view_models.cycles import GradeItem


@pytest.mark.parametrize(
    ("computed_ppm", "words"),
    [
        (866_667, "Committed and at 0.867, under 0.9: a grade needs a post-mortem."),
        (675_000, "Committed and under 0.9: a grade needs a post-mortem."),
    ],
)
def test_a_score_that_looks_enough_is_said_exactly(computed_ppm: int, words: str):
    item = GradeItem(
        key="CARE-4", title="Keep customers", owner=None, state=GoalState.ACTIVE, ambition=Ambition.COMMITTED,
        computed_ppm=computed_ppm, colour=None, original_ppm=None, too_easy=False, needs_post_mortem=True,
        parts=(), hidden_parts=0, grade=None, may_grade=True, may_score=True,
    )  # fmt: skip
    rows = grade_rows([item], 78, more=False, hidden=0, look=Look())
    assert ("no owner", "warning") in [(piece.text.strip(), piece.ink) for row in rows for piece in row.draw(78).pieces]
    assert words in [row.draw(78).text.strip() for row in rows]
