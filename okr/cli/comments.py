"""`okr comment`: what is said about goals, key results, check-ins and contributions."""

import click

from okr.cli.conversation_views import comment_parts, comment_table
from okr.cli.groups import OkrGroup, command
from okr.cli.options import key_option, paged, request
from okr.cli.output import print_one, print_page
from okr.cli.session import Session


class CommentGroup(OkrGroup):
    """The group whose name alone, with a key and a text, adds a comment: `okr comment CARE-7 TEXT`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; a key stands for `add`."""
        first = args[0]
        is_key = "-" in first and any(sign.isdigit() for sign in first) and not first.startswith("-")
        return super().resolve_command(ctx, ["add", *args] if is_key else args)


@click.group(
    "comment",
    cls=CommentGroup,
    lazy={
        "add": ("okr.cli.comments:add", "Comment on a goal, key result, check-in or contribution."),
        "list": ("okr.cli.comments:list_comments", "Comments on a goal and all that belongs to it."),
        "withdraw": ("okr.cli.comments:withdraw", "Take your own comment back."),
        "restore": ("okr.cli.comments:restore", "Say again what you took back."),
    },
    examples=("okr comment CARE-7 'Well done, @dana'", "okr comment list CARE-7", "okr comment withdraw CARE-7 3"),
)
def comment() -> None:
    """Comments on goals, key results, check-ins (CARE-7.2#3) and contributions (CARE-7+1).

    okr comment KEY TEXT is short for okr comment add KEY TEXT. Whoever may see the goal may read and write them.
    """


@command(
    "add",
    answers="comments.CommentResult",
    examples=("okr comment CARE-7 'Well done, @dana'", "okr comment add CARE-7.2#3 'Was this before the holidays?'"),
)
@click.argument("key")
@click.argument("text")
@key_option()
@click.pass_obj
def add(session: Session, /, key: str, text: str, idempotency_key: str | None) -> None:
    """Comment on a goal, key result, check-in or contribution.

    Who is mentioned by @handle is told if they may see the goal; who is not told is said.
    """
    from okr.contract.comments import AddComment

    result = session.call(AddComment(on=key, text=text), key=idempotency_key)
    print_one(session, result, lambda look: comment_parts(result, look))


@command("list", lists="comments.CommentView", examples=("okr comment list CARE-7", "okr comment list CARE-7.2#3"))
@click.argument("key")
@paged
@click.pass_obj
def list_comments(session: Session, /, key: str, everything: bool, **given: object) -> None:
    """Comments on a goal and all that belongs to it, or on one part of it, the newest first."""
    from okr.contract.comments import ListComments

    print_page(session, request(ListComments, on=key, **given), everything=everything, draw=comment_table)


@command("withdraw", answers="comments.CommentView", examples=("okr comment withdraw CARE-7 3",))
@click.argument("goal")
@click.argument("number", type=click.IntRange(min=1))
@key_option()
@click.pass_obj
def withdraw(session: Session, /, goal: str, number: int, idempotency_key: str | None) -> None:
    """Take your own comment back; that there was one stays to be seen."""
    from okr.contract.comments import WithdrawComment

    view = session.call(WithdrawComment(goal=goal, number=number), key=idempotency_key)
    print_one(session, view, lambda look: [comment_table([view], look)])


@command("restore", answers="comments.CommentView", examples=("okr comment restore CARE-7 3",))
@click.argument("goal")
@click.argument("number", type=click.IntRange(min=1))
@key_option()
@click.pass_obj
def restore(session: Session, /, goal: str, number: int, idempotency_key: str | None) -> None:
    """Say again what you took back; nobody is told a second time."""
    from okr.contract.comments import RestoreComment

    view = session.call(RestoreComment(goal=goal, number=number), key=idempotency_key)
    print_one(session, view, lambda look: [comment_table([view], look)])
