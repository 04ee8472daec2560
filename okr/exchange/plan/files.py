"""Plan files on this machine: what was found of one put in its place, and the file brought up to what was applied."""

from pathlib import Path

from okr.contract.plans import ApplyPlan, PlanReport
from okr.domain.errors import OkrError
from okr.exchange.plan.editing import taken_over
from okr.exchange.plan.marked import place_of
from okr.exchange.plan.reading import PlanFile


def request_of(read: PlanFile, reason: str | None, *, dry_run: bool) -> ApplyPlan:
    """What is asked of okr with a plan that was read."""
    return ApplyPlan(plan=read.plan, reason=reason, dry_run=dry_run)


def placed(report: PlanReport, read: PlanFile) -> PlanReport:
    """The report with the line and column of each finding, in the order of the file."""
    found = []
    for one in report.findings:
        line, column = place_of(read.spot, one.path)
        found.append(one.model_copy(update={"line": line, "column": column}))
    return report.model_copy(update={"findings": tuple(sorted(found, key=lambda one: (one.line, one.column)))})


def replace_text(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all; OSError where that cannot be."""
    beside = file.with_name(f".{file.name}.okr")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(file)


def bring_up(file: Path, read: PlanFile, done: PlanReport) -> str | None:
    """Write the keys that came of a plan, and what it has seen, into its file; in words why not, where that cannot be."""
    gone = [deed.key for deed in done.deeds if deed.deed.value == "removed" and deed.kind == "goal"]
    try:
        replace_text(file, taken_over(read, keys=done.keys, seen=done.seen, gone=gone))
    except OSError as error:
        return f"{file} could not be written ({error.strerror}); export it anew before you change it again"
    except OkrError as error:
        return f"{error.message} {error.hint}"
    return None
