"""`okr nudge`: a word to whoever answers for something that waits."""

import click

from okr.cli.cells import person_cell
from okr.cli.groups import command
from okr.cli.options import key_option, request
from okr.cli.output import lines, print_one
from okr.cli.session import Session
from okr.cli.table import Lines, cell


@command(
    "nudge",
    does={"--take-back": "nudges.take-back"},
    answers="nudges.NudgeView",
    also={"--take-back": "base.Done"},
    examples=(
        "okr nudge CARE-1.2",
        "okr nudge CARE-1 --message 'the board meets on Friday'",
        "okr nudge --person maria",
        "okr nudge CARE-1.2 --take-back",
    ),
)
@click.argument("about", required=False, metavar="[KEY]")
@click.option("--person", metavar="PERSON", help="This person, about all that is late.")
@click.option("--message", metavar="TEXT", help="What to add.")
@click.option("--take-back", "takes_back", is_flag=True, help="Take today's nudge back, as long as it was not read.")
@key_option()
@click.pass_obj
def nudge(session: Session, /, takes_back: bool, idempotency_key: str | None, **given: object) -> None:
    """Tell whoever answers for something that it waits.

    The owner of a goal or key result finds a notice that says how many check-ins are late; once a day about the same thing.
    """
    from okr.contract.nudges import Nudge, TakeNudgeBack

    if takes_back:
        if given.pop("message") is not None:
            raise click.UsageError("--take-back takes no --message", click.get_current_context())
        done = session.call(request(TakeNudgeBack, **given), key=idempotency_key)
        print_one(session, done, lambda _: [lines(done.message)])
        return
    sent = session.call(request(Nudge, **given), key=idempotency_key)
    print_one(
        session,
        sent,
        lambda look: [Lines((cell("told ") + person_cell(sent.told, look) + cell(f": {sent.text}", "dim"),))],
    )
