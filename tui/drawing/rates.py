"""The derivation of a rate: the rule in words, what was counted, and each thing that it was counted from."""

from collections.abc import Sequence

from okr.domain.cells import cell_width
from tui.drawing.people import rate_ink
from tui.drawing.rows import LONGEST_NAME, NORMAL, Row, blank, heading, key_width, paragraph, text_row
from tui.drawing.rule_words import RULES
from tui.format import counted, percentage, short_name
from tui.lines import Line, Look, Pen, Piece, Target
from tui.view_models.accountability import Unaligned
from tui.view_models.rates import Aligned, OnTime, ResultKept

GOALS = "goals"
"""What stands for the goals that were counted, as a choice."""
PPM = 1_000_000


def rate_rows(on_time: OnTime, aligned: Aligned | None, width: int, *, look: Look, aligned_first: bool) -> list[Row]:
    """Why the rates of a unit or a person are what they are; `aligned` is None where it is not asked for, or still counted."""
    timely = on_time_rows(on_time, width, look=look)
    if aligned is None:
        return [blank(look), *timely]
    straight = aligned_rows(aligned, width, look=look)
    return [blank(look), *straight, *timely] if aligned_first else [blank(look), *timely, *straight]


def on_time_rows(found: OnTime, width: int, *, look: Look) -> list[Row]:
    """R14 with its numbers, then the key results that kept their periods worst."""
    rate = percentage(found.rate_ppm, look)
    rows = [heading("On time", look=look, note=[Piece(rate, f"bold {rate_ink(found.rate_ppm)}")])]
    rows += paragraph(f"R14: {RULES['R14']} {found.sentence}", width, look=look)
    whose = "owns" if found.is_person else "has"
    name = found.who.name if found.who else look.none
    words = f"{name} {whose} {counted(found.goals, 'active goal')} in {found.cycle}"
    rows.append(
        text_row(
            f"{words}: {look.key('dialog.open')} lists them", "dim", look=look, target=Target("do", GOALS, "the goals")
        )
    )
    rows += paragraph(
        f"Counted: {counted(found.key_results, 'key result')} with all their periods that are decided.",
        width,
        look=look,
        ink="dim",
    )
    rows.append(blank(look))
    keys = key_width(one.key for one in found.results)
    if found.results:
        rows.append(Row(lambda width: _head(keys, width, look=look)))
    names = max((cell_width(short_name(one.owner, look)) for one in found.results), default=0)
    rows += [_kept_row(one, keys, min(LONGEST_NAME, names), look=look) for one in found.results]
    if found.more:
        rows.append(text_row(f"and {found.more:,} more, kept better than these", "dim", look=look, indent=keys + 1))
    if found.hidden:
        words = f"{counted(found.hidden, 'goal')} counted that you may not see"
        rows.append(text_row(words, "dim", look=look, indent=keys + 1))
    if not found.results:
        rows.append(text_row("Nothing was due yet.", "dim", look=look, indent=2))
    return [*rows, blank(look)]


COLUMNS = (("on time", 9), ("late", 6), ("missed", 8))


def _head(keys: int, width: int, *, look: Look) -> Line:
    pen = Pen(look).cell("periods kept, the worst first", max(8, width - sum(size for _, size in COLUMNS)), "dim")
    for word, size in COLUMNS:
        pen.cell(word, size, "dim", align="right")
    return pen.line()


def _kept_row(one: ResultKept, keys: int, names: int, *, look: Look) -> Row:
    """A key result; `names` are the cells of those who report."""

    def draw(width: int) -> Line:
        named = names + 1 if width >= NORMAL else 0
        figures = sum(size for _, size in COLUMNS)
        pen = Pen(look).write(one.key, "dim").to(keys).gap(1)
        pen.cell(one.title, max(8, width - pen.at - figures - named))
        if named:
            pen.gap(1).cell(short_name(one.owner, look), names, "dim")
        pen.cell(f"{one.on_time:,}", 9, "" if one.on_time else "dim", align="right")
        pen.cell(f"{one.late:,}", 6, "warning" if one.late else "dim", align="right")
        return pen.cell(f"{one.missed:,}", 8, "error" if one.missed else "dim", align="right").line()

    return Row(draw, Target("key result", one.key, one.title))


def aligned_rows(found: Aligned, width: int, *, look: Look) -> list[Row]:
    """R13 with its numbers, then the goals and the people that keep it from being all."""
    share = (found.goals - found.orphans) * PPM // found.goals if found.goals else None
    rows = [heading("Aligned", look=look, note=[Piece(percentage(share, look), "bold")])]
    leading = f"{found.goals - found.orphans:,} of {counted(found.goals, 'active goal')} lead to a goal of the whole"
    rows += paragraph(f"R13: {RULES['R13']} {leading}.", width, look=look)
    rows += _listed(found.leading_nowhere, found.orphans, look=look)
    rows.append(blank(look))
    sight = found.seeing * PPM // found.people if found.people else None
    rows.append(heading("In line of sight", look=look, note=[Piece(percentage(sight, look), "bold")]))
    seeing = f"{found.seeing:,} of {counted(found.people, 'person', 'people')} own an active goal on such a way."
    rows += paragraph(seeing, width, look=look)
    rows += [
        text_row(one.name, look=look, indent=2, target=Target("person", one.key, one.name)) for one in found.without
    ]
    more = found.people - found.seeing - len(found.without)
    if more > 0:
        rows.append(text_row(f"and {more:,} more without one", "dim", look=look, indent=2))
    return [*rows, blank(look)]


def _listed(goals: Sequence[Unaligned], orphans: int, *, look: Look) -> list[Row]:
    keys = key_width(one.key for one in goals)

    def row(one: Unaligned) -> Row:
        def draw(width: int) -> Line:
            owner = short_name(one.owner, look)
            pen = Pen(look).gap(2).write(one.key, "dim").to(2 + keys).gap(1)
            pen.cell(one.title, max(8, width - pen.at - cell_width(owner) - 1)).gap(1)
            return pen.cell(owner, max(0, width - pen.at), "dim", align="right").line()

        return Row(draw, Target("goal", one.key, one.title))

    more = orphans - len(goals)
    rest = [text_row(f"and {more:,} more that lead nowhere", "dim", look=look, indent=2)] if more > 0 else []
    return [*(row(one) for one in goals), *rest]
