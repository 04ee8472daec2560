"""Bringing in records of other systems: planned whole against what is there, then written in one transaction, or not at all.

Everything that may be refused is found while planning, so that a dry run and a refused import write nothing.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from okr.application.case import WriteCase
from okr.application.handlers import writes
from okr.application.importing_check_ins import CheckIns
from okr.application.importing_cycles import Frame
from okr.application.importing_goals import Goals
from okr.application.importing_key_results import KeyResults
from okr.application.importing_links import Links
from okr.application.importing_missing import name_missing
from okr.application.importing_organisation import Organisation
from okr.application.importing_plan import KINDS, Report
from okr.application.importing_smart import check_letters
from okr.application.propagation import propagate
from okr.application.reorgs_import import hand_over, require_everybody, taken_back
from okr.contract.imports import Finding, ImportRecords, ImportReport, columns_named
from okr.contract.reorgs import ReorgPlan
from okr.domain.policy import Action, OrganisationFacts
from okr.domain.vocabulary import ObjectKind
from storage import imports as statements
from storage.locks import lock_graph

_AUDITED = {
    "units": ObjectKind.UNIT,
    "people": ObjectKind.PERSON,
    "cycles": ObjectKind.CYCLE,
    "focus_areas": ObjectKind.FOCUS_AREA,
    "goals": ObjectKind.GOAL,
    "key_results": ObjectKind.KEY_RESULT,
    "check_ins": ObjectKind.CHECK_IN,
}


@writes(ImportRecords, timeout_s=0)
def import_records(case: WriteCase, command: ImportRecords) -> ImportReport:
    """Import records: create what is new, change what differs, leave alone what is equal; administrators only."""
    case.require(Action.IMPORT, OrganisationFacts())
    began = time.monotonic()
    for graph in ("goals", "key results", "people", "units"):
        lock_graph(case.work, graph)
    plan = _Import(case, command)
    require_everybody(command)
    reorg: ReorgPlan | None = None
    with _collector_resting():
        smart = plan.plan()
        refused = plan.report.refused or any(one.level == "refused" for one in command.findings)
        written = not command.dry_run and (command.skip_bad_rows or not refused)
        if written:
            plan.write()
            reorg = hand_over(case, plan.organisation, command) if command.reorganise else None
        else:
            case.only_looked()
            if command.reorganise and command.dry_run and (command.skip_bad_rows or not refused):
                with taken_back(case):
                    plan.write()
                    reorg = hand_over(case, plan.organisation, command)
    counts = plan.report.counts(command.findings, command.merged)
    if written:
        for count in counts:
            if count.created or count.changed:
                after = {name: value for name, value in count.model_dump(exclude={"kind"}).items() if value}
                case.record(_AUDITED.get(count.kind), None, None, after=after)
    return ImportReport(
        dry_run=command.dry_run,
        written=written,
        counts=counts,
        changes=plan.report.standing_changes(),
        findings=(*command.findings, *(_with_column(one, command) for one in plan.report.findings)),
        smart=smart,
        reorg=reorg,
        seconds=round(time.monotonic() - began, 3),
    )


def _with_column(finding: Finding, command: ImportRecords) -> Finding:
    """A refusal with the columns of the file that its field was read from, in the place of the field's own name."""
    if finding.level != "refused" or finding.kind is None or finding.field is None:
        return finding
    columns = command.columns.get(finding.place.file, {}).get(finding.kind, {}).get(finding.field, ())
    if not columns:
        return finding
    reason = finding.message.removeprefix(f"{finding.field}: ")
    return finding.model_copy(update={"message": f"{columns_named(columns)}: {reason}"})


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Let the garbage collector rest: it would look through millions of live records, a third of the time, to find nothing."""
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()


class _Import:
    """One import: its parts in the order in which they depend on each other."""

    def __init__(self, case: WriteCase, command: ImportRecords) -> None:
        self.case = case
        self.command = command
        self.report = Report()
        self.organisation = Organisation(case, self.report, command)
        self.frame = Frame(case, self.report, command)
        self.goals = Goals(case, self.report, command, self.organisation, self.frame)
        self.links = Links(self.goals)
        self.results = KeyResults(self.goals)
        self.check_ins = CheckIns(self.results)

    def plan(self) -> dict[str, int]:
        """Read what is there and plan every record; answers how many goals fail each SMART letter."""
        command = self.command
        self.organisation.load()
        self.frame.load()
        named = {record.external_id for record in command.goals}
        named.update(link.parent for record in command.goals for link in record.parents)
        named.update(record.goal for record in command.key_results)
        self.results.load({one.external_id for one in command.key_results})
        self.goals.load(named)
        self.organisation.plan()
        self.frame.plan()
        self.goals.plan()
        self.links.plan()
        self.results.plan()
        self.check_ins.plan()
        name_missing(
            case=self.case,
            report=self.report,
            command=command,
            sheets=(self.organisation.units, self.organisation.people, self.goals.sheet, self.results.sheet),
        )
        return check_letters(self.goals, self.links, self.check_ins, enforced=command.enforce_smart)

    def write(self) -> None:
        """Write what is planned, and roll it up once."""
        self.links.level_new_goals()
        for part in (self.organisation, self.frame, self.goals, self.links, self.results, self.check_ins):
            part.write()
        self.frame.guard.write(self.goals.sheet, self.results.sheet)
        goals = self.goals.moved()
        results = self.check_ins.moved.keys() | self.results.sheet.new.keys() | self.results.sheet.changed.keys()
        results |= statements.results_of(self.case.work, goals - self.goals.sheet.new.keys())
        results |= statements.results_of_owners(self.case.work, self.organisation.moved())
        goals |= self.links.moved() | self.check_ins.end_overrides()
        only_check_ins = not any(getattr(self.command, kind) for kind in KINDS if kind != "check_ins")
        known = self.check_ins.known if only_check_ins else ()
        propagate(self.case, key_results=results, goals=goals, known=known)
