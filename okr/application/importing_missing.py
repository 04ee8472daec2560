"""What is in okr and no longer in files that list all of a kind: counted and named, never deleted."""

from okr.application.case import WriteCase
from okr.application.importing_plan import Report, Sheet
from okr.contract.imports import ImportRecords, Place
from storage import imports as statements

NAMED = 1_000
"""Of each kind, so many are named; the rest is counted."""
_WAYS_OUT = {
    "people": "If they left, give their last day: okr person edit --to.",
    "goals": "If it is over, close it: okr goal edit.",
    "key_results": "If it is over, close it: okr kr edit.",
    "units": "If it is gone, archive it: okr unit edit.",
}
LEAVES = "is no longer in the file, and leaves; what they held is handed over as the plan shows."
"""Of people, where the files are taken for a reorganisation."""


def name_missing(*, case: WriteCase, report: Report, command: ImportRecords, sheets: tuple[Sheet, ...]) -> None:
    """Note what the files leave out of the kinds that they list whole.

    Where reading refused rows of a kind nobody knows whom they named, so that nothing is said about that kind.
    """
    unread = {one.kind for one in command.findings if one.level == "refused"}
    for sheet in sheets:
        records = getattr(command, sheet.kind)
        if sheet.kind not in command.complete or sheet.kind in unread or not records:
            continue
        place = Place(records[0].place.file, 0)
        for row in statements.open_names(case.work, sheet.table, case.today):
            if row.external_id in sheet.taken:
                continue
            report.missing[sheet.kind] += 1
            if report.missing[sheet.kind] <= NAMED:
                leaves = command.reorganise and sheet.kind == "people"
                said = LEAVES if leaves else f"is no longer in the file, and stays. {_WAYS_OUT[sheet.kind]}"
                message = f"{row.name} {said}"
                report.find("note", sheet.kind, place, message, value=row.external_id)
