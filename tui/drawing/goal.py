"""The first section of the goal screen: the card, what has to be known beside the numbers, the key results, the letters."""

from collections.abc import Sequence
from datetime import date

from okr.domain.cells import cell_width
from okr.domain.score import score_text
from okr.domain.states import PLANNING_GOAL_STATES
from okr.domain.vocabulary import GoalState, ReviewVerdict, Severity, Verdict
from okr.domain.wording import GUARDRAIL, OVERRIDDEN, STALE, WEAKEST, shows_weakest, term
from tui.drawing.goal_head import standing_sentence
from tui.drawing.results import result_row
from tui.drawing.rows import NORMAL, Row, blank, labelled, path_line, section, text_row
from tui.format import counted, day, measured, percentage, since, small_share, sparkline, tone_ink, tone_of, way
from tui.lines import Line, Look, Pen, Piece, Target, wrap
from tui.view_models.goal_card import Beside, Forecast, GoalCard, Letter, Share
from tui.view_models.goals import Parent, ResultItem


def overview_rows(card: GoalCard, beside: Beside | None, width: int, *, today: date, look: Look) -> list[Row]:
    """The card of a goal as rows."""
    results = [row for result in card.results for row in _result_rows(result, today=today, look=look)]
    return [
        *_notices(card, beside, width, look=look),
        *_facts(card, width, look=look),
        blank(look),
        *section(
            "Key results",
            results,
            look=look,
            note=f"{look.key('app.open')} shows the course" if results else "",
            empty=f"No key result yet: nothing here can be measured. {look.key('goal.add-result')} adds one.",
        ),
        *section(
            "SMART",
            [row for letter in card.letters for row in _letter_rows(letter, width, look=look)],
            look=look,
            note="" if any(one.verdict is Verdict.FAIL for one in card.letters) else "may be active",
        ),
    ]


# ------------------------------------------------------------------------------------------------------------- notices


def _notices(card: GoalCard, beside: Beside | None, width: int, *, look: Look) -> list[Row]:
    """What has to be known before one believes the colour; nothing where there is nothing."""
    rows: list[Row] = []
    for mark, words, ink in _marked(card, beside, look=look):
        lines = wrap(words, width - 3)
        for index, line in enumerate(lines[:4]):
            rows.append(_notice(mark if index == 0 else "", line, ink, look=look))
    return [*rows, blank(look)] if rows else []


def _notice(mark: str, words: str, ink: str, *, look: Look) -> Row:
    return Row(lambda width: Pen(look).cell(mark, 3, ink).cell(words, width - 3, ink).line())


def _marked(card: GoalCard, beside: Beside | None, *, look: Look) -> list[tuple[str, str, str]]:
    """The notices: mark, sentence, ink; the rules are R7, R8, R12 and the ledger."""
    plain = look.ascii_only
    found: list[tuple[str, str, str]] = []
    said = standing_sentence(card)
    if said:
        numbers = card.item.numbers
        worse = numbers.status is not None and shows_weakest(numbers.status, numbers.weakest)
        sign = WEAKEST if worse else STALE if numbers.stale else GUARDRAIL
        found.append((sign.mark(ascii_only=plain), said, "warning"))
    override = card.item.override
    if override is not None:
        until = f" until {day(override.until)}" if override.until else ""
        computed = term(override.computed)
        words = (
            f"set to {term(override.status).word} by {override.by}{until}: {override.reason} "
            f"(computed: {computed.mark(ascii_only=plain)} {computed.word})"
        )
        found.append((OVERRIDDEN.mark(ascii_only=plain), words, "accent"))
    found += [("#" if plain else GUARDRAIL.glyph, words, "error") for words in card.guardrails]
    found += [("?" if plain else "\u25d2", f"Watermelon {words}", "warning") for words in card.watermelons]
    if beside is not None and beside.moved:
        words = f"{counted(len(beside.moved), 'moved goalpost')}: the target ledger is in Record"
        found.append(("~" if plain else "\u21c4", words, "warning"))
    approval = _approval_words(card, decide=look.key("goal.decide"))
    if approval:
        found.append(("." if plain else "\u25c7", approval, "accent"))
    if card.grade is not None:
        words = f"Graded {score_text(card.grade.score_ppm)} by {card.grade.by}: the scores are in Record"
        found.append(("+" if plain else "\u2713", words, tone_ink(term(card.grade.colour).tone.value)))
    return found


def _approval_words(card: GoalCard, *, decide: str) -> str:
    """What stands between a goal and its beginning: its owner, a reviewer, or what was said when it came back; else nothing."""
    if card.item.state not in PLANNING_GOAL_STATES:
        return ""
    last = card.reviews[0] if card.reviews else None
    if card.approved:
        return f"Approved by {last.by}: {decide} begins it" if last is not None else f"Approved: {decide} begins it"
    if card.item.state in {GoalState.PROPOSED, GoalState.IN_REVIEW}:
        return "Waits for an approval before it may begin" if card.approved is False else "Waits for a review"
    if last is not None and last.verdict is ReviewVerdict.RETURNED:
        said = f": {last.remark}" if last.remark else ""
        return f"Returned by {last.by}{said} ({decide} submits it again)"
    if card.approved is None:
        return ""
    return f"Needs an approval before it may begin: {decide} submits it for review"


# --------------------------------------------------------------------------------------------------------------- facts


def _facts(card: GoalCard, width: int, *, look: Look) -> list[Row]:
    item = card.item
    if card.why:
        rows = labelled("Why", card.why, width, look=look)
    else:
        rows = labelled("Why", f"not written yet; {look.key('goal.edit')} writes it", width, look=look, ink="dim")
    people = labelled("Owner", _people(card, look=look), width, look=look, ink="" if item.owner else "warning")
    rows += _leading(people, Target("person", item.owner.key, item.owner.name) if item.owner else None)
    rows += _leading(
        labelled("Where", _where(card, look=look), width, look=look), Target("unit", item.unit.key, item.unit.name)
    )
    if card.line_of_sight:
        above = item.parents[0] if item.parents else card.line_of_sight[0]
        target = Target("goal", above.key, above.title)
        rows.append(Row(lambda width: _sight(card.line_of_sight, width, look=look), target))
    itself = Target("goal", item.key, item.title)
    if card.forecast is not None:
        rows.append(Row(forecast_row(card.forecast, look=look).draw, itself))
    if card.shares:
        rows.append(Row(lambda width: _moves(card.shares, width, look=look)))
    if card.calibration:
        rows += labelled("Said", card.calibration, width, look=look, ink="dim")
    return rows


def _leading(rows: list[Row], target: Target | None) -> list[Row]:
    """Rows of which the first leads somewhere."""
    return [Row(rows[0].draw, target), *rows[1:]]


def forecast_row(forecast: Forecast, *, look: Look) -> Row:
    """Where it ends in one line: the number, its range, how bad a miss it is; or that there is not enough data (R9)."""

    def draw(width: int) -> Line:
        pen = Pen(look).cell("Forecast", 10, "dim")
        if forecast.end_ppm is None:
            return pen.cell(forecast.sentence, width - pen.at, "dim").line()
        pen.write(percentage(forecast.end_ppm, look), "bold").write(" at the end", "dim")
        if forecast.severity is not None and forecast.severity is not Severity.NONE:
            words = term(forecast.severity)
            pen.gap(2).write(f"{words.mark(ascii_only=look.ascii_only)} {words.word} miss", tone_ink(words.tone.value))
        if forecast.low_ppm is not None and forecast.high_ppm is not None:
            low, high = percentage(forecast.low_ppm, look), percentage(forecast.high_ppm, look)
            if low != high:
                pen.gap(2).cell(f"between {low} and {high}", width - pen.at, "dim")
        return pen.line()

    return Row(draw)


def _moves(shares: Sequence[Share], width: int, *, look: Look) -> Line:
    """What the goal is of each top goal, and what its lag costs there (R15)."""
    pen = Pen(look).cell("Moves", 10, "dim")
    for number, share in enumerate(shares):
        words = f"{small_share(share.share_ppm, look)} of {share.top}"
        lag = f", lags by {small_share(share.risk_ppm, look)}" if share.risk_ppm else ""
        if pen.at + cell_width(words) + len(lag) + 5 > width:
            return pen.write(f" and {len(shares) - number} more", "dim").line()
        pen.write(f" {look.dot} " if number else "", "dim").write(words).write(lag, "warning")
    return pen.line()


def _people(card: GoalCard, *, look: Look) -> str:
    item = card.item
    parts = [item.owner.name if item.owner else "nobody answers for this goal"]
    if card.sponsor:
        parts.append(f"sponsor {card.sponsor.name}")
    if card.delegate:
        parts.append(f"delegate {card.delegate.name}")
    if card.contributors:
        more = len(card.contributors) - 4
        names = ", ".join(person.name for person in card.contributors[:4])
        parts.append(f"with {names}" + (f" and {more} more" if more > 0 else ""))
    return f" {look.dot} ".join(parts)


def _where(card: GoalCard, *, look: Look) -> str:
    item = card.item
    parts = [item.unit.name, f"{item.cycle}, {day(item.starts)} to {day(item.due)}"]
    if card.area:
        parts.append(card.area)
    parts.append(item.ambition.value)
    if card.visibility.value != "organisation":
        parts.append(f"seen by {'the unit' if card.visibility.value == 'unit' else 'named people'}")
    if card.imported:
        parts.append("imported")
    return f" {look.dot} ".join(parts)


def _sight(parents: Sequence[Parent], width: int, *, look: Look) -> Line:
    inner = path_line(parents, width - 10, look=look, ink="accent")
    return Pen(look).cell("Leads to", 10, "dim").put(inner.pieces).line()


# ---------------------------------------------------------------------------------------------------------- the lists


def _result_rows(result: ResultItem, *, today: date, look: Look) -> list[Row]:
    rows = [result_row(result, look=look), Row(lambda width: _result_facts(result, width, today=today, look=look))]
    if result.blocker:
        rows.append(text_row(f"blocked: {result.blocker}", "warning", look=look, indent=3))
    return rows


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
    return pen.cell(f" {look.dot} ".join(facts), max(0, width - pen.at), "dim").line()


def _letter_rows(letter: Letter, width: int, *, look: Look) -> list[Row]:
    words = term(letter.verdict)
    mark = f"{words.mark(ascii_only=look.ascii_only)} {letter.letter.value}"
    rows = labelled(mark, letter.reason, width, look=look, column=16)
    if letter.proposal:
        rows += labelled("", f"{look.arrow} {letter.proposal}", width, look=look, ink="dim", column=16)
    ink = tone_ink(words.tone.value)
    first = rows[0]
    target = Target("letter", letter.letter.value, letter.reason)
    return [Row(lambda width: _inked(first.draw(width), ink), target), *rows[1:]]


def _inked(line: Line, ink: str) -> Line:
    return Line((Piece(line.pieces[0].text, ink), *line.pieces[1:]))
