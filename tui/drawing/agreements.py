"""An ask in one line, its whole history, and the bar of what is subscribed: what contract and requests share."""

from datetime import date

from okr.domain.cells import cell_width
from okr.domain.numbers import PPM
from okr.domain.vocabulary import ContributionState, ContributionStep
from okr.domain.wording import term
from tui.drawing.rows import NORMAL, Row, blank, heading, labelled, paragraph, text_row
from tui.format import ago, counted, day, measured, percentage, short_name, tone_ink
from tui.lines import Line, Look, Pen, Piece, Target
from tui.view_models.agreements import Ask, AskCard, AskStep, Shared

TAIL = 20
"""Cells for who has to answer and since when, with the blanks in front."""
STATE = 12
"""Cells of glyph and word of a state."""
SHARE, SMALLEST_SHARE = 14, 6
"""Cells of a share with its unit."""
UNSETTLED = frozenset({ContributionState.OPEN, ContributionState.COUNTERED})

STEPS = {
    ContributionStep.ASKED: "asked for",
    ContributionStep.OFFERED: "offered",
    ContributionStep.COUNTERED: "countered",
    ContributionStep.ACCEPTED: "accepted",
    ContributionStep.DECLINED: "declined",
    ContributionStep.WITHDRAWN: "taken back",
}


def ask_target(ask: Ask) -> Target:
    """What a line about an ask stands for."""
    return Target("contribution", ask.key, ask.title)


def write_state(pen: Pen, state: ContributionState) -> Pen:
    """Glyph and word of a state in `STATE` cells."""
    said = term(state)
    ink = tone_ink(said.tone.value)
    return pen.write(said.mark(ascii_only=pen.look.ascii_only), ink).gap(1).cell(said.word, STATE - 2, ink)


def share_pieces(ask: Ask, look: Look) -> list[Piece]:
    """The share with its unit dimmed."""
    return measured(ask.share, ask.measure, look)


def right(pen: Pen, pieces: list[Piece], width: int) -> Pen:
    """Pieces to the right in so many cells; the unit is cut where both do not fit."""
    number = pieces[0]
    size = Pen(pen.look).write(number.text).at
    unit = pieces[1].text if len(pieces) > 1 else ""
    whole = Pen(pen.look).write(number.text).write(unit).at
    if whole <= width:
        return pen.gap(width - whole).put(pieces)
    if size >= width:
        return pen.cell(number.text, width, number.ink)
    return pen.write(number.text, number.ink).cell(unit, width - size, "dim")


def ask_row(ask: Ask, *, today: date, look: Look, me: str | None = None, with_parent: bool = False) -> Row:
    """An ask in one line: state, who, share, part of the need, until when, and where it hangs."""
    hangs = standing(ask, today=today, look=look, me=me)
    return Row(
        lambda width: _ask_line(ask, width, hangs, today=today, look=look, with_parent=with_parent), ask_target(ask)
    )


def received_row(ask: Ask, *, today: date, look: Look, me: str) -> Row:
    """An ask that waits for the one who looks, in one line: with the other side, whose word it was that came last."""
    hangs = (
        f"{other_side(ask, look, me=me)} {look.dot} {ago(ask.since, today)}",
        "warning" if ask.reminded else "accent",
    )
    return Row(lambda width: _ask_line(ask, width, hangs, today=today, look=look, with_parent=True), ask_target(ask))


def _ask_line(ask: Ask, width: int, hangs: tuple[str, str], *, today: date, look: Look, with_parent: bool) -> Line:
    roomy = width >= NORMAL
    pen = write_state(Pen(look), ask.state)
    share = SHARE if width >= 56 else 8
    part = 0 if with_parent else 6
    tail = TAIL if roomy else 19 if width >= 64 else 14 if width >= 56 else 0
    due = 8 if roomy and not with_parent else 0
    pieces = share_pieces(ask, look)
    if with_parent or not ask.is_unit:  # what the share leaves of its column is the title's; a unit's key has a column
        share = min(share, max(SMALLEST_SHARE, sum(cell_width(piece.text) for piece in pieces)))
    room = width - pen.at - share - part - due - tail - 1
    offered = f"{ask.child_result or ask.child} by " if ask.offered and ask.child is not None else ""
    who = f"{offered}{ask.receiver.name}"
    if with_parent:
        start = pen.at
        pen.write(ask.parent, "dim").gap(1)
        pen.cell(ask.title, max(4, room - (pen.at - start)))
    elif ask.is_unit and room > 22:
        keyed = min(8, len(ask.receiver.key) + 1)
        pen.cell(who, room - keyed).cell(f" {ask.receiver.key}", keyed, "dim")
    else:
        pen.cell(who, max(4, room))
    right(pen.gap(1), pieces, share)
    counts_itself = ask.measure == "%"
    pen.cell(
        "" if ask.part_ppm is None or counts_itself else percentage(ask.part_ppm, look), part, "dim", align="right"
    )
    if due:
        pen.cell(day(ask.due, today=today), due, "dim", align="right")
    if tail:
        words, ink = hangs
        who, dot, since = words.rpartition(f" {look.dot} ")
        pen.gap(2)
        pen.cell(who, max(0, min(cell_width(who), tail - 2 - cell_width(dot + since))), ink)  # since when is not cut
        pen.cell(f"{dot}{since}", max(0, width - pen.at), ink)
    return pen.line()


def standing(ask: Ask, *, today: date, look: Look, me: str | None = None) -> tuple[str, str]:
    """Where an ask hangs in a few words: who has to answer and since when, or what came of it; and the ink."""
    since = ago(ask.since, today)
    if ask.state in UNSETTLED:
        mine = ask.waits_for is not None and ask.waits_for.key == me
        who = "you" if mine else short_name(ask.waits_for, look) if ask.waits_for else "no lead"
        return f"{who} {look.dot} {since}", "warning" if ask.reminded else "accent" if mine else "dim"
    if ask.state is ContributionState.ACCEPTED and ask.child is not None:
        return f"{look.arrow} {ask.child_result or ask.child}", "dim"
    return (since if since == "today" else f"{since} ago"), "dim"


def other_side(ask: Ask, look: Look, *, me: str) -> str:
    """Who asked, offered or countered, seen from the one who has to answer."""
    was_asked = (ask.state is ContributionState.OPEN) != ask.offered
    sides = (ask.asked_by, ask.receiver) if was_asked else (ask.receiver, ask.asked_by)
    other = next((side for side in sides if side.key != me), None)
    if other is None:
        return "you"
    return other.name if ask.is_unit and other is ask.receiver else short_name(other, look)


def reason_rows(ask: Ask, width: int, *, look: Look) -> list[Row]:
    """What was said with a request, a counter or a refusal, under its line."""
    if ask.said is None or ask.state is ContributionState.ACCEPTED:
        return []
    words = f'"{ask.said}"' if look.ascii_only else f"\u201c{ask.said}\u201d"
    return paragraph(words, width, look=look, ink="dim", indent=STATE, at_most=2)


# ------------------------------------------------------------------------------------------------------ what is subscribed


def subscription_bar(shared: Shared, width: int, *, look: Look) -> list[Piece]:
    """Accepted, countered and open one behind the other; a tick where the need is met if more was asked than that."""
    parts = (
        (shared.accepted_ppm, "success", "=" if look.ascii_only else "\u2501"),
        (shared.countered_ppm, "warning", "~" if look.ascii_only else "\u254d"),
        (shared.open_ppm + shared.offered_ppm, "accent", "." if look.ascii_only else "\u2505"),
    )
    whole = max(PPM, sum(part for part, _, _ in parts))
    pieces: list[Piece] = []
    total = 0
    done = 0
    for part, ink, glyph in parts:
        total += part
        cells = min(width, round(width * total / whole))
        if part and cells == done and cells < width:
            cells += 1
        pieces.append(Piece(glyph * (cells - done), ink))
        done = max(done, cells)
    pieces.append(Piece(look.rule * (width - done), "faint"))
    tick = round(width * PPM / whole)
    return _with_tick(pieces, tick, look) if whole > PPM and 0 < tick < width else pieces


def _with_tick(pieces: list[Piece], at: int, look: Look) -> list[Piece]:
    """The same with a mark in one cell."""
    inks = [ink for piece in pieces for ink in [piece.ink] * len(piece.text)]
    text = "".join(piece.text for piece in pieces)
    cut = [Piece(glyph, inks[place]) for place, glyph in enumerate(text)]
    cut[at] = Piece("|" if look.ascii_only else "\u2503", "bold")
    return cut


def subscription_rows(shared: Shared, *, look: Look, indent: int = 2) -> list[Row]:
    """The bar with the sentence below it, and its parts with their glyphs."""
    return [
        Row(lambda width: Pen(look).gap(indent).put(subscription_bar(shared, width - indent, look=look)).line()),
        Row(lambda width: _sentence_line(shared, width, look=look, indent=indent)),
    ]


def _sentence_line(shared: Shared, width: int, *, look: Look, indent: int) -> Line:
    """The sentence with its verdict in colour, and what is not settled to the right, in words where they fit."""
    head, _, verdict = shared.sentence.rpartition(", ")
    tone = "success" if shared.gap_ppm >= 0 else "warning"
    pen = Pen(look).gap(indent).write(f"{head}, " if head else "").write(verdict, f"bold {tone}")
    for words in (True, False):
        legend = _legend(shared, words=words, look=look)
        if pen.at + legend.at <= width:
            return pen.to(width - legend.at).put(legend.pieces).line()
    return pen.line()


def _legend(shared: Shared, *, words: bool, look: Look) -> Pen:
    """What is not settled, by its glyph and share."""
    legend = Pen(look)
    for state, part in (
        (ContributionState.COUNTERED, shared.countered_ppm),
        (ContributionState.OPEN, shared.open_ppm),
        (ContributionState.DECLINED, shared.declined_ppm),
    ):
        if part:
            said = term(state)
            ink = tone_ink(said.tone.value)
            mark = said.mark(ascii_only=look.ascii_only)
            legend.gap(2).write(f"{mark} {said.word} " if words else f"{mark} ", ink)
            legend.write(percentage(part, look), "dim")
    if shared.offered_ppm:
        legend.gap(2).write("offered ", "accent").write(percentage(shared.offered_ppm, look), "dim")
    if shared.given_up_ppm:
        legend.gap(2).write("given up ", "error").write(percentage(shared.given_up_ppm, look), "dim")
    return legend


# ---------------------------------------------------------------------------------------------------------- one ask whole


def card_rows(card: AskCard, width: int, *, today: date, look: Look, me: str | None) -> list[Row]:
    """An ask with its terms, whose turn it is, what came of it, and every step on the way."""
    ask = card.ask
    rows: list[Row] = [Row(lambda width: _card_head(ask, width, look=look))]
    rows += paragraph(ask.title, width, look=look, ink="bold", at_most=3)
    rows.append(blank(look))
    rows.append(Row(lambda width: _terms_line(card, width, look=look)))
    rows += labelled("For", f"{ask.parent} {ask.parent_title}", width, look=look)
    rows += labelled("By" if ask.offered else "From", _receiver_words(ask), width, look=look)
    rows += labelled("Due", day(ask.due, today=today), width, look=look)
    if ask.state in UNSETTLED:
        who = "nobody: the unit has no lead" if ask.waits_for is None else ask.waits_for.name
        if ask.waits_for is not None and ask.waits_for.key == me:
            who = "you"
        by = f", due {day(ask.answer_due_on, today=today)}" if ask.answer_due_on else ""
        rows += labelled("Waits for", who + by, width, look=look, ink="warning" if ask.reminded else "")
    if ask.child is not None:
        rows.append(_child_row(ask, look=look))
    if card.message:
        rows += labelled("Message", card.message, width, look=look)
    rows += [blank(look), heading("How it came to this", look=look, note=counted(len(card.steps), "step"))]
    for step, before in reversed(list(zip(card.steps, (None, *card.steps), strict=False))):
        rows += _step_rows(step, ask.measure, width, today=today, look=look)
        if before is not None and step.title != before.title:
            rows += paragraph(f"now called: {step.title}", width, look=look, indent=8, at_most=3)
    return [*rows, blank(look)]


def _card_head(ask: Ask, width: int, *, look: Look) -> Line:
    pen = Pen(look).write(ask.key, "dim").gap(2)
    return write_state(pen, ask.state).line()


def _terms_line(card: AskCard, width: int, *, look: Look) -> Line:
    ask = card.ask
    pen = Pen(look).cell("Share", 10, "dim")
    if ask.share is None:
        return pen.cell("none said", width - 10, "dim").line()
    pen.put(share_pieces(ask, look))
    if ask.part_ppm is not None and ask.measure != "%":
        need = "".join(piece.text for piece in measured(card.need, ask.measure, look))
        pen.gap(2).write(f"{percentage(ask.part_ppm, look)} of {need}", "dim")
    return Pen(look).put(pen.pieces).line()


def _receiver_words(ask: Ask) -> str:
    name = f"{ask.receiver.name} ({ask.receiver.key})"
    return name if ask.offered else f"{name}, asked by {ask.asked_by.name}"


def _child_row(ask: Ask, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).cell("Goal", 10, "dim").write(ask.child or "", "accent")
        if ask.child_state is not None:
            said = term(ask.child_state)
            pen.gap(1).write(f"{said.mark(ascii_only=look.ascii_only)} {said.word}", tone_ink(said.tone.value))
        if ask.child_result:
            pen.gap(2).cell(f".{ask.child_result.rpartition('.')[2]} feeds {ask.parent}", width - pen.at, "dim")
        return pen.line()

    return Row(draw, Target("goal", ask.child or "", ask.title))


def _step_rows(step: AskStep, measure: str, width: int, *, today: date, look: Look) -> list[Row]:
    def draw(width: int) -> Line:
        pen = Pen(look).cell(day(step.on, today=today), 8, "dim").cell(STEPS[step.step], 11)
        terms = "".join(piece.text for piece in measured(step.share, measure, look)) if step.share is not None else ""
        until = f"by {day(step.due, today=today)}"
        said = f"{terms} {until}".strip()
        who = min(18, max(0, width - pen.at - len(said) - 1))
        name = step.by.name if len(step.by.name) <= who else short_name(step.by, look)
        pen.cell(said, max(0, width - pen.at - who)).cell(name, who, "dim", align="right")
        return pen.line()

    rows = [Row(draw)]
    if step.text:
        rows += paragraph(step.text, width, look=look, ink="dim", indent=8, at_most=6)
    return rows


__all__ = [
    "ask_row", "ask_target", "card_rows", "reason_rows", "share_pieces", "standing", "subscription_bar",
    "subscription_rows", "text_row", "write_state",
]  # fmt: skip
