"""Goals and key results as lists and the cascade show them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from okr.domain.vocabulary import Source
from tui.reading.basics import clean, maybe, numbers, text, unit
from tui.view_models.goals import Branch, Cascade, GoalItem, GoalPage, Milestone, Override, Parent, ResultItem

if TYPE_CHECKING:
    from okr.contract.base import Page
    from okr.contract.goal_rows import GoalRow, OverrideView, ParentRef
    from okr.contract.goals import GoalTree, TreeNode
    from okr.contract.key_results import KeyResultView


def cascade(tree: GoalTree) -> Cascade:
    """A part of the cascade."""
    return Cascade(tuple(map(_branch, tree.roots)), tree.hidden, tree.next_cursor)


def goal_page(page: Page[GoalRow]) -> GoalPage:
    """A page of a list of goals."""
    return GoalPage(tuple(map(goal, page.items)), page.hidden or 0, page.next_cursor)


def goal(row: GoalRow) -> GoalItem:
    """A goal as lists show it."""
    return GoalItem(
        key=clean(row.key),
        title=clean(row.title),
        owner=maybe(row.owner),
        unit=unit(row.unit),
        state=row.state,
        ambition=row.ambition,
        cycle=clean(row.cycle),
        focus_area=text(row.focus_area),
        starts=row.starts,
        due=row.due,
        parents=tuple(map(parent, row.parents)),
        children=row.children,
        key_results=row.key_results,
        last_reading_on=row.last_reading_on,
        override=_override(row.override) if row.override else None,
        version=row.version,
        numbers=replace(numbers(row), set_by_hand=row.override is not None),
    )


def result(view: KeyResultView) -> ResultItem:
    """A key result with its readings in short."""
    return ResultItem(
        key=clean(view.key),
        title=clean(view.title),
        goal=clean(view.goal),
        goal_title=clean(view.goal_title),
        owner=maybe(view.owner),
        state=view.state,
        metric=view.metric,
        measure=clean(view.unit_of_measure or ""),
        baseline=view.baseline,
        target=view.target,
        lower=view.lower,
        upper=view.upper,
        current=view.current,
        has_reading=view.has_reading,
        last_reading_on=view.last_reading_on,
        last_note=text(view.last_note),
        confidence=view.confidence,
        blocker=text(view.blocker),
        due=view.due,
        next_due_on=view.next_due_on,
        overdue=view.overdue,
        weight=view.weight,
        counts=view.counts,
        fed=view.source is Source.FED,
        guardrail=view.guardrail,
        guardrail_broken=view.guardrail_broken,
        recent=view.recent_values,
        version=view.version,
        numbers=numbers(view),
        starts=view.starts,
        goal_state=view.goal_state,
        milestones=tuple(Milestone(clean(one.title), one.weight, one.due_on) for one in view.milestones),
        last_check_in=view.last_check_in,
    )


def parent(ref: ParentRef) -> Parent:
    """What something counts for."""
    return Parent(clean(ref.key), clean(ref.title), ref.kind, ref.weight)


def _override(view: OverrideView) -> Override:
    return Override(view.status, view.computed, clean(view.reason), clean(view.by.name), view.until)


def _branch(node: TreeNode) -> Branch:
    return Branch(
        goal=goal(node.goal),
        link=node.link,
        weight=node.weight,
        share_ppm=node.share,
        children=tuple(map(_branch, node.children)),
        more_children=node.more_children,
        seen_above=node.seen_above,
    )
