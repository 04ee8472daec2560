"""What a plan file does as rows: its deeds in words, its effect upwards, letters, agreements, conflicts, what is refused where."""

from typing import TypeVar

from okr.domain.vocabulary import GoalState
from okr.domain.wording import percent, term
from tui.drawing.rows import NORMAL, WIDE, Row, blank, paragraph, section, text_row
from tui.format import counted, status_ink, tone_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.plans import ConflictItem, DeedItem, EffectItem, LettersItem, OutlineLook, PlanLook, RemarkItem

INKS = {"created": "success", "changed": "accent", "removed": "error"}
LEVELS = {"refused": "error", "warning": "warning", "note": "dim"}
MOST = 400
"""Rows of a part that are drawn; the command prints all of them."""
Part = TypeVar("Part")


def plan_rows(look_at: PlanLook, width: int, *, look: Look) -> list[Row]:
    """The plan: what stands in its way first, then what it does and what comes of it."""
    counts = ", ".join(f"{many:,} {word}" for word, many in look_at.counts.items()) or "nothing changes"
    stays = counted(look_at.untouched, "goal stays as it is", "goals stay as they are")
    rows = [text_row(f"{counts}; {stays}", "bold", look=look), blank(look)]
    rows += section("Moved since the file was written", _conflicts(look_at.conflicts, look=look), look=look)
    rows += section("Findings", _remarks(look_at.remarks, width, look=look), look=look)
    rows += section("What it does", _deeds(look_at.deeds, look=look), look=look)
    rows += section("What comes of it", [_effect(one, look=look) for one in _few(look_at.effects)], look=look)
    rows += section("SMART", _letters(look_at.letters, width, look=look), look=look)
    agreements = [row for words in look_at.contracts for row in paragraph(words, width, look=look, indent=2)]
    return rows + section("Agreements", agreements, look=look)


def outline_rows(found: OutlineLook, width: int, *, look: Look) -> list[Row]:
    """What was understood of a document, and the plan that is proposed."""
    counts = found.counts
    inside = counts["items"] - counts["left_out"]
    words = (
        f"{counted(counts['goals'], 'objective')} and {counted(counts['key_results'], 'key result')} of "
        f"{counted(inside, 'list item')}: {counts['with_owner']:,} with an owner, "
        f"{counts['with_parent']:,} with a parent, {counts['with_number']:,} with a number."
    )
    rows = [*paragraph(words, width, look=look, ink="bold"), blank(look)]
    roles = paragraph(", ".join(found.roles), width, look=look, indent=2)
    rows += section("Who is meant? Type ROLE=handle, or *=handle for all", roles if found.roles else [], look=look)
    remarks = [row for one in found.remarks for row in paragraph(one, width, look=look, ink="dim", indent=2)]
    rows += section("Left out", remarks, look=look)
    lines = found.text.split("\n")
    shown = [
        text_row(line, "dim" if line.lstrip().startswith("#") else "", look=look, indent=2, target=_line(str(at), line))
        for at, line in enumerate(lines[:MOST])
    ]
    return rows + section("The plan that is proposed", shown, look=look, note=counted(len(lines), "line"))


def _few(items: tuple[Part, ...]) -> tuple[Part, ...]:
    return items[:MOST]


def _deeds(deeds: tuple[DeedItem, ...], *, look: Look) -> list[Row]:
    rows: list[Row] = []
    for deed in deeds:
        if len(rows) >= MOST:
            rows.append(text_row("and more: okr plan FILE --all prints everything", "dim", look=look, indent=2))
            break
        rows.append(_deed(deed, look=look))
        rows += [_field(deed, at, look=look) for at in range(len(deed.changes))]
    return rows


def _deed(deed: DeedItem, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).cell(deed.deed, 8, INKS[deed.deed]).gap(1).cell(deed.key, 11, "dim").gap(1)
        return pen.cell(deed.title, max(6, width - pen.at), "bold").line()

    return Row(draw, _line(deed.key, deed.title))


def _field(deed: DeedItem, at: int, *, look: Look) -> Row:
    change = deed.changes[at]

    def draw(width: int) -> Line:
        pen = Pen(look).gap(11).cell(change.field.replace("_", " "), 15, "dim").gap(1)
        after = change.after or look.none
        if deed.deed == "created":
            return pen.cell(after, max(6, width - pen.at)).line()
        room = max(8, (width - pen.at - 3) // 2)
        pen.cell(change.before or look.none, min(room, len(change.before or "-")), "dim").gap(1)
        return pen.write(look.arrow, "dim").gap(1).cell(after, max(6, width - pen.at), "accent").line()

    return Row(draw, _line(f"{deed.key} {change.field}", deed.title))


def _effect(effect: EffectItem, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        status = 30 if width >= WIDE else 16 if width >= NORMAL else 0
        pen = Pen(look).gap(2).cell(effect.key, 11, "dim").gap(1)
        pen.cell(effect.title, max(6, width - pen.at - status - 19), "bold" if effect.is_above else "").gap(1)
        before, after = _share(effect.progress_before, look), _share(effect.progress_after, look)
        moved = (effect.progress_before, effect.status_before) != (effect.progress_after, effect.status_after)
        pen.cell(before, 7, "dim", align="right").write(f" {look.arrow} ", "dim")
        pen.cell(after, 7, "accent" if moved else "", align="right").gap(1)
        if status:
            was, now = effect.status_before, effect.status_after
            shown = f"{term(now).mark(ascii_only=look.ascii_only)} {term(now).word}" if now is not None else ""
            if status > 20 and was is not now and was is not None:
                shown = f"{term(was).word} {look.arrow} {shown}"
            ink = tone_ink(term(now).tone.value) if isinstance(now, GoalState) else status_ink(now)
            pen.cell(shown, status - 1, ink)
        return pen.line()

    return Row(draw, _line(effect.key, effect.title))


def _letters(letters: tuple[LettersItem, ...], width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    for one in _few(letters):
        rows.append(_lettered(one, look=look))
        for reason in one.failing:
            rows += paragraph(reason, width, look=look, ink="warning", indent=14)
    return rows


def _lettered(one: LettersItem, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).cell(one.key, 11, "dim").gap(1).cell(one.letters, 7, "warning" if one.failing else "")
        return pen.gap(1).cell(one.title, max(6, width - pen.at)).line()

    return Row(draw, _line(one.key, one.title))


def _conflicts(conflicts: tuple[ConflictItem, ...], *, look: Look) -> list[Row]:
    def row(one: ConflictItem) -> Row:
        def draw(width: int) -> Line:
            pen = Pen(look).gap(2).cell(one.key, 11, "dim").gap(1).cell(one.field.replace("_", " "), 15, "dim").gap(1)
            room = max(8, (width - pen.at - 12) // 2)
            pen.write("now ", "dim").cell(one.now or look.none, room, "warning").write(" file ", "dim")
            return pen.cell(one.planned or look.none, max(6, width - pen.at)).line()

        return Row(draw, _line(f"{one.key} {one.field}", one.key))

    return [row(one) for one in _few(conflicts)]


def _remarks(remarks: tuple[RemarkItem, ...], width: int, *, look: Look) -> list[Row]:
    rows: list[Row] = []
    for one in _few(remarks):
        rows.append(text_row(one.where, "dim", look=look, indent=2, target=_line(one.where, one.message)))
        rows += paragraph(one.message, width, look=look, ink=LEVELS[one.level], indent=4)
    return rows


def _share(ppm: int | None, look: Look) -> str:
    return percent(ppm, decimals=1, ascii_only=look.ascii_only)


def _line(key: str, title: str) -> Target:
    """What the cursor stops at, so that one can move through it; nothing opens from there."""
    return Target("line", key, title)
