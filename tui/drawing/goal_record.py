"""What is on record about a goal: its scores, what reviewers said, moved goalposts, its earlier and later lives, the audit."""

from datetime import date

from okr.domain.score import score_text
from okr.domain.vocabulary import ReviewVerdict
from okr.domain.wording import term
from tui.drawing.rows import Row, labelled, section, text_row
from tui.format import counted, day, tone_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.goal_card import Beside, Carried, Deed, GoalCard, Grade, Moved, Review

NOT_GRADED = "Not graded yet. {app.why} shows the score that it would have today (R11)."


def record_rows(card: GoalCard, beside: Beside | None, width: int, *, today: date, look: Look) -> list[Row]:
    """Scores, reviews, ledger, lineage, audit."""
    moved = beside.moved if beside is not None else ()
    itself = Target("goal", card.item.key, card.item.title)
    grade = _grade_rows(card.grade, card.calibration, width, look=look) if card.grade is not None else []
    if grade:
        grade[0] = Row(grade[0].draw, itself)
    return [
        *section(
            "Score", grade or [text_row(look.said(NOT_GRADED), "dim", look=look, indent=2, target=itself)], look=look
        ),
        *section(
            "Target ledger",
            [row for one in moved for row in moved_rows(one, width, today=today, look=look)],
            look=look,
            note=counted(len(moved), "moved goalpost") if moved else "",
            empty="No goalpost was moved since it began.",
        ),
        *section(
            "Reviews",
            [row for one in card.reviews for row in _review_rows(one, width, today=today, look=look)],
            look=look,
        ),
        *section("Lineage", _lineage_rows(card, look=look), look=look),
        *section(
            "Audit",
            [
                row
                for deed in (beside.deeds if beside else ())
                for row in _deed_rows(deed, width, today=today, look=look)
            ],
            look=look,
            note="who did what, the newest first",
        ),
    ]


def _grade_rows(grade: Grade, calibration: str | None, width: int, *, look: Look) -> list[Row]:
    words = term(grade.colour)
    rows = [
        _score_row(
            "Holds", grade.score_ppm, f"{words.mark(ascii_only=look.ascii_only)} {words.word}", words.tone, look=look
        ),
        _score_row("Computed", grade.computed_ppm, "from the last readings", None, look=look),
    ]
    if grade.given_ppm is not None:
        rows.append(_score_row("Owner's", grade.given_ppm, f"by {grade.by}", None, look=look))
    if grade.original_ppm is not None and grade.original_ppm != grade.computed_ppm:
        rows.append(
            _score_row("First target", grade.original_ppm, "against what it aimed at in the beginning", None, look=look)
        )
    if grade.reason:
        rows += labelled("Because", grade.reason, width, look=look, column=14)
    if grade.post_mortem:
        rows += labelled("Post-mortem", grade.post_mortem, width, look=look, column=14)
    if grade.too_easy:
        rows += labelled(
            "", "Reached in full again and again: perhaps too easy.", width, look=look, ink="dim", column=14
        )
    if calibration:
        rows += labelled("Calibration", calibration, width, look=look, column=14)
    return rows


def _score_row(label: str, ppm: int | None, words: str, tone: object, *, look: Look) -> Row:
    shown = look.none if ppm is None else score_text(ppm)
    ink = tone_ink(str(tone)) if tone is not None else "dim"
    return Row(
        lambda width: (
            Pen(look)
            .cell(label, 14, "dim")
            .cell(shown, 5, "bold", align="right")
            .gap(2)
            .cell(words, width - 21, ink)
            .line()
        )
    )


def moved_rows(one: Moved, width: int, *, today: date, look: Look) -> list[Row]:
    """A goalpost that was moved: when, of what, from what to what and by whom; below it why."""

    def draw(width: int) -> Line:
        pen = Pen(look).cell(day(one.effective_on, today=today), 12, "dim").cell(one.key, 11, "dim")
        pen.write(one.field).gap(1).write(one.before or look.none, "dim").write(f" {look.arrow} ", "dim")
        pen.write(one.after or look.none, "bold").gap(2)
        return pen.cell(one.by or "", max(0, width - pen.at), "dim", align="right").line()

    kind = "key result" if "." in one.key else "goal"
    first = Row(draw, Target(kind, one.key, one.reason))
    return [first, *labelled("", one.reason, width, look=look, column=12)]


def _review_rows(one: Review, width: int, *, today: date, look: Look) -> list[Row]:
    approved = one.verdict is ReviewVerdict.APPROVED
    mark = ("+" if look.ascii_only else "\u2713") if approved else ("x" if look.ascii_only else "\u21b6")
    words = "approved" if approved and one.holds else "approved, changed since" if approved else "returned"

    def draw(width: int) -> Line:
        pen = Pen(look).cell(day(one.on, today=today), 12, "dim").cell(mark, 2, "success" if approved else "warning")
        return pen.cell(words, 24).cell(one.by, max(0, width - pen.at), "dim", align="right").line()

    return [Row(draw), *(labelled("", one.remark, width, look=look, column=14) if one.remark else [])]


def _lineage_rows(card: GoalCard, *, look: Look) -> list[Row]:
    rows = [_carried_row("carried from", card.carried_from, look=look)] if card.carried_from is not None else []
    return rows + [_carried_row("carried to", one, look=look) for one in card.carried_to]


def _carried_row(words: str, one: Carried, *, look: Look) -> Row:
    state = term(one.state)
    return Row(
        lambda width: (
            Pen(look)
            .cell(words, 14, "dim")
            .cell(one.key, 12)
            .cell(one.cycle, 12, "dim")
            .cell(f"{state.mark(ascii_only=look.ascii_only)} {state.word}", width - 38, tone_ink(state.tone.value))
            .line()
        ),
        Target("goal", one.key, one.cycle),
    )


def _deed_rows(deed: Deed, width: int, *, today: date, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(day(deed.day, today=today), 12, "dim")
        by = deed.by or "okr itself"
        pen.cell(deed.what, max(6, width - pen.at - len(by) - 2)).gap(2)
        return pen.cell(by, max(0, width - pen.at), "dim", align="right").line()

    return [
        Row(draw),
        *(row for words in deed.changes for row in labelled("", words, width, look=look, ink="dim", column=12)),
    ]
