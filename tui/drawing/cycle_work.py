"""What is done in a cycle as rows: goals to review, goals to grade, lessons to write."""

from collections.abc import Sequence

from okr.domain.numbers import PPM
from okr.domain.score import score_text
from okr.domain.vocabulary import Ambition, Colour, CycleState, GoalState
from okr.domain.wording import term
from tui.drawing.cycle import lesson_rows
from tui.drawing.rows import NORMAL, WIDE, Row, blank, paragraph, text_row
from tui.format import NAMED_WIDTH, counted, short_name, tone_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.cycles import CycleOverview, GradeItem, GradePart, Lesson, ReviewItem

MORE = Target("more", "more", "more")
"""Stands for the next page."""


def how_proposed(overview: CycleOverview | None, look: Look) -> str:
    """How a goal comes to be reviewed in a cycle; None as long as it is not known."""
    match overview.shown.state if overview is not None else None:
        case CycleState.CLOSED:
            return "It is closed: no goal of it is proposed any more."
        case CycleState.GRADING:
            return "It is being graded and takes no new goal: the next cycle does."
        case _:
            return f"A goal is proposed on its page: {look.key('goal.decide')}."


def review_rows(items: Sequence[ReviewItem], width: int, *, more: bool, look: Look) -> list[Row]:
    """Each goal with what it is for and what was said of it last."""
    rows: list[Row] = []
    for item in items:
        rows.append(_review_row(item, look=look))
        if item.why:
            rows.append(text_row(item.why, "dim", look=look, indent=12))
        if item.said:
            by = item.said_by.name if item.said_by else "somebody"
            rows += paragraph(f"{by} returned it: {item.said}", width, look=look, ink="warning", indent=12, at_most=3)
    return rows + ([more_row(look)] if more else [])


def _review_row(item: ReviewItem, *, look: Look) -> Row:
    target = Target("goal", item.goal.key, item.goal.title)
    return Row(lambda width: _review_line(item, width, look=look), target)


def _review_line(item: ReviewItem, width: int, *, look: Look) -> Line:
    goal = item.goal
    state = term(goal.state)
    owner = 18 if width >= NORMAL else 12
    words = f"{state.mark(ascii_only=look.ascii_only)} {state.word}"
    pen = Pen(look).cell(words, NAMED_WIDTH, tone_ink(state.tone.value)).gap(1)
    pen.cell(goal.key, 9, "dim").gap(1)
    results = 14 if width >= NORMAL else 0
    pen.cell(goal.title, max(8, width - pen.at - owner - results - 2)).gap(1)
    if results:
        pen.cell(counted(goal.key_results, "result"), results - 1, "dim", align="right").gap(1)
    name = goal.owner.name if goal.owner and width >= NORMAL else short_name(goal.owner, look)
    return pen.gap(1).cell(name, owner - 1, "warning" if goal.owner is None else "dim").line()


def grade_rows(items: Sequence[GradeItem], width: int, *, more: bool, hidden: int, look: Look) -> list[Row]:
    """Each goal with its scores, its parts below it."""
    rows: list[Row] = [Row(lambda width: _grade_head(width, look=look))] if items else []
    for item in items:
        rows.append(_grade_row(item, look=look))
        rows += [_part_row(part, look=look) for part in item.parts]
        if item.hidden_parts:
            rows.append(text_row(f"and {counted(item.hidden_parts, 'goal')} not shown", "dim", look=look, indent=4))
        rows += _grade_notes(item, width, look=look)
    if more:
        rows.append(more_row(look))
    elif hidden:
        rows.append(text_row(f"{counted(hidden, 'goal')} not shown to you", "dim", look=look, indent=2))
    return rows


def _grade_row(item: GradeItem, *, look: Look) -> Row:
    return Row(lambda width: _grade_line(item, width, look=look), Target("goal", item.key, item.title))


ROUNDED_TO_ENOUGH_PPM = 850_000
"""From here on a score is shown as 0.9; what it is exactly is said where that is not enough."""


COMPUTED, ORIGINAL, GRADE = 12, 9, 12
"""Cells of the scores: the first and the last have a colour, whose word stands with its mark."""


def owner_column(width: int) -> int:
    """Cells of the owner's name."""
    return 18 if width >= WIDE else 12 if width >= NORMAL else 0


def _scores_at(width: int) -> int:
    """Where the scores begin."""
    owner = owner_column(width)
    return width - COMPUTED - ORIGINAL - GRADE - (owner + 2 if owner else 0)


def _grade_head(width: int, *, look: Look) -> Line:
    pen = Pen(look).gap(_scores_at(width))
    for word, cells in (("computed", COMPUTED), ("original", ORIGINAL), ("grade", GRADE)):
        pen.cell(word, cells, "dim", align="right")
    return pen.line()


def _grade_line(item: GradeItem, width: int, *, look: Look) -> Line:
    owner, room = owner_column(width), _scores_at(width)
    state = term(item.state)
    pen = Pen(look).write(state.mark(ascii_only=look.ascii_only), tone_ink(state.tone.value)).gap(1)
    pen.write(item.key, "dim").gap(1)
    ended = "" if item.state is GoalState.ACTIVE else f" {state.word}"
    aim = " committed" if item.ambition is Ambition.COMMITTED and width >= WIDE else ""
    pen.cell(item.title, max(6, room - pen.at - len(ended + aim)), "bold")
    pen.write(ended, tone_ink(state.tone.value)).write(aim, "dim").to(room)
    ink = tone_ink(term(item.colour).tone.value) if item.colour and item.grade is None else "dim"
    pen.cell(_coloured(item.colour, _score(item.computed_ppm, look), look), COMPUTED, ink, align="right")
    pen.cell(_score(item.original_ppm, look) if item.original_ppm is not None else "", ORIGINAL, "dim", align="right")
    if item.grade is None:
        pen.cell("waits" if item.may_grade else look.none, GRADE, "accent" if item.may_grade else "dim", align="right")
    else:
        words = _coloured(item.grade.colour, score_text(item.grade.score_ppm), look)
        pen.cell(words, GRADE, f"bold {tone_ink(term(item.grade.colour).tone.value)}", align="right")
    if owner:
        name = short_name(item.owner, look) if owner <= 12 else item.owner.name if item.owner else "no owner"
        pen.gap(2).cell(name, owner, "warning" if item.owner is None else "dim")
    return pen.line()


def _coloured(colour: Colour | None, score: str, look: Look) -> str:
    """A score with mark and word of its colour (R11)."""
    return score if colour is None else f"{term(colour).mark(ascii_only=look.ascii_only)} {term(colour).word} {score}"


def _part_row(part: GradePart, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        room = _scores_at(width)
        pen = Pen(look).gap(4).write(part.key, "dim").gap(1)
        pen.cell(part.title, max(6, room - pen.at - 1), "dim").to(room)
        pen.cell(_score(part.score_ppm, look), COMPUTED, "dim", align="right")
        original = _score(part.original_ppm, look) if part.original_ppm is not None else ""
        return pen.cell(original, ORIGINAL, "dim", align="right").line()

    return Row(draw)


def _grade_notes(item: GradeItem, width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    grade = item.grade
    if grade is not None and grade.given_ppm is not None:
        rows += paragraph(f"{grade.reason or 'given by the owner'}", width, look=look, ink="dim", indent=4, at_most=2)
    if grade is not None and grade.post_mortem:
        rows += paragraph(f"Post-mortem: {grade.post_mortem}", width, look=look, ink="dim", indent=4, at_most=3)
    elif grade is None and item.needs_post_mortem and item.may_grade:
        stands = item.computed_ppm or 0
        exactly = f"at {stands / PPM:.3f}, " if stands >= ROUNDED_TO_ENOUGH_PPM else ""
        words = f"Committed and {exactly}under 0.9: a grade needs a post-mortem."
        rows.append(text_row(words, "warning", look=look, indent=4))
    if item.too_easy:
        rows.append(text_row("Too easy: it ended at 1.0 the last time too.", "warning", look=look, indent=4))
    return rows


def _score(ppm: int | None, look: Look) -> str:
    return look.none if ppm is None else score_text(ppm)


def more_row(look: Look) -> Row:
    """The place where the next page will stand."""
    return text_row(f"more{look.ellipsis}", "dim", look=look, indent=2, target=MORE)


def lessons_rows(lessons: Sequence[Lesson], mine: Sequence[Lesson], width: int, *, look: Look) -> list[Row]:
    """What each unit learned; units that the person writes for come first, also without a word."""
    rows: list[Row] = []
    for item in mine:
        target = Target("lesson", item.unit.key, item.unit.name)
        if item.worked or item.to_change or item.next:
            rows += lesson_rows(item, width, look=look, target=target)
        else:
            write = look.key("cycle.edit")
            rows += [text_row(item.unit.name, "bold", look=look, target=target)]
            rows += [text_row(f"nothing is written yet: {write} writes it", "dim", look=look, indent=2), blank(look)]
    own = {item.unit.key for item in mine}
    for item in lessons:
        if item.unit.key not in own:
            rows += lesson_rows(item, width, look=look, target=Target("lesson", item.unit.key, item.unit.name))
    return rows
