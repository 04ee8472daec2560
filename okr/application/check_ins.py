"""Check-ins: taking readings, one or many, showing what one would do, listing and acknowledging them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement

from okr.application.accepting import Accepted, accept, of_last_days
from okr.application.case import ReadCase, WriteCase
from okr.application.cycle_guard import find_key_result_to_change
from okr.application.doubting import MOST_DOUBTED, doubts
from okr.application.finding import FoundKeyResult, find_goal_or_key_result
from okr.application.handlers import reads, writes
from okr.application.looking_back import when_of
from okr.application.paging import before, page, read_cursor, write_cursor
from okr.application.propagation import propagate
from okr.contract.base import Page, PersonRef
from okr.contract.check_ins import (
    MAXIMUM_BATCH,
    AcknowledgeCheckIn,
    CheckInFault,
    CheckInFaults,
    CheckInResult,
    CheckInsResult,
    CheckInView,
    FindFaults,
    ListCheckIns,
    NewCheckIn,
    RecordCheckIn,
    RecordCheckIns,
)
from okr.domain.errors import InvalidInput, NotFound, OkrError, RuleViolation
from okr.domain.policy import Action, CheckInFacts
from okr.domain.text import accept_long_text
from okr.domain.vocabulary import ObjectKind
from storage import check_ins, derived
from storage.compiled import ask
from storage.derived import AnyRow
from storage.schema import check_ins as check_ins_table
from storage.schema import key_results

if TYPE_CHECKING:
    from okr.application.blockers_raising import Raised


def _asked_ahead(command: RecordCheckIn) -> check_ins.Asked:
    return check_ins.asked([_key(command)])


@writes(RecordCheckIn, ahead=_asked_ahead)
def record_check_in(case: WriteCase, command: RecordCheckIn) -> CheckInResult:
    """Record a reading, and roll it up to the tops."""
    _, found, readings = case.answers or ask(case.connection, _asked_ahead(command))
    accepted = accept(case, command, found[0] if found else None)
    (row,) = rows = _numbered(case, [accepted])
    known = {accepted.key_result_id: readings}
    notices = (
        *_end_overrides(case, [accepted]),
        *of_last_days(case, [accepted]),
        *doubts(case, [accepted], known),
    )
    raised = _raised(case, [command], [accepted], rows)
    beside = raised.beside() if raised is not None else ()
    moved = propagate(
        case,
        key_results=[accepted.key_result_id],
        known=[accepted.target],
        check_ins=rows,
        beside=beside,
        readings=known,
        is_last=bool(case.answers) and raised is None,
    )
    if raised is not None:
        raised.tell(case)
        notices += raised.words_for_who_raised(case)
    return CheckInResult(
        check_in=_written(case, command, row),
        title=accepted.target.title,
        unit_of_measure=accepted.target.unit_of_measure,
        moved=moved,
        notices=notices,
    )


@writes(RecordCheckIns)
def record_check_ins(case: WriteCase, command: RecordCheckIns) -> CheckInsResult:
    """Record many readings, all or nothing; what is wrong with any is said of all of them at once, by row."""
    many = len(command.check_ins) + len(command.skipped)
    if not many:
        raise InvalidInput("There is no check-in in what was given.", field="check_ins")
    if many > MAXIMUM_BATCH:
        raise InvalidInput(
            f"{many} check-ins are more than {MAXIMUM_BATCH} at a time.",
            hint="Use okr import check-ins.",
            field="check_ins",
        )
    targets = _targets(case, command.check_ins)
    accepted, wrong = _sorted_out(case, command.check_ins, targets)
    if wrong:
        raise together(wrong)
    if command.skipped:
        from okr.application.skipping import skip  # few check-ins need it

        skip(case, command.skipped, first=len(command.check_ins) + 1)
    if not accepted:
        return CheckInsResult(recorded=(), moved=(), skipped=len(command.skipped))
    rows = _numbered(case, accepted)
    results = {item.key_result_id for item in accepted}
    known: dict[UUID, Sequence[AnyRow]] = {}
    if len(accepted) <= MOST_DOUBTED:
        known = {**dict.fromkeys(results, ()), **derived.check_ins_of(case.work, list(results))}
    notices = (
        *_end_overrides(case, accepted),
        *of_last_days(case, accepted),
        *(doubts(case, accepted, known) if known else ()),
    )
    raised = _raised(case, command.check_ins, accepted, rows)
    beside = raised.beside() if raised is not None else ()
    moved = propagate(case, key_results=results, known=targets.values(), check_ins=rows, beside=beside, readings=known)
    if raised is not None:
        raised.tell(case)
        notices += raised.words_for_who_raised(case)
    written = tuple(_written(case, item, row) for item, row in zip(command.check_ins, rows, strict=True))
    return CheckInsResult(recorded=written, moved=moved, notices=notices, skipped=len(command.skipped))


@reads(FindFaults)
def find_faults(case: ReadCase, query: FindFaults) -> CheckInFaults:
    """Which readings would be refused, and why."""
    targets = check_ins.targets(case.work, [_key(item) for item in query.check_ins])
    _, wrong = _sorted_out(case, query.check_ins, targets)
    return CheckInFaults(faults=tuple(CheckInFault(row=number, message=_in_a_line(error)) for number, error in wrong))


@reads(ListCheckIns)
def list_check_ins(case: ReadCase, query: ListCheckIns) -> Page[CheckInView]:
    """The check-ins of a key result or of a goal, the newest first."""
    found = find_goal_or_key_result(case, query.key)
    table = check_ins_table.c
    of_it: ColumnElement[bool] = (
        table.key_result_id == found.id if isinstance(found, FoundKeyResult) else key_results.c.goal_id == found.id
    )
    columns = (table.effective_on, key_results.c.key, table.number)
    cursor = read_cursor(query.cursor, date, str, int)
    when = when_of(case, query)
    by_then = () if when is None else check_ins.by(when.day, when.known_at)
    rows = check_ins.listed(case.work, of_it, *by_then, *before(columns, cursor), limit=query.limit + 1)
    return page(
        rows,
        query.limit,
        items=lambda kept: [_view(row) for row in kept],
        cursor=lambda row: write_cursor(row.effective_on, row.key, row.number),
    )


@writes(AcknowledgeCheckIn)
def acknowledge_check_in(case: WriteCase, command: AcknowledgeCheckIn) -> CheckInView:
    """Say that one has read a check-in; never its author."""
    from okr.application.notices import notify  # with what checking in does not need

    found = find_key_result_to_change(case, command.key)
    row, _ = check_ins.pointed_at(case.work, found.id, command.number)
    if row is None:
        raise NotFound(f"{found.row.key} has no check-in number {command.number}.", field="number")
    case.require(Action.ACKNOWLEDGE, CheckInFacts(goal=found.goal.facts, author_id=row.by_id))
    if check_ins.is_acknowledged(case.work, found.id, command.number):
        raise RuleViolation(f"Check-in {command.number} of {found.row.key} has been acknowledged already.")
    note = accept_long_text(command.note or "", field="note") or None
    check_ins.acknowledge(
        case.work,
        {
            "key_result_id": found.id,
            "number": command.number,
            "by_id": case.actor.person_id,
            "note": note,
            "recorded_at": case.now,
        },
    )
    case.record(ObjectKind.CHECK_IN, found.id, f"{found.row.key} #{command.number}", after={"acknowledged": True})
    key, said = f"{found.row.key}#{command.number}", f": {note}" if note else ""
    words = f"{case.actor.name} has read your check-in {key} ({found.row.title}){said}"
    notify(case, [row.by_id], ObjectKind.CHECK_IN, key, words)
    table = check_ins_table.c
    same = (table.key_result_id == found.id, table.number == command.number)
    return _view(check_ins.listed(case.work, *same, limit=1)[0])


def _key(check_in: NewCheckIn) -> str:
    return check_in.key.strip().upper()


def _targets(case: WriteCase, commands: Sequence[NewCheckIn]) -> dict[str, AnyRow]:
    """The key results that are checked in to, locked before they are read, so that nobody writes to them in between."""
    keys = [_key(command) for command in commands]
    locking, targets, _ = check_ins.asked(keys)
    _, found = ask(case.connection, [locking, targets])
    return {row.key: row for row in found}


def _numbered(case: WriteCase, accepted: Sequence[Accepted]) -> list[dict[str, Any]]:
    """Check-ins under their next numbers, as they are to be written."""
    counts: dict[UUID, int] = {item.key_result_id: item.target.stored_check_in_count or 0 for item in accepted}
    rows: list[dict[str, Any]] = []
    for item in accepted:
        number = counts[item.key_result_id] + 1
        counts[item.key_result_id] = number
        rows.append({**item.values, "number": number, "by_id": case.actor.person_id, "recorded_at": case.now})
        case.record(
            ObjectKind.CHECK_IN,
            item.key_result_id,
            f"{item.target.key} #{number}",
            after={name: value for name, value in item.values.items() if value is not None and name != "imported"}
            | item.said,
        )
    return rows


def _raised(
    case: WriteCase, commands: Sequence[NewCheckIn], accepted: Sequence[Accepted], rows: Sequence[dict[str, Any]]
) -> "Raised | None":
    """What the check-ins that speak of blockers do to them; None, and no statement, where none does."""
    speaking = [one for one in zip(commands, accepted, rows, strict=True) if _speaks_of_blockers(one[0])]
    if not speaking:
        return None
    from okr.application.blockers_raising import raise_blockers  # few check-ins need it

    return raise_blockers(case, speaking)


def _speaks_of_blockers(check_in: NewCheckIn) -> bool:
    named = check_in.blocker or check_in.blocker_owner or check_in.unblocked
    return bool(named) or check_in.corrects is not None or check_in.voids is not None


def _end_overrides(case: WriteCase, accepted: Sequence[Accepted]) -> tuple[str, ...]:
    """End the overrides that held until these check-ins (R7); answers the notices."""
    goals: dict[UUID, str] = {
        item.target.goal_id: item.target.goal_key for item in accepted if item.target.ends_override
    }
    ended = derived.end_overrides_until_next_check_in(case.work, goals, at=case.now)
    if ended:
        propagate(case, goals={row.goal_id for row in ended})
    return tuple(
        f"The status '{row.status}' set for {goals[row.goal_id]} has run out with this check-in." for row in ended
    )


def _sorted_out(
    case: ReadCase, items: Sequence[NewCheckIn], targets: Mapping[str, AnyRow]
) -> tuple[list[Accepted], list[tuple[int, OkrError]]]:
    """The readings that are taken, and those that are not by their places from 1."""
    accepted: list[Accepted] = []
    wrong: list[tuple[int, OkrError]] = []
    for number, item in enumerate(items, start=1):
        try:
            accepted.append(accept(case, item, targets.get(_key(item))))
        except OkrError as error:
            wrong.append((number, error))
    return accepted, wrong


def together(wrong: Sequence[tuple[int, OkrError]]) -> OkrError:
    """One error that names every row; of the kind of the first."""
    shown = "\n".join(f"row {number}: {_in_a_line(error)}" for number, error in wrong)
    first = wrong[0][1]
    return type(first)(f"Nothing was recorded. {shown}", field=first.field)


def _in_a_line(error: OkrError) -> str:
    return f"{error.message} ({error.hint.rstrip('.')})" if error.hint else error.message


def _written(case: WriteCase, command: NewCheckIn, row: dict[str, Any]) -> CheckInView:
    value: Decimal | None = row["value"]
    return CheckInView(
        key=_key(command),
        number=row["number"],
        effective_on=row["effective_on"],
        value=value,
        answers=row["answers"],
        confidence=row["confidence_percent"],
        status=row["status"],
        note=row["note"],
        blocker=row["blocker"],
        corrects=row["corrects"],
        voids=row["voids"],
        by=PersonRef(handle=case.actor.handle, name=case.actor.name),
        recorded_at=case.now,
        imported=False,
    )


def _view(row: AnyRow) -> CheckInView:
    return CheckInView(
        key=row.key,
        number=row.number,
        effective_on=row.effective_on,
        value=row.value,
        answers=row.answers,
        confidence=row.confidence_percent,
        status=row.status,
        note=row.note,
        blocker=row.blocker,
        corrects=row.corrects,
        voids=row.voids,
        corrected_by=row.corrected_by,
        voided_by=row.voided_by,
        by=None if row.author_handle is None else PersonRef(handle=row.author_handle, name=row.author_name),
        recorded_at=row.recorded_at,
        imported=row.imported,
        acknowledged_by=(
            None if row.reader_handle is None else PersonRef(handle=row.reader_handle, name=row.reader_name)
        ),
        acknowledgement=row.reader_note,
    )
