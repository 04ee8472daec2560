"""What a goal hangs together with: parents, agreements, goals below, dependencies, what it moves at the top."""

from okr.domain.vocabulary import LinkKind
from okr.domain.wording import term
from tui.drawing.rows import NORMAL, Row, goal_line, labelled, section, text_row
from tui.format import NAMED_WIDTH, SHORT_NAMED_WIDTH, named_status, short_number, small_share, status_ink, tone_ink
from tui.lines import Line, Look, Pen, Target
from tui.view_models.goal_card import Beside, Depends, GoalCard, Subscription
from tui.view_models.goals import GoalItem, Parent


def cascade_rows(card: GoalCard, beside: Beside | None, width: int, *, look: Look) -> list[Row]:
    """Up, down, and what was agreed."""
    below = _children(card, look=look)
    kinds = "solid: counts, dashed: supports" if not look.ascii_only else "^ counts, ~ supports"
    return [
        *section(
            "Parents",
            [_parent_row(parent, look=look) for parent in card.item.parents],
            look=look,
            empty=_alone(card),
        ),
        *_subscriptions(beside, width, look=look),
        *section(
            "Goals below",
            below,
            look=look,
            note=kinds if card.child_goals else "",
            empty=f"Nobody contributes yet. {look.key('app.add')} writes a goal below this one.",
        ),
        *section("What it moves", _shares(card, look=look), look=look, note="share, and what its lag costs (R15)"),
        *section("Depends on", [_depends_row(one, look=look) for one in card.depends_on], look=look),
        *section("Needed by", [_depends_row(one, look=look) for one in card.needed_by], look=look),
        *_circle(card, width, look=look),
    ]


def _alone(card: GoalCard) -> str:
    return (
        "A goal at the top: it leads nowhere further up." if not card.line_of_sight else "No parent that you may see."
    )


def _tie(kind: LinkKind, *, look: Look) -> str:
    """How a goal hangs on another one: a solid branch where it counts, a dashed one where it only supports."""
    if look.ascii_only:
        return "^-" if kind is LinkKind.CONTRIBUTES else "~~"
    return "\u2514\u2501" if kind is LinkKind.CONTRIBUTES else "\u2514\u254c"


def _parent_row(parent: Parent, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        words = term(parent.kind)
        ink = tone_ink(words.tone.value)
        weight = f" weight {short_number(parent.weight)}" if parent.weight is not None else ""
        pen = Pen(look).cell(f"{words.mark(ascii_only=look.ascii_only)} {words.word}", 17, ink)
        pen.write(parent.key, "dim").gap(1)
        tail = weight if parent.kind is LinkKind.CONTRIBUTES else ""
        pen.cell(parent.title, max(4, width - pen.at - len(tail)))
        return pen.write(tail, "dim").line()

    return Row(draw, Target("goal", parent.key, parent.title))


def _children(card: GoalCard, *, look: Look) -> list[Row]:
    rows = [_child_row(child, _kind(child, card.item.key), look=look) for child in card.child_goals]
    more = card.item.children - len(card.child_goals)
    if more > 0:
        rows.append(text_row(f"and {more} more: {look.key('app.screen-2')} shows the whole cascade", "dim", look=look))
    if card.hidden_children:
        rows.append(text_row(f"and {card.hidden_children} that you may not see", "dim", look=look))
    return rows


def _kind(child: GoalItem, parent: str) -> LinkKind:
    return next((tie.kind for tie in child.parents if tie.key == parent), LinkKind.CONTRIBUTES)


def _child_row(child: GoalItem, kind: LinkKind, *, look: Look) -> Row:
    lead = f"{_tie(kind, look=look)} "
    return Row(lambda width: goal_line(child, width, look=look, lead=lead), Target("goal", child.key, child.title))


def _subscriptions(beside: Beside | None, width: int, *, look: Look) -> list[Row]:
    """R13 in one line each: asked, accepted, short."""
    if beside is None:
        return []
    rows = [row for one in beside.subscriptions for row in _subscription_rows(one, width, look=look)]
    return section("Agreed contributions", rows, look=look)


def _subscription_rows(one: Subscription, width: int, *, look: Look) -> list[Row]:
    ink = "warning" if one.gap_ppm < 0 else "success"
    rows = labelled(one.parent, one.sentence, width, look=look, ink=ink, column=11)
    first = rows[0]
    kind = "key result" if "." in one.parent else "goal"
    return [Row(first.draw, Target(kind, one.parent, one.sentence)), *rows[1:]]


def _shares(card: GoalCard, *, look: Look) -> list[Row]:
    return [_share_row(each.top, each.title, (each.share_ppm, each.risk_ppm), look=look) for each in card.shares]


def _share_row(top: str, title: str, parts: tuple[int, int], *, look: Look) -> Row:
    def draw(width: int) -> Line:
        pen = Pen(look).write(top, "dim").gap(1)
        pen.cell(title, max(4, width - pen.at - 22)).gap(1)
        pen.cell(small_share(parts[0], look), 8, "bold", align="right")
        lag = f"-{small_share(parts[1], look)}" if parts[1] else ""
        return pen.cell(lag, 12, "warning", align="right").line()

    return Row(draw, Target("goal", top, title))


def _depends_row(one: Depends, *, look: Look) -> Row:
    def draw(width: int) -> Line:
        roomy = width >= NORMAL
        standing = named_status(one.status, look, words=roomy)
        pen = Pen(look).cell(one.kind.value, 11, "dim")
        pen.cell(standing, NAMED_WIDTH if roomy else SHORT_NAMED_WIDTH, status_ink(one.status))
        pen.gap(1).write(one.key, "dim").gap(1)
        pen.cell(one.title, max(4, width - pen.at - 16)).gap(1)
        return pen.cell(one.owner or "no owner", max(0, width - pen.at), "dim", align="right").line()

    return Row(draw, Target("goal", one.key, one.title))


def _circle(card: GoalCard, width: int, *, look: Look) -> list[Row]:
    if not card.circle:
        return []
    words = f"These wait for each other: {f' {look.arrow} '.join(card.circle)}"
    return labelled("Circle", words, width, look=look, ink="warning")
