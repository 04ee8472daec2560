"""`okr acknowledge`: saying that one has read a check-in."""

import click

from okr.cli.check_in_views import check_in_table
from okr.cli.groups import command
from okr.cli.options import key_option
from okr.cli.output import print_one
from okr.cli.session import Session


@command(
    "acknowledge",
    does="check-ins.acknowledge",
    answers="check_ins.CheckInView",
    examples=("okr acknowledge CARE-7.2#3", "okr acknowledge CARE-7.2#3 --note 'A good week, thank you'"),
)
@click.argument("check_in")
@click.option("--note", metavar="TEXT", help="What to say to it; who checked in finds it as recognition.")
@key_option()
@click.pass_obj
def acknowledge(session: Session, /, check_in: str, note: str | None, idempotency_key: str | None) -> None:
    """Say that you have read a check-in: a manager, the unit's lead or whoever reviews the goal; never its author.

    CHECK_IN is its key: CARE-7.2#3 is number 3 of CARE-7.2.
    """
    from okr.contract.check_ins import AcknowledgeCheckIn
    from okr.domain.part_keys import parse_check_in_key

    parsed = parse_check_in_key(check_in)
    wanted = AcknowledgeCheckIn(key=str(parsed.key_result), number=parsed.number, note=note)
    view = session.call(wanted, key=idempotency_key)
    print_one(session, view, lambda look: [check_in_table([view], look)])
