"""An import of everybody as a reorganisation: who is no longer in the files leaves, and what they held is handed over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from okr.application.case import WriteCase
from okr.application.importing_organisation import Organisation
from okr.application.reorgs import settle, shown
from okr.application.reorgs_draft import Draft, Leaving
from okr.application.reorgs_writing import write
from okr.contract.imports import ImportRecords
from okr.contract.reorgs import ReorgPlan
from okr.domain.errors import InvalidInput
from okr.domain.vocabulary import ObjectKind
from storage.imports import Row

_BY_FILES = "the files say so"


def require_everybody(command: ImportRecords) -> None:
    """Refuse to take files for a reorganisation that may not list everybody: whoever they leave out would leave."""
    if not command.reorganise:
        return
    if "people" in command.complete and not command.people:
        raise InvalidInput(
            "The files list nobody: everybody would leave.",
            field="people",
            hint="Look whether the right file is named.",
        )
    if "people" not in command.complete:
        raise InvalidInput(
            "As a reorganisation only files are taken that list everybody.",
            hint="Say complete = true in the mapping of the people.",
            field="reorganise",
        )
    if any(one.kind == "people" and one.level == "refused" for one in command.findings):
        raise InvalidInput(
            "Some rows of people could not be read, so that nobody knows who is gone; mend them first.",
            field="reorganise",
        )


def hand_over(case: WriteCase, organisation: Organisation, command: ImportRecords) -> ReorgPlan:
    """After the records are written: let go who is gone and hand over what they held; answers that with what the files moved."""
    last_day = command.leave_on or case.today
    leaving = [*_gone(case, organisation, last_day), *_left_by_files(case, organisation)]
    told = Draft(case)
    _tell_moves(told, organisation)
    _let_go(told, leaving)
    settle(told)
    answer = shown(told, applied=not command.dry_run)
    draft = Draft(case)
    _let_go(draft, leaving)
    settle(draft)
    write(case, draft)
    return answer


@contextmanager
def taken_back(case: WriteCase) -> Iterator[None]:
    """Let everything be written to see what comes of it, and take it back."""
    entries, written = len(case.trace.entries), case.trace.written
    savepoint = case.connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        del case.trace.entries[entries:]
        case.trace.written = written


def _gone(case: WriteCase, organisation: Organisation, last_day: date) -> list[tuple[Row, Leaving]]:
    """Who came from the other system, works here, and is not in the files."""
    sheet = organisation.people
    rows = [row for one, row in sheet.rows.items() if one not in sheet.taken and row["id"] not in sheet.new]
    here = [row for row in rows if row["employed_to"] is None or row["employed_to"] >= case.today]
    return [
        (row, _leaving(case, row, row["employed_to"] or last_day))
        for row in sorted(here, key=lambda row: str(row["handle"]))
    ]


def _left_by_files(case: WriteCase, organisation: Organisation) -> list[tuple[Row, Leaving]]:
    """Whom the files still list, with a last day."""
    found = []
    for change in organisation.people.changed.values():
        last_day = change.columns.get("employed_to")
        if isinstance(last_day, date):
            found.append((change.before, _leaving(case, change.before, last_day)))
    return found


def _leaving(case: WriteCase, row: Row, last_day: date) -> Leaving:
    first = row["employed_from"]
    if first is not None and last_day < first:
        raise InvalidInput(f"{row['handle']} started on {first} and cannot leave on {last_day}.", field="leave_on")
    return Leaving(row["id"], last_day, None, min(case.today, last_day + timedelta(days=1)))


def _tell_moves(draft: Draft, organisation: Organisation) -> None:
    """What the import itself moved, told as a plan: the rows as they were are taken for those that stand."""
    sheets = (
        (organisation.people, ObjectKind.PERSON, "handle", ("manager_id", "unit_id")),
        (organisation.units, ObjectKind.UNIT, "prefix", ("parent_id", "lead_id")),
    )
    for sheet, kind, key, columns in sheets:
        for change in sheet.changed.values():
            moved = [name for name in columns if name in change.columns]
            if moved:
                draft.learn(kind, [change.before])
            for name in moved:
                draft.put(
                    kind,
                    change.before,
                    name,
                    change.columns[name],
                    key=change.before[key],
                    title=change.before["name"],
                    why=_BY_FILES,
                    day=draft.case.today,
                )


def _let_go(draft: Draft, leaving: list[tuple[Row, Leaving]]) -> None:
    draft.leaving.update({one.person_id: one for _, one in leaving})
    for row, one in leaving:
        standing = draft.known(ObjectKind.PERSON, one.person_id)
        draft.put(
            ObjectKind.PERSON,
            standing,
            "employed_to",
            one.last_day,
            key=row["handle"],
            title=row["name"],
            why=one.why(row["handle"]),
            day=one.day,
        )
