"""The head of the goal screen: title, where it stands, and the sections that can be gone to."""

from collections.abc import Sequence

from okr.domain.vocabulary import Verdict
from okr.domain.wording import progress_words, term
from tui.drawing.rows import NORMAL, WIDE
from tui.format import bar, percentage, status_sentence, tone_ink, tone_of, write_against_pace, write_standing
from tui.lines import Line, Look, Pen, Piece, Spot, Target, wrap
from tui.view_models.goal_card import GoalCard, Letter

SECTIONS = ("Overview", "Course", "Check-ins", "Cascade", "Work", "Record")
"""The parts of the goal screen, in the order in which tab goes through them."""

_WORST = (Verdict.FAIL, Verdict.WARN, Verdict.PASS)


def head_lines(card: GoalCard, width: int, *, look: Look) -> list[Line]:
    """Title in one or two lines, and where the goal stands in one."""
    item = card.item
    room = width - len(item.key) - 2
    titles = wrap(item.title, room)
    lines = []
    for index, words in enumerate(titles[:2]):
        pen = Pen(look).cell(item.key if index == 0 else "", len(item.key), "dim").gap(2)
        more = index == 1 and len(titles) > 2
        lines.append(pen.cell(f"{words} {titles[2]}" if more else words, room, "bold").line())
    return [*lines, _standing(card, width, look=look)]


def _standing(card: GoalCard, width: int, *, look: Look) -> Line:
    """Bar, progress, expectation, status, state and the five letters in one line."""
    numbers = card.item.numbers
    pen = Pen(look)
    size = 24 if width >= WIDE else 16 if width >= 60 else 8
    pen.put(bar(numbers.progress_ppm, numbers.expected_ppm, size, tone=tone_of(numbers), look=look)).gap(1)
    full = progress_words(numbers.raw_ppm, ascii_only=look.ascii_only) if width >= WIDE else ""
    write_against_pace(pen, numbers.raw_ppm, numbers.expected_ppm, done=full).gap(2)
    write_standing(pen, numbers, card.item.state).gap(2)
    if numbers.coverage_ppm is not None and numbers.coverage_ppm < 1_000_000 and width >= NORMAL:
        pen.write("coverage ", "dim").write(percentage(numbers.coverage_ppm, look), "warning").gap(2)
    if width - pen.at >= 10:
        pen.to(width - 9).put(letter_pieces(card.letters))
    return pen.line()


def worst_letters(letters: Sequence[Letter]) -> list[Letter]:
    """The five letters in their order, each with the worst that was found."""
    worst: dict[str, Letter] = {}
    for one in letters:
        known = worst.get(one.letter)
        if known is None or _WORST.index(one.verdict) < _WORST.index(known.verdict):
            worst[one.letter] = one
    return list(worst.values())


def letter_pieces(letters: Sequence[Letter]) -> list[Piece]:
    """The letters with blanks between: capital and green where it passes, small where it warns, a dash where it fails."""
    pieces: list[Piece] = []
    for one in worst_letters(letters):
        initial = one.letter.value[0]
        sign = {Verdict.PASS: initial.upper(), Verdict.WARN: initial, Verdict.FAIL: "-"}[one.verdict]
        pieces += [Piece(sign, f"bold {tone_ink(term(one.verdict).tone.value)}"), Piece(" ")]
    return pieces[:-1]


def standing_sentence(card: GoalCard) -> str:
    """What stands beside the status: stale, worse below, a guardrail that is broken."""
    said = status_sentence(card.item.numbers, card.weakest_child)
    broken = f"guardrail broken: {', '.join(card.broken_guardrails)}" if card.broken_guardrails else ""
    return ", ".join(part for part in (said, broken) if part)


def section_line(chosen: int, counts: Sequence[int], width: int, *, look: Look) -> Line:
    """The sections with how much is in them; the chosen one is bold, each can be clicked."""
    pen = Pen(look)
    spots = []
    gap = 3 if width >= 78 else 1
    for index, name in enumerate(SECTIONS):
        start = pen.at
        ink = "bold accent" if index == chosen else "dim"
        pen.write(name, ink)
        if counts[index]:
            pen.gap(1).write(str(counts[index]), "accent" if index == chosen else "dim")
        spots.append(Spot(start, pen.at - start, Target("section", str(index))))
        pen.gap(gap)
    return Line(pen.line().pieces, tuple(spots))


def section_rule(chosen: int, line: Line, width: int, *, look: Look) -> Line:
    """The rule below the sections, heavy below the chosen one."""
    spot = line.spots[chosen]
    heavy = "=" if look.ascii_only else "\u2501"
    pen = Pen(look).write(look.rule * min(spot.start, width), "faint")
    pen.write(heavy * max(0, min(spot.width, width - spot.start)), "accent")
    return pen.write(look.rule * max(0, width - spot.start - spot.width), "faint").line()
