"""The goal's card, its results, chart, children, parents and check-ins as rows."""

from collections.abc import Sequence
from datetime import date

from okr.domain.vocabulary import GoalState
from okr.domain.wording import OVERRIDDEN, progress_words, term
from tui.chart import chart
from tui.drawing.results import check_in_row, result_row
from tui.drawing.rows import NORMAL, WIDE, Row, blank, goal_row, labelled, section, text_row
from tui.format import (
    bar,
    day,
    measured,
    percentage,
    since,
    sparkline,
    status_sentence,
    tone_ink,
    tone_of,
    way,
    write_status,
)
from tui.lines import Line, Look, Pen, Piece, Target, wrap
from tui.view_models.goal_card import GoalCard, Letter
from tui.view_models.goals import Parent, ResultItem

CHART_HEIGHT = 6


def goal_rows(card: GoalCard, width: int, *, today: date, look: Look, side: bool) -> tuple[list[Row], list[Row]]:
    """The rows of the main and of the side pane; without a side pane all rows are in the first."""
    main = [
        *_head(card, width, look=look),
        *section(
            "Key results",
            [row for result in card.results for row in _result_rows(result, today=today, look=look)],
            look=look,
            note="w explains, c checks in" if card.results else "",
            empty="No key result yet: nothing here can be measured. Add one with: okr kr new",
        ),
    ]
    progress = _progress(card, width, today=today, look=look)
    measures = {result.key: result.measure for result in card.results}
    aside = [
        *section(
            "Parents", [_parent_row(parent, look=look) for parent in card.item.parents], look=look, empty=_alone(card)
        ),
        *section("Contributing goals", _children(card, look=look), look=look),
        *section(
            "Check-ins",
            [check_in_row(item, measures.get(item.key, ""), today=today, look=look) for item in card.check_ins],
            look=look,
            empty="Nobody has checked in yet. c is the first to do so.",
        ),
        *section(
            "SMART", [row for letter in card.letters for row in _letter_rows(letter, width, look=look)], look=look
        ),
    ]
    return ([*main, *progress], aside) if side else ([*main, *aside, *progress], [])


# --------------------------------------------------------------------------------------------------------------- card


def _head(card: GoalCard, width: int, *, look: Look) -> list[Row]:
    item = card.item
    titles = wrap(item.title, width - len(item.key) - 2)

    def title(index: int) -> Line:
        pen = Pen(look).cell(item.key if index == 0 else "", len(item.key), "dim").gap(2)
        return pen.write(titles[index], "bold").line()

    rows = [Row(lambda _, index=index: title(index)) for index in range(min(3, len(titles)))]  # type: ignore[misc]  # the index is bound by its default
    rows.append(Row(lambda width: _standing(card, width, look=look)))
    said = status_sentence(item.numbers, card.weakest_child)
    if card.broken_guardrails:
        said = ", ".join([*([said] if said else []), f"guardrail broken: {', '.join(card.broken_guardrails)}"])
    if said:
        rows += labelled("", said, width, look=look, ink="warning")
    if item.override is not None:
        mark = OVERRIDDEN.mark(ascii_only=look.ascii_only)
        until = f" until {day(item.override.until)}" if item.override.until else ""
        computed = term(item.override.computed)
        words = (
            f"{mark} set to {term(item.override.status).word} by {item.override.by}{until}: {item.override.reason} "
            f"(computed: {computed.mark(ascii_only=look.ascii_only)} {computed.word})"
        )
        rows += labelled("", words, width, look=look, ink="accent")
    rows.append(blank(look))
    if card.why:
        rows += labelled("Why", card.why, width, look=look)
    else:
        rows += labelled("Why", "not written yet; e writes it", width, look=look, ink="dim")
    rows += labelled("Owner", _people(card, look=look), width, look=look, ink="" if item.owner else "warning")
    rows += labelled("Where", _where(card, look=look), width, look=look)
    if card.line_of_sight:
        rows.append(Row(lambda width: _sight(card.line_of_sight, width, look=look)))
    return [*rows, blank(look)]


def _standing(card: GoalCard, width: int, *, look: Look) -> Line:
    """Bar, progress, expectation, status and the five letters in one line."""
    numbers = card.item.numbers
    pen = Pen(look)
    size = 24 if width >= WIDE else 16 if width >= 60 else 8
    pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, size, tone=tone_of(numbers), look=look)).gap(1)
    pen.write(
        progress_words(numbers.raw_ppm, ascii_only=look.ascii_only)
        if width >= WIDE
        else percentage(numbers.progress_ppm, look),
        "bold",
    )
    pen.write(" of ", "dim").write(percentage(numbers.expected_ppm, look)).gap(2)
    write_status(pen, numbers).gap(1)
    if numbers.coverage_ppm is not None and numbers.coverage_ppm < 1_000_000 and width >= NORMAL:
        pen.write("coverage ", "dim").write(percentage(numbers.coverage_ppm, look), "warning").gap(2)
    letters = _letters(card.letters)
    if width - pen.at >= 10:
        pen.to(width - 9).put(letters)
    return pen.line()


def _letters(letters: Sequence[Letter]) -> list[Piece]:
    pieces: list[Piece] = []
    for letter in letters:
        initial = letter.letter.value[0].upper()
        pieces += [Piece(initial, f"bold {tone_ink(term(letter.verdict).tone.value)}"), Piece(" ")]
    return pieces[:-1]


def _people(card: GoalCard, *, look: Look) -> str:
    item = card.item
    parts = [item.owner.name if item.owner else "nobody answers for this goal"]
    if card.sponsor:
        parts.append(f"sponsor {card.sponsor.name}")
    if card.contributors:
        parts.append("with " + ", ".join(person.name for person in card.contributors[:4]))
    return f" {look.dot} ".join(parts)


def _where(card: GoalCard, *, look: Look) -> str:
    item = card.item
    parts = [item.unit.name, f"{item.cycle}, {day(item.starts)} to {day(item.due)}"]
    if card.area:
        parts.append(card.area)
    parts.append(item.ambition.value)
    if item.state is not GoalState.ACTIVE:
        parts.append(term(item.state).word)
    if card.imported:
        parts.append("imported")
    return f" {look.dot} ".join(parts)


def _sight(parents: Sequence[Parent], width: int, *, look: Look) -> Line:
    from tui.drawing.rows import path_line

    inner = path_line(parents, width - 10, look=look, ink="accent")
    return Pen(look).cell("Leads to", 10, "dim").put(inner.pieces).line()


# ---------------------------------------------------------------------------------------------------------- the lists


def _result_rows(result: ResultItem, *, today: date, look: Look) -> list[Row]:
    return [result_row(result, look=look), Row(lambda width: _result_facts(result, width, today=today, look=look))]


def _result_facts(result: ResultItem, width: int, *, today: date, look: Look) -> Line:
    """The second line of a key result: its run of readings from first to last, from where to where, what was said."""
    pen = Pen(look).gap(3)
    spark = sparkline(result.recent, 12 if width >= NORMAL else 8, look)
    if spark:
        pen.put(measured(result.recent[0], "", look)).gap(1).write(spark, tone_of(result.numbers)).gap(1)
        pen.put(measured(result.current, "", look)).gap(3)
    pen.write(way(result, look)).write(f" {result.measure}" if result.measure else "", "dim")
    pen.gap(3)
    facts = []
    if result.confidence is not None:
        facts.append(f"confidence {result.confidence} %")
    if result.has_reading:
        facts.append(since(result.last_reading_on, today))
    if result.fed:
        facts.append("fed by others")
    if not result.counts:
        facts.append("does not count")
    pen.cell(f" {look.dot} ".join(facts), min(44, max(0, width - pen.at)), "dim")
    if result.blocker and width - pen.at > 12:
        pen.cell(f"blocked: {result.blocker}", width - pen.at, "warning")
    return pen.line()


def _alone(card: GoalCard) -> str:
    return (
        "A goal at the top: it leads nowhere further up." if not card.line_of_sight else "No parent that you may see."
    )


def _parent_row(parent: Parent, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        words = term(parent.kind)
        pen = Pen(look).cell(f"{words.mark(ascii_only=look.ascii_only)} {words.word}", 17, "dim")
        return pen.write(parent.key, "dim").gap(1).cell(parent.title, max(4, width - pen.at)).line()

    return Row(draw, Target("goal", parent.key, parent.title))


def _children(card: GoalCard, *, look: Look) -> list[Row]:
    rows = [goal_row(child, look=look) for child in card.child_goals]
    if card.hidden_children:
        rows.append(text_row(f"and {card.hidden_children} that you may not see", "dim", look=look))
    return rows


def _letter_rows(letter: Letter, width: int, *, look: Look) -> list[Row]:
    words = term(letter.verdict)
    mark = f"{words.mark(ascii_only=look.ascii_only)} {letter.letter.value}"
    text = letter.reason + (f" {letter.proposal}" if letter.proposal else "")
    rows = labelled(mark, text, width, look=look, column=16)
    ink = tone_ink(words.tone.value)
    first = rows[0]
    return [Row(lambda width: _inked(first.draw(width), ink)), *rows[1:]]


def _inked(line: Line, ink: str) -> Line:
    return Line((Piece(line.pieces[0].text, ink), *line.pieces[1:]))


def _progress(card: GoalCard, width: int, *, today: date, look: Look) -> list[Row]:
    """The chart with its words, and where it ends if it goes on like this."""
    size = min(width - 8, 64)
    lines = chart(card.history, card.item.due, size, CHART_HEIGHT, look=look, tone=tone_of(card.item.numbers))
    rows: list[Row] = []
    for index, pieces in enumerate(lines):
        label = "100 %" if index == 0 else "0 %" if index == len(lines) - 1 else ""
        rows.append(_chart_row(label, pieces, look=look))
    if lines:
        first, last = card.history[0].day, card.item.due
        rows.append(_days_row(day(first, today=today), day(last, today=today), size, look=look))
    if card.forecast is not None:
        rows += labelled("Forecast", card.forecast.sentence, width, look=look)
    legend = "dotted: expected" if lines else ""
    return section("Progress", rows, look=look, note=legend)


def _chart_row(label: str, pieces: Sequence[Piece], *, look: Look) -> Row:
    return Row(lambda _: Pen(look).cell(label, 5, "dim", align="right").gap(2).put(pieces).line())


def _days_row(first: str, last: str, size: int, *, look: Look) -> Row:
    return Row(
        lambda _: (
            Pen(look).gap(7).cell(first, size // 2, "dim").cell(last, size - size // 2, "dim", align="right").line()
        )
    )
