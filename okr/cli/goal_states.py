"""`okr goal activate|pause|resume|cancel|achieve|miss|override`: what people decide about a goal."""

import click

from okr.cli.goal_views import goal_parts
from okr.cli.groups import OkrCommand, command
from okr.cli.options import Word, effective_option, key_option, request, version_option
from okr.cli.output import print_one
from okr.cli.session import Session
from okr.domain.vocabulary import GoalState, Status


def _decision(name: str, state: GoalState, help_text: str) -> OkrCommand:
    """A command that brings a goal to a state."""

    @command(
        name,
        answers="goals.GoalView",
        examples=(f"okr goal {name} CARE-7", f"okr goal {name} CARE-7 --date 2026-03-31 --reason '...'"),
    )
    @click.argument("goal")
    @click.option("--reason", metavar="TEXT", help="Why.")
    @effective_option("the decision")
    @version_option()
    @key_option()
    @click.pass_obj
    def decide(
        session: Session, /, goal: str, effective_on: str | None, idempotency_key: str | None, **given: object
    ) -> None:
        from okr.contract.goals import SetGoalState

        day = session.day(effective_on, name="date")
        wanted = request(SetGoalState, key=goal, state=state, effective_on=day, **given)
        view = session.call(wanted, key=idempotency_key)
        print_one(session, view, lambda look: goal_parts(view, look))

    decide.describe(help_text)
    return decide


activate = _decision("activate", GoalState.ACTIVE, "Let a goal begin; no SMART letter may fail.")
pause = _decision("pause", GoalState.PAUSED, "Let a goal rest; it does not count meanwhile.")
resume = _decision("resume", GoalState.ACTIVE, "Go on with a paused goal.")
cancel = _decision("cancel", GoalState.CANCELLED, "Give a goal up; it no longer counts.")
achieve = _decision("achieve", GoalState.ACHIEVED, "Close a goal as achieved.")
miss = _decision("miss", GoalState.MISSED, "Close a goal as missed.")


@command(
    "override",
    answers="goals.GoalView",
    examples=(
        "okr goal override CARE-7 --status at-risk --reason 'the supplier is late' --until 2026-04-15",
        "okr goal override CARE-7 --end",
    ),
)
@click.argument("goal")
@click.option("--status", type=Word(Status), help="The status that is to be shown.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.option("--until", metavar="DAY", help="The last day; until the next check-in if left out.")
@click.option("--end", is_flag=True, help="Take the override back.")
@key_option()
@click.pass_obj
def override(
    session: Session,
    /,
    goal: str,
    status: Status | None,
    reason: str | None,
    until: str | None,
    end: bool,
    idempotency_key: str | None,
) -> None:
    """Set a status by hand, or take that back with --end.

    The computed status stays visible beside it (R7).
    """
    from okr.contract.goals import EndOverride, SetOverride

    if end:
        if status or reason or until:
            raise click.UsageError("--end takes no other option", click.get_current_context())
        view = session.call(EndOverride(key=goal), key=idempotency_key)
    elif status is None or not reason:
        raise click.UsageError("say --status and --reason, or --end", click.get_current_context())
    else:
        day = session.day(until, name="until", future=True)
        view = session.call(
            request(SetOverride, key=goal, status=status, reason=reason, until=day), key=idempotency_key
        )
    print_one(session, view, lambda look: goal_parts(view, look))
