"""`okr checkin` and `okr checkins`: readings are recorded, one or many, and listed."""

import sys
from typing import TYPE_CHECKING

import click

from okr.cli.check_in_views import check_in_table, preview_parts, recorded_parts, result_parts
from okr.cli.groups import command
from okr.cli.options import SHARE, Word, key_option, paged, request
from okr.cli.output import print_one, print_page
from okr.cli.session import Session
from okr.domain.vocabulary import Status

if TYPE_CHECKING:
    from okr.contract.check_ins import ListCheckIns


@command(
    "checkin",
    answers="check_ins.CheckInResult",
    also={
        "-": "check_ins.CheckInsResult",
        "--dry-run": "check_ins.CheckInPreview",
        "--list": "a list of check_ins.CheckInView",
        "--skip": "check_ins.CheckInsResult",
    },
    negative_numbers=True,
    examples=(
        "okr checkin CARE-7.2 85%",
        "okr checkin CARE-7.2 1,234.5 --date yesterday --confidence 70 --note 'two clinics were closed'",
        "okr checkin CARE-7.2 84 --corrects 3        number 3 was wrong",
        "okr checkin CARE-7.2 --voids 3              number 3 never happened",
        "okr checkin CARE-7.2 --skip 'ill this week'  no reading this time, and why",
        "okr checkin - < readings.csv                many: key,value,date,note,... or JSON lines",
    ),
)
@click.argument("key_result", required=False)
@click.argument("value", required=False)
@click.option(
    "--date",
    "effective_on",
    metavar="DAY",
    help="The day it was true; today if left out, or the last day of what is over.",
)
@click.option("--answers", type=click.IntRange(min=0), metavar="N", help="How many answered, for a survey score.")
@click.option("--confidence", type=SHARE, metavar="PERCENT", help="How likely it is to end well; under 50 say why.")
@click.option("--status", type=Word(Status), help="How you see it yourself.")
@click.option("--note", metavar="TEXT", help="What is behind the number.")
@click.option("--blocker", metavar="TEXT", help="What stands in the way.")
@click.option(
    "--blocker-owner", metavar="PERSON", help="Who has to answer it; the manager of the goal's owner if left out."
)
@click.option("--unblocked", is_flag=True, help="What stood in the way is gone.")
@click.option("--corrects", type=click.IntRange(min=1), metavar="N", help="The number of the check-in that was wrong.")
@click.option("--voids", type=click.IntRange(min=1), metavar="N", help="The number of the check-in that never was.")
@click.option("--skip", metavar="REASON", help="Say why there is no reading this time.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and write nothing.")
@click.option("--list", "wants_list", is_flag=True, help="List the check-ins of KEY_RESULT instead.")
@key_option()
@click.pass_obj
def checkin(
    session: Session,
    /,
    key_result: str | None,
    value: str | None,
    effective_on: str | None,
    skip: str | None,
    dry_run: bool,
    wants_list: bool,
    unblocked: bool,
    idempotency_key: str | None,
    **given: object,
) -> None:
    """Record a reading of a key result.

    VALUE is in its unit of measure: 85, 85%, 1,234.5, 12k, -5; for yes or no: yes; = is the value before.
    With - many are read from standard input, all or nothing: CSV with a header, or one JSON object a line.
    """
    from okr.cli.readings import Readings

    context = click.get_current_context()
    if key_result is None:
        raise click.UsageError("say which key result: okr checkin KEY VALUE, or - for many", context)
    if wants_list:
        if value is not None:
            raise click.UsageError("--list takes no value", context)
        _list(session, request_of(key_result, limit=50, cursor=None), everything=False)
        return
    others = (value, effective_on or None, dry_run or None, unblocked or None, *given.values())
    is_more = any(item is not None for item in others)
    if skip is not None:
        if is_more:
            raise click.UsageError("--skip takes no value and nothing else", context)
        _skip(session, key_result, skip, idempotency_key)
        return
    if key_result == "-":
        if is_more:
            raise click.UsageError("with - every value stands in its row", context)
        _record_many(session, idempotency_key)
        return
    if value is None and given.get("voids") is None:
        raise click.UsageError("say the value: okr checkin KEY VALUE", context)
    if given.get("voids") is not None and (value is not None or given.get("corrects") is not None):
        raise click.UsageError("--voids takes neither a value nor --corrects", context)
    fields = {
        "key": key_result,
        "value": Readings(session).value(key_result, value),
        "effective_on": session.day(effective_on, name="date"),
        **given,
        "unblocked": unblocked or None,
    }
    _record(session, fields, idempotency_key=idempotency_key, dry_run=dry_run)


@command(
    "checkins", lists="check_ins.CheckInView", examples=("okr checkins CARE-7.2", "okr checkins CARE-7 --all --json")
)
@click.argument("key")
@paged
@click.pass_obj
def checkins(session: Session, /, key: str, limit: int, cursor: str | None, everything: bool) -> None:
    """The check-ins of a key result, or of all key results of a goal, the newest first."""
    _list(session, request_of(key, limit=limit, cursor=cursor), everything=everything)


def request_of(key: str, *, limit: int, cursor: str | None) -> "ListCheckIns":
    """The request for the check-ins of a key result or goal."""
    from okr.contract.check_ins import ListCheckIns

    return request(ListCheckIns, key=key, limit=limit, cursor=cursor)


def _list(session: Session, wanted: "ListCheckIns", *, everything: bool) -> None:
    print_page(session, wanted, everything=everything, draw=check_in_table)


def _record(session: Session, fields: dict[str, object], *, idempotency_key: str | None, dry_run: bool) -> None:
    from okr.contract.check_ins import PreviewCheckIn, RecordCheckIn

    if dry_run:
        preview = session.call(request(PreviewCheckIn, **fields))
        print_one(session, preview, lambda look: preview_parts(preview, look))
        return
    result = session.call(request(RecordCheckIn, **fields), key=idempotency_key)
    print_one(session, result, lambda look: result_parts(result, look))


def _skip(session: Session, key: str, reason: str, idempotency_key: str | None) -> None:
    from okr.contract.check_ins import RecordCheckIns, SkippedCheckIn

    wanted = RecordCheckIns(skipped=(SkippedCheckIn(key=key, reason=reason),))
    result = session.call(wanted, key=idempotency_key)
    print_one(session, result, lambda look: recorded_parts(result, look))


def _record_many(session: Session, idempotency_key: str | None) -> None:
    from okr.cli.readings import Readings, read_rows
    from okr.contract.check_ins import RecordCheckIns

    rows = read_rows(sys.stdin.buffer.read())
    check_ins = Readings(session).check_ins(rows)
    result = session.call(RecordCheckIns(check_ins=check_ins), key=idempotency_key)
    print_one(session, result, lambda look: recorded_parts(result, look))
