"""Goals that go on in another cycle as rows: what is chosen, the new baselines, and what stays with why."""

from collections.abc import Collection

from tui.drawing.rows import NORMAL, Row, section, text_row
from tui.format import short_name, short_number
from tui.lines import Line, Look, Pen, Target
from tui.view_models.cycles import CarriedItem, CarriedPart, CarryPlan


def carry_rows(plan: CarryPlan, chosen: Collection[str], *, look: Look) -> list[Row]:
    """What could go on, with a mark where it is chosen; below it what cannot."""
    rows: list[Row] = []
    for item in plan.carried:
        rows.append(_goal_row(item, is_chosen=item.key in chosen, look=look))
        rows += [_part_row(part, look=look) for part in item.parts]
        parts = {part.key for part in item.parts}
        # The new baseline stands in the line of the key result already.
        notes = [note for note in item.notes if not (" begins at " in note and note.partition(" ")[0] in parts)]
        rows += [text_row(note, "warning", look=look, indent=4) for note in notes]
    going = section(
        f"From {plan.source} into {plan.target}",
        rows,
        look=look,
        note=f"{len([item for item in plan.carried if item.key in chosen]):,} of {len(plan.carried):,}",
        empty="Nothing to carry: what began and is neither achieved nor given up goes on.",
    )
    staying = [_left_row(key, title, why, look=look) for key, title, why in plan.left]
    return going + section("Stays where it is", staying, look=look, note=f"{len(plan.left):,}")


def _goal_row(item: CarriedItem, *, is_chosen: bool, look: Look) -> Row:
    def draw(width: int) -> Line:
        owner = 14 if width >= NORMAL else 0
        pen = Pen(look).write(look.chosen(is_chosen), "accent" if is_chosen else "dim").gap(1)
        pen.cell(item.key, 10, "dim").gap(1)
        pen.cell(item.title, max(8, width - pen.at - owner - 1), "bold" if is_chosen else "dim")
        if owner:
            pen.gap(1).cell(short_name(item.owner, look), owner, "dim" if item.owner else "warning")
        return pen.line()

    return Row(draw, Target("carried", item.key, item.title))


def _part_row(part: CarriedPart, *, look: Look) -> Row:
    def number(value: object) -> str:
        return look.none if value is None else short_number(value)  # type: ignore[arg-type]  # a Decimal

    def draw(width: int) -> Line:
        way = f"{number(part.baseline)} {look.arrow} {number(part.target)}" if part.target is not None else "as it was"
        before = f"was {number(part.old_baseline)}" if part.old_baseline != part.baseline else ""
        pen = Pen(look).gap(4).cell(part.key, 11, "dim").gap(1)
        pen.cell(part.title, max(8, width - pen.at - 30), "dim")
        pen.cell(before, 12, "dim", align="right").gap(2)
        return pen.cell(way, 16, "accent" if before else "dim", align="right").line()

    return Row(draw)


def _left_row(key: str, title: str, why: str, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).gap(2).cell(key, 10, "dim").gap(1)
        note = min(len(why), max(20, width // 2))
        return pen.cell(title, max(8, width - pen.at - note - 1), "dim").gap(1).cell(why, note, "dim").line()

    return Row(draw, Target("goal", key, title))
