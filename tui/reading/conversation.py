"""Comments, blockers, initiatives and dependencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.basics import clean, long, maybe, text
from tui.view_models.basics import Named
from tui.view_models.conversation import Blocker, Comment, Conversation, Said, Tie, Work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from okr.contract.blockers import BlockerView
    from okr.contract.comments import CommentResult, CommentView
    from okr.contract.dependencies import DependencyView
    from okr.contract.goals import GoalView
    from okr.contract.initiatives import InitiativeView


def conversation(
    view: GoalView, *, comments: Iterable[CommentView], more: bool, blockers: Iterable[BlockerView]
) -> Conversation:
    """All of it about one goal."""
    return Conversation(
        key=clean(view.key),
        title=clean(view.title),
        owner=maybe(view.owner),
        may=frozenset(view.may),
        results=tuple(Named(clean(result.key), clean(result.title)) for result in view.results),
        comments=tuple(map(comment, comments)),
        more_comments=more,
        blockers=tuple(map(blocker, blockers)),
        work=tuple(map(work, view.initiatives)),
        needs=tuple(map(tie, view.depends_on)),
        needed_by=tuple(map(tie, view.needed_by)),
        circle=tuple(map(clean, view.dependency_circle)),
    )


def comment(view: CommentView) -> Comment:
    """A comment."""
    return Comment(
        goal=clean(view.goal),
        number=view.number,
        on=clean(view.on),
        text=None if view.withdrawn else long(view.text),
        by=maybe(view.by),
        day=view.recorded_at.date(),
        may_withdraw=view.may_withdraw,
        may_restore=view.may_restore,
    )


def blocker(view: BlockerView) -> Blocker:
    """A blocker."""
    return Blocker(
        key=clean(view.key),
        result=clean(view.key_result),
        title=clean(view.title),
        text=clean(view.text),
        state=view.state,
        raised_on=view.raised_on,
        by=maybe(view.by),
        owner=maybe(view.owner),
        answer_due_on=view.answer_due_on,
        days_late=view.days_late,
        climbed_on=view.climbed_on,
        answer=text(view.answer),
        answered_by=maybe(view.answered_by),
        version=view.version,
    )


def work(view: InitiativeView) -> Work:
    """An initiative."""
    return Work(
        key=clean(view.key),
        goal=clean(view.goal),
        result=text(view.key_result),
        title=clean(view.title),
        owner=maybe(view.owner),
        due_on=view.due_on,
        done_on=view.done_on,
        days_late=view.days_late,
        version=view.version,
    )


def tie(view: DependencyView) -> Tie:
    """A dependency."""
    return Tie(
        key=clean(view.key),
        title=clean(view.title),
        kind=view.kind,
        note=text(view.note),
        owner=maybe(view.owner),
        state=view.state,
        status=view.status,
    )


def said(view: CommentResult) -> Said:
    """Who was told of a comment, and who was not."""
    return Said(
        told=tuple(clean(person.name) for person in view.told),
        not_told=tuple(f"@{clean(one.handle)}: {clean(one.reason)}" for one in view.not_told),
    )
