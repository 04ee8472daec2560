"""Goals as a plan in text: exported, looked at, and applied in one transaction, by the operations that people use one by one."""

from dataclasses import replace
from uuid import UUID

from okr.application.case import ReadCase, Trace, WriteCase
from okr.application.handlers import reads, writes
from okr.application.plans_bringing_in import BringingIn
from okr.application.plans_changing import Changing
from okr.application.plans_contracts import contracts_of
from okr.application.plans_creating import Creating, Creation
from okr.application.plans_deeds import deeds_of, keys_of
from okr.application.plans_difference import Difference, difference_of
from okr.application.plans_effect import LETTERS, effects_between, figures_now, letters_of, with_all_above
from okr.application.plans_export import seen_of, write_plan
from okr.application.plans_feeding import Feeding
from okr.application.plans_findings import Findings
from okr.application.plans_names import Names
from okr.application.plans_numbers import Numbers
from okr.application.plans_standing import load_standing
from okr.application.plans_work import Working
from okr.application.propagation import propagate
from okr.contract.plans import ApplyPlan, ExportPlan, Plan, PlanDeed, PlanReport
from okr.domain.memory import collector_resting
from storage import plans as statements
from storage.locks import lock_graph
from storage.policy import visible_goals


@reads(ExportPlan)
def export_plan(case: ReadCase, query: ExportPlan) -> Plan:
    """The goals of a unit's subtree and a cycle as a plan, as far as the acting person may see them."""
    with collector_resting():
        return write_plan(case, query)


@writes(ApplyPlan, timeout_s=0)
def apply_plan(case: WriteCase, command: ApplyPlan) -> PlanReport:
    """Carry a plan out whole, and keep it where that was asked for and nothing stands in its way; else take all of it back."""
    for graph in ("goals", "key results", "people", "units"):
        lock_graph(case.work, graph)
    tried = replace(case, trace=Trace())
    try:
        with collector_resting(), case.connection.begin_nested():
            report = _Application(tried, command).report()
            if not report.written:
                raise _TakenBack(report)
    except _TakenBack as back:
        case.only_looked()
        return back.report
    case.trace.entries.extend(tried.trace.entries)
    case.trace.written += tried.trace.written
    counts = {deed.deed.value: 0 for deed in report.deeds}
    for deed in report.deeds:
        counts[deed.deed.value] += 1
    case.record(None, None, None, after=counts)
    return report


class _TakenBack(Exception):
    """The plan was carried out and is taken back, with what it said."""

    def __init__(self, report: PlanReport) -> None:
        super().__init__()
        self.report = report


class _Application:
    """One plan being carried out."""

    def __init__(self, case: WriteCase, command: ApplyPlan) -> None:
        self.case, self.command, self.plan = case, command, command.plan
        self.findings = Findings(command.plan)
        self.made = Creation()
        self.organisation: list[PlanDeed] = []

    def report(self) -> PlanReport:
        """Carry it out and tell what that did; what is refused on the way is in the report too."""
        if self.plan.organisation is not None:
            bringing = BringingIn(self.case, self.plan.organisation, self.findings)
            with self.findings.at(("organisation",)):
                bringing.write()
            self.organisation = bringing.deeds
        if self.findings.refused:
            return self._told(Difference())
        names = Names(self.case, self.plan)
        difference, numbers = difference_of(self.case, self.plan, names, self.findings)
        deeds = (*self.organisation, *deeds_of(difference, names))
        if self.findings.stand_in_the_way:
            moved = {one.standing.id for one in difference.changed} | {one.id for one in difference.removed}
            return self._told(difference, deeds=deeds, seen=self._seen(moved) if self.findings.conflicts else {})
        standing = {one.standing.id for one in difference.changed} | {one.id for one in difference.removed}
        before = figures_now(self.case, with_all_above(self.case, standing | self._named_parents(difference, names)))
        creating = Creating(self.case, self.plan, names, self.findings)
        self._write(difference, names, creating, numbers)
        touched = standing | {row["id"] for row in self.made.goals.values()}
        if self.findings.refused:
            return self._told(difference, deeds=deeds)
        lettered = sorted(touched - {one.id for one in difference.removed})
        if len(lettered) > LETTERS:
            message = (
                f"The letters of {LETTERS} of {len(lettered):,} goals are shown; all are looked at when goals begin."
            )
            self.findings.add("note", ("goals",), message)
        after = figures_now(self.case, with_all_above(self.case, touched) | before.keys())
        return self._told(
            difference,
            deeds=deeds,
            effects=effects_between(self.case, before, after, touched),
            letters=letters_of(self.case, lettered),
            contracts=contracts_of(self.case, difference, self.made),
            keys=keys_of(difference),
            seen={} if self.command.dry_run else self._seen(touched),
        )

    def _write(self, difference: Difference, names: Names, creating: Creating, numbers: Numbers) -> None:
        changing = Changing(self.case, self.plan, self.findings, reason=self.command.reason)
        changing.reopen(difference.changed)
        self.made = creating.write(difference.new, numbers)
        changing.loosen(difference.changed)
        changing.edit(difference.changed)
        creating.link(difference.new)
        self._roll_up()
        changing.tie(difference.changed)
        if self.findings.refused:
            return  # what follows from it would only be refused as well
        feeding = Feeding(self.case, names, self.findings, self.made)
        feeding.write(difference)
        propagate(self.case, key_results=feeding.moved)
        Working(self.case, names, self.findings).write(difference, self.made)
        changing.decide(difference, self.made)

    def _roll_up(self) -> None:
        """Work out the numbers of what is new, and of what that hangs from."""
        if self.command.dry_run:
            self.case.trace.written = len(self.case.trace.entries)  # what is taken back needs no audit
        results = [row["id"] for row in self.made.results.values()]
        goals = {row["id"] for row in self.made.goals.values()} | self.made.linked
        propagate(self.case, key_results=results, goals=goals)

    def _named_parents(self, difference: Difference, names: Names) -> set[UUID]:
        """The goals that new links go to."""
        keys = {parent.goal for new in difference.new for parent in new.plan.parents or ()}
        keys |= {parent.goal for one in difference.changed for parent in one.plan.parents or ()}
        keys = {names.labels.get(key, key.strip().upper()) for key in keys}
        return set(statements.goal_ids_by_key(self.case.work, visible_goals(self.case.actor), keys).values())

    def _seen(self, touched: set[UUID]) -> dict[str, str]:
        """The marks of what the plan wrote, for the file to take over."""
        return seen_of(load_standing(self.case, sorted(touched)))

    def _told(self, difference: Difference, **parts: object) -> PlanReport:
        """The report; written where nothing stands in the way and it was not only to be looked at."""
        return PlanReport.model_validate(
            {
                "dry_run": self.command.dry_run,
                "written": not self.command.dry_run and not self.findings.stand_in_the_way,
                "untouched": difference.untouched,
                "conflicts": tuple(self.findings.conflicts),
                "findings": tuple(self.findings.found),
                **parts,
            }
        )
