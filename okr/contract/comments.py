"""Comments on goals, key results, check-ins and contributions, with @mentions."""

from datetime import datetime

from okr.contract.base import AsOf, Command, Model, Page, PageOf, PersonRef, Query, operation


class CommentView(Model):
    """A comment: the number counts within the goal, `on` is what it is about. What was withdrawn keeps its place without its text."""

    goal: str
    number: int
    on: str
    text: str | None
    mentions: tuple[PersonRef, ...]
    by: PersonRef | None
    recorded_at: datetime
    withdrawn: bool
    may_withdraw: bool
    may_restore: bool = False


class NotTold(Model):
    """Somebody whom a comment mentions and who was not told, and why."""

    handle: str
    reason: str


class CommentResult(Model):
    """The comment that was written, who was told of it, and who was not."""

    comment: CommentView
    told: tuple[PersonRef, ...]
    not_told: tuple[NotTold, ...]


@operation("comments.add", "POST", "/comments")
class AddComment(Command[CommentResult]):
    """Say something about a goal, key result, check-in or contribution; who is mentioned by @handle is told if they may see the goal."""

    on: str
    text: str


@operation("comments.list", "GET", "/comments")
class ListComments(PageOf, AsOf, Query[Page[CommentView]]):
    """Comments, the newest first: on a goal and all that belongs to it, or on one of its key results, check-ins or contributions."""

    on: str


@operation("comments.withdraw", "DELETE", "/goals/{goal}/comments/{number}")
class WithdrawComment(Command[CommentView]):
    """Take one's own comment back."""

    goal: str
    number: int


@operation("comments.restore", "PUT", "/goals/{goal}/comments/{number}")
class RestoreComment(Command[CommentView]):
    """Say again what one had said and taken back; nobody is told a second time."""

    goal: str
    number: int
